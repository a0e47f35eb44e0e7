"""How a journal writes numbers: limits of intervals, per cent signs and P values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rechallenge.formatting import RateScale

BLANK = "[ \u00a0]"
_PERCENT = re.compile(rf"(?<=\d){BLANK}%")
_P = re.compile(rf"\bp{BLANK}([<=]){BLANK}(0\.\d+|1\.0+)")
_SIGNS = re.compile(rf"{BLANK}([<=]){BLANK}")
_LIMITS = re.compile(r"\b(Cr?I) (−?[\d.]+) to (−?[\d.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStyle:
    """The numbers of a journal.

    Attributes
    ----------
    separator : str
        Between the limits of an interval in a column.
    brackets : str
        Round an interval in a column, the opening and the closing one.
    tight_percent : bool
        ``95%`` for ``95 %``.
    p : str
        Letter of P values.
    p_zero : bool
        False drops the zero before the point, since P cannot reach 1.
    p_short : bool
        Two decimals from 0.01 on, unless rounding would carry a value from below 0.05 to it.
    tight_signs : bool
        ``P=0.02`` for ``P = 0.02``.
    text_limits : str
        Between the words ``95% CI`` and two limits, and between these, in running text.
    """

    separator: str = " to "
    brackets: str = "()"
    tight_percent: bool = False
    p: str = "p"
    p_zero: bool = True
    p_short: bool = False
    tight_signs: bool = False
    text_limits: tuple[str, str] = (" ", " to ")

    def interval(self, low: float, high: float, scale: RateScale) -> str:
        """Write limits (proportions 0-1) for a column: ``(18.8 to 30.7)``."""
        return self.bracketed(scale.interval(low, high, separator=self.separator))

    def bracketed(self, text: str) -> str:
        """Put a text into the brackets of intervals."""
        return f"{self.brackets[0]}{text}{self.brackets[1]}"

    def write(self, text: str) -> str:
        """Bring a sentence with numbers into this style."""
        text = _P.sub(self._p_value, text)
        if self.tight_percent:
            text = _PERCENT.sub("%", text)
        if self.tight_signs:
            text = _SIGNS.sub(r"\1", text)
        before, between = self.text_limits
        return _LIMITS.sub(rf"\1{before}\2{between}\3", text)

    def _p_value(self, match: re.Match[str]) -> str:
        number = match[2]
        value = float(number)
        if self.p_short and value >= 0.01 and not 0.045 <= value < 0.05:
            number = f"{value:.2f}"
        return f"{self.p} {match[1]} {number if self.p_zero else number.lstrip('0')}"
