"""The plan for the table of many sets, from one look at it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rechallenge.config.settings import BulkSettings
from rechallenge.errors import DataError
from rechallenge.sets.bulk_plan import BulkPlan
from rechallenge.sets.scan import Scan, scan
from rechallenge.sets.source import Table

MOST_CHUNKS = 500
"""Chunks at most: more would be more jobs than work."""


def plan_bulk(settings: BulkSettings, *, root: Path) -> BulkPlan:
    """Read the table once; what is wrong with it is a message, and stops no analysis.

    Parameters
    ----------
    settings : BulkSettings
    root : Path
        The review folder.
    """
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
    return scan(Table(path, name, dict(columns)), size=size)
