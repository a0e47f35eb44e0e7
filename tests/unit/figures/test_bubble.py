from __future__ import annotations

import estimates_builder as build
import panels_builder as panels
import pytest
from figure_checks import artist, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.contract import is_slug
from rechallenge.figures.bubble import bubble_figure, bubble_figures, value_of

ROWS = [
    build.row("Adams 2019", 30, 100, dose="1.5"),
    build.row("Baker 2020", 5, 25, dose="3"),
    build.row("C 21", 9, 25, dose=""),
]
for number, entry in enumerate(ROWS):
    entry["year"] = 2013 + 5 * number


def whole(**regressions):
    found = build.estimates(ROWS, build.model(ROWS))
    fits = {name: panels.regression(found, name) for name in ("year", "dose")}
    return found | {"meta_regression": fits | regressions}


def texts(drawn):
    return [text.get_text() for text in shown_texts(drawn.figure)]


def test_bubbles_stand_at_their_numbers_with_areas_by_patients():
    figure = bubble_figure(whole(), FigureSettings(), "dose").figure
    bubbles = artist(figure, "rows")
    assert bubbles.get_offsets().tolist() == [pytest.approx([1.5, 30]), pytest.approx([3, 20])]
    areas = bubbles.get_sizes()
    assert areas[0] == pytest.approx(4 * areas[1])


def test_line_and_bands():
    band = whole()["meta_regression"]["dose"]["fits"]["glmm"]["band"]
    figure = bubble_figure(whole(), FigureSettings(), "dose").figure
    line = artist(figure, "line")
    assert line.get_xdata() == pytest.approx(band["at"])
    assert line.get_ydata() == pytest.approx([100 * rate for rate in band["estimate"]])
    (inner,) = artist(figure, "interval").get_paths()
    (outer,) = artist(figure, "prediction").get_paths()
    assert inner.vertices[:, 1].max() == pytest.approx(100 * max(band["ci_high"]))
    assert outer.vertices[:, 1].min() == pytest.approx(100 * min(band["pi_low"]))


def test_years_are_whole_numbers():
    drawn = bubble_figure(whole(), FigureSettings(), "year")
    years = [text for text in texts(drawn) if text.startswith("20") and len(text) == 4]
    assert len(years) >= 3
    assert not any("." in text for text in texts(drawn) if text.startswith("20"))
    assert "Year" in texts(drawn)


def test_the_caption_counts_rows_and_says_what_was_left_out():
    drawn = bubble_figure(whole(), FigureSettings(), "dose")
    assert "observed rates of 2 rows" in drawn.caption
    assert "1 row without a value is left out here." in drawn.caption
    assert "Odds ratio for one unit more of dose: 1.03 (0.951 to 1.12), p = 0.46." in drawn.caption
    assert "observational" in drawn.caption
    assert "dose 1.5: Adams 2019: 30 of 100 patients" in drawn.description
    assert "C 21" not in drawn.description


def test_the_line_is_that_of_the_headline_model():
    found = whole()
    fits = found["meta_regression"]["dose"]["fits"]
    other = {key: [0.5] * 41 for key in fits["glmm"]["band"]} | {"at": fits["glmm"]["band"]["at"]}
    fits["plo-reml-knha"] = fits["glmm"] | {"band": other}

    def height():
        return artist(bubble_figure(found, FigureSettings(), "dose").figure, "line").get_ydata()[0]

    assert height() != 50
    found["models"][0]["method"] = "inverse-variance"
    assert height() == 50


def test_only_single_numbers_have_a_plot_and_their_names_differ():
    found = build.estimates(ROWS, build.model(ROWS))
    regression = panels.regression(found, "year")
    words = {"terms": [{"column": "x", "numeric": False}], "moderators": ["x"]}
    two = {"terms": [*regression["terms"], *regression["terms"]], "moderators": ["year", "year"]}
    named = {
        "design": regression | words,
        "year, dose": regression | two,
        **dict.fromkeys(("Year", "year", "лет", "年", "y" * 60, "y" * 61), regression),
    }
    stems = [
        stem for stem, _ in bubble_figures(found | {"meta_regression": named}, FigureSettings())
    ]
    assert stems[:4] == ["bubble-year", "bubble-year-2", "bubble-variable", "bubble-variable-2"]
    assert len(stems) == len(set(stems)) == 6
    assert all(is_slug(stem) for stem in stems)


def test_a_regression_that_failed_is_said_with_its_reason():
    found = whole()
    found["meta_regression"]["dose"] |= {"fits": {}, "notes": ["“dose” is the same in every row."]}
    drawn = bubble_figure(found, FigureSettings(), "dose")
    assert drawn.description == (
        "No bubble plot by dose: no regression was fitted. “dose” is the same in every row."
    )


@pytest.mark.parametrize(
    ("cells", "value"),
    [({"dose": "1.5"}, 1.5), ({"dose": " "}, None), ({}, None), ({"dose": "nan"}, None)],
)
def test_values_of_rows(cells, value):
    assert value_of({"cells": cells}, "dose") == value
    assert value_of({"cells": {}, "year": 2020}, "year") == 2020
