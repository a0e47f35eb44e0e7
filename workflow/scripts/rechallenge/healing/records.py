"""Snakemake's records of its jobs, of which a crash of the machine may leave half."""

from __future__ import annotations

import json
from pathlib import Path

KINDS = ("metadata", "incomplete")


def remove_broken_records(state: Path) -> None:
    """Remove records that Snakemake could not read, and would stumble over.

    A job without a record is done again where the results do not show that they are current.

    Parameters
    ----------
    state : Path
        The folder ``.snakemake``; it need not exist.
    """
    for kind in KINDS:
        for path in (state / kind).rglob("*"):
            if path.is_file() and not _whole(path):
                path.unlink(missing_ok=True)


def _whole(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except ValueError:
        return False
