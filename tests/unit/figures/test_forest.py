from __future__ import annotations

import estimates_builder as build
import numpy as np
import pytest
from figure_checks import artist, in_the_plot, names, outside, overlaps, shown_texts

from rechallenge.errors import InputError
from rechallenge.figures.forest import forest_plot, forest_table

THREE = [
    build.row("Adams 2019", 3, 20),
    build.row("Baker 2020", 5, 25),
    build.row("Clark 2021", 0, 9),
]


def fitted(**changes):
    return build.estimates(THREE, build.model(THREE, **changes))


SIZES = {f"{count} rows": build.many(count) for count in (1, 2, 3, 30, 60)}


VARIANTS = [
    *((f"{count} rows", "weights") for count in (1, 2, 3)),
    *((case, "sections") for case in ("2 rows", "60 rows", "hostile")),
    *((case, "plain") for case in ("1 rows", "2 rows", "30 rows", "hostile")),
]


@pytest.mark.parametrize(("case", "variant"), VARIANTS)
def test_texts_neither_overlap_nor_leave_the_canvas(case, variant):
    estimates = build.hostile() if case == "hostile" else SIZES[case]
    if variant == "sections" and not estimates["subgroups"]:
        estimates = estimates | {"subgroups": {"setting": build.subgroups(estimates, "setting")}}
    figure = forest_plot(
        estimates,
        subgroup="setting" if variant == "sections" else None,
        weights=variant == "weights",
        title=variant == "weights",
    )
    assert overlaps(figure) == []
    assert outside(figure) == []
    assert in_the_plot(figure) == []
    assert min(text.get_fontsize() for text in shown_texts(figure)) >= 7


def test_a_journal_page_is_174_mm_wide_and_height_grows_with_rows():
    sizes = [forest_plot(SIZES[case]).get_size_inches() * 25.4 for case in ("3 rows", "30 rows")]
    assert [size[0] for size in sizes] == pytest.approx([174, 174])
    assert sizes[0][1] < sizes[1][1]


def test_a_figure_too_narrow_for_its_columns_gets_wider():
    figure = forest_plot(fitted(), width_mm=40)
    assert figure.get_size_inches()[0] * 25.4 > 100
    assert overlaps(figure) == []


def test_marks_stand_at_their_numbers():
    figure = forest_plot(fitted(estimate=0.2, ci_low=0.1, ci_high=0.35, pi_low=0.05, pi_high=0.5))
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
    figure = forest_plot(fitted())
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
    figure = forest_plot(build.estimates(rows, build.model(rows)))
    sides = [artist(figure, f"row-{i}-rate").get_markersize() for i in (1, 2)]
    assert sides[0] == pytest.approx(2 * sides[1])


def test_an_interval_beyond_the_axis_ends_in_an_arrow_that_the_footnote_explains():
    rows = [build.row("Adams 2019", 1, 200), build.row("Baker 2020", 2, 190), build.row("C", 0, 5)]
    estimates = build.estimates(rows, build.model(rows))
    figure = forest_plot(estimates)
    upper = figure.axes[0].get_xlim()[1]
    assert upper < 100 * rows[2]["ci_high"]
    assert artist(figure, "row-3-arrow").get_xdata() == [upper]
    assert artist(figure, "row-3-interval").get_xdata()[1] == upper
    assert "row-1-arrow" not in names(figure)
    assert "Arrows" in " ".join(forest_table(estimates).footnotes)
    assert "Arrows" not in " ".join(forest_table(fitted()).footnotes)


def test_no_line_of_no_effect():
    figure = forest_plot(fitted(estimate=0.2))
    verticals = [
        line.get_xdata()[0]
        for line in figure.axes[0].lines
        if len(line.get_xdata()) == 2 and line.get_xdata()[0] == line.get_xdata()[1]
    ]
    assert sorted(verticals) == pytest.approx([0, 20])


