"""Results that the review no longer asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rechallenge.healing.ledger import entry_of, log_of, unharmed

OPTIONAL = ("draw_flow", "compare_editions")
"""Jobs of the whole review that a key of the configuration asks for, and nothing can stop."""


def remove_retired(results: Path, keys: Mapping[str, str]) -> None:
    """Remove what a job wrote that covers the whole review and has been taken out of it.

    A flow diagram or a comparison would otherwise stay beside a report that knows nothing of it.
    Analyses and the table of sets are left alone: what errors in the data stop keeps its earlier
    results.

    Parameters
    ----------
    results : Path
        The results folder; it need not exist.
    keys : mapping of str to str
        See `rechallenge.jobs.keys.job_keys`.
    """
    for job in OPTIONAL:
        log = log_of(results, job)
        if job in keys or not entry_of(log).is_file():
            continue
        for path in unharmed(log):
            # An entry could name anything; only results are removed.
            if path.resolve().is_relative_to(results.resolve()):
                path.unlink(missing_ok=True)
        entry_of(log).unlink(missing_ok=True)
        log.unlink(missing_ok=True)
