"""Numbers as printed: which exact values round to them, and which are cut off to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rechallenge.errors import InputError

PERCENT = 100
"""Parts of a whole in which percentages are printed."""

FRACTION = 1
"""Parts of a whole in which fractions are printed (0.34 for 34 per cent)."""

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it was printed.

    Attributes
    ----------
    digits : int
        The number without its decimal point: 400 for ``40.0``.
    decimals : int
        Number of digits after the point.
    """

    digits: int
    decimals: int

    @property
    def scale(self) -> int:
        """How many of the last printed decimal make 1."""
        return int(10**self.decimals)

    def rounded_from(self, count: int, total: int, *, parts: int = PERCENT) -> bool:
        """Tell whether count / total rounds to this number, half-up, half-down or half-even."""
        return 2 * abs(parts * self.scale * count - self.digits * total) <= total

    def cut_from(self, count: int, total: int, *, parts: int = PERCENT) -> bool:
        """Tell whether count / total becomes this number when further decimals are cut off."""
        return parts * self.scale * count // total == self.digits

    def rounded_twice_from(self, count: int, total: int) -> bool:
        """Tell whether a percentage with one decimal, written as a fraction, rounds to this."""
        thousandths = (2 * 10 * PERCENT * count + total) // (2 * total)
        return 2 * abs(thousandths * self.scale - self.digits * 10 * PERCENT) <= 10 * PERCENT

    def window(self, *, cut: bool = False) -> tuple[float, float]:
        """Return the values in the same unit that are printed as this number, when rounded or cut.

        Ends that floating point may miss by a hair lie inside, save the end at which cutting off
        gives the next number.
        """
        if cut:
            return self.digits / self.scale - _SLACK, (self.digits + 1) / self.scale - _SLACK
        low, high = (self.digits - 0.5) / self.scale, (self.digits + 0.5) / self.scale
        return low - _SLACK, high + _SLACK


@lru_cache(maxsize=4096)
def as_printed(percent: str) -> Printed:
    """Read a percentage as printed, 0 to 100, with its trailing zeros.

    Raises
    ------
    InputError
        When the text is not such a percentage.
    """
    match = re.fullmatch(r"(\d{1,15})(?:\.(\d{1,15}))?", percent, re.ASCII)
    decimals = (match[2] or "") if match else ""
    if not match or int(match[1] + decimals) > PERCENT * 10 ** len(decimals):
        raise InputError(f"percent must be a number from 0 to 100 as text, got {percent!r}")
    return Printed(int(match[1] + decimals), len(decimals))


def hundredfold(fraction: str) -> str:
    """Write a printed fraction of 0 to 1 as a percentage: ``0.345`` becomes ``34.5``.

    Raises
    ------
    InputError
        When the text is not a number from 0 to 1.
    """
    printed = as_printed(fraction)
    if printed.digits > printed.scale:
        raise InputError(f"a fraction must lie between 0 and 1, got {fraction!r}")
    decimals = max(printed.decimals - 2, 0)
    digits = printed.digits * 10 ** (decimals + 2 - printed.decimals)
    return in_decimals(digits, decimals)


def in_decimals(digits: int, decimals: int) -> str:
    """Write digits with a decimal point: 1842 with two decimals is ``18.42``."""
    text = f"{digits:0{decimals + 1}d}"
    return f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text


def rate(count: int, total: int, *, decimals: int) -> str:
    """Write count / total in per cent with fixed decimals, rounded half-up."""
    parts = PERCENT * 10**decimals
    return in_decimals((2 * parts * count + total) // (2 * total), decimals)
