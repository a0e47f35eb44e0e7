"""Counts of a row recovered from its percentage, where only one reading is possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.recovery.intervals_printed import (
    PrintedInterval,
    narrowed,
    told,
    ways_to_fit,
)
from rechallenge.studies.recovery.printed import hundredfold
from rechallenge.studies.recovery.recover import (
    LARGEST_SEARCH,
    candidate_pairs,
    counts_within,
    equation,
    near_misses,
    nearest_pair,
)
from rechallenge.studies.recovery.stated import Stated
from rechallenge.studies.rows import Row

_LISTED = 12
_MORE_DECIMALS = "give the count, or a percentage with more decimals"


def recovered(stated: Stated) -> tuple[Row, list[Finding]] | None:
    """Recover the events of a row, and its total where only the number treated is known.

    Parameters
    ----------
    stated : Stated
        A row with a percentage and without events.

    Returns
    -------
    row : Row
        With its counts, or with ``events`` marked as unusable.
    findings : list of Finding
        N212 with what fitted, E213 with the readings that are possible, E214 with the nearest, or
        E206.

    None is returned where nothing bounds the number of patients: no total, no number treated, and
    no interval that leaves one reading.
    """
    if stated.row.total is not None:
        return _from_total(stated, stated.row.total)
    largest = stated.row.numbers.get("total_max")
    if largest:
        return _from_largest_total(stated, int(largest))
    return _from_interval_alone(stated)


def _from_total(stated: Stated, total: int) -> tuple[Row, list[Finding]]:
    percent, interval = stated.percent, stated.interval
    counts = counts_within(percent, total)
    if _is_fraction(stated, counts, total):
        beside = " and the printed interval" if counts else ""
        return _fraction(stated, f"of {total} patients", beside)
    if not counts:
        return _erring(
            stated,
            "E214",
            f"no count of {total} patients gives {quoted(percent)} per cent: "
            f"{near_misses(percent, total)}",
            "correct the percentage or the total, or give the count",
        )
    source = f"{percent} % of {total}"
    if len(counts) == 1:
        reason = "the only whole number that fits"
        if interval is not None:
            ways = ways_to_fit(counts[0], total, interval, level=interval.stated_level)
            reason += f", and the printed interval {interval} agrees ({told(ways)})" if ways else ""
        return _with(stated, (counts[0], total), source, reason)
    kept = {}
    if interval is not None and len(counts) <= LARGEST_SEARCH:
        kept = dict(narrowed([(count, total) for count in counts], interval))
    if interval is not None and len(kept) == 1:
        ((pair, ways),) = kept.items()
        reason = f"the only whole number that fits with the printed interval {interval}"
        return _with(stated, pair, source, f"{reason} ({told(ways)})")
    left = [count for count, _ in kept] or counts
    texts = [equation(percent, count, total) for count in left[:_LISTED]]
    problem = f"{quoted(percent)} per cent of {total} patients may be {_listed(texts, len(left))}"
    if interval is not None:
        problem += f", and the printed interval {_with_level(interval)} does not settle it"
    return _erring(stated, "E213", problem, _MORE_DECIMALS)


def _from_largest_total(stated: Stated, largest: int) -> tuple[Row, list[Finding]]:
    percent, interval = stated.percent, stated.interval
    if largest > LARGEST_SEARCH:
        return _erring(
            stated,
            "E213",
            f"{quoted(percent)} per cent of at most {largest} patients fits many counts",
            "give the total, or the count",
            column="total_max",
        )
    pairs = candidate_pairs(percent, largest)
    if not pairs:
        if 0 < float(percent) < 1:
            return _fraction(stated, f"among at most {largest} patients")
        near = equation(percent, *nearest_pair(percent, largest))
        return _erring(
            stated,
            "E214",
            f"no count among at most {largest} patients gives {quoted(percent)} per cent, the "
            f"nearest is {near}",
            "correct the percentage or the number treated, or give the count",
        )
    source = f"{percent} % of at most {largest}"
    kept = narrowed(pairs, interval) if interval is not None else dict.fromkeys(pairs, ())
    if len(kept) == 1:
        ((pair, ways),) = kept.items()
        return _with(stated, pair, source, _only_pair(interval, told(ways)))
    readings = _listed([f"{count}/{total}" for count, total in (kept or pairs)], len(kept or pairs))
    if not kept and interval is not None:
        return _erring(
            stated,
            "E214",
            f"no count among at most {largest} patients gives {quoted(percent)} per cent with the "
            f"printed interval {_with_level(interval)}, without the interval {readings} would fit",
            "correct the percentage, the interval or its level, or give the count",
        )
    problem = f"{quoted(percent)} per cent of at most {largest} patients may be {readings}"
    if interval is not None:
        problem += f", and the printed interval {_with_level(interval)} does not settle it"
    return _erring(stated, "E213", problem, _MORE_DECIMALS)


def _from_interval_alone(stated: Stated) -> tuple[Row, list[Finding]] | None:
    percent, interval = stated.percent, stated.interval
    if interval is None:
        return None
    kept = narrowed(candidate_pairs(percent, LARGEST_SEARCH), interval)
    if len(kept) != 1:
        return None
    ((pair, ways),) = kept.items()
    source = f"{percent} % of at most {LARGEST_SEARCH}"
    return _with(stated, pair, source, _only_pair(interval, told(ways)))


def _only_pair(interval: PrintedInterval | None, ways: str) -> str:
    reason = "the only pair of whole numbers that fits"
    return reason if interval is None else f"{reason} with the printed interval {interval} ({ways})"


def _is_fraction(stated: Stated, counts: Sequence[int], total: int) -> bool:
    """Tell whether 0.34 means 34 per cent: it fits as a percentage of no count, or not as well.

    A true small percentage (1/294 = 0.34 %) is spared, unless the interval beside it fits only
    when the percentage is taken as a fraction.
    """
    percent, interval = stated.percent, stated.interval
    if not 0 < float(percent) < 1:
        return False
    if not counts:
        return True
    pairs = [(count, total) for count in counts[:LARGEST_SEARCH]]
    if interval is None or narrowed(pairs, interval):
        return False
    if _has_fractions(interval):
        low, high = hundredfold(interval.low), hundredfold(interval.high)
        interval = replace(interval, low=low, high=high)
    times = counts_within(hundredfold(percent), total)
    return bool(narrowed([(count, total) for count in times[:LARGEST_SEARCH]], interval))


def _has_fractions(interval: PrintedInterval) -> bool:
    return float(interval.low) <= float(interval.high) <= 1


def _fraction(stated: Stated, patients: str, beside: str = "") -> tuple[Row, list[Finding]]:
    percent, interval = stated.percent, stated.interval
    remedy = f"write {hundredfold(percent)} (per cent)"
    if interval is not None and _has_fractions(interval):
        remedy += (
            f", and {hundredfold(interval.low)} and {hundredfold(interval.high)} as its limits"
        )
    return _erring(
        stated,
        "E206",
        f"{quoted(percent)} looks like a fraction: no count {patients} fits {percent} per cent"
        f"{beside}",
        remedy,
    )


def _with(
    stated: Stated, pair: tuple[int, int], source: str, reason: str
) -> tuple[Row, list[Finding]]:
    count, total = pair
    text = f"{count}/{total} recovered from {source}: {reason}"
    row = replace(
        stated.row,
        events=count,
        total=total,
        recovered=text,
        cells={**stated.row.cells, "count_source": "derived"},
    )
    remedy = "nothing to do, or give the count if the paper prints it"
    return row, [stated.finding("N212", "percent", text, remedy)]


def _erring(
    stated: Stated, code: str, problem: str, remedy: str, *, column: str = "percent"
) -> tuple[Row, list[Finding]]:
    row = replace(stated.row, unusable=(*stated.row.unusable, "events"))
    return row, [stated.finding(code, column, problem, remedy)]


def _with_level(interval: PrintedInterval) -> str:
    return f"{interval} ({interval.stated_level:g} %)"


def _listed(texts: Sequence[str], number: int) -> str:
    """Join the first texts of a number of them."""
    shown = ", ".join(texts[:_LISTED])
    return shown if number <= _LISTED else f"{shown} or {number - _LISTED} more"
