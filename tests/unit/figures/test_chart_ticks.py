from __future__ import annotations

import pytest

from rechallenge.figures.charts.scale import log_scale, number_scale, rate_scale
from rechallenge.figures.charts.ticks import readable_ticks
from rechallenge.figures.style import figure_style
from rechallenge.figures.text import Ruler


@pytest.fixture(name="ruler")
def a_ruler():
    with figure_style():
        yield Ruler()


def labels(scale, length, ruler, *, upright=False):
    return [tick.label for tick in readable_ticks(scale, length, ruler, upright=upright)]


def test_all_ticks_where_there_is_room_and_round_ones_where_there_is_less(ruler):
    scale = number_scale([0, 10], most=10)
    assert labels(scale, 300, ruler) == [str(i) for i in range(11)]
    assert labels(scale, 60, ruler) == ["0", "2", "4", "6", "8", "10"]
    assert labels(scale, 30, ruler) == ["0", "4", "8"]


def test_two_ticks_tell_the_scale_even_in_a_very_small_plot(ruler):
    assert labels(number_scale([1.24, 2.25], tight=True), 22, ruler) == ["1.4", "2.2"]
    assert labels(number_scale([-1.9, 2.6], tight=True), 22, ruler) == ["−2", "2"]
    assert len(labels(number_scale([1.24, 2.25], tight=True), 5, ruler)) == 1


def test_decimals_that_no_label_needs_are_left_out(ruler):
    scale = number_scale([0.3, 0.44], most=3, tight=True)
    assert scale.labels == ("0.30", "0.35", "0.40")
    assert labels(scale, 24, ruler) == ["0.3", "0.4"]


def test_ticks_of_rates_are_given_as_proportions(ruler):
    ticks = readable_ticks(rate_scale([0.4]), 200, ruler, upright=False)
    assert [tick.value for tick in ticks] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])


def test_labels_above_each_other_need_height_only(ruler):
    assert len(labels(number_scale([0, 10], most=10), 100, ruler, upright=True)) == 11
    assert labels(number_scale([0, 10], most=10), 50, ruler, upright=True) == [
        "0", "2", "4", "6", "8", "10",
    ]  # fmt: skip


def test_a_crowded_logarithmic_axis_keeps_what_fits(ruler):
    kept = labels(log_scale([0.001, 10]), 70, ruler)
    assert kept[0] == "0.001"
    assert 2 <= len(kept) < len(log_scale([0.001, 10]).labels)
