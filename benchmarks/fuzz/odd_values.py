"""Workbooks with values in their counts that are no counts, or counts in disguise."""

from __future__ import annotations

import datetime
from random import Random
from typing import Any

from benchmarks.fuzz.workbook_page import Page, book
from benchmarks.planted.drafts import Sheet

Grid = list[list[str]]


def odd_values(sheet: Sheet, rng: Random) -> tuple[bytes, Grid]:
    """Write odd values into counts, and into the grid what a person sees of them."""
    grid = sheet.grid()

    def fill(page: Page, _: Random) -> None:
        page.write()
        for _number in range(rng.randint(1, 3)):
            index = rng.randrange(len(sheet.rows))
            row, column = page.place(index, rng.choice(("events", "total")))
            grid[row][column] = _odd_value(page, row, column, rng)

    data = book(sheet, rng, fill)
    return data, grid


def _odd_value(page: Page, row: int, column: int, rng: Random) -> str:
    """Write a value that is no count, or one in disguise; returns what a person sees."""
    return rng.choice(_ODD_VALUES)(page, (row, column), rng)


def _date(page: Page, place: tuple[int, int], rng: Random) -> str:
    day = datetime.datetime(rng.choice((1900, 1934, 2024, 2034)), rng.randint(1, 12), 1)
    page.sheet.write_datetime(*place, day, page.format(rng.choice(("mmm-yy", "yyyy-mm-dd"))))
    return "a date"


def _truth(page: Page, place: tuple[int, int], rng: Random) -> str:
    page.sheet.write_boolean(*place, rng.random() < 0.5)
    return "a truth"


def _formula(page: Page, place: tuple[int, int], rng: Random) -> str:
    value: Any = rng.choice(("#DIV/0!", "#REF!", "", 7, 12.5, "12"))
    page.sheet.write_formula(*place, "=A1/B9", None, value)
    return str(value) or "a formula"


def _string(page: Page, place: tuple[int, int], rng: Random) -> str:
    text = rng.choice(("12\r\n", "\x0712", "'12", " 12 ", "1\u00a0234", "12\x00"))
    page.sheet.write_string(*place, text)
    return text


def _share(page: Page, place: tuple[int, int], rng: Random) -> str:
    shown = page.format(rng.choice(("0%", "0.0%", "# ?/?")))
    page.sheet.write_number(*place, rng.choice((0.12, 0.5, 0.995)), shown)
    return "a share"


def _number(page: Page, place: tuple[int, int], rng: Random) -> str:
    value = rng.choice((2.5, -3, 1e300, 0.1 + 0.2, 45000, 3.0000000001))
    page.sheet.write_number(*place, value, page.format(rng.choice(("General", "0", "0.00"))))
    return str(value)


def _rich(page: Page, place: tuple[int, int], _: Random) -> str:
    page.sheet.write_rich_string(*place, "1", page.format("@"), "2")
    return "12"


def _nothing(page: Page, place: tuple[int, int], _: Random) -> str:
    page.sheet.write_blank(*place, None, page.format("0"))
    return ""


_ODD_VALUES = (_date, _truth, _formula, _string, _share, _number, _rich, _nothing)
