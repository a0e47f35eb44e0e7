from __future__ import annotations

import pytest

from rechallenge.figures.axis import axis_of, goes_beyond, rate_axis
from rechallenge.figures.table import DisplayRow, Mark


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
    axis = rate_axis(needed, wished)
    assert axis.labels == ticks
    assert axis.upper == axis.ticks[-1]
    assert axis.upper >= 100 * max(needed, default=0)


def test_one_long_interval_does_not_squeeze_the_rest():
    assert rate_axis([0.04], [0.05, 0.9]).upper == 6


def test_most_intervals_are_shown_whole():
    """A single interval is never cut, nor more than a third of several."""
    assert rate_axis([0.15], [0.379]).upper == 40
    assert rate_axis([0.0], [0.3, 0.25, 0.36, 0.2]).upper == 40
    assert rate_axis([0.04], [0.05, 0.05, 0.05, 0.9]).upper == 6


def test_no_axis_ends_beyond_100():
    for i in range(101):
        assert rate_axis([i / 100], [1.0]).upper <= 100
        assert rate_axis([i / 100], [1.0], per=1000).upper <= 1000


def test_per_1000_has_the_same_ends():
    axis = rate_axis([0.25], [0.33], per=1000)
    assert axis.labels == ("0", "100", "200", "300", "400")
    assert axis.place(0.25) == pytest.approx(250)


def test_full_shows_0_to_100_whatever_there_is():
    assert rate_axis([0.02], [0.03], whole=True).labels[-1] == "100"


@pytest.mark.parametrize(
    ("needed", "room", "ticks"),
    [
        (1.0, 138.0, ("0", "20", "40", "60", "80", "100")),
        (1.0, 60.0, ("0", "50", "100")),
        (0.6, 60.0, ("0", "20", "40", "60")),
        (0.35, 45.0, ("0", "20", "40")),
        (1.0, 20.0, ("0", "100")),
    ],
)
def test_a_short_axis_has_fewer_labels_and_still_labels_its_end(needed, room, ticks):
    assert rate_axis([needed], [], room=room).labels == ticks


def rows_at(*marks):
    return [DisplayRow(role="study", label="x", mark=mark) for mark in marks]


LOW_AND_HIGH = rows_at(
    Mark("square", 0.02, 0.27, 0.1, 20),
    Mark("square", 0.05, 0.28, 0.2, 20),
    Mark("square", 0.82, 0.97, 0.9, 20),
    Mark("square", 0.85, 0.99, 0.95, 20),
)


def test_a_broken_axis_leaves_out_the_stretch_without_rates():
    axis = axis_of(LOW_AND_HIGH, None, mode="broken")
    assert axis.gap == (30, 80)
    assert axis.labels == ("0", "10", "20", "30", "80", "90", "100")
    assert not goes_beyond(LOW_AND_HIGH, axis)
    # one scale on both sides of the break: 10 % are as long left as right
    left = axis.place(0.2) - axis.place(0.1)
    assert axis.place(0.95) - axis.place(0.85) == pytest.approx(left)
    assert axis.place(0.8) - axis.place(0.3) == pytest.approx(axis.space)


def test_an_interval_across_the_break_is_interrupted_and_not_cut():
    axis = axis_of(LOW_AND_HIGH, None, mode="broken")
    first, second = axis.pieces(0.1, 0.9)
    assert (first.start, first.end) == pytest.approx((10, 30))
    assert second.end - second.start == pytest.approx(10)
    assert not any(piece.cut_start or piece.cut_end for piece in (first, second))


def test_an_interval_that_ends_within_the_break_is_cut_there():
    axis = axis_of(LOW_AND_HIGH, None, mode="broken")
    (below,) = axis.pieces(0.1, 0.5)
    assert (below.end, below.cut_start, below.cut_end) == (30, False, True)
    (above,) = axis.pieces(0.5, 0.9)
    assert above.start == pytest.approx(30 + axis.space)
    assert (above.cut_start, above.cut_end) == (True, False)


def test_only_rates_matter_where_intervals_leave_no_stretch_free():
    rows = rows_at(
        Mark("square", 0.02, 0.55, 0.1, 4), Mark("square", 0.3, 0.95, 0.9, 4),
        Mark("square", 0.4, 0.97, 0.92, 4),
    )  # fmt: skip
    axis = axis_of(rows, None, mode="broken")
    assert axis.gap == (20, 80)
    assert goes_beyond(rows, axis)


def test_rates_far_from_zero_leave_out_what_is_below_them():
    axis = axis_of(rows_at(Mark("square", 0.74, 0.9, 0.85, 20)), None, mode="broken")
    assert axis.gap == (0, 70)
    assert axis.labels[:2] == ("0", "70")


def test_a_diamond_or_bar_is_never_broken():
    rows = [*LOW_AND_HIGH, DisplayRow(role="pooled", label="", mark=Mark("diamond", 0.1, 0.9, 0.5))]
    assert axis_of(rows, 0.5, mode="broken").gap is None
    bar = [*LOW_AND_HIGH, DisplayRow(role="interval", label="", mark=Mark("bar", 0.1, 0.9))]
    assert axis_of(bar, None, mode="broken").gap is None


def test_without_such_a_stretch_the_axis_is_whole():
    rows = rows_at(*(Mark("square", i / 10, i / 10 + 0.1, i / 10 + 0.05, 9) for i in range(9)))
    assert axis_of(rows, None, mode="broken") == axis_of(rows, None)


def test_a_row_at_zero_keeps_its_place_on_a_broken_axis():
    rows = rows_at(Mark("square", 0.0, 0.05, 0.0, 70), Mark("square", 0.8, 0.9, 0.85, 70))
    axis = axis_of(rows, None, mode="broken")
    assert axis.gap == (10, 70)
    assert axis.place(0.0) == 0


def test_an_interval_beyond_the_end_is_cut():
    axis = rate_axis([0.04], [0.05, 0.05, 0.05, 0.9])
    (piece,) = axis.pieces(0.01, 0.9)
    assert (piece.start, piece.end, piece.cut_start, piece.cut_end) == (1, 6, False, True)
