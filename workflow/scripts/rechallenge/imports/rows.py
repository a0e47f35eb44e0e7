"""Rows on their way from a file of another program into a study file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.studies.cells import read_count
from rechallenge.studies.findings import listing, quoted

_LONGEST = 240
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class ImportedRows:
    """Rows for a study file, and what was not carried over.

    Attributes
    ----------
    rows : tuple of mapping of str to str
        Cells by the names of our columns; ``locator`` says where they stood.
    told : tuple of str
        One sentence for whatever was left behind.
    """

    rows: tuple[Mapping[str, str], ...]
    told: tuple[str, ...] = ()


def spoken(path: Path) -> str:
    """Name a file in a message: on one line, without signs that turn or hide text."""
    return quoted(str(path), limit=_LONGEST)[1:-1]


def check_there(path: Path) -> None:
    """Raise `DataError` where there is no such file, or it is a workbook."""
    try:
        there = path.is_file()
    except OSError:
        there = False
    if not there:
        raise DataError(f"{spoken(path)}: there is no such file; correct the path.")
    if path.suffix.casefold() in _WORKBOOKS:
        raise DataError(
            f"{spoken(path)}: this is a workbook; export CSV, or open it and save the sheet with "
            "the studies as “CSV UTF-8”."
        )


def count_problem(events: str, total: str, *, names: tuple[str, str]) -> str:
    """Say what is wrong with two counts, and how to mend it; empty where nothing is.

    Parameters
    ----------
    events, total : str
        Cells that are not blank.
    names : tuple of str
        Headers of the two columns.
    """
    counts: list[int] = []
    for name, cell in zip(names, (events, total), strict=True):
        reading = read_count(cell)
        if not isinstance(reading.value, int):
            problem = reading.problem or f"{quoted(cell)} is no count"
            return f"column {quoted(name)}: {problem}; {reading.remedy or 'write a whole number'}"
        counts.append(reading.value)
    cases, patients = counts
    if cases > patients:
        return (
            f"column {quoted(names[0])}: {cases} of {patients} patients is impossible; correct "
            "the counts"
        )
    return ""


def rows_named(numbers: list[int]) -> str:
    """Write ``row 4`` or ``rows 4, 6``."""
    return f"{'row' if len(numbers) == 1 else 'rows'} {listing(numbers)}"


def columns_left(file: str, names: list[str]) -> tuple[str, ...]:
    """Name the columns that stay behind, in one sentence; no sentence where none does."""
    if not names:
        return ()
    listed = ", ".join(quoted(name) if name.strip() else "one without a name" for name in names)
    return (f"{file}: columns that were not carried over: {listed}.",)
