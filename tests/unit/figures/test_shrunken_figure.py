from __future__ import annotations

import charts_builder as charts
import estimates_builder as build
import pytest
from figure_checks import artist, names, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.shrunken import shrunken_figure

ROWS = [build.row("Adams 2019", 3, 20), build.row("Baker 2020", 15, 25), build.row("C 21", 0, 9)]


def analysis():
    first = build.model(ROWS, estimate=0.3)
    whole = build.estimates(ROWS, first)
    rates = ((0.18, 0.1, 0.3), (0.5, 0.35, 0.65), (0.09, 0.02, 0.25))
    rows = [
        charts.shrunken(row, 0.3) | {"estimate": estimate, "low": low, "high": high}
        for row, (estimate, low, high) in zip(ROWS, rates, strict=True)
    ]
    models = charts.strip(first, ROWS)
    models[-1]["estimate"] = 0.31
    return whole | {"models": models, "shrunken": rows}


def texts(drawn):
    return [text.get_text() for text in shown_texts(drawn.figure)]


def test_both_rates_stand_at_their_numbers_joined_by_a_line():
    figure = shrunken_figure(analysis(), FigureSettings()).figure
    assert artist(figure, "observed").get_xdata() == pytest.approx([15, 60, 0])
    assert artist(figure, "shrunken").get_xdata() == pytest.approx([18, 50, 9])
    pairs = artist(figure, "pairs").get_segments()
    assert pairs[1].ravel().tolist() == pytest.approx([60, 1, 50, 1])
    assert artist(figure, "intervals").get_segments()[2].ravel().tolist() == pytest.approx(
        [2, 2, 25, 2]
    )
    assert artist(figure, "reference").get_xdata() == pytest.approx([31, 31])


def test_numbers_stand_beside_the_plot_where_there_is_room():
    wide = texts(shrunken_figure(analysis(), FigureSettings()))
    assert {"20", "15.0", "18.0 (10.0 to 30.0)"} < set(wide)
    narrow = texts(shrunken_figure(analysis(), FigureSettings(width=84.0)))
    assert not {"15.0", "18.0 (10.0 to 30.0)"} & set(narrow)


def test_both_pooled_rates_are_said():
    shown = " ".join(texts(shrunken_figure(analysis(), FigureSettings()))).replace("\u00a0", " ")
    assert "pooled rate 31.0 %" in shown
    assert "The pooled rate of the headline is 30.0 %." in shown


def test_words():
    drawn = shrunken_figure(analysis(), FigureSettings())
    assert drawn.description.startswith(
        "Adams 2019: observed 15.0 %, shrunken 18.0 % (95 % interval 10.0 to 30.0). "
    )
    assert "no corrected results" in drawn.caption


def test_without_the_model_there_is_no_reference():
    whole = analysis()
    whole["models"] = whole["models"][:1]
    assert "reference" not in names(shrunken_figure(whole, FigureSettings()).figure)


def test_no_rates_no_figure():
    whole = analysis() | {"shrunken": []}
    assert shrunken_figure(whole, FigureSettings()).description == (
        "No shrunken rates: the results of this analysis hold none."
    )


def test_of_many_rows_those_that_move_most_are_shown():
    drawn = shrunken_figure(analysis(), FigureSettings(page_rows=2))
    assert artist(drawn.figure, "observed").get_xdata() == pytest.approx([60, 0])
    shown = " ".join(texts(drawn)).replace("\u00a0", " ")
    assert "Of 3 rows, the 2 that move most are shown." in shown
    assert "Adams 2019" in drawn.description
