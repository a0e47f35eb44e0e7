"""The job that lists the rows of the table of many sets that cannot be pooled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    found = 0

    def rows() -> Iterator[Mapping[str, Any]]:
        nonlocal found
        for row in bad_rows(table):
            found += 1
            yield {"file": table.name} | {key: getattr(row, key) for key in COLUMNS[1:]}

    # One at a time: with a wrong column every row of a large table is bad.
    write_csv(Path(findings), COLUMNS, rows())
    told = f"{plural(found, 'row')} cannot be pooled" if found else "every row can be pooled"
    print(f"checked {table.name}: {told}")
