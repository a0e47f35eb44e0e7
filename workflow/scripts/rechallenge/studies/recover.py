"""Counts recovered from printed percentages, and from the intervals printed with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from rechallenge.errors import InputError

_DEFAULT_LEVEL = 95.0
_LARGEST_SEARCH = 1_000
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class PrintedInterval:
    """A confidence interval as printed, in per cent.

    Attributes
    ----------
    low, high : str
        The limits with their printed decimals.
    level : float
        Confidence level in per cent.
    """

    low: str
    high: str
    level: float = _DEFAULT_LEVEL


def candidate_counts(percent: str, total: int) -> tuple[int, ...]:
    """Return the counts whose percentage rounds to the printed one.

    Rounding may be half-up, half-down or half-even: a count is kept when its exact percentage lies
    no further from the printed one than half of the last printed decimal.

    Parameters
    ----------
    percent : str
        The percentage as printed, 0 to 100, with its trailing zeros.
    total : int
        Number of patients, at least 1.

    Raises
    ------
    InputError
        When `percent` is not a percentage or `total` is below 1.
    """
    printed, step = _printed(percent)
    if total < 1:
        raise InputError(f"total must be at least 1, got {total}")
    low = (printed - step / 2) * total / 100
    high = (printed + step / 2) * total / 100
    return tuple(range(max(0, -int(-low // 1)), min(total, int(high // 1)) + 1))


def candidate_pairs(
    percent: str, total_max: int, *, interval: PrintedInterval | None = None
) -> tuple[tuple[int, int], ...]:
    """Return the pairs (count, total), total at most `total_max`, that fit what is printed.

    Parameters
    ----------
    percent : str
        The percentage as printed, 0 to 100.
    total_max : int
        The number of patients treated, an upper bound for the total.
    interval : PrintedInterval or None
        Keeps only pairs whose Clopper–Pearson interval rounds to it.

    Raises
    ------
    InputError
        When `percent` is not a percentage or `total_max` is outside 1 to 1000.
    """
    if not 1 <= total_max <= _LARGEST_SEARCH:
        raise InputError(f"total_max must lie between 1 and {_LARGEST_SEARCH}, got {total_max}")
    return tuple(
        (count, total)
        for total in range(1, total_max + 1)
        for count in candidate_counts(percent, total)
        if interval is None or fits_interval(count, total, interval)
    )


def fits_interval(count: int, total: int, interval: PrintedInterval) -> bool:
    """Tell whether the Clopper–Pearson interval of count / total rounds to the printed one.

    Limits are quantiles of beta distributions (Clopper and Pearson, Biometrika 1934;26:404-413).
    """
    low, high = _clopper_pearson(count, total, interval.level)
    return _rounds_to(low, interval.low) and _rounds_to(high, interval.high)


def readings(percent: str, total: int) -> tuple[tuple[int, str], ...]:
    """Return the counts nearest to a percentage, each with a text such as ``3/38 = 7.9 %``.

    One more decimal is shown than was printed.

    Raises
    ------
    InputError
        When `percent` is not a percentage or `total` is below 1.
    """
    printed, step = _printed(percent)
    if total < 1:
        raise InputError(f"total must be at least 1, got {total}")
    below = int(printed * total / 100 // 1)
    counts = candidate_counts(percent, total) or tuple(
        count for count in (below, below + 1) if count <= total
    )
    decimals = len(str(1 / step)) if step < 1 else 1
    return tuple(
        (count, f"{count}/{total} = {_shown(count, total, decimals)} %") for count in counts
    )


def _printed(percent: str) -> tuple[Fraction, Fraction]:
    """Return a printed percentage and the size of its last decimal, both exact."""
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,15})?", percent) or Fraction(percent) > 100:
        raise InputError(f"percent must be a number from 0 to 100 as text, got {percent!r}")
    decimals = len(percent.partition(".")[2])
    return Fraction(percent), Fraction(1, 10**decimals)


def _shown(count: int, total: int, decimals: int) -> str:
    scaled = Fraction(100 * 10**decimals * count, total)
    digits = f"{int(scaled + Fraction(1, 2)):0{decimals + 1}d}"
    return f"{digits[:-decimals]}.{digits[-decimals:]}"


def _rounds_to(limit: float, printed: str) -> bool:
    value, step = _printed(printed)
    return abs(100 * limit - float(value)) <= float(step) / 2 + _SLACK


def _clopper_pearson(count: int, total: int, level: float) -> tuple[float, float]:
    # Few reviews need it, and it takes longer to import than all study files to read.
    from scipy.special import betaincinv  # noqa: PLC0415

    alpha = 1 - level / 100
    low = 0.0 if count == 0 else float(betaincinv(count, total - count + 1, alpha / 2))
    high = 1.0 if count == total else float(betaincinv(count + 1, total - count, 1 - alpha / 2))
    return low, high
