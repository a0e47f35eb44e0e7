"""The job that writes what the data checks found, and the rows as they were read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.formatting import plural
from rechallenge.plan import checked_data
from rechallenge.tables.data_snapshot import write_snapshot
from rechallenge.tables.results_tables import write_findings


def check_studies(task: Mapping[str, Any], *, output: str, snapshot: str) -> None:
    """Read every study file and write the findings and the rows.

    Parameters
    ----------
    task : mapping
        See `rechallenge.plan.check_task`.
    output, snapshot : str
        Paths of ``findings.csv`` and ``data.csv``.
    """
    data, findings = checked_data(task, root=Path.cwd())
    write_findings(Path(output), findings)
    write_snapshot(Path(snapshot), data.rows)
    print(
        f"checked {plural(len(data.rows), 'row')} in {plural(len(data.files), 'file')}: "
        f"{plural(len(findings), 'finding')}"
    )
