"""Half-written files of writers that were killed."""

from __future__ import annotations

from pathlib import Path

from rechallenge.files import UNFINISHED


def remove_leftovers(results: Path) -> None:
    """Remove what writers left under a temporary name; no writer may be at work.

    Parameters
    ----------
    results : Path
        The results folder; it need not exist.
    """
    for path in results.rglob(UNFINISHED):
        path.unlink(missing_ok=True)
