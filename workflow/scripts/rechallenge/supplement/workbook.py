"""The workbook of the supplement: numbers as numbers, text that is never a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rechallenge.supplement.sheets import Kind, Sheet

MADE = datetime(2026, 1, 1)
LEAST_WIDTH, MOST_WIDTH = 8, 60
NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "0",
    "percent": "0.0%",
    "number": "0.000",
    "i2": "0.0",
    "p": "0.000",
}


def supplement_workbook(title: str, sheets: Sequence[Sheet], *, version: str) -> bytes:
    """Write the workbook.

    Parameters
    ----------
    title : str
        Title of the review.
    sheets : sequence of Sheet
    version : str
        Of this program, named on the sheet in front.

    Returns
    -------
    bytes
        An XLSX file, the same to the byte each time.
    """
    import xlsxwriter  # noqa: PLC0415 - only this job writes workbooks

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": f"Supplement: {title}", "created": MADE})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        formats = {
            kind: book.add_format({"num_format": form}) for kind, form in NUMBER_FORMATS.items()
        }
        _front(book, title, sheets, version)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, head, formats)
    return stream.getvalue()


def _front(book: Any, title: str, sheets: Sequence[Sheet], version: str) -> None:
    page = book.add_worksheet("README")
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 100, wrapped)
    lines = [
        ("Title", title),
        ("Content", "The tables of the review as numbers: filter, sort and compute with them."),
        ("Proportions", "Cells hold proportions (0 to 1) that are shown in per cent."),
        ("Absent values", "A blank cell means that there is no such number."),
        ("Made by", f"Rechallenge {version}"),
    ]
    for row, (name, text) in enumerate(lines):
        page.write_string(row, 0, name, bold)
        page.write_string(row, 1, text, wrapped)
    for row, sheet in enumerate(sheets, start=len(lines) + 1):
        page.write_string(row, 0, sheet.name, bold)
        page.write_string(row, 1, sheet.about, wrapped)


def _write(page: Any, sheet: Sheet, head: Any, formats: dict[Kind, Any]) -> None:
    for index, column in enumerate(sheet.columns):
        page.write_string(0, index, column.header, head)
        cells = [row[index] for row in sheet.rows]
        page.set_column(index, index, _width(column.header, cells))
    for line, row in enumerate(sheet.rows, start=1):
        for index, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            form = formats[column.kind]
            if value is None or value == "":
                continue
            if column.kind == "text":
                page.write_string(line, index, str(value), form)
            else:
                page.write_number(line, index, float(value), form)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _width(header: str, cells: Sequence[Any]) -> int:
    texts = [value for value in cells if isinstance(value, str)]
    longest = max((len(text) for text in texts), default=0)
    words = max(len(word) for word in header.split())
    return max(LEAST_WIDTH, min(MOST_WIDTH, max(longest, words) + 2))
