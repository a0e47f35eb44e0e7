"""XLSX workbooks: one sheet as lines of cells, as a spreadsheet program shows them."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from array import array
from collections.abc import Mapping

from rechallenge.studies.files.grid import Grid, unreadable
from rechallenge.studies.files.lines import Lines
from rechallenge.studies.files.sheet_cells import shown_text
from rechallenge.studies.files.sheet_choice import choose_sheet
from rechallenge.studies.files.sheet_layout import Layout
from rechallenge.studies.findings import Finding, listing

_LARGEST_UNPACKED = 200 * 2**20
_MOST_ENTRIES = 2_000
_LARGEST_RATIO = 200
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 1_000
_PROLOGUE = 65_536
_DAMAGED = (
    "the workbook is damaged",
    "open it in a spreadsheet program and save it again, or as “CSV UTF-8”",
)
_OLE_START = b"\xd0\xcf\x11\xe0"


def read_sheet(data: bytes, *, file: str, sheet: str | None, columns: Mapping[str, str]) -> Grid:
    """Read one sheet of the bytes of an XLSX workbook.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        Its name in messages.
    sheet : str or None
        Name of the sheet; when None the first that is not hidden, or, where that one names no
        columns of studies and exactly one other does, that other.
    columns : mapping of str to str
        Our names and the headers that the configuration maps them to.

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
            return _grid(data, file=file, sheet=sheet, columns=columns)
        except Exception:
            # A damaged workbook makes its reader fail in any way; no trace of it helps a reviewer.
            problem, remedy = _DAMAGED
            return unreadable(Finding(code="E101", file=file, problem=problem, remedy=remedy))


def _refusal(data: bytes) -> tuple[str, str] | None:
    if data.startswith(_OLE_START):
        return (
            "the workbook is protected with a password, or in the format of Excel 97–2003",
            "save it as XLSX without a password, or as “CSV UTF-8”",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            declaring = len(entries) <= _MOST_ENTRIES and any(
                _declares_entities(archive, entry) for entry in entries
            )
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError):
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
    if declaring:
        return _DAMAGED
    return None


def _declares_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Tell whether a part declares a document type, as no spreadsheet program writes one.

    Entities of it may explode or name other files, and not every reader of XML refuses them.
    """
    if not entry.filename.lower().endswith((".xml", ".rels")):
        return False
    with archive.open(entry) as part:
        # Text in UTF-16 has a NUL beside every letter.
        start = part.read(_PROLOGUE).replace(b"\x00", b"")
    return b"<!DOCTYPE" in start


def _grid(data: bytes, *, file: str, sheet: str | None, columns: Mapping[str, str]) -> Grid:
    # Reading workbooks is slow to import and rarely needed.
    from openpyxl import load_workbook  # noqa: PLC0415

    shown = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    written = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    choice = choose_sheet(shown.worksheets, file=file, sheet=sheet, columns=columns)
    if choice.index is None:
        return unreadable(choice.findings[0])
    values, formulas = shown.worksheets[choice.index], written.worksheets[choice.index]
    # The recorded size of a sheet may be wrong and would cut rows off.
    values.reset_dimensions()
    formulas.reset_dimensions()
    # Reading row by row keeps neither hidden rows nor merged cells.
    with values._get_source() as source:
        layout = Layout.of(source.read())
    records: list[tuple[str, ...]] = []
    numbers, blank = array("I"), []
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
    covered = layout.covered()
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
        cells = tuple(shown_text(cell, source) for cell, source in zip(row, sources, strict=True))
        for first, last in next(covered):
            cells = (*cells[:first], *[""] * (len(cells[first : last + 1])), *cells[last + 1 :])
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
        findings=(*choice.findings, *layout.findings(file, set(numbers))),
    )
