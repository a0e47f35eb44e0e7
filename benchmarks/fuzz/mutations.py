"""Mutations of valid study files, of which some leave every number as it was."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from types import MappingProxyType

from benchmarks.fuzz.byte_mutations import BYTES, DAMAGES
from benchmarks.planted.drafts import Sheet, to_csv, to_xlsx
from benchmarks.planted.synthetic import synthetic

_BASES = 40
_ODD_TEXT = (
    *(
        "",
        " ",
        "NA",
        "NR",
        "–",
        "0",
        "-1",
        "−1",
        "1.5",
        "1,5",
        "1.0",
        "1e3",
        "1E+02",
        "12%",
        "5/34",
    ),
    *("34-May", "12-Sep", "2034-05-01", "1.234", "1,234", "1 234", "1\u00a0234", "1’234", "=1+1"),
    *("١٢", "１２", "²", "½", "Ⅻ", "nan", "inf", "-0", "+5", "0x10", "1_000", "#REF!", "true", '"'),
    *("'12", "a,b", "a;b", "a\tb", "a\nb", '"a', "\u200b7", "7\u200b", "\ufeff8", "\u202e12", "O"),
    *("99999999999999999999", "1000000001", "00012", "12.", ".5", "1..2", "<script>", "\x00"),
    *("\x1a", "\x1b[2J", "12%"),
)
_HEADERS = ("", "study", "events", "total", "responders", "N", "percent", "Events ", "outcome", "é")


@dataclass(frozen=True, slots=True)
class Case:
    """A mutated file.

    Attributes
    ----------
    name : str
        Its file name.
    data : bytes
    mutation : str
        What was done to it.
    original : tuple of (str, str, str)
        Study, events and total of every row before the mutation, as text.
    harmless : bool
        True when every number must be read as it was.
    grid : tuple of tuple of str, or None
        Every cell as it was written, header first, where the mutation was one of cells.
    """

    name: str
    data: bytes
    mutation: str
    original: tuple[tuple[str, str, str], ...]
    harmless: bool
    grid: tuple[tuple[str, ...], ...] | None


Grid = list[list[str]]
_CellMutation = Callable[[Grid, Random], None]


@lru_cache(maxsize=1)
def bases() -> tuple[Sheet, ...]:
    """Return the valid files that are mutated."""
    sheets: list[Sheet] = []
    number = 0
    while len(sheets) < _BASES:
        sheets += [s for s in synthetic(Random(number)).sheets if len(s.rows) < 12]
        number += 1
    return tuple(sheets[:_BASES])


def mutated(mutation: str, base: int, rng: Random) -> Case:
    """Mutate one of `bases` in one of the ways of `MUTATIONS`."""
    sheet = bases()[base % _BASES]
    original = tuple((row["study"], row["events"], row["total"]) for row in sheet.rows)
    if mutation in BYTES:
        data = BYTES[mutation](to_csv(sheet.grid()).encode(), rng)
        return Case("a.csv", data, mutation, original, False, None)
    if mutation in HARMLESS:
        data = HARMLESS[mutation](sheet, rng)
        return Case("a.csv", data, mutation, original, True, None)
    if mutation == "odd workbook":
        grid = [list(cells) for cells in sheet.grid()]
        data = _odd_workbook(sheet, grid, rng)
        return Case("a.xlsx", data, mutation, original, False, _frozen(grid))
    if mutation in WORKBOOKS:
        data = WORKBOOKS[mutation](sheet, rng)
        return Case("a.xlsx", data, mutation, original, mutation == "workbook", None)
    grid = [list(cells) for cells in sheet.grid()]
    CELLS[mutation](grid, rng)
    separator = rng.choice(",,,;\t")
    data = to_csv(grid, separator).encode()
    # A lone CR in a cell ends the line, so that rows no longer stand where they were written.
    written = None if any("\r" in cell for cells in grid for cell in cells) else _frozen(grid)
    return Case("a.csv", data, mutation, original, False, written)


def _frozen(grid: Grid) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cells) for cells in grid)


def _some_cell(grid: Grid, rng: Random, *, numbers: bool = False) -> tuple[int, int]:
    row = rng.randrange(1, len(grid))
    columns = list(range(len(grid[row])))
    if numbers or rng.random() < 0.7:
        columns = [i for i in columns if grid[0][i] in {"events", "total", "percent", "year"}]
    return row, rng.choice(columns)


def _odd_text(grid: Grid, rng: Random) -> None:
    for _ in range(rng.randint(1, 3)):
        row, column = _some_cell(grid, rng)
        grid[row][column] = rng.choice(_ODD_TEXT)


def _around(grid: Grid, rng: Random) -> None:
    row, column = _some_cell(grid, rng, numbers=True)
    added = rng.choice(
        (" ", "\u00a0", "\u2009", "\u200b", "'", "*", "%", ".0", ",0", "e0", "-", "+", "\n", "−")
    )
    text = grid[row][column]
    position = rng.randint(0, len(text))
    grid[row][column] = text[:position] + added + text[position:]


def _other_digits(grid: Grid, rng: Random) -> None:
    row, column = _some_cell(grid, rng, numbers=True)
    digits = rng.choice(("٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "०१२३४५६७८९", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    grid[row][column] = grid[row][column].translate(str.maketrans("0123456789", digits))


def _any_text(grid: Grid, rng: Random) -> None:
    row, column = _some_cell(grid, rng)
    grid[row][column] = "".join(
        chr(rng.choice((rng.randrange(1, 128), rng.randrange(128, 0xD800), 0x1F600)))
        for _ in range(rng.randint(1, 12))
    )


def _swap_cells(grid: Grid, rng: Random) -> None:
    row, first = _some_cell(grid, rng, numbers=True)
    second = rng.randrange(len(grid[row]))
    grid[row][first], grid[row][second] = grid[row][second], grid[row][first]


def _drop_cell(grid: Grid, rng: Random) -> None:
    row, column = _some_cell(grid, rng)
    del grid[row][column]


def _add_cell(grid: Grid, rng: Random) -> None:
    row, column = _some_cell(grid, rng)
    grid[row].insert(column, rng.choice(("", "7", "x")))


def _rename_header(grid: Grid, rng: Random) -> None:
    grid[0][rng.randrange(len(grid[0]))] = rng.choice(_HEADERS)


def _swap_headers(grid: Grid, rng: Random) -> None:
    first, second = rng.sample(range(len(grid[0])), 2)
    grid[0][first], grid[0][second] = grid[0][second], grid[0][first]


def _drop_column(grid: Grid, rng: Random) -> None:
    column = rng.randrange(len(grid[0]))
    for cells in grid:
        del cells[column]


def _double_column(grid: Grid, rng: Random) -> None:
    column = rng.randrange(len(grid[0]))
    for cells in grid:
        cells.insert(rng.randrange(column + 1) if cells is grid[0] else column, cells[column])


def _double_row(grid: Grid, rng: Random) -> None:
    grid.insert(rng.randint(1, len(grid)), list(grid[rng.randrange(len(grid))]))


CELLS: Mapping[str, _CellMutation] = MappingProxyType(
    {
        "odd text": _odd_text,
        "something in a number": _around,
        "other digits": _other_digits,
        "any text": _any_text,
        "swap cells": _swap_cells,
        "drop a cell": _drop_cell,
        "add a cell": _add_cell,
        "rename a column": _rename_header,
        "swap headers": _swap_headers,
        "drop a column": _drop_column,
        "double a column": _double_column,
        "double a row": _double_row,
    }
)


def _text(sheet: Sheet) -> str:
    return to_csv(sheet.grid())


def _spaces(sheet: Sheet, rng: Random) -> bytes:
    grid = [
        [" " * rng.randint(0, 2) + cell + " " * rng.randint(0, 2) for cell in cells]
        for cells in sheet.grid()
    ]
    return to_csv(grid).encode()


def _quoted(sheet: Sheet, rng: Random) -> bytes:
    lines = (
        ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) for cells in sheet.grid()
    )
    return (rng.choice(("\n", "\r\n")).join(lines) + "\n").encode()


def _reordered(sheet: Sheet, rng: Random) -> bytes:
    order = list(range(len(sheet.header)))
    rng.shuffle(order)
    return to_csv([[cells[i] for i in order] for cells in sheet.grid()]).encode()


def _header_in_capitals(sheet: Sheet, rng: Random) -> bytes:
    change = rng.choice((str.upper, str.title))
    grid = sheet.grid()
    return to_csv([[change(name) for name in grid[0]], *grid[1:]]).encode()


HARMLESS: Mapping[str, Callable[[Sheet, Random], bytes]] = MappingProxyType(
    {
        "nothing": lambda sheet, _: _text(sheet).encode(),
        "CRLF": lambda sheet, _: _text(sheet).replace("\n", "\r\n").encode(),
        "CR": lambda sheet, _: _text(sheet).replace("\n", "\r").encode(),
        "UTF-8 mark": lambda sheet, _: _text(sheet).encode("utf-8-sig"),
        "UTF-16": lambda sheet, _: _text(sheet).encode("utf-16"),
        "no last newline": lambda sheet, _: _text(sheet).rstrip("\n").encode(),
        "blank lines": lambda sheet, rng: _text(sheet).encode() + b"\n" * rng.randint(1, 5),
        "semicolons": lambda sheet, _: to_csv(sheet.grid(), ";").encode(),
        "tabs": lambda sheet, _: to_csv(sheet.grid(), "\t").encode(),
        "spaces around cells": _spaces,
        "everything in quotes": _quoted,
        "columns in another order": _reordered,
        "header in capitals": _header_in_capitals,
    }
)


def _workbook(sheet: Sheet, _: Random) -> bytes:
    return to_xlsx(sheet)


def _odd_workbook(sheet: Sheet, grid: Grid, rng: Random) -> bytes:
    """Write odd values in a workbook, and in the grid what a person sees of them."""
    from openpyxl import load_workbook  # noqa: PLC0415 - slow, and few files are workbooks

    book = load_workbook(io.BytesIO(to_xlsx(sheet)))
    page = book.worksheets[0]
    for _ in range(rng.randint(1, 3)):
        row = rng.randint(2, len(sheet.rows) + 1)
        column = sheet.header.index(rng.choice(("events", "total")))
        cell = page.cell(row=row, column=column + 1)
        value = rng.choice((True, 2.5, -3, 0.12, 1e300, "=A1", "12", "1 234", None, 12, 45000))
        cell.value = value
        plain = isinstance(value, (int, str)) and not isinstance(value, bool)
        cell.number_format = rng.choice(("General", "General", "0", "#,##0", "@"))
        if rng.random() < 0.4:
            cell.number_format = rng.choice(("0%", "0.0%", "yyyy-mm-dd", "0.00", "0.0E+00"))
            shown_as_it_is = cell.number_format in {"0.00", "0.0E+00"}
            plain = plain and (isinstance(value, str) or shown_as_it_is)
        grid[row - 1][column] = "" if value is None else str(value) if plain else f"odd {value!r}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _broken_workbook(sheet: Sheet, rng: Random) -> bytes:
    change = rng.choice(DAMAGES)
    return change(to_xlsx(sheet), rng)


WORKBOOKS: Mapping[str, Callable[[Sheet, Random], bytes]] = MappingProxyType(
    {"workbook": _workbook, "broken workbook": _broken_workbook}
)
WORKBOOK_MUTATIONS = (*WORKBOOKS, "odd workbook")
TEXT_MUTATIONS = (*BYTES, *CELLS, *HARMLESS)
