"""Everything that is mended before a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rechallenge.healing.leftovers import remove_leftovers
from rechallenge.healing.outputs import outdated
from rechallenge.healing.records import remove_broken_records


def heal(folder: Path, results: Path, keys: Mapping[str, str]) -> list[str]:
    """Clear what killed writers left, and name what must be made again whatever Snakemake thinks.

    Parameters
    ----------
    folder, results : Path
        The review folder, and that of its results, which no other run is using.
    keys : mapping of str to str
        See `rechallenge.jobs.keys.job_keys`.

    Returns
    -------
    list of str
        Paths below the results folder.
    """
    remove_leftovers(results)
    remove_broken_records(folder / ".snakemake")
    return outdated(results, keys)
