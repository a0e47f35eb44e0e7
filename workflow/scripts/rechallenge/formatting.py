"""How numbers are written: one source for figures, tables and text."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

ABSENT = "–"
MINUS = "−"


@dataclass(frozen=True, slots=True)
class RateScale:
    """How rates are written: per 100 patients (per cent) or per 1000.

    Attributes
    ----------
    per : int
        Patients to which a rate refers; 100 is written as per cent.
    decimals : int or None
        None writes as many digits per 1000 as per cent: ``24.3 %`` and ``243 per 1000``.
    """

    per: int = 100
    decimals: int | None = None

    @property
    def unit(self) -> str:
        """What follows a number: ``%`` or ``per 1000``."""
        return "%" if self.per == 100 else f"per {self.per}"

    def number(self, proportion: float | None) -> str:
        """Write a proportion (0-1) without the unit, ``24.3``; absent as ``–``."""
        if proportion is None:
            return ABSENT
        usual = 1 if self.per == 100 else 0
        decimals = usual if self.decimals is None else self.decimals
        return fixed(self.per * proportion, decimals=decimals)

    def interval(self, low: float | None, high: float | None, *, separator: str = " to ") -> str:
        """Write an interval of proportions (0-1) without the unit, ``18.8 to 30.7``."""
        if low is None or high is None:
            return ABSENT
        return f"{self.number(low)}{separator}{self.number(high)}"

    def phrase(self, proportion: float | None) -> str:
        """Write a proportion (0-1) with its unit: ``24.3 %``, ``243 per 1000``."""
        return f"{self.number(proportion)} {self.unit}"

    def range(self, low: float, high: float) -> str:
        """Write two ends with their unit: ``7.5 % and 55.8 %``, ``75 and 558 per 1000``."""
        if self.per == 100:
            return f"{self.phrase(low)} and {self.phrase(high)}"
        return f"{self.number(low)} and {self.phrase(high)}"


PER_CENT = RateScale()


def percent(proportion: float | None, *, decimals: int = 1) -> str:
    """Write a proportion (0-1) in per cent without the sign, ``24.3``; absent as ``–``."""
    return ABSENT if proportion is None else _signed(f"{100 * proportion:.{decimals}f}")


def percent_interval(
    low: float | None, high: float | None, *, decimals: int = 1, separator: str = " to "
) -> str:
    """Write an interval of proportions (0-1) in per cent, ``18.8 to 30.7``."""
    if low is None or high is None:
        return ABSENT
    return f"{percent(low, decimals=decimals)}{separator}{percent(high, decimals=decimals)}"


def significant(value: float | None, *, digits: int = 2) -> str:
    """Write a number with so many significant digits and no exponent for usual sizes.

    >>> significant(0.4036), significant(17.84), significant(0.0), significant(2.158e-4)
    ('0.40', '18', '0', '0.00022')
    """
    if value is None:
        return ABSENT
    if value == 0:
        return "0"
    magnitude = floor(log10(abs(value)))
    rounded = round(value, digits - 1 - magnitude)
    if rounded != 0:
        magnitude = floor(log10(abs(rounded)))
    if magnitude < -6:
        return _signed(f"{value:.{digits - 1}e}")
    return _signed(f"{rounded:.{max(digits - 1 - magnitude, 0)}f}")


def interval(low: float | None, high: float | None, *, digits: int = 2) -> str:
    """Write an interval of numbers; an absent upper limit is ``not reached``."""
    if low is None:
        return ABSENT
    end = "not reached" if high is None else significant(high, digits=digits)
    return f"{significant(low, digits=digits)} to {end}"


def p_value(p: float | None) -> str:
    """Write a p-value with its sign: ``= 0.27``, ``= 0.003``, ``< 0.001``."""
    if p is None:
        return ABSENT
    if p < 0.001:
        return "< 0.001"
    if p < 0.1:
        return f"= {p:.3f}"
    return f"= {p:.2f}"


def fixed(value: float | None, *, decimals: int = 1) -> str:
    """Write a number with fixed decimals and a true minus sign."""
    return ABSENT if value is None else _signed(f"{value:.{decimals}f}")


def count(number: int | None) -> str:
    """Write a whole number with thin spaces from 10,000 on."""
    if number is None:
        return ABSENT
    return f"{number:,}".replace(",", "\u2009") if abs(number) >= 10_000 else str(number)


def plural(number: int, word: str, words: str | None = None) -> str:
    """Write a number with its noun: ``1 study``, ``20 studies``."""
    return f"{count(number)} {word if number == 1 else words or word + 's'}"


def _signed(text: str) -> str:
    if text.startswith("-"):
        return text[1:] if float(text) == 0 else MINUS + text[1:]
    return text
