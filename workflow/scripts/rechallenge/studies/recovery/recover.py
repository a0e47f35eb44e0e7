"""Counts and totals that fit a printed percentage, and the interval printed with it."""

from __future__ import annotations

from functools import lru_cache

from rechallenge.errors import InputError
from rechallenge.studies.recovery.intervals_printed import PrintedInterval, fits_interval
from rechallenge.studies.recovery.printed import PERCENT, as_printed, rate

LARGEST_SEARCH = 1_000
"""The largest number of patients below which pairs of count and total are searched."""


def counts_within(percent: str, total: int) -> range:
    """Return the counts whose percentage rounds to the printed one, as a range.

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
    printed = as_printed(percent)
    if total < 1:
        raise InputError(f"total must be at least 1, got {total}")
    parts = 2 * PERCENT * printed.scale
    lowest = -((1 - 2 * printed.digits) * total // parts)
    highest = (2 * printed.digits + 1) * total // parts
    return range(max(0, lowest), min(total, highest) + 1)


def candidate_counts(percent: str, total: int) -> tuple[int, ...]:
    """Return the counts whose percentage rounds to the printed one.

    See `counts_within` for the parameters and what is raised.
    """
    return tuple(counts_within(percent, total))


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
        Keeps only pairs of which one interval rounds to it.

    Raises
    ------
    InputError
        When `percent` is not a percentage or `total_max` is outside 1 to 1000.
    """
    pairs = _pairs(percent, total_max)
    if interval is None:
        return pairs
    return tuple((count, total) for count, total in pairs if fits_interval(count, total, interval))


@lru_cache(maxsize=64)
def _pairs(percent: str, total_max: int) -> tuple[tuple[int, int], ...]:
    if not 1 <= total_max <= LARGEST_SEARCH:
        raise InputError(f"total_max must lie between 1 and {LARGEST_SEARCH}, got {total_max}")
    return tuple(
        (count, total)
        for total in range(1, total_max + 1)
        for count in counts_within(percent, total)
    )


def totals_within(percent: str, count: int, lowest: int, highest: int) -> range:
    """Return the totals of which a count is the printed percentage, as a range.

    Parameters
    ----------
    percent : str
        The percentage as printed, 0 to 100.
    count : int
    lowest, highest : int
        The totals to look at, both inclusive.

    Raises
    ------
    InputError
        When `percent` is not a percentage.
    """
    printed = as_printed(percent)
    parts = 2 * PERCENT * printed.scale * count
    fewest = -(-parts // (2 * printed.digits + 1))
    most = parts // (2 * printed.digits - 1) if printed.digits else highest
    return range(max(fewest, lowest, count, 1), min(most, highest) + 1)


def nearest_total(percent: str, total: int) -> tuple[int, int] | None:
    """Return the pair (count, total) nearest in total that gives the printed percentage.

    None when no total up to half of `total` away, or a thousand, does.

    Raises
    ------
    InputError
        When `percent` is not a percentage.
    """
    for step in range(1, min(total // 2, LARGEST_SEARCH) + 1):
        for other in (total - step, total + step):
            counts = counts_within(percent, other)
            if counts:
                return counts[0], other
    return None


def nearest_pair(percent: str, total_max: int) -> tuple[int, int]:
    """Return the pair (count, total) nearest in its percentage, total at most `total_max`.

    Of pairs that are equally near the one with the smallest total is taken.

    Raises
    ------
    InputError
        When `percent` is not a percentage.
    """
    printed = as_printed(percent)
    goal = printed.digits / (PERCENT * printed.scale)
    pairs = (
        (count, total)
        for total in range(1, total_max + 1)
        for count in {int(goal * total), min(int(goal * total) + 1, total)}
    )
    return min(pairs, key=lambda pair: (abs(pair[0] / pair[1] - goal), pair[1]))


def readings(percent: str, total: int) -> tuple[tuple[int, str], ...]:
    """Return the counts nearest to a percentage, each with a text such as ``3/38 = 7.9 %``.

    These are the counts that round to it or, where there are none, the two around it. One more
    decimal is shown than was printed.

    Raises
    ------
    InputError
        When `percent` is not a percentage or `total` is below 1.
    """
    counts = counts_within(percent, total) or around(percent, total)
    return tuple((count, equation(percent, count, total)) for count in counts)


def around(percent: str, total: int) -> range:
    """Return the count next below a percentage and the one next above it, as a range.

    Raises
    ------
    InputError
        When `percent` is not a percentage.
    """
    printed = as_printed(percent)
    below = printed.digits * total // (PERCENT * printed.scale)
    return range(below, min(below + 1, total) + 1)


def near_misses(percent: str, total: int) -> str:
    """Say what comes nearest to a percentage that no count of a total rounds to.

    The counts around it are named, marked where cutting off would give it, and the nearest total
    that fits.

    Raises
    ------
    InputError
        When `percent` is not a percentage.
    """
    printed = as_printed(percent)
    texts = [
        equation(percent, count, total)
        + (" (fits only if cut off)" if printed.cut_from(count, total) else "")
        for count in around(percent, total)
    ]
    pair = nearest_total(percent, total)
    nearest = (
        f", and the nearest total that fits is {pair[1]} ({pair[0]}/{pair[1]})" if pair else ""
    )
    return ", ".join(texts) + nearest


def equation(percent: str, count: int, total: int) -> str:
    """Write ``3/38 = 7.9 %``, with one more decimal than the printed percentage has.

    Raises
    ------
    InputError
        When `percent` is not a percentage.
    """
    decimals = as_printed(percent).decimals + 1
    return f"{count}/{total} = {rate(count, total, decimals=decimals)} %"
