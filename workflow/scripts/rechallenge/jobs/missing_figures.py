"""Figures that were deleted, and that Snakemake does not know as outputs of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rechallenge.contract import FORMATS
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
        names = [str(entry["figure"]) for entry in listed]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return all((path.parent / f"{name}.{ending}").is_file() for name in names for ending in FORMATS)
