from __future__ import annotations

from itertools import combinations
from math import hypot

import estimates_builder as build
import panels_builder as panels
import pytest
from figure_checks import artist, names, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.predictive import predictive_figure, stacked

ROWS = [build.row("Adams 2019", 30, 100), build.row("Baker 2020", 5, 25), build.row("C 21", 9, 25)]


def whole(**changes):
    curve = {
        "x": [0.05, 0.1, 0.2, 0.3, 0.4, 0.5], "density": [0.5, 2.0, 4.0, 3.0, 1.0, 0.5],
        "median": 0.22, "low": 0.1, "high": 0.45, "benchmark": 0.2, "probability_above": 0.575,
    }  # fmt: skip
    found = build.estimates(ROWS, build.model(ROWS))
    return found | {"curves": {"predictive": curve | changes}}


def test_the_shaded_area_ends_at_the_limits_of_the_prediction_interval():
    figure = predictive_figure(whole(), FigureSettings()).figure
    (path,) = artist(figure, "interval").get_paths()
    assert (path.vertices[:, 0].min(), path.vertices[:, 0].max()) == pytest.approx((10, 45))
    assert path.vertices[:, 1].max() == 4
    # at 45 %, half way between 1.0 and 0.5
    assert max(y for x, y in path.vertices if x == pytest.approx(45)) == pytest.approx(0.75)


def test_lines_stand_at_median_and_benchmark():
    figure = predictive_figure(whole(), FigureSettings()).figure
    assert artist(figure, "median").get_xdata() == pytest.approx([22, 22])
    assert artist(figure, "benchmark").get_xdata() == pytest.approx([20, 20])
    texts = [text.get_text() for text in shown_texts(figure)]
    assert {"median 22.0 %", "benchmark 20.0 %"} <= set(texts)


def test_rows_stand_at_their_rates_below_the_line_with_areas_by_patients():
    figure = predictive_figure(whole(), FigureSettings()).figure
    dots = artist(figure, "rows")
    offsets = dots.get_offsets()
    assert sorted(offsets[:, 0]) == pytest.approx([20, 30, 36])
    assert (offsets[:, 1] < 0).all()
    areas = dots.get_sizes()
    assert areas[0] == pytest.approx(4 * areas[1])


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.574, "is 57 %"),
        (0.004, "is less than 1 %"),
        (0.9971, "is more than 99 %"),
    ],
)
def test_the_chance_of_a_rate_above_the_benchmark_is_said(chance, words):
    drawn = predictive_figure(whole(probability_above=chance), FigureSettings())
    assert words in drawn.caption
    assert "above the benchmark of 20.0 %" in drawn.description


def test_without_a_benchmark_there_is_no_line():
    drawn = predictive_figure(whole(benchmark=None, probability_above=None), FigureSettings())
    assert "benchmark" not in names(drawn.figure)
    assert "benchmark" not in drawn.caption


def test_two_rows_have_no_prediction():
    rows = ROWS[:2]
    found = build.estimates(rows, build.model(rows)) | {"curves": {"predictive": {}}}
    drawn = predictive_figure(found, FigureSettings())
    assert "at least 3 rows" in drawn.description


def test_no_dot_covers_another():
    places = [(31 * i) % 200 for i in range(60)]
    sizes = [2 + (7 * i) % 8 for i in range(60)]
    depths = stacked(places, sizes)
    dots = list(zip(places, depths, sizes, strict=True))
    for (x, y, size), (x2, y2, size2) in combinations(dots, 2):
        assert hypot(x - x2, y - y2) >= (size + size2) / 2


def test_dots_get_smaller_where_there_are_many():
    few, many = (
        artist(predictive_figure(panels.CASES[case], FigureSettings()).figure, "rows").get_sizes()
        for case in ("25 rows", "140 rows")
    )
    assert max(many) < max(few)
