"""Numbers that a spreadsheet program turned into dates: 5/34 became May 1934."""

from __future__ import annotations

import datetime
import re

from rechallenge.studies.findings import quoted

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_YEAR_OF_TWO_DIGITS = 1930
"""Spreadsheet programs take 30 to 99 for years of the last century, and 00 to 29 for this one."""
_FEBRUARY_1900 = 59

Fault = tuple[str, str, str]
"""Code, problem and remedy of a finding."""


def made_into_a_date(text: str, plain: str) -> Fault | None:
    """Return E108, or E109 for two readings, where a cell holds a date; else None.

    Parameters
    ----------
    text : str
        The cell as written, for the message.
    plain : str
        The same with plain digits.
    """
    return _day_and_month(text, plain) or _iso_date(text, plain)


def _day_and_month(text: str, plain: str) -> Fault | None:
    """Recognise ``34-May`` and ``May-34``, which a spreadsheet program made of 5/34."""
    match = re.fullmatch(r"(?:(\d{1,4})[- .])?([A-Za-z]{3,9})\.?(?:[- .](\d{1,4}))?", plain)
    if not match or (match[1] is None) == (match[3] is None):
        return None
    if match[2][:3].casefold() not in _MONTHS:
        return None
    month = _MONTHS.index(match[2][:3].casefold()) + 1
    number = int(match[1] or match[3])
    if match[1] is not None and number <= 12 and number != month:
        return (
            "E109",
            f"{quoted(text)} is a date that may come from {month}/{number} or {number}/{month}",
            "format the column as Text and retype the number",
        )
    return _date(text, f"{month}/{number}")


def _iso_date(text: str, plain: str) -> Fault | None:
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", plain)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups())
    number = _day_number(year, month, day)
    if year < _FIRST_YEAR_OF_TWO_DIGITS and number:
        return (
            "E108",
            f"{quoted(text)} is a date, probably the number {number} in a cell that is formatted "
            "as a date",
            f"format the column as Number, and check that it says {number}",
        )
    return _date(text, " or ".join(_pairs(year, month, day)))


def _pairs(year: int, month: int, day: int) -> list[str]:
    """Return the entries of which a program may have made a date, in any language of it."""
    of_year = [f"{month}/{year % 100}"] if day == 1 else []
    if of_year and not 2000 <= year < 2000 + _FIRST_YEAR_OF_TWO_DIGITS % 100:
        return of_year
    of_day = [f"{month}/{day}", f"{day}/{month}"] if day <= 12 else [f"{month}/{day}"]
    return list(dict.fromkeys([*of_year, *of_day]))


def _day_number(year: int, month: int, day: int) -> int:
    """Return the number that a spreadsheet program shows as a date, 0 where it shows none."""
    try:
        days = (datetime.date(year, month, day) - datetime.date(1899, 12, 31)).days
    except ValueError:
        return 0
    # The programs count a 29 February 1900, which there was not.
    return max(days + (days > _FEBRUARY_1900), 0)


def _date(text: str, pair: str) -> Fault:
    return (
        "E108",
        f"{quoted(text)} is probably {pair} turned into a date",
        "format the column as Text and retype the numbers, in two columns",
    )
