"""What each job wrote and from what, kept beside its log, so that results can be trusted or not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rechallenge.files import read_json, recorded, sha256, write_json

VERSION = 1
_DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError)
"""What reading an entry ends in that is not whole."""


def log_of(results: Path, job: str) -> Path:
    """Where the log of a job stands, by its name in `rechallenge.jobs.keys`."""
    return results / "logs" / f"{job}.log"


def entry_of(log: Path) -> Path:
    """Where the entry of a job stands."""
    return log.with_suffix(".json")


@contextmanager
def entered(log: Path, key: str) -> Iterator[None]:
    """Enter what a job writes once it ended well; meanwhile there is no entry.

    Parameters
    ----------
    log : Path
        The log of the job.
    key : str
        Its key, see `rechallenge.jobs.keys`.
    """
    entry = entry_of(log)
    entry.unlink(missing_ok=True)
    with recorded() as written:
        yield
    files = {_from(entry, path): digest for path, digest in sorted(written.items())}
    write_json(entry, {"version": VERSION, "key": key, "files": files})


def is_current(log: Path, key: str) -> bool:
    """Tell whether a job was done with this key, and all that it wrote is there unharmed."""
    entry = entry_of(log)
    try:
        content = read_json(entry)
        files: Mapping[str, str] = content["files"]
        if (content["version"], content["key"]) != (VERSION, key) or not files:
            return False
        return all(sha256(entry.parent / name) == digest for name, digest in files.items())
    except _DAMAGED:
        return False


def unharmed(log: Path) -> tuple[Path, ...]:
    """Find what a job wrote and nobody changed since."""
    folder = entry_of(log).parent
    try:
        files = [
            (folder / name, digest) for name, digest in read_json(entry_of(log))["files"].items()
        ]
    except _DAMAGED:
        return ()
    return tuple(path for path, digest in files if path.is_file() and sha256(path) == digest)


def _from(entry: Path, path: Path) -> str:
    """Name a file from the folder of the entry, so that results can be moved."""
    return Path(os.path.relpath(path, entry.parent)).as_posix()
