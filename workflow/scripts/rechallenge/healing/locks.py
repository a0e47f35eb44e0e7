"""One run at a time in a review folder, and nothing in the way of a run after a killed one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from rechallenge.errors import ReviewError
from rechallenge.healing.orphans import end_orphans

LOCK = "rechallenge.lock"


@contextmanager
def only_run(folder: Path) -> Iterator[bool]:
    """Hold the review folder; gives whether the run before was cut off.

    The operating system lets go of our own lock when its process dies, however it dies; so once
    we hold it, Snakemake's lock files are dead unless Snakemake was started by hand. The file
    names our process as long as we are at work: where it names one at the start, that run was cut
    off.

    Raises
    ------
    ReviewError
        When another run is under way in the folder.
    """
    state = folder / ".snakemake"
    state.mkdir(parents=True, exist_ok=True)
    with (state / LOCK).open("a+", encoding="latin-1") as stream:
        if not _hold(stream):
            process = _read(stream)
            raise ReviewError(
                f"{folder}: another run is under way here{f' (process {process})' * bool(process)}"
                "; wait for it to end."
            )
        locks = sorted((state / "locks").glob("*.lock"))
        cut_off = bool(_read(stream) or locks)
        if cut_off:
            end_orphans(folder)
        for lock in locks:
            lock.unlink(missing_ok=True)
        _write(stream, str(os.getpid()))
        yield cut_off
        _write(stream, "")


def _hold(stream: TextIO) -> bool:
    try:
        import fcntl  # noqa: PLC0415
    except ImportError:
        # Windows has no such lock: Snakemake's own must do there.
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read(stream: TextIO) -> str:
    stream.seek(0)
    return stream.read(40).strip("\0 \n")


def _write(stream: TextIO, text: str) -> None:
    stream.seek(0)
    stream.truncate()
    stream.write(text)
    stream.flush()
