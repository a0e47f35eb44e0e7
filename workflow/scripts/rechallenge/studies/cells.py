"""What one cell says: counts, percentages, years and fixed values, typed from text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rechallenge.contract import INVISIBLE
from rechallenge.studies.auto_dates import made_into_a_date
from rechallenge.studies.findings import quoted

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_MISSING = frozenset(
    {"", "na", "n/a", "n.a.", "-", "–", "—", ".", "nr", "n.r.", "nd", "null", "none", "nan", "?"}
)
_SHEET_ERRORS = frozenset(
    {"#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
_MOST_DECIMALS = 10
_LARGEST_COUNT = 10**9
_EARLIEST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Reading:
    """How a cell was read.

    Attributes
    ----------
    value : float, int, str, bool or None
        None where the cell is blank, holds a mark for a missing value, or cannot be used.
    code, problem, remedy : str
        A finding about the cell; empty when there is nothing to tell.
    decimal_comma : bool
        True when a comma was read as the decimal mark.
    text : str
        A number as text with its trailing zeros and a decimal point.
    """

    value: float | str | None = None
    code: str = ""
    problem: str = ""
    remedy: str = ""
    decimal_comma: bool = False
    text: str = ""

    @property
    def usable(self) -> bool:
        """False when the cell carries an error."""
        return not self.code.startswith("E")


def visible(text: str) -> str:
    """Return text without invisible characters, with single blanks, in composed form."""
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def has_invisible(text: str) -> bool:
    """Tell whether text holds control characters or marks that turn its direction."""
    return _INVISIBLE.search(text) is not None


def is_plain(text: str) -> bool:
    """Tell whether text without blanks at its ends is certainly as `visible` would return it."""
    if not text.isprintable() or "  " in text:
        return False
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def is_missing(text: str) -> bool:
    """Tell whether a cell is blank or one of the usual marks for no value (NA, n/a, –, NR)."""
    return text.casefold() in _MISSING


def is_uncalculated(text: str) -> bool:
    """Tell whether a cell holds an error of a spreadsheet (#REF!) in place of a value."""
    return text.upper() in _SHEET_ERRORS


def read_count(text: str) -> Reading:
    """Read a whole number, 0 or more.

    Thousands marks, digits of other scripts and ``7.0`` are repaired with a note (N110) where only
    one reading is possible; anything else is an error (E107 to E109, E111, E201).
    """
    if is_missing(text):
        return Reading()
    plain = _plain_digits(text)
    value: int | None = None
    if re.fullmatch(r"\d{1,10}", plain):
        value = int(plain)
    elif re.fullmatch(
        r"\d{1,3}(?:[ '’]\d{3})+|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:\.\d{3}){2,}", plain
    ):
        value = int(re.sub(r"\D", "", plain))
    elif re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain):
        whole = re.sub(r"\D", "", plain)
        return _fault(
            "E111", f"{quoted(text)} may be {whole} or {plain.replace(',', '.')}", f"write {whole}"
        )
    elif re.fullmatch(r"\d{1,10}[.,]0+", plain):
        value = int(re.split("[.,]", plain)[0])
    if value is None or value > _LARGEST_COUNT:
        return _not_a_count(text, plain)
    if plain == text and text.isdigit():
        return Reading(value, text=str(value))
    return Reading(
        value,
        "N110",
        f"{quoted(text)} read as {value}",
        f"write {value} to silence this",
        text=str(value),
    )


def read_number(text: str) -> Reading:
    """Read a number, 0 or more, with a decimal point or comma; W121 for anything else."""
    reading = _decimal(text)
    if reading.value is None and not is_missing(text) and not reading.code:
        return Reading(
            code="W121",
            problem=f"{quoted(text)} is not a number and counts as blank",
            remedy="write the number alone",
        )
    return reading


def read_percent(text: str) -> Reading:
    """Read a percentage from 0 to 100; ``text`` of the result keeps its decimals, at most 10.

    Anything else is E114.
    """
    reading = _decimal(re.sub("[%％]$", "", text).rstrip())
    if reading.code or is_missing(text):
        return reading
    if not isinstance(reading.value, float):
        return _fault("E114", f"{quoted(text)} is not a percentage", _percent_instead(text))
    if reading.value > 100:
        return _fault(
            "E114",
            f"{quoted(text)} is more than 100 per cent",
            "correct it, or leave the cell blank",
        )
    if len(reading.text.partition(".")[2]) > _MOST_DECIMALS:
        # The last digits of a computed share are those of its binary fraction.
        return replace(reading, text=f"{Decimal(reading.text):.{_MOST_DECIMALS}f}")
    return reading


def _percent_instead(text: str) -> str:
    """Say what to write in place of a percentage with brackets, or of two limits in one cell."""
    plain = _plain_digits(text)
    found = re.findall(r"\d+(?:[.,]\d+)?", plain)
    if len(found) == 2 and re.fullmatch(r"[\d.,()\[\] %;–—-]+|.* to .*", plain):
        return (
            f"write {found[0]} and {found[1]} in columns of their own, such as ci_low and ci_high"
        )
    if len(found) == 1 and re.fullmatch(r"[\d.,()\[\] %]+", plain):
        return f"write {found[0]} alone"
    return "write the number as printed, such as 18.4, or leave the cell blank"


