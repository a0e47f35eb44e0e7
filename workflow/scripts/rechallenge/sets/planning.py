"""What a run does with the table of many sets: its chunks, and what each job must know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rechallenge.config.settings import BulkMethod, BulkSettings
from rechallenge.errors import DataError
from rechallenge.sets.source import Table

if TYPE_CHECKING:
    from rechallenge.sets.scan import Scan

MOST_CHUNKS = 500
"""Chunks at most: more would be more jobs than work."""


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """The table and its chunks.

    Attributes
    ----------
    settings : BulkSettings
    chunks : mapping of str to str
        By number (``0001``) a digest of the rows; empty when nothing can be pooled.
    sets : int
    messages : tuple of str
        What is wrong with the table.
    """

    settings: BulkSettings
    chunks: Mapping[str, str]
    sets: int = 0
    messages: tuple[str, ...] = ()

    @property
    def methods(self) -> tuple[str, ...]:
        """Short names of the methods."""
        return tuple(method.slug for method in self.settings.methods)

    def method(self, slug: str) -> BulkMethod:
        """Look up a method."""
        return next(method for method in self.settings.methods if method.slug == slug)


def plan_bulk(settings: BulkSettings | None, *, root: Path) -> BulkPlan | None:
    """Read the table once; what is wrong with it is a message, and stops no analysis.

    Parameters
    ----------
    settings : BulkSettings or None
    root : Path
        The review folder.
    """
    if settings is None:
        return None
    path = root / settings.table
    try:
        held = path.stat() if path.is_file() else None
        found = _scanned(
            path,
            settings.table,
            tuple(settings.columns.items()),
            settings.chunk,
            held and (held.st_ino, held.st_size, held.st_mtime_ns),
        )
    except DataError as error:
        return BulkPlan(settings, {}, messages=error.messages)
    if len(found.chunks) > MOST_CHUNKS:
        least = -(-found.sets // MOST_CHUNKS)
        message = (
            f"{settings.table}: {found.sets} sets in chunks of {settings.chunk} are "
            f"{len(found.chunks)} chunks, and {MOST_CHUNKS} are the most; write “chunk: {least}” "
            "or more under “bulk”."
        )
        return BulkPlan(settings, {}, messages=(message,))
    chunks = {f"{number:04d}": digest for number, digest in enumerate(found.chunks, 1)}
    return BulkPlan(settings, chunks, found.sets, found.messages)


@lru_cache(maxsize=1)
def _scanned(
    path: Path, name: str, columns: tuple[tuple[str, str], ...], size: int, held: object
) -> Scan:
    """Look at the table; once for the launcher and for Snakemake in the same process."""
    from rechallenge.sets.scan import scan  # noqa: PLC0415 - Arrow, only where there is a table

    return scan(Table(path, name, dict(columns)), size=size)


def check_sets_task(plan: BulkPlan) -> dict[str, Any]:
    """Everything that the job that lists bad rows must know, as plain values."""
    settings = plan.settings
    return {"table": settings.table, "columns": dict(settings.columns)}


def part_task(plan: BulkPlan, method: str, chunk: str) -> dict[str, Any]:
    """Everything that the job of one chunk and method must know, as plain values."""
    return check_sets_task(plan) | {
        "number": int(chunk),
        "size": plan.settings.chunk,
        "digest": plan.chunks[chunk],
        "method": method,
        "options": plan.method(method).options,
    }


def gather_task(plan: BulkPlan) -> dict[str, Any]:
    """Everything that the job that joins the estimates must know, as plain values."""
    return {
        "methods": {method.slug: method.options for method in plan.settings.methods},
        "chunks": list(plan.chunks),
        "sets": plan.sets,
    }


def table_of(task: Mapping[str, Any], root: Path) -> Table:
    """Name the file of a task."""
    return Table(root / task["table"], task["table"], task["columns"])
