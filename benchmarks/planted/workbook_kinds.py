"""Workbooks that cannot be read, or that hold other things than they show."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook

from benchmarks.planted.drafts import FIRST_ROW, Draft, Sheet, UnsuitedError, to_xlsx
from benchmarks.planted.plants import Kind, Plant, at, kind


def _whole(sheet: Sheet, *rows: int) -> Plant:
    return Plant(file=sheet.name, rows=frozenset(rows), whole=True)


def _old_workbook(draft: Draft) -> Plant:
    draft.written["more.xls"] = b"\xd0\xcf\x11\xe0" + bytes(200)
    return Plant(file="more.xls", whole=True)


def _workbook_named_csv(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    draft.written[sheet.name] = to_xlsx(sheet)
    return _whole(sheet)


def _damaged_workbook(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    data = to_xlsx(sheet)
    draft.written[draft.rename(sheet, ".xlsx")] = data[: len(data) // 2]
    return _whole(sheet)


def _second_sheet(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    draft.written[draft.rename(sheet, ".xlsx")] = to_xlsx(sheet, second_sheet=True)
    return _whole(sheet)


def _formula(draft: Draft) -> Plant:
    place = draft.pick("events", "total")
    data = to_xlsx(place.sheet, formulas={(place.number, "events"): f"=B{place.number}*2"})
    draft.written[draft.rename(place.sheet, ".xlsx")] = data
    return at(place)


def _sheet_error(draft: Draft) -> Plant:
    place = draft.pick("events", "total")
    text = draft.rng.choice(("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?"))
    data = to_xlsx(place.sheet, errors={(place.number, "total"): text})
    draft.written[draft.rename(place.sheet, ".xlsx")] = data
    return at(place)


def _changed(draft: Draft, sheet: Sheet, change: Callable[[Any, Any], None]) -> None:
    """Write a sheet as a workbook, changed by a function of the book and its page."""
    book = load_workbook(io.BytesIO(to_xlsx(sheet)))
    change(book, book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    draft.written[draft.rename(sheet, ".xlsx")] = buffer.getvalue()


def _hidden_rows(draft: Draft) -> Plant:
    sheet = draft.sheet_with()
    chosen = draft.rng.sample(range(len(sheet.rows)), draft.rng.randint(1, len(sheet.rows)))
    numbers = frozenset(index + FIRST_ROW for index in chosen)

    def hide(_: Any, page: Any) -> None:
        for number in numbers:
            page.row_dimensions[number].hidden = True

    _changed(draft, sheet, hide)
    return Plant(
        file=sheet.name, rows=numbers, touched=frozenset((sheet.name, number) for number in numbers)
    )


def _merged_cells(draft: Draft) -> Plant:
    """Merge the names of the first study with several rows."""
    sheet = draft.sheet_with(2)
    studies = [row["study"] for row in sheet.rows]
    several = [i for i in range(1, len(studies)) if studies[i] == studies[i - 1] and studies[i]]
    if not several:
        raise UnsuitedError
    last = several[0] + FIRST_ROW
    column = sheet.header.index("study") + 1

    def merge(_: Any, page: Any) -> None:
        page.merge_cells(start_row=last - 1, end_row=last, start_column=column, end_column=column)

    _changed(draft, sheet, merge)
    return _whole(sheet)


def _further_studies(draft: Draft) -> Plant:
    sheet = draft.sheet_with()

    def add(book: Any, _: Any) -> None:
        page = book.create_sheet("Second reader")
        page.append(["study", "responders", "total"])
        page.append(["Lee 2020", 3, 20])

    _changed(draft, sheet, add)
    return _whole(sheet)


def _cover(draft: Draft) -> Plant:
    sheet = draft.sheet_with()

    def cover(book: Any, _: Any) -> None:
        book.create_sheet("Read me", 0).append(["Extraction sheet, second version"])

    _changed(draft, sheet, cover)
    return _whole(sheet)


WORKBOOK_KINDS: tuple[Kind, ...] = (
    kind("workbook of Excel 97", "W120", _old_workbook),
    kind("workbook named .csv", "E101", _workbook_named_csv),
    kind("damaged workbook", "E101", _damaged_workbook),
    kind("second sheet", "N119", _second_sheet, intact=True),
    kind("formula without a value", "E107", _formula),
    kind("error of the spreadsheet", "E107", _sheet_error),
    kind("hidden rows", "W131", _hidden_rows),
    kind("names merged down rows", "N132", _merged_cells),
    kind("second sheet of studies", "W133", _further_studies),
    kind("cover sheet in front", "N119", _cover, intact=True),
)
