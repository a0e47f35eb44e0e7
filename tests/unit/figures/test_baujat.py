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


def texts(whole):
    return {text.get_text() for text in shown_texts(baujat_figure(whole, FigureSettings()).figure)}


def test_few_rows_are_all_named_by_their_study_and_by_the_arm_where_there_are_several():
    assert {"Adams 2019", "Baker 2020", "Clark 2021, A", "Clark 2021, B"} < texts(analysis())


def test_of_many_rows_those_far_from_the_corner_are_named():
    rows = [build.row(f"Author {i}", 5, 25) for i in range(14)]
    whole = build.estimates(rows, build.model(rows))
    places = [(4.0, 0.01), (0.1, 0.3), *[(0.2 + 0.02 * i, 0.004) for i in range(12)]]
    whole["influence"] = [
        charts.diagnostics(row, i, baujat_x=x, baujat_y=y)
        for i, (row, (x, y)) in enumerate(zip(rows, places, strict=True))
    ]
    named = {text for text in texts(whole) if text.startswith("Author")}
    assert named == {"Author 0", "Author 1"}


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
