"""Results that are missing, damaged, or were made from something else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rechallenge.healing.ledger import is_current, log_of

FIRST = {
    "check_studies": "findings.csv",
    "pool_analysis": "{}/estimates.json",
    "present_analysis": "{}/figures.json",
    "draw_flow": "prisma.json",
    "compare_editions": "changes.html",
    "write_supplement": "supplement.docx",
    "write_report": "report.html",
    "check_sets": "bulk/findings.csv",
    "pool_sets": "bulk/parts/{}.parquet",
    "gather_sets": "bulk/summary.csv",
}
"""An output of each job, by which Snakemake is told to do it again; ``{}`` is what is its own."""


def outdated(results: Path, keys: Mapping[str, str]) -> list[str]:
    """Name an output of each job whose results cannot be trusted.

    Snakemake trusts what is there, as long as it has no record that says otherwise: results that
    a crash of the machine or an editor damaged, that an older version made, or that came without
    the records. How many pages a figure has is known to its job alone as well.

    Parameters
    ----------
    results : Path
        The results folder; it need not exist.
    keys : mapping of str to str
        See `rechallenge.jobs.keys.job_keys`.

    Returns
    -------
    list of str
        Paths below the results folder.
    """
    found = []
    for job, key in keys.items():
        rule, _, own = job.partition("/")
        if not is_current(log_of(results, job), key):
            found.append(FIRST[rule].format(own))
    return found
