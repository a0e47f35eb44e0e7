from __future__ import annotations

import estimates_builder as build
import pytest
from figure_checks import artist, in_the_plot, names, outside, overlaps, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.forest.series import (
    CUMULATIVE,
    LEAVE_ONE_OUT,
    series_plot,
    series_tables,
)
from rechallenge.figures.forest.series_words import series_caption, series_description

ROWS = [build.row("Adams 2019", 3, 20), build.row("Baker 2020", 5, 25), build.row("C 21", 4, 9)]
BOTH = pytest.mark.parametrize("series", [LEAVE_ONE_OUT, CUMULATIVE])


def analysis(**changes):
    whole = build.estimates(ROWS, build.model(ROWS, estimate=0.2222, ci_low=0.1, ci_high=0.4))
    return whole | {
        "leave_one_out": build.leave_one_out(whole, **changes),
        "cumulative": build.cumulative(whole, **changes),
    }


def table_of(whole, series=LEAVE_ONE_OUT, settings=None):
    return series_tables(whole, series, settings)[0]


def one(whole, series=LEAVE_ONE_OUT, settings=None):
    (figure,) = series_plot(whole, series, settings)
    return figure


def test_leave_one_out_has_a_line_without_each_study():
    table = table_of(analysis(estimate=0.25, ci_low=0.12, ci_high=0.45))
    assert [row.label for row in table.rows] == [
        "Without Adams 2019", "Without Baker 2020", "Without C 21", "All studies (3\u00a0studies)",
    ]  # fmt: skip
    assert table.rows[0].right == ("25.0", "(12.0 to 45.0)", "0.40", "76")
    assert table.rows[-1].right[:2] == ("22.2", "(10.0 to 40.0)")
    assert table.reference == 0.2222


def test_cumulative_has_a_line_for_each_study_added_with_their_number():
    table = table_of(analysis(estimate=0.25, ci_low=0.12, ci_high=0.45), CUMULATIVE)
    assert [row.label for row in table.rows] == [
        "+ Adams 2019", "+ Baker 2020", "+ C 21", "All studies",
    ]  # fmt: skip
    assert table.left[0].header == "Studies"
    assert [row.left for row in table.rows] == [("1",), ("2",), ("3",), ("3",)]
    assert "Studies are added by year, then by name." in " ".join(table.footnotes)


@BOTH
def test_marks_stand_at_their_numbers(series):
    figure = one(analysis(estimate=0.25, ci_low=0.12, ci_high=0.45), series)
    assert artist(figure, "row-1-rate").get_xdata() == pytest.approx([25])
    assert artist(figure, "row-1-interval").get_xdata() == pytest.approx([12, 45])
    assert artist(figure, "row-4-diamond").get_xy()[:4, 0] == pytest.approx([10, 22.22, 40, 22.22])
    assert artist(figure, "reference").get_xdata() == pytest.approx([22.22, 22.22])


@BOTH
def test_per_1000(series):
    settings = FigureSettings(per=1000)
    table = table_of(analysis(estimate=0.25, ci_low=0.12, ci_high=0.45), series, settings)
    assert table.rows[0].right[:2] == ("250", "(120 to 450)")
    assert table.right[1].header.startswith("Pooled rate per 1000")
    words = series_description(analysis(estimate=0.25), series, settings)
    assert "250 per 1000 (95 % CI" in words


@BOTH
def test_no_series_no_figure(series):
    assert series_plot(build.many(2), series) == ()
    assert series_plot(build.estimates([], None), series) == ()


def test_words_say_why_there_is_no_series():
    nothing = build.estimates([], None)
    assert series_description(nothing, CUMULATIVE) == (
        "No cumulative pooling: nothing was pooled."
    )  # fmt: skip
    single = build.many(1)
    assert "no model was fitted to all studies" in series_caption(single, LEAVE_ONE_OUT)


@BOTH
def test_a_fit_that_failed_is_said_with_its_reason(series):
    gone = {"estimate": None, "ci_low": None, "ci_high": None, "tau2": None, "i2": None}
    whole = analysis(**gone, notes=["No estimate: it failed."])
    table = table_of(whole, series)
    assert table.rows[0].right == ("", "no estimate", "–", "–")
    assert table.footnotes[-1] == "† No estimate: it failed."
    assert "row-1-rate" not in names(one(whole, series))


def test_notes_on_prediction_intervals_which_are_not_drawn_are_left_out():
    whole = analysis(notes=["No prediction interval: it needs at least three studies."])
    assert table_of(whole, CUMULATIVE).rows[0].symbol == ""


@BOTH
def test_another_kind_of_interval_is_said(series):
    def told(**changes):
        return [note for note in table_of(analysis(**changes), series).footnotes
                if note.startswith(f"Intervals {series.intervals}")]  # fmt: skip

    assert "profile-likelihood interval" in told(interval="profile")[0]
    assert told() == []


@BOTH
def test_captions_name_the_rate_of_all_studies(series):
    caption = series_caption(analysis(), series, FigureSettings(preset="jama"))
    assert "22.2% (95% CI, 10.0-40.0)" in caption
    assert series.lines in caption


@BOTH
@pytest.mark.parametrize("whole", [build.many(3), build.many(60), build.hostile()])
@pytest.mark.parametrize("width", [84.0, 174.0])
def test_texts_neither_overlap_nor_leave_the_canvas(series, whole, width):
    for figure in series_plot(whole, series, FigureSettings(width=width), title=True):
        assert overlaps(figure) == []
        assert outside(figure) == []
        assert in_the_plot(figure) == []
        assert min(text.get_fontsize() for text in shown_texts(figure)) >= 7
        assert figure.get_size_inches()[0] * 25.4 == pytest.approx(width)


def test_a_narrow_plot_names_the_study_alone():
    figure = one(analysis(), LEAVE_ONE_OUT, FigureSettings(width=84.0))
    assert "Adams 2019" in [text.get_text() for text in shown_texts(figure)]
