"""Study files in the making: sheets of cells that an error can be planted in."""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TypeVar

from openpyxl import Workbook

Cells = dict[str, str]
FIRST_ROW = 2
T = TypeVar("T")


class UnsuitedError(Exception):
    """The review has no place for this kind of error."""


@dataclass(slots=True)
class Sheet:
    """One study file before it is written."""

    name: str
    header: list[str]
    rows: list[Cells]

    def grid(self) -> list[list[str]]:
        """Header and rows as lists of cells."""
        return [self.header, *([row.get(name, "") for name in self.header] for row in self.rows)]


@dataclass(frozen=True, slots=True)
class Place:
    """One row of one sheet."""

    sheet: Sheet
    index: int

    @property
    def row(self) -> Cells:
        return self.sheet.rows[self.index]

    @property
    def number(self) -> int:
        """Row number as a spreadsheet shows it."""
        return self.index + FIRST_ROW

    @property
    def key(self) -> tuple[str, int]:
        return self.sheet.name, self.number


@dataclass(slots=True)
class Draft:
    """The files of a review, and the random numbers to change them with."""

    sheets: list[Sheet]
    rng: Random
    written: dict[str, bytes] = field(default_factory=dict)

    def places(self, *needs: str, where: Callable[[Cells], bool] | None = None) -> list[Place]:
        """List the rows that have a value in some columns."""
        return [
            Place(sheet, index)
            for sheet in self.sheets
            for index, row in enumerate(sheet.rows)
            if all(row.get(name) for name in needs) and (where is None or where(row))
        ]

    def pick(self, *needs: str, where: Callable[[Cells], bool] | None = None) -> Place:
        """Choose one of `places` at random."""
        return self.one_of(self.places(*needs, where=where))

    def sheet_with(self, least_rows: int = 1, *needs: str) -> Sheet:
        """Choose a sheet with so many rows and these columns."""
        return self.one_of(
            [s for s in self.sheets if len(s.rows) >= least_rows and {*needs} <= {*s.header}]
        )

    def one_of(self, choices: Sequence[T]) -> T:
        """Choose one at random."""
        if not choices:
            raise UnsuitedError
        return self.rng.choice(choices)

    def column(self, name: str) -> None:
        """Give every sheet a column."""
        for sheet in self.sheets:
            if name not in sheet.header:
                sheet.header.append(name)

    def files(self) -> Mapping[str, bytes]:
        """Write every file; those in `written` as they are there."""
        plain = {
            sheet.name: to_csv(sheet.grid()).encode()
            for sheet in self.sheets
            if sheet.name not in self.written
        }
        return {**plain, **{name: data for name, data in self.written.items() if data}}

    def rename(self, sheet: Sheet, ending: str) -> str:
        """Give the file of a sheet another ending."""
        sheet.name = str(Path(sheet.name).with_suffix(ending))
        return sheet.name


def shipped(folder: Path, rng: Random) -> Draft:
    """Take the study files of the project as a draft."""
    sheets = []
    for path in sorted(folder.glob("*.csv")):
        records = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
        rows = [dict(zip(records[0], cells, strict=True)) for cells in records[1:]]
        sheets.append(Sheet(path.name, list(records[0]), rows))
    return Draft(sheets, rng)


def duplicate(draft: Draft, rng: Random) -> Draft:
    """Copy a draft, so that the original stays clean."""
    return Draft(copy.deepcopy(draft.sheets), rng)


def to_csv(grid: Iterable[Sequence[str]], separator: str = ",") -> str:
    """Write cells as text with newlines as spreadsheet programs on Linux do."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\n").writerows(grid)
    return buffer.getvalue()


def to_xlsx(
    sheet: Sheet,
    *,
    formulas: Mapping[tuple[int, str], str] | None = None,
    errors: Mapping[tuple[int, str], str] | None = None,
    second_sheet: bool = False,
) -> bytes:
    """Write a workbook; numbers as numbers, with the decimals that the cell has."""
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(2020, 1, 1)
    page = book.worksheets[0]
    page.title = "Studies"
    page.append(sheet.header)
    for number, row in enumerate(sheet.rows, start=FIRST_ROW):
        for column, name in enumerate(sheet.header, start=1):
            text = row.get(name, "")
            cell = page.cell(row=number, column=column)
            whole, _, decimals = text.partition(".")
            if whole.isdecimal() and text.isascii() and (decimals.isdecimal() or text == whole):
                cell.value = float(text) if decimals else int(text)
                cell.number_format = f"0.{'0' * len(decimals)}" if decimals else "General"
            elif text:
                cell.value = text
                cell.data_type = "s"
            cell.value = (formulas or {}).get((number, name), cell.value)
            if (number, name) in (errors or {}):
                cell.value = (errors or {})[number, name]
                cell.data_type = "e"
    if second_sheet:
        book.create_sheet("Old version").append(["study", "responders", "total"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
