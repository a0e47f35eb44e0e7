"""Whether the printed interval of a row agrees with its counts, and what was meant if not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from rechallenge.studies.findings import Finding
from rechallenge.studies.recovery.intervals_printed import (
    METHODS,
    OTHER_LEVELS,
    USUAL_LEVEL,
    PrintedInterval,
    fits_interval,
    fits_one_sided,
    interval_limits,
    told,
    ways_to_fit,
)
from rechallenge.studies.recovery.printed import as_printed, hundredfold, in_decimals
from rechallenge.studies.recovery.stated import Stated

_REACH = 100
"""How many patients more or fewer than the row has are searched."""


def limits_as_fractions(stated: Stated) -> list[Finding]:
    """Find limits that were typed as fractions beside a percentage (E206): 0.08–0.34 beside 18 %.

    Limits below 1 per cent are spared where they enclose the rate, as true small ones do.
    """
    interval, rate = stated.interval, _rate(stated)
    if interval is None or rate is None:
        return []
    low, high = float(interval.low), float(interval.high)
    if not 0 < high <= 1 or rate <= high:
        return []
    if low <= 1 and 100 * low <= rate <= 100 * high:
        scaled = f"{hundredfold(interval.low)} and {hundredfold(interval.high)}"
        problem = f"“{interval}” beside {rate:.3g} per cent are fractions"
        return [stated.finding("E206", "ci_low", problem, f"write {scaled} (per cent)")]
    if 1 < low <= rate <= 100 * high:
        problem = f"“{interval.high}” beside {rate:.3g} per cent is a fraction"
        remedy = f"write {hundredfold(interval.high)} (per cent)"
        return [stated.finding("E206", "ci_high", problem, remedy)]
    return []


def check_interval(stated: Stated) -> list[Finding]:
    """Compare the printed interval of a row with its counts.

    It agrees when the Clopper–Pearson, Wilson, Wald or Agresti–Coull interval of the counts rounds
    to it at the printed level, else at 95 %. Otherwise one finding names, of these, the first that
    fits: limits cut off, a limit typed as a fraction, another usual level, another total with the
    same events, another count of the same total.

    Returns
    -------
    list of Finding
        Empty where they agree or one is missing, else one of E206, N215, W209.
    """
    interval = stated.interval
    if interval is None or stated.counts is None:
        return []
    events, total = stated.counts
    level = interval.stated_level
    if fits_interval(events, total, interval) or fits_one_sided(events, total, interval):
        return []
    cut = ways_to_fit(events, total, interval, level=level, cut=True)
    if cut:
        problem = (
            f"“{interval}” is the interval of {events}/{total} cut off, not rounded "
            f"({cut[0].method}, {level:g} %)"
        )
        return [stated.finding("N215", "ci_low", problem, "nothing to do")]
    found = (
        _reversed(stated, interval)
        or _low_as_fraction(stated, interval, events, total)
        or _other_level(stated, interval, events, total)
        or _other_counts(stated, interval, events, total)
        or _none_fits(stated, interval, events, total)
    )
    return [found]


def _rate(stated: Stated) -> float | None:
    """Return the percentage of the counts, else the printed one."""
    if stated.counts is not None:
        events, total = stated.counts
        return 100 * events / total
    return float(stated.percent) if stated.percent else None


def _reversed(stated: Stated, interval: PrintedInterval) -> Finding | None:
    if float(interval.low) <= float(interval.high):
        return None
    return stated.finding(
        "W209",
        "ci_low",
        f"the lower limit “{interval.low}” lies above the upper limit “{interval.high}”",
        "swap them, or correct one of them",
    )


def _low_as_fraction(
    stated: Stated, interval: PrintedInterval, events: int, total: int
) -> Finding | None:
    if not 0 < float(interval.low) <= 1:
        return None
    scaled = replace(interval, low=hundredfold(interval.low))
    if not ways_to_fit(events, total, scaled, level=interval.stated_level):
        return None
    problem = f"“{interval.low}” beside the upper limit “{interval.high}” is a fraction"
    return stated.finding("E206", "ci_low", problem, f"write {scaled.low} (per cent)")


def _other_level(
    stated: Stated, interval: PrintedInterval, events: int, total: int
) -> Finding | None:
    for level in (USUAL_LEVEL, *OTHER_LEVELS):
        ways = ways_to_fit(events, total, interval, level=level)
        if ways and level != interval.stated_level:
            unsaid = ", which is assumed where none is written" if interval.level is None else ""
            return stated.finding(
                "W209",
                "ci_low",
                f"“{interval}” fits {events}/{total} at the {level:g} % level only "
                f"({' or '.join(fit.method for fit in ways)}), not at {interval.stated_level:g} %"
                f"{unsaid}",
                f"write {level:g} in “{stated.table.label('ci_level')}”, or correct the limits",
            )
    return None


def _other_counts(
    stated: Stated, interval: PrintedInterval, events: int, total: int
) -> Finding | None:
    level = interval.stated_level
    for count, patients in _neighbours(interval, events, total):
        ways = ways_to_fit(count, patients, interval, level=level)
        if not ways:
            continue
        what = "the total" if patients != total else "the count"
        evaluable = f", or note that {patients} patients were evaluable" if patients < total else ""
        return stated.finding(
            "W209",
            "ci_low",
            f"“{interval}” fits {count}/{patients} ({told(ways)}), not {events}/{total}",
            f"correct {what} or the limits{evaluable}",
        )
    return None


def _neighbours(interval: PrintedInterval, events: int, total: int) -> Iterable[tuple[int, int]]:
    """Yield pairs inside the printed interval: other totals, nearest first, then other counts."""
    low, high = float(interval.low), float(interval.high)
    totals = (
        (events, other)
        for step in range(1, min(_REACH, total // 2) + 1)
        for other in (total - step, total + step)
    )
    counts = (
        (other, total) for step in range(1, _REACH + 1) for other in (events - step, events + step)
    )
    return (
        (count, patients)
        for count, patients in chain(totals, counts)
        if 0 <= count <= patients and low * patients <= 100 * count <= high * patients
    )


def _none_fits(stated: Stated, interval: PrintedInterval, events: int, total: int) -> Finding:
    level = interval.stated_level
    decimals = max(as_printed(interval.low).decimals, as_printed(interval.high).decimals)
    computed = ", ".join(
        "–".join(
            in_decimals(round(limit * 10**decimals), decimals)
            for limit in interval_limits(method, events, total, level)
        )
        + f" ({method})"
        for method in METHODS
    )
    return stated.finding(
        "W209",
        "ci_low",
        f"“{interval}” is no {level:g} % interval of {events}/{total}: {computed}",
        "check the limits, their level and the counts",
    )
