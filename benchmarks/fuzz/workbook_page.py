"""Sheets of a workbook in the making."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.planted.drafts import Sheet

_NUMBERS = frozenset({"year", "events", "total", "ci_level", "include"})
_PRINTED = frozenset({"percent", "ci_low", "ci_high", "median_followup_months"})


@dataclass(slots=True)
class Page:
    """A sheet on its way into a workbook.

    Attributes
    ----------
    book, sheet
        Of XlsxWriter.
    studies : Sheet
        What is written.
    first : int
        The row of the header, from 0.
    """

    book: Any
    sheet: Any
    studies: Sheet
    first: int = 0
    formats: dict[str, Any] = field(default_factory=dict)

    def format(self, number_format: str) -> Any:
        """Return a format of numbers, the same one each time."""
        if number_format not in self.formats:
            self.formats[number_format] = self.book.add_format({"num_format": number_format})
        return self.formats[number_format]

    def write(self, *, as_text: bool = False) -> None:
        """Write all cells: counts as numbers, printed numbers with the decimals they have."""
        for column, name in enumerate(self.studies.header):
            self.sheet.write_string(self.first, column, name)
        for index, row in enumerate(self.studies.rows, start=1):
            for column, name in enumerate(self.studies.header):
                self.cell(self.first + index, column, name, row.get(name, ""), as_text=as_text)

    def cell(self, row: int, column: int, name: str, text: str, *, as_text: bool = False) -> None:
        """Write one cell."""
        if not text:
            return
        if as_text or name not in _NUMBERS | _PRINTED:
            self.sheet.write_string(row, column, text)
            return
        decimals = len(text.partition(".")[2])
        shown = self.format(f"0.{'0' * decimals}") if decimals else None
        self.sheet.write_number(row, column, float(text), shown)

    def place(self, index: int, name: str) -> tuple[int, int]:
        """Return row and column of a cell, from 0."""
        return self.first + 1 + index, self.studies.header.index(name)


Fill = Callable[[Page, Random], None]


def book(sheet: Sheet, rng: Random, fill: Fill, **options: Any) -> bytes:
    """Return the bytes of a workbook whose first sheet is filled by a function."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - few files are workbooks

    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, **options}) as workbook:
        workbook.set_properties({"created": datetime.datetime(2020, 1, 1)})
        fill(Page(workbook, workbook.add_worksheet("Studies"), sheet), rng)
    return buffer.getvalue()
