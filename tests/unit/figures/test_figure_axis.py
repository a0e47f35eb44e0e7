from __future__ import annotations

import pytest

from rechallenge.figures.axis import percent_axis


@pytest.mark.parametrize(
    ("needed", "wished", "ticks"),
    [
        ([0.63, 0.31], [0.93], ("0", "20", "40", "60", "80", "100")),
        ([0.25], [0.33], ("0", "10", "20", "30", "40")),
        ([0.03, 0.055], [0.06], ("0", "1", "2", "3", "4", "5", "6")),
        ([0.002], [0.0025], ("0.00", "0.05", "0.10", "0.15", "0.20", "0.25")),
        ([1.0], [1.0], ("0", "20", "40", "60", "80", "100")),
        ([0.0], [0.336], ("0", "10", "20", "30", "40")),
        ([], [], ("0", "20", "40", "60", "80", "100")),
    ],
)
def test_axis_starts_at_zero_and_ends_at_a_round_number(needed, wished, ticks):
    axis = percent_axis(needed, wished)
    assert axis.labels == ticks
    assert axis.upper == axis.ticks[-1]
    assert axis.upper >= 100 * max(needed, default=0)


def test_one_long_interval_does_not_squeeze_the_rest():
    assert percent_axis([0.04], [0.05, 0.9]).upper == 6


def test_most_intervals_are_shown_whole():
    """A single interval is never cut, nor more than a third of several."""
    assert percent_axis([0.15], [0.379]).upper == 40
    assert percent_axis([0.0], [0.3, 0.25, 0.36, 0.2]).upper == 40
    assert percent_axis([0.04], [0.05, 0.05, 0.05, 0.9]).upper == 6


def test_no_axis_ends_beyond_100():
    for i in range(101):
        assert percent_axis([i / 100], [1.0]).upper <= 100
