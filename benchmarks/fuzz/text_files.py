"""Ways to save a table as text that change no number, and tables that leave numbers to be found."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from random import Random
from types import MappingProxyType

from benchmarks.planted.drafts import Sheet, to_csv

Grid = list[list[str]]
_DECIMALS = frozenset({"percent", "ci_low", "ci_high", "median_followup_months"})


def _text(sheet: Sheet) -> str:
    return to_csv(sheet.grid())


def _changed(sheet: Sheet, columns: frozenset[str], change: Callable[[str], str]) -> Grid:
    """Change the filled cells of some columns under the header."""
    header, *rows = sheet.grid()
    return [
        header,
        *(
            [
                change(cell) if cell and name in columns else cell
                for name, cell in zip(header, row, strict=True)
            ]
            for row in rows
        ),
    ]


def _spaces(sheet: Sheet, rng: Random) -> bytes:
    blanks = rng.choice((" ", "\u00a0", "\u2009", "\t "))
    grid = [
        [blanks * rng.randint(0, 2) + cell + blanks * rng.randint(0, 2) for cell in cells]
        for cells in sheet.grid()
    ]
    return to_csv(grid).encode()


def _quoted_cells(cells: Sequence[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


def _quoted(sheet: Sheet, rng: Random) -> bytes:
    lines = map(_quoted_cells, sheet.grid())
    return (rng.choice(("\n", "\r\n")).join(lines) + "\n").encode()


def _lines_quoted(sheet: Sheet, rng: Random) -> bytes:
    lines = (_quoted_cells([line]) for line in _text(sheet).splitlines())
    return (rng.choice(("\n", "\r\n")).join(lines) + "\n").encode()


def _reordered(sheet: Sheet, rng: Random) -> bytes:
    order = list(range(len(sheet.header)))
    rng.shuffle(order)
    return to_csv([[cells[i] for i in order] for cells in sheet.grid()]).encode()


def _header_in_capitals(sheet: Sheet, rng: Random) -> bytes:
    change = rng.choice((str.upper, str.title))
    grid = sheet.grid()
    return to_csv([[change(name) for name in grid[0]], *grid[1:]]).encode()


def _decimal_commas(sheet: Sheet, rng: Random) -> bytes:
    grid = _changed(sheet, _DECIMALS, lambda cell: cell.replace(".", ","))
    return to_csv(grid, rng.choice(";;\t")).encode(rng.choice(("utf-8", "utf-8-sig")))


def _percent_signs(sheet: Sheet, rng: Random) -> bytes:
    sign = rng.choice(("%", " %", "\u00a0%", "％"))
    printed = frozenset({"percent", "ci_low", "ci_high", "ci_level"})
    return to_csv(_changed(sheet, printed, lambda cell: cell + sign)).encode()


def _separator_named(sheet: Sheet, rng: Random) -> bytes:
    mark = rng.choice(",;\t|")
    first = rng.choice((f"sep={mark}", f'"sep={mark}"', f"SEP={mark}"))
    return f"{first}\n{to_csv(sheet.grid(), mark)}".encode()


def _excel_unicode(sheet: Sheet, _: Random) -> bytes:
    return to_csv(sheet.grid(), "\t").replace("\n", "\r\n").encode("utf-16")


def _windows(sheet: Sheet, rng: Random) -> bytes:
    return to_csv(sheet.grid(), rng.choice(",;")).replace("\n", "\r\n").encode("cp1252")


def _decomposed(sheet: Sheet, _: Random) -> bytes:
    return unicodedata.normalize("NFD", _text(sheet)).encode()


def _mixed_line_ends(sheet: Sheet, rng: Random) -> bytes:
    return "".join(
        line + rng.choice(("\n", "\r\n", "\r")) for line in _text(sheet).splitlines()
    ).encode()


def _blank_columns(sheet: Sheet, rng: Random) -> bytes:
    more = [""] * rng.randint(1, 4)
    return to_csv([[*cells, *more] for cells in sheet.grid()]).encode()


def _blank_rows(sheet: Sheet, rng: Random) -> bytes:
    grid = sheet.grid()
    for _ in range(rng.randint(1, 4)):
        grid.insert(rng.randint(1, len(grid)), [""] * len(grid[0]))
    return to_csv(grid).encode()


HARMLESS: Mapping[str, Callable[[Sheet, Random], bytes]] = MappingProxyType(
    {
        "nothing": lambda sheet, _: _text(sheet).encode(),
        "CRLF": lambda sheet, _: _text(sheet).replace("\n", "\r\n").encode(),
        "CR": lambda sheet, _: _text(sheet).replace("\n", "\r").encode(),
        "mixed line ends": _mixed_line_ends,
        "UTF-8 mark": lambda sheet, _: _text(sheet).encode("utf-8-sig"),
        "UTF-16": lambda sheet, _: _text(sheet).encode("utf-16"),
        "Unicode text of Excel": _excel_unicode,
        "Windows-1252": _windows,
        "decomposed accents": _decomposed,
        "no last newline": lambda sheet, _: _text(sheet).rstrip("\n").encode(),
        "blank lines": lambda sheet, rng: _text(sheet).encode() + b"\n" * rng.randint(1, 5),
        "blank rows": _blank_rows,
        "blank columns": _blank_columns,
        "semicolons": lambda sheet, _: to_csv(sheet.grid(), ";").encode(),
        "tabs": lambda sheet, _: to_csv(sheet.grid(), "\t").encode(),
        "separator named": _separator_named,
        "decimal commas": _decimal_commas,
        "percent signs": _percent_signs,
        "spaces around cells": _spaces,
        "everything in quotes": _quoted,
        "lines in quotes": _lines_quoted,
        "columns in another order": _reordered,
        "header in capitals": _header_in_capitals,
    }
)


def _counts_blank(sheet: Sheet, rng: Random) -> Grid:
    grid = sheet.grid()
    column = sheet.header.index("events")
    for cells in rng.sample(grid[1:], rng.randint(1, len(grid) - 1)):
        cells[column] = ""
    return grid


def _totals_blank(sheet: Sheet, rng: Random) -> Grid:
    """Leave events and total out, and say how many were treated."""
    grid = [[*cells, ""] for cells in sheet.grid()]
    grid[0][-1] = "total_max"
    events, total = sheet.header.index("events"), sheet.header.index("total")
    for cells in rng.sample(grid[1:], rng.randint(1, len(grid) - 1)):
        cells[-1] = str(int(cells[total]) + rng.choice((0, 1, 3, rng.randint(0, 60))))
        cells[events] = cells[total] = ""
    return grid


RECOVERABLE: Mapping[str, Callable[[Sheet, Random], Grid]] = MappingProxyType(
    {"counts blank": _counts_blank, "totals blank": _totals_blank}
)
"""Tables of which some counts follow from what is printed, and of others several."""
