"""The template of a study table: an XLSX workbook that catches slips while they are typed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rechallenge.contract import Kind
from rechallenge.starter.columns import Guide, guides
from rechallenge.studies.reading import LATEST_YEAR

STUDIES, HELP = "studies", "help"
LAST_ROW = 2000
"""Last row, as a spreadsheet numbers it, in which cells are checked while they are typed."""

EARLIEST_YEAR = 1900
_LARGEST_COUNT = 10**9
_LONGEST_MESSAGE = 255
_MADE = datetime(2026, 1, 1)
_INTRODUCTION = (
    "Fill in the sheet “studies”: one row is one study, one arm, one outcome.",
    "Columns with a dark header are needed; leave any other cell empty where the paper does not "
    "say, and delete columns that you do not use.",
    "percent, ci_low and ci_high are text on purpose: as a number, 40.0 would become 40, and the "
    "zero tells how the paper rounded.",
    "Pasted cells are not checked here; “rechallenge check” looks at all of them.",
)
Rule = dict[str, Any]


def template_workbook() -> bytes:
    """Make the template: a sheet of studies with a checked cell under every column, and a help.

    Returns
    -------
    bytes
        An XLSX file, the same to the byte each time.
    """
    # Only this verb writes workbooks.
    import xlsxwriter  # noqa: PLC0415

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Table of studies", "created": _MADE})
        _write_studies(book, guides())
        _write_help(book, guides())
    return stream.getvalue()


def _write_studies(book: Any, columns: Sequence[Guide]) -> None:
    sheet = book.add_worksheet(STUDIES)
    plain_head = book.add_format({"bold": True, "bg_color": "#D9E2EC", "bottom": 1})
    needed_head = book.add_format(
        {"bold": True, "bg_color": "#243B53", "font_color": "#FFFFFF", "bottom": 1}
    )
    formats = {text: book.add_format({"num_format": text}) for text in ("@", "0", "General")}
    places = {guide.column.name: _letter(i) for i, guide in enumerate(columns)}
    for index, guide in enumerate(columns):
        sheet.set_column(index, index, guide.width, formats[_number_format(guide)])
        sheet.write_string(0, index, guide.column.name, needed_head if guide.needed else plain_head)
        rule = _rule(guide, places) | _spoken(guide)
        sheet.data_validation(1, index, LAST_ROW - 1, index, rule)
    percentages = [places[name] for name in ("percent", "ci_low", "ci_high")]
    areas = " ".join(f"{letter}2:{letter}{LAST_ROW}" for letter in percentages)
    sheet.ignore_errors({"number_stored_as_text": areas})
    events, total = places["events"], places["total"]
    sheet.conditional_format(
        f"{events}2:{total}{LAST_ROW}",
        {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER(${events}2),ISNUMBER(${total}2),${events}2>${total}2)",
            "format": book.add_format({"bg_color": "#F8B4B4"}),
        },
    )
    sheet.freeze_panes(1, 1)


def _write_help(book: Any, columns: Sequence[Guide]) -> None:
    sheet = book.add_worksheet(HELP)
    head = book.add_format({"bold": True, "bg_color": "#D9E2EC", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    for index, width in enumerate((26, 9, 52, 70)):
        sheet.set_column(index, index, width)
    for row, sentence in enumerate(_INTRODUCTION):
        sheet.write_string(row, 0, sentence)
    top = len(_INTRODUCTION) + 1
    for index, title in enumerate(("Column", "Needed", "What it means", "What to type")):
        sheet.write_string(top, index, title, head)
    for row, guide in enumerate(columns, start=top + 1):
        sheet.write_string(row, 0, guide.column.name, bold)
        sheet.write_string(row, 1, "yes" if guide.needed else "", wrapped)
        sheet.write_string(row, 2, guide.meaning, wrapped)
        sheet.write_string(row, 3, guide.how, wrapped)
    sheet.freeze_panes(top + 1, 0)


def _number_format(guide: Guide) -> str:
    # Text keeps “40.0” and “1-2” as typed; long texts would show as ##### in cells of that format.
    kind, name = guide.column.kind, guide.column.name
    if kind in ("count", "year", "flag"):
        return "0"
    if kind == "number" or name in ("source", "locator", "notes"):
        return "General"
    return "@"


def _rule(guide: Guide, places: Mapping[str, str]) -> Rule:
    """Return what a cell of the column may hold, written for the cell in row 2."""
    column = guide.column
    events, total = f"{places['events']}2", f"{places['total']}2"
    own: dict[str, Rule] = {
        "events": _whole(0, f"=IF(N({total})>0,{total},{_LARGEST_COUNT})"),
        "total": _whole(f"=MAX(1,N({events}))", _LARGEST_COUNT),
        "ci_level": {"validate": "decimal", "criteria": "between", "minimum": 50, "maximum": 99.99},
    }
    by_kind: dict[Kind, Rule] = {
        "text": {"validate": "any"},
        "count": _whole(1, _LARGEST_COUNT),
        "percent": {"validate": "custom", "value": _percent_formula(f"{places[column.name]}2")},
        "number": {"validate": "decimal", "criteria": ">=", "value": 0},
        "year": _whole(EARLIEST_YEAR, LATEST_YEAR),
        "flag": {"validate": "list", "source": ["1", "0"]},
    }
    if guide.words:
        return {"validate": "list", "source": list(guide.words)}
    return own.get(column.name, by_kind[column.kind])


def _whole(minimum: int | str, maximum: int | str) -> Rule:
    limits = {"criteria": "between", "minimum": minimum, "maximum": maximum}
    # With blanks passed over, Excel allows anything as long as a cell of the formula is blank.
    by_formula = any(isinstance(limit, str) for limit in (minimum, maximum))
    return {"validate": "integer", **limits, "ignore_blank": not by_formula}


def _percent_formula(cell: str) -> str:
    # The cell is text, and its decimal mark need not be that of the computer.
    plain = f'SUBSTITUTE(SUBSTITUTE({cell},"%",""),",",".")'
    number = f'_xlfn.NUMBERVALUE({plain},".","~")'
    return f"=AND({number}>=0,{number}<=100)"


def _spoken(guide: Guide) -> Rule:
    """Return what Excel says beside a cell, and when it refuses what was typed."""
    column = guide.column
    said: Rule = {
        "input_title": column.name,
        "input_message": _shortened(f"{guide.meaning} {guide.how}"),
    }
    if column.kind == "text":
        # Words to pick from are a proposal: Excel asks, and takes the new word on “yes”.
        asked = "This word is not in the list. That is fine if it is meant and always spelt so."
        warned = {"error_type": "warning", "error_title": "A new word", "error_message": asked}
        return said | (warned if guide.words else {})
    refused = f"{guide.how} Press Esc to leave the cell as it was."
    if column.name in ("events", "total"):
        refused = (
            "A whole number is needed. There cannot be more patients with the outcome (events) "
            "than patients in all (total). Press Esc to leave the cell as it was."
        )
    return said | {
        "error_type": "stop",
        "error_title": "This does not fit here",
        "error_message": _shortened(refused),
    }


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 1].rstrip()}…"


def _letter(index: int) -> str:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415

    return str(xl_col_to_name(index))
