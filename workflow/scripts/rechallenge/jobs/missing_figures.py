"""Figures that were deleted, and that Snakemake does not know as outputs of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rechallenge.figures.stems import page_files
from rechallenge.files import read_json

LIST = "figures.json"


def redraw_missing(results: Path) -> None:
    """Make the figures of an analysis out of date where one that its list names is gone.

    How many pages and subgroups an analysis has is known to its job alone, so Snakemake looks
    for the list of its figures only.

    Parameters
    ----------
    results : Path
        The results folder; it need not exist.
    """
    for path in sorted(results.glob(f"*/{LIST}")):
        if not _complete(path):
            path.unlink()


def _complete(path: Path) -> bool:
    try:
        listed: list[dict[str, Any]] = read_json(path)
        files = [
            file for entry in listed for file in page_files(entry["figure"], len(entry["pages"]))
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return all((path.parent / file).is_file() for file in files)
