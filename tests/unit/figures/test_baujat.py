from __future__ import annotations

import charts_builder as charts
import estimates_builder as build
import pytest
from figure_checks import artist, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.baujat import baujat_figure

ROWS = [
    build.row("Adams 2019", 3, 20, arm="high dose"), build.row("Baker 2020", 5, 25),
    build.row("Clark 2021", 4, 9, arm="A"), build.row("Clark 2021", 6, 30, arm="B"),
]  # fmt: skip
PLACES = ((4.93, 0.286), (0.01, 0.001), (2.0, 0.1), (0.5, 0.25))


def analysis():
    whole = build.estimates(ROWS, build.model(ROWS))
    entries = [
        charts.diagnostics(row, i, baujat_x=x, baujat_y=y)
        for i, (row, (x, y)) in enumerate(zip(ROWS, PLACES, strict=True))
    ]
    return whole | {"influence": entries}


def test_points_stand_at_their_numbers():
    points = artist(baujat_figure(analysis(), FigureSettings()).figure, "rows")
    assert points.get_xdata() == pytest.approx([4.93, 0.01, 2.0, 0.5])
    assert points.get_ydata() == pytest.approx([0.286, 0.001, 0.1, 0.25])


def test_rows_far_from_the_corner_are_named_by_their_study_and_arms_where_there_are_several():
    texts = {
        text.get_text() for text in shown_texts(baujat_figure(analysis(), FigureSettings()).figure)
    }
    assert {"Adams 2019", "Clark 2021, A", "Clark 2021, B"} < texts
    assert not any("Baker" in text for text in texts)


def test_words():
    drawn = baujat_figure(analysis(), FigureSettings())
    assert drawn.description.startswith(
        "Adams 2019, high dose: contribution to heterogeneity 4.9, influence on the pooled rate "
        "0.29. Baker 2020: contribution to heterogeneity 0.010, influence on the pooled rate "
        "0.0010."
    )
    assert "(GLMM)" in drawn.caption


def test_rows_without_any_influence():
    whole = analysis()
    for entry in whole["influence"]:
        entry |= {"baujat_x": 0.0, "baujat_y": 0.0}
    points = artist(baujat_figure(whole, FigureSettings()).figure, "rows")
    assert set(points.get_xdata()) == {0}
