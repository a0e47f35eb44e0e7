from __future__ import annotations

import estimates_builder as build
import numpy as np
import pytest
from figure_checks import artist, in_the_plot, names, outside, overlaps, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.errors import InputError
from rechallenge.figures.forest.plot import forest_plot, forest_tables

THREE = [
    build.row("Adams 2019", 3, 20),
    build.row("Baker 2020", 5, 25),
    build.row("Clark 2021", 0, 9),
]


def fitted(**changes):
    return build.estimates(THREE, build.model(THREE, **changes))


def words(figure):
    shown = " ".join(text.get_text() for text in shown_texts(figure))
    return shown.replace("\u00a0", " ")


SIZES = {f"{count} rows": build.many(count) for count in (1, 2, 3, 30, 60)}


def one(estimates, settings=None, **options):
    """Draw a forest plot that must have one page."""
    (figure,) = forest_plot(estimates, settings, **options)
    return figure


def table_of(estimates, settings=None, **options):
    return forest_tables(estimates, settings, **options)[0]


VARIANTS = [
    *((f"{count} rows", "weights") for count in (1, 2, 3)),
    *((case, "sections") for case in ("2 rows", "60 rows", "hostile")),
    *((case, "plain") for case in ("1 rows", "2 rows", "30 rows", "hostile")),
    *((case, preset) for case in ("3 rows", "hostile") for preset in ("revman", "jama", "bmj")),
    *((case, "narrow") for case in ("1 rows", "2 rows", "30 rows", "hostile")),
    *((case, "columns") for case in ("30 rows", "hostile")),
]
LOOKS = {
    "weights": FigureSettings(weights=True),
    "sections": FigureSettings(),
    "plain": FigureSettings(),
    "narrow": FigureSettings(width=84.0, preset="revman", columns=("setting",)),
    "columns": FigureSettings(columns=("setting", "year"), per=1000, axis="full"),
} | {preset: FigureSettings(preset=preset) for preset in ("revman", "jama", "bmj")}


@pytest.mark.parametrize(("case", "variant"), VARIANTS)
def test_texts_neither_overlap_nor_leave_the_canvas(case, variant):
    estimates = build.hostile() if case == "hostile" else SIZES[case]
    if variant == "sections" and not estimates["subgroups"]:
        estimates = estimates | {"subgroups": {"setting": build.subgroups(estimates, "setting")}}
    settings = LOOKS[variant]
    subgroup = "setting" if variant == "sections" else None
    for figure in forest_plot(estimates, settings, subgroup=subgroup, title=variant == "weights"):
        assert overlaps(figure) == []
        assert outside(figure) == []
        assert in_the_plot(figure) == []
        assert min(text.get_fontsize() for text in shown_texts(figure)) >= 7
        assert figure.get_size_inches()[0] * 25.4 == pytest.approx(settings.width)


@pytest.mark.parametrize("width", [60, 84, 120, 174, 300])
@pytest.mark.parametrize("case", ["3 rows", "hostile"])
def test_a_figure_is_exactly_as_wide_as_asked_for(case, width):
    estimates = build.hostile() if case == "hostile" else SIZES[case]
    columns = ("setting", "year", "arm", "study_id", "outcome")
    settings = FigureSettings(width=float(width), columns=columns, weights=True)
    for figure in forest_plot(estimates, settings):
        assert figure.get_size_inches()[0] * 25.4 == pytest.approx(width)
        assert overlaps(figure) == []
        assert outside(figure) == []


def test_height_grows_with_rows():
    heights = [one(SIZES[case]).get_size_inches()[1] for case in ("3 rows", "30 rows")]
    assert heights[0] < heights[1]


def test_columns_that_do_not_fit_are_left_out_last_first_and_told():
    settings = FigureSettings(width=84.0, columns=("year", "setting"), weights=True)
    (figure,) = forest_plot(SIZES["3 rows"], settings)
    said = " ".join(text.get_text() for text in shown_texts(figure))
    assert "Left out for want of width:" in said
    assert "weights" in said
    wide = one(SIZES["3 rows"], FigureSettings(columns=("year", "setting"), weights=True))
    said = " ".join(text.get_text() for text in shown_texts(wide))
    assert "Left out" not in said
    assert {"Year", "Setting"} <= {text.get_text() for text in shown_texts(wide)}


