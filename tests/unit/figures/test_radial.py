from __future__ import annotations

from math import hypot, log

import estimates_builder as build
import panels_builder as panels
import pytest
from figure_checks import artist, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.radial import radial_figure

ROWS = [build.row("Adams 2019", 30, 100), build.row("Baker 2020", 5, 25), build.row("C 21", 9, 10)]


def whole(**changes):
    found = build.estimates(ROWS, build.model(ROWS))
    return found | {"curves": {"radial": panels.radial(found, **changes)}}


def test_points_and_line():
    given = whole()["curves"]["radial"]
    figure = radial_figure(whole(), FigureSettings()).figure
    points = artist(figure, "rows")
    assert points.get_xdata() == pytest.approx([point["x"] for point in given["points"]])
    assert points.get_ydata() == pytest.approx([point["y"] for point in given["points"]])
    end = artist(figure, "common").get_xydata()[1]
    assert end[1] / end[0] == pytest.approx(given["slope"])


def test_the_arc_is_a_circle_round_the_origin_and_its_ticks_lie_on_the_rays_of_their_rates():
    figure = radial_figure(whole(), FigureSettings()).figure
    axes = figure.axes[0]
    origin = axes.transData.transform((0, 0))
    places = axes.transData.transform(artist(figure, "arc").get_xydata())
    radii = [hypot(x - origin[0], y - origin[1]) for x, y in places]
    assert max(radii) == pytest.approx(min(radii), rel=1e-6)
    logits = [entry["logit"] for entry in whole()["curves"]["radial"]["arc"]]
    for start, _ in artist(figure, "arc-ticks").get_segments():
        assert any(start[1] / start[0] == pytest.approx(logit) for logit in logits)


def test_no_point_lies_beyond_the_arc():
    for size in (3, 25, 140):
        figure = radial_figure(panels.CASES[f"{size} rows"], FigureSettings(width=84.0)).figure
        axes = figure.axes[0]
        origin = axes.transData.transform((0, 0))

        def radius(line, axes=axes, origin=origin):
            places = axes.transData.transform(line.get_xydata()) - origin
            return max(hypot(x, y) for x, y in places)

        assert radius(artist(figure, "rows")) < radius(artist(figure, "arc"))


def test_the_band_is_two_standard_errors_wide_on_either_side():
    figure = radial_figure(whole(), FigureSettings()).figure
    (path,) = artist(figure, "band").get_paths()
    at_origin = sorted({round(y, 9) for x, y in path.vertices if x == 0})
    assert (at_origin[0], at_origin[-1]) == (-2, 2)


def test_rows_outside_the_band_are_named_and_counted():
    """By hand: 1.9 standard errors above the line of 30 %, and 2.1 below it."""
    slope = log(0.3 / 0.7)
    points = [
        {"study_id": "a", "study": "Adams 2019", "arm": "", "x": 4.0, "y": 4.0 * slope + 1.9},
        {"study_id": "b", "study": "Baker 2020", "arm": "", "x": 2.0, "y": 2.0 * slope - 2.1},
    ]
    drawn = radial_figure(whole(points=points, slope=slope), FigureSettings())
    texts = [text.get_text() for text in shown_texts(drawn.figure)]
    assert "Baker 2020" in texts
    assert "Adams 2019" not in texts
    assert "1 row of 2 lies outside the band" in drawn.caption
    assert drawn.description.endswith("Baker 2020.")
    assert "one common rate, 30.0 %" in drawn.caption


def test_the_axes_say_that_they_show_logits_and_the_arc_that_it_shows_rates():
    texts = [
        text.get_text() for text in shown_texts(radial_figure(whole(), FigureSettings()).figure)
    ]
    assert "Logit of the rate / its standard error" in texts
    assert "Precision (1 / standard error of the logit)" in texts
    assert "Arc: rates, % of patients." in texts
    assert "20 %" in texts
