from __future__ import annotations

import charts_builder as charts
import estimates_builder as build
import pytest
from figure_checks import artist, names, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.influence import influence_figure

ROWS = [
    build.row("Adams 2019", 3, 20), build.row("Clark 2021", 4, 9, arm="high dose"),
    build.row("Clark 2021", 6, 30, arm="low dose"), build.row("Dixon 2022", 6, 30),
]  # fmt: skip


def analysis(**changes):
    whole = build.estimates(ROWS, build.model(ROWS))
    entries = [charts.diagnostics(row, i, **changes) for i, row in enumerate(ROWS)]
    return whole | {"influence": entries}


def texts(figure):
    return [text.get_text() for text in shown_texts(figure)]


def test_each_panel_has_its_numbers_in_the_lines_of_the_studies():
    figure = influence_figure(
        analysis(rstudent=-0.5, hat=0.04, q_del=100.0), FigureSettings()
    ).figure
    residuals = artist(figure, "rstudent-rows")
    assert residuals.get_xdata() == pytest.approx([-0.5] * 4)
    assert residuals.get_ydata() == pytest.approx([0, 2, 3, 4])  # line 1 is the name Clark 2021
    assert artist(figure, "hat-rows").get_xdata() == pytest.approx([4] * 4)
    assert artist(figure, "q-del-reference").get_xdata() == pytest.approx([112.4] * 2)
    assert artist(figure, "tau2-del-reference").get_xdata() == pytest.approx([0.404] * 2)
    assert artist(figure, "hat-reference").get_xdata() == pytest.approx([25] * 2)
    assert artist(figure, "cov-r-reference").get_xdata() == pytest.approx([1, 1])
    (first, *_) = artist(figure, "q-del-shifts").get_segments()
    assert first.ravel().tolist() == pytest.approx([112.4, 0, 100, 0])
    assert artist(figure, "rstudent-high").get_xdata() == pytest.approx([1.96] * 2)


def test_names_stand_once_in_a_wide_figure_and_twice_in_a_narrow_one():
    for width, often in ((174.0, 1), (84.0, 2)):
        shown = texts(influence_figure(analysis(), FigureSettings(width=width)).figure)
        assert [shown.count(name) for name in ("Adams 2019", "Clark 2021", "high dose")] == [
            often
        ] * 3
        assert shown.count("Study, arm") == often


def test_no_reference_where_the_results_do_not_hold_it():
    whole = analysis(model="plo-reml-z")
    shown = names(influence_figure(whole, FigureSettings()).figure)
    assert "rstudent-reference" in shown
    assert not {"tau2-del-reference", "q-del-reference", "q-del-shifts"} & shown


def test_of_many_rows_those_of_most_influence_are_shown():
    whole = analysis()
    for entry, distance in zip(whole["influence"], (0.1, 0.4, 0.2, 0.3), strict=True):
        entry["cook_d"] = distance
    drawn = influence_figure(whole, FigureSettings(page_rows=2))
    assert artist(drawn.figure, "cook-d-rows").get_xdata() == pytest.approx([0.4, 0.3])
    assert "Of 4 rows, the 2 with the largest Cook’s distances are shown." in " ".join(
        texts(drawn.figure)
    )
    assert drawn.description.count("Residual") == 4


def test_words():
    numbers = {"rstudent": -0.874, "dffits": -0.174, "cook_d": 0.031, "cov_r": 1.038,
               "tau2_del": 0.4066, "q_del": 111.36, "hat": 0.0338}  # fmt: skip
    drawn = influence_figure(analysis(**numbers), FigureSettings())
    assert drawn.description.startswith(
        "Adams 2019: Residual −0.87, Shift (DFFITS) −0.17, Cook’s distance 0.03, Variance ratio "
        "1.04, τ² without 0.41, Q without 111.4, Share, % 3.4."
    )
    assert "all rows together (τ² 0.40, Q 112.4), equal shares (25.0 %)" in drawn.caption
