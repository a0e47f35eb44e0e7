from __future__ import annotations

import estimates_builder as build
import panels_builder as panels
import pytest
from figure_checks import artist, names, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.specification import MOST_COLUMNS, specification_figure

ROWS = [build.row("Adams 2019", 30, 100), build.row("Baker 2020", 5, 25), build.row("C 21", 9, 25)]
CHOICES = [
    {"name": "model", "label": "Model", "levels": [
        {"name": "glmm", "label": "Random effects"}, {"name": "fe", "label": "Common effect"}]},
    {"name": "rows", "label": "Rows", "levels": [
        {"name": "all", "label": "All"}, {"name": "few", "label": "Design: case_series"}]},
]  # fmt: skip


def entry(estimate, low, high, model, rows, *, primary=False):
    return {
        "estimate": estimate, "ci_low": low, "ci_high": high, "rows": 3, "studies": 3,
        "choices": {"model": model, "rows": rows}, "primary": primary,
    }  # fmt: skip


def whole(**changes):
    curve = {
        "choices": CHOICES,
        "specifications": [
            entry(0.10, 0.05, 0.18, "fe", "few"),
            entry(0.15, 0.08, 0.25, "fe", "all"),
            entry(0.25, 0.12, 0.40, "glmm", "all", primary=True),
        ],
        "failed": 1, "withheld": 0, "benchmark": 0.2, "share_below": 1 / 3, "share_above": 0.0,
        "share_open": 2 / 3, "median": 0.15, "lowest": 0.10, "highest": 0.25,
        "variance_shares": [{"choice": "model", "share": 0.8}, {"choice": "rows", "share": 0.15}],
        "notes": [],
    }  # fmt: skip
    return build.estimates(ROWS, build.model(ROWS)) | {"specification": curve | changes}


def texts(drawn):
    return [text.get_text() for text in shown_texts(drawn.figure)]


def test_estimates_stand_in_their_order_with_intervals():
    figure = specification_figure(whole(), FigureSettings()).figure
    rates = artist(figure, "curve-rates")
    assert rates.get_xdata() == pytest.approx([1, 2, 3])
    assert rates.get_ydata() == pytest.approx([10, 15, 25])
    intervals = artist(figure, "curve-intervals").get_segments()
    assert [segment[:, 1].tolist() for segment in intervals] == [
        pytest.approx([5, 18]), pytest.approx([8, 25]), pytest.approx([12, 40]),
    ]  # fmt: skip
    assert artist(figure, "curve-primary").get_xydata().tolist() == [pytest.approx([3, 25])]
    assert artist(figure, "curve-median").get_ydata() == pytest.approx([15, 15])
    assert artist(figure, "curve-benchmark").get_ydata() == pytest.approx([20, 20])


def test_the_table_marks_the_choices_of_each_specification():
    figure = specification_figure(whole(), FigureSettings()).figure
    cells = artist(figure, "choices-map").get_array().filled(0.0)
    # lines of five steps: Model, Random effects, Common effect, Rows, All, Reported counts
    assert cells[2::5].tolist() == [
        [0, 0, 0], [0, 0, 1], [1, 1, 0], [0, 0, 0], [0, 1, 1], [1, 0, 0],
    ]  # fmt: skip
    assert artist(figure, "choices-primary").get_xydata().tolist() == [[3, 1], [3, 4]]


def test_names_and_shares_of_the_choices():
    shown = texts(specification_figure(whole(), FigureSettings()))
    assert {
        "Model",
        "Random effects",
        "Rows",
        "Design: case series",
        "80",
        "15",
        "Share, %",
    } <= set(shown)


def test_findings_in_words():
    drawn = specification_figure(whole(), FigureSettings())
    for part in (
        "3 specifications: rates from 10.0 to 25.0 %, median 15.0 %.",
        "above it in 0.0 % of the specifications, below it in 33.3 %, and across it in 66.7 %",
    ):
        assert part in drawn.caption
        assert part in drawn.description
    assert "Left out: 1 specification could not be fitted." in drawn.caption
    assert "Model, Common effect: 2 specifications, 10.0 to 15.0 %." in drawn.description
    assert "Rows, Design: case series: 1 specification, 10.0 to 10.0 %." in drawn.description


def test_the_notes_of_the_results_stand_in_the_caption():
    drawn = specification_figure(
        whole(notes=["One combination has no estimate."]), FigureSettings()
    )
    assert drawn.caption.endswith("One combination has no estimate.")
    assert "Left out" not in drawn.caption


def test_without_benchmark_or_primary():
    entries = [one | {"primary": False} for one in whole()["specification"]["specifications"]]
    shares = dict.fromkeys(("benchmark", "share_below", "share_above", "share_open"))
    drawn = specification_figure(whole(specifications=entries, **shares), FigureSettings())
    assert not {"curve-benchmark", "curve-primary", "choices-primary"} & names(drawn.figure)
    assert "enchmark" not in drawn.caption
    assert "primary analysis" not in texts(drawn)


def test_an_interval_that_is_not_known_is_not_drawn_longer_than_its_rate():
    entries = [entry(0.1, None, None, "fe", "all"), entry(0.2, 0.1, 0.3, "glmm", "all")]
    figure = specification_figure(whole(specifications=entries), FigureSettings()).figure
    first = artist(figure, "curve-intervals").get_segments()[0]
    assert first[:, 1] == pytest.approx([10, 10])


def test_of_many_specifications_one_column_stands_for_several():
    found = build.estimates(ROWS, build.model(ROWS))
    drawn = specification_figure(
        found | {"specification": panels.specification()}, FigureSettings()
    )
    cells = artist(drawn.figure, "choices-map").get_array().filled(0.0)
    assert cells.shape[1] == MOST_COLUMNS
    # each column belongs to one level of every choice: shares of a choice add up to 1
    models = cells[2::5][1:4]
    assert models.sum(axis=0) == pytest.approx([1.0] * MOST_COLUMNS)
    assert "one column stands for several" in drawn.caption
    assert len(drawn.figure.findobj()) < 400
