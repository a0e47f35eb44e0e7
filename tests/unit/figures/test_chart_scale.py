from __future__ import annotations

from math import log10, sqrt

import pytest

from rechallenge.figures.charts.scale import log_scale, number_scale, rate_scale, root_scale


def test_rates_are_shown_in_per_cent_or_per_thousand_from_zero():
    hundred = rate_scale([0.05, 0.43, None])
    assert (hundred.low, hundred.high) == (0, 50)
    assert hundred.labels == ("0", "10", "20", "30", "40", "50")
    assert hundred.drawn([0.43]) == pytest.approx([43])
    thousand = rate_scale([0.0005, 0.0031], per=1000)
    assert thousand.labels == ("0", "1", "2", "3", "4")
    assert thousand.share([0.002]) == pytest.approx([0.5])


def test_rates_do_not_pass_all_patients_and_never_a_scale_without_length():
    assert rate_scale([0.99, 1.0]).high == 100
    nothing = rate_scale([0.0])
    assert (nothing.low, nothing.high) == (0, 1)
    everything = rate_scale([1.0], from_zero=False)
    assert (everything.low, everything.high) == (50, 100)
    assert rate_scale([]).high > 0


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([-1.9, 2.59], ("−2", "−1", "0", "1", "2", "3")),
        ([0.84, 1.116], ("0.80", "0.85", "0.90", "0.95", "1.00", "1.05", "1.10", "1.15")),
        ([12.0], ("6", "8", "10", "12", "14", "16", "18")),
        ([-4.0], ("−6", "−5", "−4", "−3", "−2")),
        ([0.0, 0.0], ("0", "0.2", "0.4", "0.6", "0.8", "1.0")),
    ],
)
def test_ticks_are_round_and_enclose_the_values(values, labels):
    scale = number_scale(values, most=7)
    assert scale.labels == labels
    assert scale.low <= min(values) <= max(values) <= scale.high


def test_counts_have_whole_ticks():
    assert number_scale([2019, 2020], whole=True).labels == ("2019", "2020")
    assert number_scale([0.2, 2.5], whole=True).labels == ("0", "1", "2", "3")


def test_further_values_are_included():
    assert number_scale([3.0, 7.5], include=(0,), most=4).labels == ("0", "2", "4", "6", "8")


def test_a_logarithmic_scale_has_ticks_that_read_as_numbers():
    scale = log_scale([0.003, 0.4, None, 0.0])
    assert scale.labels == (
        "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5",
    )  # fmt: skip
    assert scale.share([0.02]) == pytest.approx([log10(10) / log10(250)])
    assert log_scale([1e-6, 10]).labels[:2] == ("0.000001", "0.00001")


def test_a_root_scale_keeps_the_zero():
    scale = root_scale([4, 351, 0])
    assert scale.labels[0] == "0"
    assert scale.high == 500
    assert scale.share([125]) == pytest.approx([sqrt(125 / 500)])


def test_a_tight_scale_ends_at_its_values_with_a_little_room():
    scale = number_scale([0.3, 1.3], tight=True)
    assert (scale.low, scale.high) == pytest.approx((0.27, 1.33))
    assert scale.labels == ("0.4", "0.6", "0.8", "1.0", "1.2")
