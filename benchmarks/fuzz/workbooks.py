"""Workbooks as people make them: formats, formulas, merged cells, hidden rows, several sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Any

from benchmarks.fuzz.cases import Written, originals
from benchmarks.fuzz.odd_values import odd_values
from benchmarks.fuzz.workbook_page import Fill, Page, book
from benchmarks.planted.drafts import Sheet, to_xlsx

Grid = list[list[str]]


def _filled(fill: Fill, **options: Any) -> Callable[[Sheet, Random], bytes]:
    return lambda sheet, rng: book(sheet, rng, fill, **options)


def _formulas(page: Page, rng: Random) -> None:
    """Let counts and percentages be formulas with their saved values."""
    page.write()
    for index, row in enumerate(page.studies.rows):
        for name in ("events", "total", "percent"):
            if name in page.studies.header and row[name] and rng.random() < 0.5:
                number = float(row[name]) if "." in row[name] else int(row[name])
                shown = page.format(f"0.{'0' * len(row[name].partition('.')[2])}".rstrip("."))
                page.sheet.write_formula(*page.place(index, name), "=1+1", shown, number)
        if rng.random() < 0.3:
            study = page.place(index, "study")
            page.sheet.write_formula(*study, '="Lee"&" 2020"', None, row["study"])


def _shares(page: Page, _: Random) -> None:
    """Show percentages as shares of 1 in the format of per cent."""
    page.write()
    for index, row in enumerate(page.studies.rows):
        for name in ("percent", "ci_low", "ci_high"):
            text = row.get(name, "")
            if text:
                decimals = len(text.partition(".")[2])
                shown = page.format(f"0.{'0' * decimals}%" if decimals else "0%")
                page.sheet.write_number(*page.place(index, name), float(text) / 100, shown)


def _number_formats(page: Page, rng: Random) -> None:
    page.write()
    formats = ("0", "0.00", "#,##0", "#,##0.00", '0 "pts"', "@", "General;[Red]-0", "0.0E+00")
    for index, row in enumerate(page.studies.rows):
        for name in ("events", "total"):
            place = page.place(index, name)
            page.sheet.write_number(*place, int(row[name]), page.format(rng.choice(formats)))


def _furnished(page: Page, rng: Random) -> None:
    """Add what spreadsheets hold beside cells: comments, lists, filters, blank formatted cells."""
    page.write()
    last_row, last_column = len(page.studies.rows), len(page.studies.header) - 1
    page.sheet.autofilter(0, 0, last_row, last_column)
    page.sheet.freeze_panes(1, 1)
    page.sheet.write_comment(1, 1, "checked by a second reader")
    page.sheet.data_validation(1, 0, 50, 0, {"validate": "length", "criteria": ">", "value": 0})
    page.sheet.conditional_format(1, 0, 9, 3, {"type": "blanks", "format": page.format("0")})
    page.sheet.set_column(0, last_column + 3, 12, page.book.add_format({"bold": True}))
    for _ in range(rng.randint(1, 6)):
        row, column = rng.randint(0, last_row + 20), last_column + rng.randint(1, 9)
        page.sheet.write_blank(row, column, None, page.format("0.0"))


def _other_sheets(page: Page, rng: Random) -> None:
    page.write()
    for name in ("Notes", "Excluded"):
        other = page.book.add_worksheet(name)
        other.write_row(0, 0, ["study", "reason"])
        other.write_row(1, 0, ["Lee 2019", 12])
        if rng.random() < 0.5:
            other.hide()
    chart = page.book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Studies!$F$2:$F$4"})
    page.book.add_chartsheet("Chart").set_chart(chart)


def _cover_sheet(sheet: Sheet, rng: Random) -> bytes:
    """Put a sheet in front: hidden, with an old table; or seen, without a table."""

    def fill(page: Page, _: Random) -> None:
        hidden = rng.random() < 0.5
        if hidden:
            page.write()
            page.sheet.write_number(*page.place(0, "total"), 999_999)
        else:
            page.sheet.write_row(0, 0, ["Extraction sheet", "version 3", 2021])
        second = Page(page.book, page.book.add_worksheet("Data"), sheet)
        second.write()
        if hidden:
            page.sheet.hide()
            second.sheet.activate()
            second.sheet.set_first_sheet()

    return book(sheet, rng, fill)


HARMLESS_WORKBOOKS: Mapping[str, Callable[[Sheet, Random], bytes]] = MappingProxyType(
    {
        "workbook": lambda sheet, _: to_xlsx(sheet),
        "workbook, strings inline": _filled(lambda page, _: page.write(), constant_memory=True),
        "workbook, all cells text": _filled(lambda page, _: page.write(as_text=True)),
        "workbook, formulas": _filled(_formulas),
        "workbook, shares": _filled(_shares),
        "workbook, number formats": _filled(_number_formats),
        "workbook, furnished": _filled(_furnished),
        "workbook, further sheets": _filled(_other_sheets),
        "workbook, another sheet in front": _cover_sheet,
    }
)


def _titled(sheet: Sheet, rng: Random) -> tuple[bytes, Grid]:
    """Put a merged title and a blank row above the table, and a footnote below."""
    width, above = len(sheet.header), rng.randint(1, 3)

    def fill(page: Page, _: Random) -> None:
        page.sheet.merge_range(0, 0, 0, width - 1, "Table 2. Response by study")
        page.first = above
        page.write()
        page.sheet.write_string(above + len(sheet.rows) + 2, 0, "* confirmed responses")

    data = book(sheet, rng, fill)
    blank = [""] * width
    top = [["Table 2. Response by study", *blank[1:]], *[blank] * (above - 1)]
    return data, [*top, *sheet.grid(), blank, ["* confirmed responses", *blank[1:]]]


def _merged(sheet: Sheet, rng: Random) -> tuple[bytes, Grid]:
    """Merge what is the same in neighbouring rows of some columns."""
    grid = sheet.grid()
    columns = [i for i, name in enumerate(sheet.header) if name not in {"events", "outcome"}]
    chosen = rng.sample(columns, rng.randint(1, len(columns)))

    def fill(page: Page, _: Random) -> None:
        page.write()
        for column in chosen:
            start = 1
            while start < len(grid):
                end = start
                same = (sheet.rows[start - 1]["study"], grid[start][column])
                while end + 1 < len(grid) and same == (
                    sheet.rows[end]["study"],
                    sheet.rows[end].get(sheet.header[column], ""),
                ):
                    end += 1
                    grid[end][column] = ""
                if end > start:
                    hidden = rng.random() < 0.2  # what stood below stays there unseen
                    bold = None if hidden else page.book.add_format({"bold": True})
                    page.sheet.merge_range(start, column, end, column, None, bold)
                    name = sheet.header[column]
                    page.cell(start, column, name, sheet.rows[start - 1].get(name, ""))
                start = end + 1

    return book(sheet, rng, fill), grid


def _hidden(sheet: Sheet, rng: Random) -> tuple[bytes, Grid]:
    def fill(page: Page, _: Random) -> None:
        page.write()
        for row in rng.sample(range(1, len(sheet.rows) + 1), min(2, len(sheet.rows))):
            page.sheet.set_row(row, None, None, {"hidden": True})
        page.sheet.set_column(2, 3, None, None, {"hidden": True})

    return book(sheet, rng, fill), sheet.grid()


WORKBOOK_CELLS: Mapping[str, Callable[[Sheet, Random], tuple[bytes, Grid]]] = MappingProxyType(
    {
        "workbook, title and footnote": _titled,
        "workbook, merged cells": _merged,
        "workbook, hidden rows": _hidden,
        "workbook, odd values": odd_values,
    }
)


def computed_percentages(sheet: Sheet, rng: Random) -> tuple[bytes, tuple[Written, ...]]:
    """Compute percentages with all their digits, whatever they show."""

    def fill(page: Page, _: Random) -> None:
        page.write()
        for index, row in enumerate(sheet.rows):
            if row.get("percent"):
                share = 100 * int(row["events"]) / int(row["total"])
                shown = page.format(rng.choice(("General", "0.0", "0", "0.00")))
                page.sheet.write_formula(*page.place(index, "percent"), "=F2/G2*100", shown, share)

    exact = tuple(
        (study, events, total, percent and repr(100 * int(events) / int(total)))
        for study, events, total, percent in originals(sheet)
    )
    return book(sheet, rng, fill), exact