def read_level(text: str) -> Reading:
    """Read a confidence level in per cent, between 50 and 100; E114 for anything else."""
    reading = read_percent(text)
    if not isinstance(reading.value, float) or 50 < reading.value < 100:
        return reading
    fraction = 0.5 < reading.value < 1
    return _fault(
        "E114",
        f"{quoted(text)} is not a confidence level in per cent",
        f"write {100 * reading.value:g}" if fraction else "write a level such as 95 or 90",
    )


def read_year(text: str, *, latest: int) -> Reading:
    """Read a year from 1900 to `latest`; E308 for anything else."""
    if is_missing(text):
        return Reading()
    plain = re.sub(r"[.,]0+$", "", _plain_digits(text))
    if re.fullmatch(r"\d{4}", plain) and _EARLIEST_YEAR <= int(plain) <= latest:
        return Reading(int(plain), text=plain)
    future = re.fullmatch(r"\d{4}", plain) and int(plain) > latest
    likely = {
        year
        for year in re.findall(r"(?:19|20)\d\d", plain.replace(",", "").replace(".", ""))
        if int(year) <= latest
    }
    return _fault(
        "E308",
        f"{quoted(text)} lies after {latest}" if future else f"{quoted(text)} is not a year",
        f"write {likely.pop()}" if len(likely) == 1 else "write the year with four digits",
    )


def read_flag(text: str) -> Reading:
    """Read 1 or 0 (also yes, no, true, false) as 1.0 or 0.0; E113 for anything else."""
    meanings = {"1": 1.0, "yes": 1.0, "true": 1.0, "0": 0.0, "no": 0.0, "false": 0.0}
    key = re.sub(r"[.,]0+$", "", _plain_digits(text)).casefold()
    if not key:
        return Reading()
    if key in meanings:
        return Reading(meanings[key], text=f"{meanings[key]:.0f}")
    return _fault("E113", f"{quoted(text)} is neither 1 nor 0", "write 1 to pool the row, 0 not to")


def read_choice(text: str, *, choices: Sequence[str]) -> Reading:
    """Read one of some fixed values, in any case; E113 for anything else."""
    if is_missing(text):
        return Reading()
    if text.casefold() in choices:
        return Reading(text.casefold(), text=text.casefold())
    allowed = ", ".join(f"“{choice}”" for choice in choices)
    return _fault("E113", f"{quoted(text)} is not one of {allowed}", "write one of them")


def _fault(code: str, problem: str, remedy: str) -> Reading:
    return Reading(None, code, problem, remedy)


def _plain_digits(text: str) -> str:
    """Write digits of any script, blanks and full-width marks in ASCII; superscripts stay."""
    marks = str.maketrans("．，－−％·∙⋅", ".,--%...")
    return "".join(
        str(unicodedata.decimal(char)) if unicodedata.category(char) == "Nd" else char
        for char in " ".join(text.split()).translate(marks)
    )


def _decimal(text: str) -> Reading:
    if is_missing(text):
        return Reading()
    if is_uncalculated(text) or text.startswith("="):
        return _uncalculated(text)
    plain = _plain_digits(text)
    if not re.fullmatch(r"\d{0,15}[.,]?\d{1,15}", plain):
        return Reading()
    number = plain.replace(",", ".")
    number = f"0{number}" if number.startswith(".") else number
    if plain == text or text.isascii():
        return Reading(float(number), decimal_comma="," in plain, text=number)
    return Reading(
        float(number),
        "N110",
        f"{quoted(text)} read as {number}",
        f"write {number} to silence this",
        text=number,
    )


def _uncalculated(text: str) -> Reading:
    if text.startswith("="):
        return _fault(
            "E107",
            f"formula {quoted(text)} has no saved value",
            "open and save the file in a spreadsheet program, or type the number",
        )
    return _fault("E107", f"{quoted(text)} is an error of the spreadsheet", "type the number")


def _not_a_count(text: str, plain: str) -> Reading:
    if is_uncalculated(text) or text.startswith("="):
        return _uncalculated(text)
    date = made_into_a_date(text, plain)
    if date is not None:
        return _fault(*date)
    problem = f"{quoted(text)} is not a whole number of 0 or more"
    pair = re.fullmatch(r"(\d+) ?(?:/|of|out of) ?(\d+)", plain)
    marked = re.fullmatch(
        r"(?:n ?= ?)?(\d+) ?(?:[(\[*†‡].*|[^\W\d_]{3,}\.?)?", plain, re.IGNORECASE
    )
    if pair:
        remedy = f"write {pair[1]} under responders and {pair[2]} under total"
    elif marked:
        remedy = f"write {marked[1]} alone"
    elif re.fullmatch(r"\d+(?:[.,]\d+)? ?%?", plain):
        remedy = "if it is a percentage, put it in a column “percent”"
    else:
        remedy = "write the number of patients, or leave the cell blank"
    return _fault("E201", problem, remedy)
