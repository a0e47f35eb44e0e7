"""The job that writes what the data checks found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.contract import Acceptance
from rechallenge.formatting import plural
from rechallenge.studies import read_studies
from rechallenge.studies.acceptance import with_acceptances
from rechallenge.studies.findings import Finding, in_order
from rechallenge.studies.judgements import BiasSource
from rechallenge.tables.results_tables import write_findings


def check_studies(task: Mapping[str, Any], *, output: str) -> None:
    """Read every study file and write the findings.

    Parameters
    ----------
    task : mapping
        See `rechallenge.plan.check_task`.
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
        latest_year=task["latest_year"],
        bias=BiasSource(**task["bias"]),
    )
    about_flow = (Finding(**entry | {"rows": tuple(entry["rows"])}) for entry in task["about_flow"])
    found = in_order([*data.findings, *about_flow])
    findings = with_acceptances(found, [Acceptance(**entry) for entry in task["accept"]])
    write_findings(Path(output), findings)
    print(
        f"checked {plural(len(data.rows), 'row')} in {plural(len(data.files), 'file')}: "
        f"{plural(len(findings), 'finding')}"
    )
