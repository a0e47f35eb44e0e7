"""Printed intervals; limits against statsmodels, fits against published intervals."""

from __future__ import annotations

import pytest
from statsmodels.stats.proportion import proportion_confint

from rechallenge.errors import InputError
from rechallenge.studies.recovery.intervals_printed import (
    METHODS,
    Fit,
    PrintedInterval,
    fits_interval,
    fits_one_sided,
    interval_limits,
    narrowed,
    told,
    ways_to_fit,
)

ORACLE = {
    "Clopper–Pearson": "beta",
    "Wilson": "wilson",
    "Wald": "normal",
    "Agresti–Coull": "agresti_coull",
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("level", [80, 90, 95, 99])
@pytest.mark.parametrize(
    ("count", "total"),
    [(0, 9), (9, 9), (1, 1), (7, 38), (1, 294), (19, 69), (42, 351), (300, 1000), (4, 5)],
)
def test_limits_are_those_of_statsmodels(method: str, level: float, count: int, total: int) -> None:
    expected = proportion_confint(count, total, alpha=1 - level / 100, method=ORACLE[method])
    limits = interval_limits(method, count, total, level)
    # statsmodels lets Agresti-Coull limits leave 0 to 1; no percentage is printed like that.
    inside = [min(max(100 * limit, 0), 100) for limit in expected]
    assert limits == pytest.approx(inside, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("level", [80, 90, 95, 99])
@pytest.mark.parametrize(
    ("count", "total"),
    [(0, 9), (9, 9), (1, 20), (7, 38), (1, 294), (19, 69), (42, 351), (20_000, 90_001), (3, 10**6)],
)
def test_an_exact_interval_fits_as_printed_and_not_one_digit_off(
    level: float, count: int, total: int
) -> None:
    limits = proportion_confint(count, total, alpha=1 - level / 100, method="beta")
    low, high = (f"{100 * limit:.3f}" for limit in limits)
    exact = Fit("Clopper–Pearson", level)
    assert exact in ways_to_fit(count, total, PrintedInterval(low, high), level=level)
    for end, other in ((low, high), (high, low)):
        if end in {"0.000", "100.000"}:
            continue
        for shift in (-0.001, 0.001):
            moved = f"{float(end) + shift:.3f}"
            pair = (moved, other) if end == low else (other, moved)
            assert exact not in ways_to_fit(count, total, PrintedInterval(*pair), level=level)


def test_impossible_intervals_are_refused() -> None:
    with pytest.raises(InputError, match="unknown interval"):
        interval_limits("Jeffreys", 3, 20)
    for count, total in ((-1, 5), (6, 5), (0, 0)):
        with pytest.raises(InputError, match="have no interval"):
            interval_limits("Wilson", count, total)
    for level in (0, 100):
        with pytest.raises(InputError, match="level"):
            interval_limits("Wilson", 3, 20, level)


# Published exact intervals: Haferkamp 2026 7/38, Arance 2023 22/103, Choueiri 2022 8/46, McKay
# 2020 2/57 (90 %), Akamatsu 2022 5/59, VanderWalde 2023 19/69 and 2/23 (90 %), Chapman 2021 5/22.
@pytest.mark.parametrize(
    ("count", "total", "low", "high", "level"),
    [
        (7, 38, "8", "34", 95),
        (22, 103, "13.9", "30.5", 95),
        (8, 46, "7.8", "31.4", 95),
        (2, 57, "1", "11", 90),
        (5, 59, "2.8", "18.7", 95),
        (19, 69, "19", "38", 90),
        (2, 23, "2", "25", 90),
        (5, 22, "8", "45", 95),
        (0, 9, "0", "33.6", 95),
        (9, 9, "66.4", "100", 95),
    ],
)
def test_published_exact_intervals_are_exact_for_their_counts_alone(
    count: int, total: int, low: str, high: str, level: float
) -> None:
    interval = PrintedInterval(low, high, level)
    exact = [
        n
        for n in range(total + 1)
        if Fit("Clopper–Pearson", level) in ways_to_fit(n, total, interval, level=level)
    ]
    assert exact == [count]
    assert fits_interval(count, total, interval)


# Textbook limits of 7/38 at 95 %: Wilson 9.2-33.4, Wald 6.1-30.7, Agresti-Coull 8.9-33.7.
@pytest.mark.parametrize(
    ("low", "high", "method"),
    [("9.2", "33.4", "Wilson"), ("6.1", "30.7", "Wald"), ("8.9", "33.7", "Agresti–Coull")],
)
def test_each_method_is_told(low: str, high: str, method: str) -> None:
    ways = ways_to_fit(7, 38, PrintedInterval(low, high), level=95)
    assert ways == (Fit(method, 95),)
    assert told(ways) == f"{method}, 95 %"


def test_one_interval_fits_at_one_level_only() -> None:
    interval = PrintedInterval("19", "38")
    fitting = [level for level in (80, 90, 95, 99) if ways_to_fit(19, 69, interval, level=level)]
    assert fitting == [90]
    assert not fits_interval(19, 69, interval)
    assert fits_interval(19, 69, PrintedInterval("19", "38", 90))


def test_limits_cut_off_are_told_apart() -> None:
    # 8/46 has 7.82-31.42, 7/38 7.74-34.33.
    interval = PrintedInterval("7", "31")
    assert ways_to_fit(8, 46, interval, level=95) == ()
    ways = ways_to_fit(8, 46, interval, level=95, cut=True)
    assert ways == (Fit("Clopper–Pearson", 95, cut=True),)
    assert told(ways) == "Clopper–Pearson, 95 %, limits cut off, not rounded"


def test_rounding_goes_before_cutting_off_and_95_before_other_levels() -> None:
    pairs = [(18, 69), (19, 69), (20, 69)]
    assert set(narrowed(pairs, PrintedInterval("19", "38"))) == {(19, 69)}
    assert set(narrowed(pairs, PrintedInterval("19", "38", 90))) == {(19, 69)}
    assert narrowed(pairs, PrintedInterval("19", "38", 95)) == {}
    assert set(narrowed([(8, 46), (9, 46)], PrintedInterval("7", "31"))) == {(8, 46)}


def test_one_sided_limits_at_the_ends() -> None:
    # 1 - 0.05**(1/9) = 28.3 %.
    assert fits_one_sided(0, 9, PrintedInterval("0", "28.3"))
    assert fits_one_sided(9, 9, PrintedInterval("71.7", "100"))
    assert not fits_one_sided(0, 9, PrintedInterval("0", "33.6"))
    assert not fits_one_sided(1, 9, PrintedInterval("0.6", "42.9"))
