"""What was written for an analysis and from what, kept beside its log."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from rechallenge.files import read_json, sha256, write_json
from rechallenge.library import PACKAGE, library_files


def key_of(job: str, task: Mapping[str, Any], *others: str) -> str:
    """Hash all that the results of a job follow from: its task, its code, and other keys."""
    content = json.dumps([task, _code(job), *others], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


@cache
def _code(job: str) -> Sequence[tuple[str, str]]:
    templates = sorted((PACKAGE.parents[1] / "report").glob("*.j2"))
    files = [*library_files(f"jobs.{job}"), *templates]
    return [(os.path.relpath(file, PACKAGE), sha256(file)) for file in files]


@contextmanager
def enter(log: Path, key: str, files: Iterable[str]) -> Iterator[None]:
    """Enter files once they are written; meanwhile there is no entry.

    Parameters
    ----------
    log : Path
        The log of the analysis.
    key : str
        See `key_of`.
    files : iterable of str
        Paths of what is written.
    """
    entry = log.with_suffix(".json")
    entry.unlink(missing_ok=True)
    yield
    written = {os.path.relpath(file, entry.parent): sha256(Path(file)) for file in sorted(files)}
    write_json(entry, {"version": 1, "key": key, "files": written})


def is_current(log: Path, key: str) -> bool:
    """Tell whether an analysis was done with this key, and all that was written is unharmed."""
    entry = log.with_suffix(".json")
    try:
        content = read_json(entry)
        files: Mapping[str, str] = content["files"]
        if content["key"] != key or not files:
            return False
        return all(sha256(entry.parent / name) == digest for name, digest in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