def test_a_narrow_figure_has_its_counts_in_one_and_a_plot_that_can_be_read():
    figure = one(SIZES["3 rows"], FigureSettings(width=84.0))
    shown = [text.get_text() for text in shown_texts(figure)]
    assert "0/4" in shown
    assert "Events/total" in shown
    x0, _, x1, _ = figure.axes[0].get_position().extents
    assert (x1 - x0) * figure.get_size_inches()[0] * 72 >= 60


def test_marks_stand_at_their_numbers():
    figure = one(fitted(estimate=0.2, ci_low=0.1, ci_high=0.35, pi_low=0.05, pi_high=0.5))
    assert artist(figure, "row-1-rate").get_xdata() == pytest.approx([15.0])
    assert artist(figure, "row-2-rate").get_xdata() == pytest.approx([20.0])
    assert artist(figure, "row-3-rate").get_xdata() == pytest.approx([0.0])
    # Wilson limits of 3/20, by hand: (0.15 + 0.09604 ± 0.15466) / 1.19208
    assert artist(figure, "row-1-interval").get_xdata() == pytest.approx([5.24, 36.04], abs=0.01)
    diamond = artist(figure, "row-4-diamond").get_xy()
    assert diamond[:4, 0] == pytest.approx([10, 20, 35, 20])
    assert diamond[0, 1] == diamond[2, 1]
    assert diamond[1, 1] < diamond[0, 1] < diamond[3, 1]
    bar = artist(figure, "row-5-prediction").get_xy()
    assert sorted(set(bar[:, 0])) == pytest.approx([5, 50])
    assert artist(figure, "reference").get_xdata() == pytest.approx([20, 20])


def test_marks_stand_at_the_height_of_their_labels():
    figure = one(fitted())
    height = figure.get_size_inches()[1] * 72
    axes = figure.axes[0]
    for number, study in enumerate(("Adams 2019", "Baker 2020", "Clark 2021"), start=1):
        (label,) = [text for text in shown_texts(figure) if text.get_text() == study]
        mark = artist(figure, f"row-{number}-rate")
        y = axes.transData.transform((0, mark.get_ydata()[0]))[1]
        centre = figure.transFigure.inverted().transform((0, y))[1] * height
        capitals = label.get_position()[1] * height + 0.73 * 7.5 / 2
        assert centre == pytest.approx(capitals, abs=0.1)


def test_area_of_squares_is_in_proportion_to_patients():
    rows = [build.row("Adams 2019", 10, 100), build.row("Baker 2020", 10, 25)]
    figure = one(build.estimates(rows, build.model(rows)))
    sides = [artist(figure, f"row-{i}-rate").get_markersize() for i in (1, 2)]
    assert sides[0] == pytest.approx(2 * sides[1])


def test_an_interval_beyond_the_axis_ends_in_an_arrow_that_the_footnote_explains():
    rows = [build.row("Adams 2019", 1, 200), build.row("Baker 2020", 2, 190), build.row("C", 0, 5)]
    estimates = build.estimates(rows, build.model(rows))
    figure = one(estimates)
    upper = figure.axes[0].get_xlim()[1]
    assert upper < 100 * rows[2]["ci_high"]
    assert artist(figure, "row-3-arrow").get_xdata() == [upper]
    assert artist(figure, "row-3-interval").get_xdata()[1] == upper
    assert "row-1-arrow" not in names(figure)
    assert "Arrows" in words(figure)
    assert "Arrows" not in words(one(fitted()))


def test_no_line_of_no_effect():
    figure = one(fitted(estimate=0.2))
    verticals = {
        line.get_gid(): line.get_xdata()[0]
        for line in figure.axes[0].lines
        if len(line.get_xdata()) == 2 and line.get_xdata()[0] == line.get_xdata()[1]
    }
    assert set(verticals) == {"zero", "reference", "row-3-cap"}
    assert (verticals["zero"], verticals["reference"]) == pytest.approx((0, 20))


def test_one_study_is_not_pooled():
    note = "One study: its own exact interval; nothing is pooled."
    rows = [build.row("Adams 2019", 3, 20)]
    table = table_of(build.estimates(rows, build.exact(rows, note)))
    assert [row.role for row in table.rows] == ["study"]
    assert table.reference is None
    assert note in table.footnotes
    assert not any(name.endswith("diamond") for name in names(one(SIZES["1 rows"])))


