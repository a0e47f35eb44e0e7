"""Mutations of the cells of a table, before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

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

Grid = list[list[str]]
_CellMutation = Callable[[Grid, Random], None]


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
        (
            " ",
            "\u00a0",
            "\u2009",
            "\u200b",
            "'",
            "*",
            "%",
            ".0",
            ",0",
            "e0",
            "-",
            "+",
            "\n",
            "−",
            "·0",
        )
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


def _title(grid: Grid, rng: Random) -> None:
    width = len(grid[0])
    for _ in range(rng.randint(1, 3)):
        text = rng.choice(
            ("Table 2. Response", "", "Extraction of June; second reader", "ORR 2020")
        )
        grid.insert(0, [text, *[""] * (width - 1)])


def _no_header(grid: Grid, _: Random) -> None:
    del grid[0]


def _header_repeated(grid: Grid, rng: Random) -> None:
    grid.insert(rng.randint(1, len(grid)), list(grid[0]))


def _two_headers(grid: Grid, rng: Random) -> None:
    grid.insert(rng.randint(0, 1), [rng.choice(("", name, "n")) for name in grid[0]])


def _total_row(grid: Grid, rng: Random) -> None:
    row = [""] * len(grid[0])
    row[grid[0].index("study")] = rng.choice(("Total", "", "Overall"))
    for name in ("events", "total"):
        column = grid[0].index(name)
        row[column] = str(sum(int(cells[column]) for cells in grid[1:]))
    grid.append(row)


def _footnote(grid: Grid, rng: Random) -> None:
    text = rng.choice(("* confirmed", "n = evaluable patients, 2 excluded", "Source: PubMed"))
    grid.append([text, *[""] * rng.choice((0, len(grid[0]) - 1))])


def _names_once(grid: Grid, _: Random) -> None:
    """Write names in the first row of a study alone, as merged cells come out."""
    for name in ("study_id", "study"):
        if name in grid[0]:
            column = grid[0].index(name)
            names = [cells[column] for cells in grid]
            for row in range(2, len(grid)):
                grid[row][column] = "" if names[row] == names[row - 1] else names[row]


def _printed_blank(grid: Grid, rng: Random) -> None:
    for name in rng.sample(("percent", "ci_low", "ci_high", "ci_level"), 2):
        if name in grid[0]:
            column = grid[0].index(name)
            for cells in grid[1:]:
                cells[column] = ""


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
        "title above": _title,
        "no header": _no_header,
        "header repeated": _header_repeated,
        "names in two rows": _two_headers,
        "total row": _total_row,
        "footnote": _footnote,
        "names written once": _names_once,
        "printed numbers blank": _printed_blank,
    }
)
