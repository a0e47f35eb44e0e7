"""``data.csv``: every row of every study file as it was read, so that a later run can compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rechallenge.contract import COLUMN, COLUMNS
from rechallenge.files import read_csv, write_csv
from rechallenge.studies.cells import read_number
from rechallenge.studies.rows import Row

SNAPSHOT_KEYS = (
    "file", "row", "study_id", "study", "arm", "year", "outcome", "events", "total", "include",
    "recovered", "sound",
)  # fmt: skip
WRITTEN = "written_"
_NUMBER_KINDS = ("number", "percent", "count")
_COUNTS = ("events", "total")


def write_snapshot(path: Path, rows: Sequence[Row]) -> None:
    """Write the rows with their typed values, and the text of every cell.

    Cells of columns whose name is taken by a typed value stand under ``written_…``; ``sound`` is
    0 where an error keeps a row out of every analysis.
    """
    found = {name for row in rows for name in row.cells}
    known = [column.name for column in COLUMNS if column.name in found]
    names = known + sorted(found.difference(known))
    header = {name: f"{WRITTEN}{name}" if name in SNAPSHOT_KEYS else name for name in names}
    write_csv(
        path,
        (*SNAPSHOT_KEYS, *header.values()),
        (
            {header[name]: text for name, text in row.cells.items()}
            | {key: getattr(row, key) for key in SNAPSHOT_KEYS if key != "row"}
            | {"row": row.line}
            for row in rows
        ),
    )


def read_snapshot(path: Path) -> tuple[Row, ...]:
    """Read a table written by `write_snapshot`.

    Raises
    ------
    KeyError, ValueError
        When it is not such a table.
    """
    return tuple(_row(line) for line in read_csv(path))


def _row(line: dict[str, str]) -> Row:
    cells = {
        name.removeprefix(WRITTEN): text for name, text in line.items() if name not in SNAPSHOT_KEYS
    }
    return Row(
        file=line["file"],
        line=int(line["row"]),
        cells=cells,
        numbers=typed_numbers(cells),
        study_id=line["study_id"],
        study=line["study"],
        arm=line["arm"],
        outcome=line["outcome"],
        year=_whole(line["year"]),
        events=_whole(line["events"]),
        total=_whole(line["total"]),
        include=line["include"] == "1",
        recovered=line["recovered"],
        sound=line["sound"] == "1",
    )


def typed_numbers(cells: dict[str, str]) -> dict[str, float]:
    """Read the cells of number columns again, such as ``12,5``."""
    numbers = {}
    for name, text in cells.items():
        if name in COLUMN and COLUMN[name].kind in _NUMBER_KINDS and name not in _COUNTS:
            value = read_number(text).value
            if isinstance(value, int | float):
                numbers[name] = float(value)
    return numbers


def _whole(text: str) -> int | None:
    return int(text) if text else None
