"""Numbers as printed; expected values by hand."""

from __future__ import annotations

import pytest

from rechallenge.errors import InputError
from rechallenge.studies.recovery.printed import (
    FRACTION,
    Printed,
    as_printed,
    hundredfold,
    in_decimals,
    rate,
)


@pytest.mark.parametrize(
    ("text", "digits", "decimals"),
    [("40.0", 400, 1), ("40", 40, 0), ("0.34", 34, 2), ("0018.4", 184, 1), ("100.00", 10000, 2)],
)
def test_trailing_zeros_are_kept(text: str, digits: int, decimals: int) -> None:
    assert as_printed(text) == Printed(digits, decimals)


@pytest.mark.parametrize("text", ["100.1", "101", "1e1", "", "-3", "3.", ".5", "1,5", "nan"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="from 0 to 100"):
        as_printed(text)


@pytest.mark.parametrize(
    ("text", "count", "total", "rounded", "cut"),
    [
        ("63", 10, 16, True, False),  # 62.5
        ("62", 10, 16, True, True),
        ("67", 2, 3, True, False),  # 66.67
        ("66", 2, 3, False, True),
        ("66.6", 2, 3, False, True),
        ("66.7", 2, 3, True, False),
        ("65", 2, 3, False, False),
        ("0", 0, 9, True, True),
        ("100", 9, 9, True, True),
        ("99", 9, 9, False, False),
    ],
)
def test_rounded_and_cut_off(text: str, count: int, total: int, rounded: bool, cut: bool) -> None:
    printed = as_printed(text)
    assert printed.rounded_from(count, total) is rounded
    assert printed.cut_from(count, total) is cut
    for cutting, expected in ((False, rounded), (True, cut)):
        low, high = printed.window(cut=cutting)
        assert (low <= 100 * count / total <= high) is expected


def test_fractions_have_their_own_unit() -> None:
    assert as_printed("0.34").rounded_from(20, 58, parts=FRACTION)  # 0.3448
    assert not as_printed("0.35").rounded_from(20, 58, parts=FRACTION)
    assert as_printed("0.34").cut_from(349, 1000, parts=FRACTION)


@pytest.mark.parametrize(
    ("fraction", "percent"),
    [("0.34", "34"), ("0.3", "30"), ("0.345", "34.5"), ("0.080", "8.0"), ("1", "100"), ("0", "0")],
)
def test_fractions_become_percentages(fraction: str, percent: str) -> None:
    assert hundredfold(fraction) == percent


def test_what_is_no_fraction_is_refused() -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        hundredfold("1.01")


def test_rates_are_written_with_fixed_decimals() -> None:
    assert rate(7, 38, decimals=1) == "18.4"
    assert rate(1, 16, decimals=1) == "6.3"  # 6.25, half-up
    assert rate(9, 9, decimals=2) == "100.00"
    assert rate(1, 3, decimals=0) == "33"
    assert in_decimals(5, 2) == "0.05"
