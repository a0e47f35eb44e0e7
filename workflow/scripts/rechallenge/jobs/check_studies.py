"""The job that writes what the data checks found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.formatting import plural
from rechallenge.studies import read_studies
from rechallenge.tables.results_tables import write_findings


def check_studies(task: Mapping[str, Any], *, output: str) -> None:
    """Read every study file and write the findings.

    Parameters
    ----------
    task : mapping
        ``studies``, ``columns``, ``sheet`` and ``outcomes`` of the review.
    output : str
        Path of ``findings.csv``.
    """
    root = Path.cwd()
    data = read_studies(
        root / task["studies"],
        root=root,
        columns=task["columns"],
        sheet=task["sheet"],
        outcomes=task["outcomes"],
    )
    write_findings(Path(output), data.findings)
    print(
        f"checked {plural(len(data.rows), 'row')} in {plural(len(data.files), 'file')}: "
        f"{plural(len(data.findings), 'finding')}"
    )
