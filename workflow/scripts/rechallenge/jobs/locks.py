"""One run at a time in a review folder, and no lock left behind by a run that died."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rechallenge.errors import ReviewError


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Hold the review folder, and clear the locks of a run that was killed.

    The operating system lets go of our own lock when its process dies, however it dies; so once
    we hold it, Snakemake's lock files are dead unless Snakemake was started by hand.

    Raises
    ------
    ReviewError
        When another run is under way in the folder.
    """
    try:
        import fcntl  # noqa: PLC0415
    except ImportError:
        # Windows has no such lock: Snakemake's own must do there.
        yield
        return
    state = folder / ".snakemake"
    state.mkdir(parents=True, exist_ok=True)
    with (state / "rechallenge.lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ReviewError(
                f"{folder}: another run is under way here; wait for it to end."
            ) from None
        _clear_dead_locks(folder, state / "locks")
        yield


def _clear_dead_locks(folder: Path, locks: Path) -> None:
    left = sorted(locks.glob("*.lock"))
    if not left:
        return
    if _snakemake_at_work(folder):
        raise ReviewError(
            f"{folder}: Snakemake, or a job of a run that was stopped, is still at work here; "
            "wait a minute and start again."
        )
    for lock in left:
        lock.unlink(missing_ok=True)


def _snakemake_at_work(folder: Path) -> bool:
    import psutil  # noqa: PLC0415 - needed only where a lock was left behind

    for process in psutil.process_iter(["pid", "cwd", "cmdline"]):
        told = process.info
        if told["pid"] == os.getpid() or told["cwd"] != str(folder.resolve()):
            continue
        if any("snakemake" in part for part in told["cmdline"] or []):
            return True
    return False