def test_no_events_at_all():
    rows = [build.row("Adams 2019", 0, 10), build.row("Baker 2020", 0, 55)]
    # exact two-sided limit of 0/65: 1 - 0.025^(1/65) = 5.5 %
    fit = build.exact(rows, "No events.", estimate=0.0, ci_low=0.0, ci_high=0.0552)
    table = table_of(build.estimates(rows, fit))
    assert table.rows[-1].label.startswith("One common rate")
    assert table.rows[-1].right == ("0.0", "(0.0 to 5.5)")
    figure = one(build.estimates(rows, fit))
    assert artist(figure, "row-3-diamond").get_xy()[:4, 0] == pytest.approx([0, 0, 5.52, 0])


def test_no_estimate_is_said_and_not_drawn():
    absent = dict.fromkeys(("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "mean", "tau2"))
    estimates = fitted(**absent, converged=False, notes=("No estimate: the fit failed.",))
    table = table_of(estimates)
    assert table.rows[-1].right[-1] == "no estimate"
    assert "No estimate: the fit failed." in table.footnotes
    assert "reference" not in names(one(estimates))
    assert not any(name.endswith("diamond") for name in names(one(estimates)))


def test_an_analysis_without_rows_says_so():
    note = "No row with counts matches this analysis, so nothing was pooled."
    figure = one(build.estimates([], None, notes=[note]))
    assert [text.get_text() for text in shown_texts(figure)] == [note]
    assert outside(figure) == []


def test_rows_without_pooling_are_grey_and_have_their_reason():
    rows = [*THREE, build.row("Dixon 2022", 4, 10, reason="superseded by Clark 2021")]
    estimates = build.estimates(rows, build.model(rows))
    table = table_of(estimates)
    assert table.rows[3].muted
    assert table.rows[3].symbol == "†"
    assert table.symbol_notes == ("† Not pooled: superseded by Clark 2021.",)
    figure = one(estimates)
    assert artist(figure, "row-4-rate").get_color() != artist(figure, "row-1-rate").get_color()


def test_only_rows_that_are_not_pooled():
    rows = [build.row("Dixon 2022", 4, 10, reason="a letter")]
    figure = one(build.estimates(rows, None, notes=["Nothing was pooled."]))
    assert overlaps(figure) == []
    assert "row-1-rate" in names(figure)


def test_dollar_signs_are_printed_and_not_typeset():
    figure = one(build.hostile())
    assert not any(text.get_parse_math() for text in figure.texts)
    assert "$x^2$ and $\\alpha 2020" in [text.get_text() for text in figure.texts]


def test_sections_have_headings_diamonds_and_a_test():
    rows = [
        build.row("Adams 2019", 3, 20, setting="second_course"),
        build.row("Baker 2020", 5, 25, setting="second_course"),
        build.row("Clark 2021", 4, 9, setting="switch"),
        build.row("Dixon 2022", 4, 10),
    ]
    estimates = build.estimates(rows, build.model(rows))
    estimates["subgroups"] = {"setting": build.subgroups(estimates, "setting")}
    table = table_of(estimates, subgroup="setting")
    assert [row.label for row in table.rows] == [
        "Second course", "Adams 2019", "Baker 2020", "Pooled rate (2\u00a0studies)",
        "Switch", "Clark 2021", "Not stated", "Dixon 2022",
        "Overall pooled rate (4\u00a0studies)", "95 % prediction interval",
    ]  # fmt: skip
    test = "Test for subgroup differences, likelihood ratio: χ² = 3.79, df = 3, p = 0.29"
    assert table.footnotes[0].startswith(test)
    assert "single row" in table.footnotes[0]
    figure = one(estimates, subgroup="setting")
    diamond = artist(figure, "row-3-diamond").get_xy()
    assert diamond[1, 0] == pytest.approx(100 * 8 / 45)


def test_unknown_subgroup_is_a_clear_error():
    with pytest.raises(InputError, match=r"no subgroups by “stage”.*“setting”"):
        one(SIZES["3 rows"], subgroup="stage")


def test_columns_line_up():
    figure = one(SIZES["30 rows"])
    width = figure.get_size_inches()[0] * 72
    edges = {
        round(text.get_position()[0] * width, 3)
        for text in figure.texts
        if text.get_horizontalalignment() == "right"
    }
    assert len(edges) == 4
    lefts = np.array([text.get_position()[0] * width for text in figure.texts])
    assert lefts.min() == pytest.approx(5)


@pytest.mark.parametrize(("level", "header"), [(0.95, "95 % CI"), (0.9, "90 % CI")])
def test_the_level_of_the_intervals_is_printed(level, header):
    table = table_of(fitted(level=level) | {"level": level})
    assert header in table.right[1].header.replace("\u00a0", " ")
    assert any(f"{header[:4]}" in note for note in table.footnotes)


def test_a_rate_of_0_has_its_interval_on_one_side_with_an_end_to_see():
    rows = [build.row("None 2019", 0, 20), build.row("All 2020", 20, 20), build.row("C", 5, 20)]
    figure = one(build.estimates(rows, build.model(rows)))
    # Wilson: z²/(n + z²) = 3.8416 / 23.8416
    limit = 100 * 3.8416 / 23.8416
    assert artist(figure, "row-1-interval").get_xdata() == pytest.approx([0, limit])
    assert artist(figure, "row-1-cap").get_xdata() == pytest.approx([limit, limit])
    assert artist(figure, "row-2-interval").get_xdata() == pytest.approx([100 - limit, 100])
    assert artist(figure, "row-2-cap").get_xdata() == pytest.approx([100 - limit] * 2)
    assert "row-3-cap" not in names(figure)


def test_the_white_line_of_a_narrow_interval_at_0_does_not_reach_below_0():
    rows = [build.row("None 2019", 0, 5000), build.row("B", 900, 5000)]
    figure = one(build.estimates(rows, build.model(rows)))
    inside = artist(figure, "row-1-inside").get_xdata()
    assert inside[0] == 0
    assert inside[1] > 0


def test_rates_per_1000_everywhere():
    estimates = fitted(estimate=0.2, ci_low=0.1, ci_high=0.35, pi_low=0.05, pi_high=0.5)
    figure = one(estimates, FigureSettings(per=1000))
    assert artist(figure, "row-1-rate").get_xdata() == pytest.approx([150.0])
    assert artist(figure, "reference").get_xdata() == pytest.approx([200, 200])
    shown = [text.get_text().replace("\u00a0", " ") for text in shown_texts(figure)]
    assert "Rate per 1000 (95 % CI)" in shown
    assert "Objective response per 1000 patients" in shown
    assert {"200", "(100 to 350)", "(50 to 500)"} <= set(shown)


def test_a_broken_axis_has_its_sign_and_is_told():
    rows = [
        build.row("A", 20, 200), build.row("B", 40, 200), build.row("C", 180, 200),
        build.row("D", 190, 200),
    ]  # fmt: skip
    figure = one(build.estimates(rows, None), FigureSettings(axis="broken"))
    assert {"break-1", "break-2"} <= names(figure)
    ends = [artist(figure, f"row-{i}-rate").get_xdata()[0] for i in (1, 2, 3, 4)]
    # 10 % apart on the left, 5 % on the right, on one scale
    assert ends[1] - ends[0] == pytest.approx(10)
    assert ends[3] - ends[2] == pytest.approx(5)
    assert ends[2] < 90
    assert "The axis leaves out 30 to 80 %." in words(figure)
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert labels == ["0", "10", "20", "30", "80", "90", "100"]
    assert "break-1" not in names(one(build.estimates(rows, None)))


def test_a_full_axis_shows_0_to_100():
    figure = one(fitted(), FigureSettings(axis="full"))
    assert figure.axes[0].get_xlim() == (0, 100)


def test_studies_by_their_rate():
    table = table_of(fitted(), FigureSettings(order="estimate"))
    assert [row.label for row in table.rows[:3]] == ["Clark 2021", "Adams 2019", "Baker 2020"]


def test_further_models_stand_below_the_headline_and_unknown_ones_are_told():
    estimates = fitted()
    estimates["models"].append(
        build.model(THREE, id="beta-binomial", method="beta-binomial", interval="t",
                    estimate=0.19, ci_low=0.1, ci_high=0.3)
    )  # fmt: skip
    settings = FigureSettings(models=("beta-binomial", "nothing"))
    table = table_of(estimates, settings)
    assert [row.role for row in table.rows[3:]] == ["pooled", "interval", "model"]
    assert table.rows[-1].label == "Beta-binomial"
    assert table.rows[-1].symbol == "†"
    assert "mean of the true rates" in table.symbol_notes[0]
    assert table.rows[-1].right == ("19.0", "(10.0 to 30.0)")
    assert any("“nothing”" in note and "beta-binomial" in note for note in table.footnotes)
    figure = one(estimates, settings)
    colours = [artist(figure, f"row-{i}-diamond").get_facecolor() for i in (4, 6)]
    assert colours[0] != colours[1]
    assert "Light diamonds" in words(figure)


def test_revman_has_the_total_and_the_line_of_heterogeneity_below_the_studies():
    table = table_of(fitted(), FigureSettings(preset="revman"))
    assert [row.label.replace("\u00a0", " ") for row in table.rows[3:]] == [
        "Total (95% CI)",
        "95% prediction interval",
        "Heterogeneity: Tau² = 0.40; Chi² = 112.40, df = 2 (P < 0.001); I² = 76%",
    ]
    assert table.right == ()
    assert any(
        note.startswith("Squares and lines") and "Weights" in note for note in table.footnotes
    )
    assert not any(" %" in note for note in table.footnotes)


def test_jama_prints_the_p_of_p_values_in_italics():
    figure = one(fitted(q_p=0.2853), FigureSettings(preset="jama"))
    italics = [text for text in shown_texts(figure) if text.get_fontstyle() == "italic"]
    assert [text.get_text() for text in italics] == ["P"]
    assert "χ²₂ = 112.40; P = .29; I² = 76%" in words(figure)
    assert overlaps(figure) == []


def test_separate_variances_stand_beside_the_diamonds_of_their_subgroups():
    rows = [build.row(f"Study {i}", i + 1, 20, setting="a" if i < 3 else "b") for i in range(6)]
    estimates = build.estimates(rows, build.model(rows))
    groups = build.subgroups(estimates, "setting") | {"tau2_mode": "separate"}
    for group in groups["groups"]:
        group["tau2"] = 0.123
    estimates["subgroups"] = {"setting": groups}
    table = table_of(estimates, subgroup="setting")
    diamonds = [row.label for row in table.rows if row.role == "group"]
    assert diamonds == ["Pooled rate (3\u00a0studies; τ²\u00a0=\u00a00.12)"] * 2
    assert "a separate τ² in each subgroup" in table.footnotes[0]


BIG = build.many(140)


def test_many_rows_go_on_on_further_pages_with_one_axis():
    pages = forest_plot(BIG)
    assert len(pages) == 3
    limits = {figure.axes[0].get_xlim() for figure in pages}
    plots = {tuple(figure.axes[0].get_position().extents[[0, 2]]) for figure in pages}
    assert len(limits) == len(plots) == 1
    for i, figure in enumerate(pages, start=1):
        text = words(figure)
        assert overlaps(figure) == []
        assert outside(figure) == []
        assert "Events" in text
        assert "Objective response, % of patients" in text
        assert ("(continued)" in text) == (i > 1)
        assert (f"Page {i} of 3; continued on the next page." in text) == (i < 3)
        assert ("Heterogeneity:" in text) == (i == 3)
        assert any(name.endswith("diamond") for name in names(figure)) == (i == 3)
        assert figure.get_size_inches()[1] * 25.4 < 260
    marks = [name for figure in pages for name in names(figure) if name.endswith("-rate")]
    assert len(marks) == len(set(marks)) == 140


def test_squares_of_all_pages_have_one_scale():
    rows = [build.row(f"Study {i}", 5, 400 if i == 0 else 100) for i in range(50)]
    pages = forest_plot(build.estimates(rows, build.model(rows)), FigureSettings(page_rows=30))
    sides = [artist(pages[0], "row-1-rate"), artist(pages[1], "row-50-rate")]
    assert sides[0].get_markersize() == pytest.approx(2 * sides[1].get_markersize())


def test_page_rows_decides_how_many_pages_there_are():
    assert len(forest_plot(SIZES["30 rows"], FigureSettings(page_rows=12))) == 3
    assert len(forest_plot(SIZES["60 rows"], FigureSettings(page_rows=200))) == 1
