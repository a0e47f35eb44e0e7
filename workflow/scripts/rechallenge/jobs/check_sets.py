"""The job that lists the rows of the table of many sets that cannot be pooled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.files import write_csv
from rechallenge.formatting import plural
from rechallenge.sets.scan import bad_rows
from rechallenge.sets.source import table_of

COLUMNS = ("file", "row", "set", "column", "problem", "remedy")


def check_sets(task: Mapping[str, Any], *, findings: str) -> None:
    """Write every row that cannot be pooled, and why.

    Parameters
    ----------
    task : mapping
        See `rechallenge.sets.bulk_plan.check_sets_task`.
    findings : str
        Path of ``findings.csv``.

    Raises
    ------
    DataError
        When the table cannot be read.
    """
    table = table_of(task, Path.cwd())
    rows = [
        {"file": table.name} | {key: getattr(row, key) for key in COLUMNS[1:]}
        for row in bad_rows(table)
    ]
    write_csv(Path(findings), COLUMNS, rows)
    told = f"{plural(len(rows), 'row')} cannot be pooled" if rows else "every row can be pooled"
    print(f"checked {table.name}: {told}")