def test_one_study_is_not_pooled():
    note = "One study: its own exact interval; nothing is pooled."
    rows = [build.row("Adams 2019", 3, 20)]
    table = forest_table(build.estimates(rows, build.exact(rows, note)))
    assert [row.role for row in table.rows] == ["study"]
    assert table.reference is None
    assert note in table.footnotes
    assert not any(name.endswith("diamond") for name in names(forest_plot(SIZES["1 rows"])))


def test_no_events_at_all():
    rows = [build.row("Adams 2019", 0, 10), build.row("Baker 2020", 0, 55)]
    # exact two-sided limit of 0/65: 1 - 0.025^(1/65) = 5.5 %
    fit = build.exact(rows, "No events.", estimate=0.0, ci_low=0.0, ci_high=0.0552)
    table = forest_table(build.estimates(rows, fit))
    assert table.rows[-1].label.startswith("One common rate")
    assert table.rows[-1].right == ("0.0", "(0.0 to 5.5)")
    figure = forest_plot(build.estimates(rows, fit))
    assert artist(figure, "row-3-diamond").get_xy()[:4, 0] == pytest.approx([0, 0, 5.52, 0])


def test_no_estimate_is_said_and_not_drawn():
    absent = dict.fromkeys(("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "mean", "tau2"))
    estimates = fitted(**absent, converged=False, notes=("No estimate: the fit failed.",))
    table = forest_table(estimates)
    assert table.rows[-1].right[-1] == "no estimate"
    assert "No estimate: the fit failed." in table.footnotes
    assert "reference" not in names(forest_plot(estimates))
    assert not any(name.endswith("diamond") for name in names(forest_plot(estimates)))


def test_an_analysis_without_rows_says_so():
    note = "No row with counts matches this analysis, so nothing was pooled."
    figure = forest_plot(build.estimates([], None, notes=[note]))
    assert [text.get_text() for text in shown_texts(figure)] == [note]
    assert outside(figure) == []


def test_rows_without_pooling_are_grey_and_have_their_reason():
    rows = [*THREE, build.row("Dixon 2022", 4, 10, reason="superseded by Clark 2021")]
    estimates = build.estimates(rows, build.model(rows))
    table = forest_table(estimates)
    assert table.rows[3].muted
    assert table.rows[3].symbol == "†"
    assert "† Not pooled: superseded by Clark 2021." in table.footnotes
    figure = forest_plot(estimates)
    assert artist(figure, "row-4-rate").get_color() != artist(figure, "row-1-rate").get_color()


def test_only_rows_that_are_not_pooled():
    rows = [build.row("Dixon 2022", 4, 10, reason="a letter")]
    figure = forest_plot(build.estimates(rows, None, notes=["Nothing was pooled."]))
    assert overlaps(figure) == []
    assert "row-1-rate" in names(figure)


def test_dollar_signs_are_printed_and_not_typeset():
    figure = forest_plot(build.hostile())
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
    table = forest_table(estimates, subgroup="setting")
    assert [row.label for row in table.rows] == [
        "Second course", "Adams 2019", "Baker 2020", "Pooled rate (2\u00a0studies)",
        "Switch", "Clark 2021", "Not stated", "Dixon 2022",
        "Overall pooled rate (4\u00a0studies)", "95 % prediction interval",
    ]  # fmt: skip
    test = "Test for subgroup differences, likelihood ratio: χ² = 3.79, df = 3, p = 0.29"
    assert table.footnotes[0].startswith(test)
    assert "single row" in table.footnotes[0]
    figure = forest_plot(estimates, subgroup="setting")
    diamond = artist(figure, "row-3-diamond").get_xy()
    assert diamond[1, 0] == pytest.approx(100 * 8 / 45)


def test_unknown_subgroup_is_a_clear_error():
    with pytest.raises(InputError, match=r"no subgroups by “stage”.*“setting”"):
        forest_plot(SIZES["3 rows"], subgroup="stage")


def test_columns_line_up():
    figure = forest_plot(SIZES["30 rows"])
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
    table = forest_table(fitted(level=level) | {"level": level})
    assert header in table.right[1].header
    assert any(f"{header[:4]}" in note for note in table.footnotes)
