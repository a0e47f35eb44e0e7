"""Counts from printed percentages; expected counts by hand or by exhaustive decimal rounding."""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rechallenge.errors import InputError
from rechallenge.studies.recover import (
    PrintedInterval,
    candidate_counts,
    candidate_pairs,
    fits_interval,
    readings,
)


@pytest.mark.parametrize(
    ("percent", "total", "counts"),
    [
        ("18", 38, (7,)),
        ("37", 38, (14,)),
        ("10", 38, ()),
        ("63", 16, (10,)),  # 62.5, rounded half-up
        ("62", 16, (10,)),  # 62.5, rounded half-even
        ("18", 80, (14,)),  # 17.5, rounded half-up or half-even
        ("17", 80, (14,)),  # 17.5, rounded half-down
        ("12.0", 351, (42,)),
        ("12", 351, (41, 42, 43)),
        ("0", 20, (0,)),
        ("100", 20, (20,)),
        ("0", 300, (0, 1)),
        ("40.0", 30, (12,)),
    ],
)
def test_counts_that_round_to_a_printed_percentage(
    percent: str, total: int, counts: tuple[int, ...]
) -> None:
    assert candidate_counts(percent, total) == counts


@given(total=st.integers(1, 400), decimals=st.integers(0, 2), data=st.data())
def test_counts_agree_with_decimal_rounding(total: int, decimals: int, data: st.DataObject) -> None:
    printed = Decimal(data.draw(st.integers(0, 100 * 10**decimals))).scaleb(-decimals)
    step = Decimal(1).scaleb(-decimals)
    expected = tuple(
        count
        for count in range(total + 1)
        if any(
            (Decimal(100 * count) / total).quantize(step, rounding) == printed
            for rounding in (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN)
        )
    )
    assert candidate_counts(f"{printed:.{decimals}f}", total) == expected


def test_nearest_counts_of_a_percentage_that_fits_none() -> None:
    assert readings("10", 38) == ((3, "3/38 = 7.9 %"), (4, "4/38 = 10.5 %"))
    assert readings("12.34", 10) == ((1, "1/10 = 10.000 %"), (2, "2/10 = 20.000 %"))
    assert readings("99", 3) == ((2, "2/3 = 66.7 %"), (3, "3/3 = 100.0 %"))


# Published exact intervals: Haferkamp 2026 7/38 (8-34), Arance 2023 22/103 (13.9-30.5),
# Choueiri 2022 8/46 (7.8-31.4), McKay 2020 2/57 (90 %: 1-11), Akamatsu 2022 5/59 (2.8-18.7).
@pytest.mark.parametrize(
    ("count", "total", "low", "high", "level"),
    [
        (7, 38, "8", "34", 95),
        (22, 103, "13.9", "30.5", 95),
        (8, 46, "7.8", "31.4", 95),
        (2, 57, "1", "11", 90),
        (5, 59, "2.8", "18.7", 95),
        (0, 9, "0", "33.6", 95),
        (9, 9, "66.4", "100", 95),
    ],
)
def test_published_exact_intervals_fit_their_counts_alone(
    count: int, total: int, low: str, high: str, level: float
) -> None:
    interval = PrintedInterval(low, high, level)
    fitting = [n for n in range(total + 1) if fits_interval(n, total, interval)]
    assert fitting == [count]


def test_an_unprinted_total_is_found_below_the_number_treated() -> None:
    # van Dijk 2025: 36.1 % of at most 41 treated patients is 13/36 and nothing else.
    assert candidate_pairs("36.1", 41) == ((13, 36),)
    assert len(candidate_pairs("36", 41)) > 1
    assert candidate_pairs("18", 53, interval=PrintedInterval("8", "34")) == ((7, 38), (7, 39))


@pytest.mark.parametrize("percent", ["", "18%", "101", "-1", "1e1", "18,4"])
def test_what_is_no_percentage_is_refused(percent: str) -> None:
    with pytest.raises(InputError, match="percent"):
        candidate_counts(percent, 38)


def test_totals_below_one_are_refused() -> None:
    with pytest.raises(InputError, match="total"):
        candidate_counts("18", 0)
    with pytest.raises(InputError, match="total"):
        readings("18", 0)
    with pytest.raises(InputError, match="total_max"):
        candidate_pairs("18", 0)
