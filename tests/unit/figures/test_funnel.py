from __future__ import annotations

from math import log

import estimates_builder as build
import panels_builder as panels
import pytest
from figure_checks import artist, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.funnel import funnel_figure, hull

ROWS = [
    build.row("Adams 2019", 30, 100),
    build.row("Baker 2020", 5, 25),
    build.row("Clark 2021", 9, 10),
]


def whole():
    funnel = {
        "reference": 0.3, "totals": [10, 25, 100], "low": [0.0, 0.12, 0.21],
        "high": [0.6, 0.48, 0.39],
    }  # fmt: skip
    return build.estimates(ROWS, build.model(ROWS)) | {"curves": {"funnel": funnel}}


def test_points_stand_at_their_rates_and_patients():
    figure = funnel_figure(whole(), FigureSettings()).figure
    points = artist(figure, "rows")
    assert points.get_xdata() == pytest.approx([30, 20, 90])
    assert points.get_ydata() == pytest.approx([2, log(25) / log(10), 1])
    assert artist(figure, "pooled").get_xdata() == pytest.approx([30, 30])
    assert artist(figure, "high").get_xdata() == pytest.approx([60, 48, 39])


def test_rows_beyond_the_limits_are_named_and_counted():
    drawn = funnel_figure(whole(), FigureSettings())
    texts = [text.get_text() for text in shown_texts(drawn.figure)]
    assert "Clark 2021" in texts
    assert "Adams 2019" not in texts
    assert "pooled rate 30.0 %" in texts
    assert "1 of 3 rows lies outside the limits." in drawn.caption


def test_the_caption_warns_of_what_a_funnel_does_not_show():
    caption = funnel_figure(whole(), FigureSettings()).caption
    assert "Asymmetry has many causes" in caption
    assert "no test was made" in caption
    assert "skewed by construction" in caption


def test_the_axis_of_patients_has_plain_numbers():
    texts = {
        text.get_text() for text in shown_texts(funnel_figure(whole(), FigureSettings()).figure)
    }
    assert {"10", "20", "50", "100"} <= texts
    assert any("logarithmic scale" in text for text in texts)


def test_limits_are_smoothed_outwards():
    """By hand: 0.5 at 2 is no outermost place; on the line from (1, 1) to (3, 0.6) by logarithm."""
    high = hull([1, 2, 3, 4], [1.0, 0.5, 0.6, 0.5], side=1)
    assert high == pytest.approx([1.0, 1 - 0.4 * log(2) / log(3), 0.6, 0.5])
    low = hull([1, 2, 3, 4], [0.0, 0.0, 0.2, 0.1], side=-1)
    assert low == pytest.approx([0.0, 0.0, 0.1 * log(1.5) / log(2), 0.1])


def test_no_exact_limit_lies_beyond_the_smoothed_one():
    curve = panels.funnel(panels.CASES["60 rows"])
    jagged = [high - 0.05 * (i % 3) for i, high in enumerate(curve["high"])]
    smooth = hull(curve["totals"], jagged, side=1)
    assert all(a >= b - 1e-12 for a, b in zip(smooth, jagged, strict=True))
    assert smooth == sorted(smooth, reverse=True)
