"""The results as a tidy CSV: one line per cell and interval."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from pathlib import Path

from benchmarks.coverage.intervals import Result

COLUMNS = (*(field.name for field in fields(Result)), "coverage")
WHOLE = (
    *("k", "replicates", "covered", "one_sided"),
    *("one_sided_covered", "no_interval", "width_sets"),
)


def to_csv(results: list[Result]) -> str:
    """Write results as CSV; ``true_median`` is 0-1, ``coverage`` in per cent."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for result in results:
        cells = [getattr(result, name) for name in COLUMNS[:-1]]
        writer.writerow([*cells, f"{result.coverage:.2f}"])
    return text.getvalue()


def read_csv(path: Path) -> list[Result]:
    """Read what `to_csv` wrote.

    Raises
    ------
    ValueError
        When the columns are not those of `COLUMNS`.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: the columns must be {', '.join(COLUMNS)}")
        return [_result(line) for line in reader]


def _result(line: dict[str, str]) -> Result:
    whole = {name: int(line[name]) for name in WHOLE}
    return Result(
        interval=line["interval"],
        true_median=float(line["true_median"]),
        tau=float(line["tau"]),
        median_width=float(line["median_width"]),
        **whole,
    )
