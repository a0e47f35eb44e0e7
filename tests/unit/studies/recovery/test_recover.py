"""Counts from printed percentages; expected counts by hand or by exhaustive decimal rounding."""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rechallenge.errors import InputError
from rechallenge.studies.recovery.intervals_printed import PrintedInterval
from rechallenge.studies.recovery.recover import (
    candidate_counts,
    candidate_pairs,
    counts_within,
    near_misses,
    nearest_pair,
    nearest_total,
    readings,
    totals_within,
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


def test_an_unprinted_total_is_found_below_the_number_treated() -> None:
    # van Dijk 2025: 36.1 % of at most 41 treated patients is 13/36 and nothing else.
    assert candidate_pairs("36.1", 41) == ((13, 36),)
    assert candidate_pairs("38.7", 32) == ((12, 31),)
    assert len(candidate_pairs("36", 41)) > 1


def test_trailing_zeros_count() -> None:
    of_32 = ((2, 5), (4, 10), (6, 15), (8, 20), (10, 25), (12, 30))
    of_42 = (*of_32, (14, 35), (16, 40))
    assert candidate_pairs("40.0", 32) == of_32
    assert candidate_pairs("40.0", 42) == of_42
    assert candidate_pairs("40", 42) == (*of_42, (17, 42))  # 40.48


def test_an_interval_chooses_among_totals() -> None:
    # Chapman 2021: 23 % of at most 26 treated, exact interval 8-45.
    assert candidate_pairs("23", 26) == ((3, 13), (5, 22), (6, 26))
    assert candidate_pairs("23", 26, interval=PrintedInterval("8", "45")) == ((5, 22),)
    # Haferkamp 2026: 7/38 has the exact interval 7.7-34.3, 7/39 7.5-33.5; the Wilson interval of
    # 6/34 is 8.3-33.5.
    pairs = candidate_pairs("18", 53, interval=PrintedInterval("8", "34"))
    assert pairs == ((6, 34), (7, 38), (7, 39))


def test_a_percentage_that_fits_no_total_is_told() -> None:
    assert candidate_counts("10", 38) == ()
    assert candidate_counts("10", 53) == ()
    assert near_misses("10", 38) == (
        "3/38 = 7.9 %, 4/38 = 10.5 % (fits only if cut off), and the nearest total that fits is 39 "
        "(4/39)"
    )
    assert near_misses("10", 53) == (
        "5/53 = 9.4 %, 6/53 = 11.3 %, and the nearest total that fits is 52 (5/52)"
    )


def test_nearest_totals_and_pairs() -> None:
    assert nearest_total("36.1", 37) == (13, 36)
    assert nearest_total("0.01", 20) is None
    assert nearest_pair("36.1", 9) == (3, 8)
    assert nearest_pair("10", 9) == (1, 9)
    assert nearest_pair("100", 3) == (1, 1)


def test_totals_of_which_a_count_is_the_percentage() -> None:
    assert list(totals_within("32.4", 12, 20, 60)) == [37]
    assert list(totals_within("10", 5, 1, 100)) == [48, 49, 50, 51, 52]  # 10.4 down to 9.6
    assert list(totals_within("10", 5, 50, 51)) == [50, 51]
    assert list(totals_within("100", 9, 1, 20)) == [9]
    assert list(totals_within("0", 0, 3, 5)) == [3, 4, 5]
    assert list(totals_within("0", 1, 1, 201)) == [200, 201]  # 0.5 and below


def test_counts_of_a_huge_total_are_not_listed_one_by_one() -> None:
    counts = counts_within("12", 10**9)
    assert (counts[0], counts[-1]) == (115_000_000, 125_000_000)


@pytest.mark.parametrize("percent", ["", "18%", "101", "-1", "1e1", "18,4", "18.", "١٨"])
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
