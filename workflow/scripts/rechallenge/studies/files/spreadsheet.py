"""XLSX workbooks: one sheet as lines of cells, as a spreadsheet program shows them."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from array import array
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rechallenge.studies.files.grid import Grid, unreadable
from rechallenge.studies.files.lines import Lines
from rechallenge.studies.findings import Finding, listing, quoted

_LARGEST_UNPACKED = 200 * 2**20
_MOST_ENTRIES = 2_000
_LARGEST_RATIO = 200
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 1_000
_OLE_START = b"\xd0\xcf\x11\xe0"


def read_sheet(data: bytes, *, file: str, sheet: str | None) -> Grid:
    """Read one sheet of the bytes of an XLSX workbook.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        Its name in messages.
    sheet : str or None
        Name of the sheet; the first one when None.

    Returns
    -------
    Grid
        Formulas give their saved value, or their own text where there is none; dates are written
        as 2034-05-01, cells shown as per cent as the number shown. Not readable (E101, E118) when
        the workbook is damaged, protected, suspiciously large, or lacks the sheet.
    """
    refusal = _refusal(data)
    if refusal:
        problem, remedy = refusal
        return unreadable(Finding(code="E101", file=file, problem=problem, remedy=remedy))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _grid(data, file=file, sheet=sheet)
        except Exception:
            # A damaged workbook makes its reader fail in any way; no trace of it helps a reviewer.
            return unreadable(
                Finding(
                    code="E101",
                    file=file,
                    problem="the workbook is damaged",
                    remedy="open it in a spreadsheet program and save it again, or as “CSV UTF-8”",
                )
            )


def _refusal(data: bytes) -> tuple[str, str] | None:
    if data.startswith(_OLE_START):
        return (
            "the workbook is protected with a password, or in the format of Excel 97–2003",
            "save it as XLSX without a password, or as “CSV UTF-8”",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return (
            "is not a sound XLSX workbook",
            "open it in a spreadsheet program and save it again, or as “CSV UTF-8”",
        )
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > _MOST_ENTRIES
        or unpacked > _LARGEST_UNPACKED
        or unpacked > _LARGEST_RATIO * len(data)
    ):
        return (
            f"the workbook unpacks from {len(data):,} to {unpacked:,} bytes in {len(entries):,} "
            "parts, more than a table of studies needs",
            "save the sheet of studies alone, as “CSV UTF-8”",
        )
    return None


def _grid(data: bytes, *, file: str, sheet: str | None) -> Grid:
    # Reading workbooks is slow to import and rarely needed.
    from openpyxl import load_workbook  # noqa: PLC0415

    shown = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    written = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    titles = [worksheet.title for worksheet in shown.worksheets]
    if (sheet is not None and sheet not in titles) or not titles:
        return unreadable(
            Finding(
                code="E118",
                file=file,
                problem=f"no sheet {quoted(sheet or '')}; the workbook has {_sheets(titles)}",
                remedy="rename the sheet, or correct “data: sheet:” in the configuration",
            )
        )
    index = titles.index(sheet) if sheet is not None else 0
    values, formulas = shown.worksheets[index], written.worksheets[index]
    # The recorded size of a sheet may be wrong and would cut rows off.
    values.reset_dimensions()
    formulas.reset_dimensions()
    records: list[tuple[str, ...]] = []
    numbers, blank = array("I"), []
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
    for number, (row, sources) in enumerate(pairs, start=1):
        if number > _MOST_ROWS:
            raise ValueError("more rows than a sheet can have")
        if len(row) > _MOST_COLUMNS:
            # Each further row would take as long, however few of its cells are filled.
            return unreadable(
                Finding(
                    code="E101",
                    file=file,
                    rows=(number,),
                    problem=f"the row reaches to column {len(row):,}",
                    remedy="delete the columns beyond the table of studies, and save the file",
                )
            )
        cells = tuple(_text(cell, source) for cell, source in zip(row, sources, strict=True))
        if any(cells):
            records.append(cells)
            numbers.append(number)
        else:
            blank.append(number)
    shown.close()
    written.close()
    leftovers = (f"{'rows' if len(blank) > 1 else 'row'} {listing(blank)} blank",) if blank else ()
    return Grid(
        file=file,
        lines=Lines.of(records, numbers=numbers),
        leftovers=leftovers,
        findings=_other_sheets(file, titles, index, chosen=sheet is not None),
    )


def _other_sheets(
    file: str, titles: Sequence[str], index: int, *, chosen: bool
) -> tuple[Finding, ...]:
    others = [title for i, title in enumerate(titles) if i != index]
    if not others or chosen:
        return ()
    return (
        Finding(
            code="N119",
            file=file,
            problem=f"only the first sheet {quoted(titles[index])} is read, not {_sheets(others)}",
            remedy="nothing to do, or name the sheet in the configuration (data: sheet:)",
        ),
    )


def _sheets(titles: Sequence[str]) -> str:
    return ", ".join(map(quoted, titles)) or "none"


def _text(cell: Any, source: Any) -> str:
    value = cell.value
    if value is None:
        formula = getattr(source.value, "text", source.value)
        return str(formula) if getattr(source, "data_type", "") == "f" else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value).strip()


def _number(value: float, number_format: str) -> str:
    """Write a number with every digit it has, and the trailing zeros that its format shows."""
    # Spreadsheet programs keep 15 digits; more would show how binary fractions are stored.
    exact = Decimal(format(value, ".15g"))
    shape = re.fullmatch(r"(?:#,##)?0(?:\.(0+))?(%)?", number_format)
    decimals = len(shape[1] or "") if shape else 0
    sign = "%" if shape and shape[2] else ""
    if sign:
        exact *= 100
    text = format(exact.normalize(), "f")
    own = len(text.partition(".")[2])
    # With its sign, so that a share in a column of counts is not read as a count.
    return (text if own >= decimals else format(exact, f".{decimals}f")) + sign
