"""Cells of a workbook as text: what a spreadsheet program shows, with every digit."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How workbooks write characters that XML cannot hold, such as a line break of old."""


def shown_text(cell: Any, source: Any) -> str:
    """Return the text of a cell.

    Parameters
    ----------
    cell, source : cell of openpyxl
        The same cell with the saved value of a formula, and with the formula itself.
    """
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
    return _ESCAPED.sub(_unescaped, str(value)).strip()


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    # Half of a pair of 16-bit codes is no character.
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)


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
