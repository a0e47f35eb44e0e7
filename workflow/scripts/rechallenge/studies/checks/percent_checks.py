"""Whether the percentage of a row agrees with its counts, and what was meant if not.

The first of these that holds is told, and no other, so that one wrong cell is one finding:
a percentage cut off instead of rounded (N215), a fraction for a percentage or the reverse (E206),
a percentage typed as the count (W205), a percentage of another total (W208), a percentage that no
count of this total gives (W207; GRIM, Brown and Heathers, Soc Psychol Personal Sci 2017;8:363),
a percentage of another count (W208).
"""

from __future__ import annotations

from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.recovery.intervals_printed import fits_interval
from rechallenge.studies.recovery.printed import (
    FRACTION,
    PERCENT,
    Printed,
    as_printed,
    hundredfold,
    rate,
)
from rechallenge.studies.recovery.recover import (
    LARGEST_SEARCH,
    around,
    counts_within,
    equation,
    near_misses,
    totals_within,
)
from rechallenge.studies.recovery.stated import Stated


def check_percent(stated: Stated) -> list[Finding]:
    """Compare the percentage of a row with its counts.

    Returns
    -------
    list of Finding
        Empty where they agree or one is missing, else one of E206, W205, W207, W208, N215.
    """
    if not stated.percent or stated.counts is None:
        return []
    events, total = stated.counts
    printed = as_printed(stated.percent)
    if printed.rounded_from(events, total):
        return []
    if printed.cut_from(events, total):
        return [_cut_off(stated, events, total)]
    found = (
        _wrong_unit(stated, printed, events, total)
        or _percent_as_count(stated, printed, events, total)
        or _other_total(stated, events, total)
        or _impossible(stated, events, total)
        or _other_count(stated, events, total)
    )
    return [found]


def _cut_off(stated: Stated, events: int, total: int) -> Finding:
    return stated.finding(
        "N215",
        "percent",
        f"{quoted(stated.percent)} is {equation(stated.percent, events, total)} cut off, not "
        "rounded",
        "nothing to do",
    )


def _wrong_unit(stated: Stated, printed: Printed, events: int, total: int) -> Finding | None:
    percent = stated.percent
    is_whole = printed.digits == printed.scale
    if 0 < printed.digits <= printed.scale and (not is_whole or events == total):
        fits = printed.rounded_from(events, total, parts=FRACTION)
        if fits or printed.cut_from(events, total, parts=FRACTION):
            return stated.finding(
                "E206",
                "percent",
                f"{quoted(percent)} beside {equation(percent, events, total)} is a fraction",
                f"write {hundredfold(percent)} (per cent)",
            )
        if printed.rounded_twice_from(events, total):
            return stated.finding(
                "E206",
                "percent",
                f"{quoted(percent)} beside {equation(percent, events, total)} is a fraction of a "
                "rounded percentage",
                f"write the percentage as it is printed, about {rate(events, total, decimals=1)}",
            )
    elif printed.rounded_from(events, total, parts=PERCENT * PERCENT) and events:
        right = f"{float(percent) / PERCENT:.{printed.decimals + 2}f}"
        return stated.finding(
            "E206",
            "percent",
            f"{quoted(percent)} is a hundredfold of {equation(right, events, total)}",
            f"write {right} (per cent)",
        )
    return None


def _percent_as_count(stated: Stated, printed: Printed, events: int, total: int) -> Finding | None:
    if events * printed.scale != printed.digits:
        return None
    share = f"{events} {'event equals' if events == 1 else 'events equal'} the percentage"
    count = (2 * events * total + PERCENT) // (2 * PERCENT)
    return stated.finding(
        "W205",
        "events",
        f"{share} {quoted(stated.percent)} while the total is {total}",
        f"{events} % of {total} is {count}, so check which was meant",
    )


def _other_total(stated: Stated, events: int, total: int) -> Finding | None:
    """Look for the same events in another total, up to half smaller or larger."""
    percent, interval = stated.percent, stated.interval
    totals = totals_within(percent, events, total - total // 2, total + total // 2)
    if not totals:
        return None
    # The range holds neither the total itself nor totals on both sides of it.
    by_nearness = totals if totals[0] > total else totals[::-1]
    nearest, agreeing = by_nearness[0], ""
    if interval is not None:
        fitting = (
            other
            for other in by_nearness[:LARGEST_SEARCH]
            if fits_interval(events, other, interval)
        )
        settled = next(fitting, None)
        if settled is not None:
            nearest, agreeing = settled, f", as does the printed interval {interval}"
    others = f" (any total from {totals[0]} to {totals[-1]} would)" if len(totals) > 1 else ""
    patients = "evaluable patients" if nearest < total else "patients"
    return stated.finding(
        "W208",
        "percent",
        f"{equation(percent, events, total)}, but {quoted(percent)} is printed, which fits "
        f"{events}/{nearest}{'' if agreeing else others}{agreeing}",
        f"check whether the total was {nearest} {patients}, or correct the percentage",
    )


def _impossible(stated: Stated, events: int, total: int) -> Finding | None:
    percent = stated.percent
    if counts_within(percent, total):
        return None
    given = "" if events in around(percent, total) else f"{equation(percent, events, total)}, "
    return stated.finding(
        "W207",
        "percent",
        f"{quoted(percent)} per cent is impossible with {total} patients: {given}"
        f"{near_misses(percent, total)}",
        "check the count, and whether the total was the evaluable patients",
    )


def _other_count(stated: Stated, events: int, total: int) -> Finding:
    percent = stated.percent
    counts = counts_within(percent, total)
    nearest = counts[0] if counts[0] > events else counts[-1]
    others = f" (any count from {counts[0]} to {counts[-1]} would)" if len(counts) > 1 else ""
    return stated.finding(
        "W208",
        "percent",
        f"{equation(percent, events, total)}, but {quoted(percent)} is printed, which fits "
        f"{nearest}/{total}{others}",
        "correct the count, the total or the percentage",
    )
