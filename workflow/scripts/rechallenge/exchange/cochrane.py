"""Rows under the columns of Cochrane's data package, which RevMan writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rechallenge.files import write_csv

Result = Mapping[str, Any]

COLUMNS = (
    "Analysis group", "Analysis number", "Analysis name", "Subgroup", "Applicability", "Study",
    "Study year", "GIV Mean", "GIV SE", "Experimental mean", "Experimental SD",
    "Experimental cases", "Experimental N", "Control mean", "Control SD", "Control cases",
    "Control N", "O-E", "Variance", "Weight", "Mean", "CI start", "CI end", "Footnotes",
)  # fmt: skip


def write_data_rows(path: Path, analyses: Sequence[Result]) -> None:
    """Write every pooled row as a generic inverse-variance row: its logit and standard error.

    RevMan has no single proportions: entered this way, with the logits back-transformed by the
    reader, its inverse-variance models give our two-stage logit results.

    Parameters
    ----------
    path : Path
    analyses : sequence of mapping
        Contents of ``estimates.json``; each becomes a numbered analysis of group 1.
    """
    rows = [
        _data_row(row, estimates["label"], number)
        for number, estimates in enumerate(analyses, start=1)
        for row in estimates["rows_table"]
        if row["pooled"]
    ]
    write_csv(path, COLUMNS, rows)


def _data_row(row: Result, label: str, number: int) -> dict[str, Any]:
    note = "GIV Mean is the logit of the proportion"
    if row["events"] in (0, row["total"]):
        note += "; a part of an event was added to events and non-events"
    return {
        "Analysis group": 1,
        "Analysis number": number,
        "Analysis name": label,
        "Study": f"{row['study']}, {row['arm']}" if row["arm"] else row["study"],
        "Study year": row["year"],
        "GIV Mean": row["logit"],
        "GIV SE": row["logit_se"],
        "Experimental cases": row["events"],
        "Experimental N": row["total"],
        "Footnotes": note,
    }
