from __future__ import annotations

import estimates_builder as build

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.drawn import cumulative_figure, forest_figure, leave_one_out_figure
from rechallenge.figures.forest.series import LEAVE_ONE_OUT
from rechallenge.figures.forest.series_words import series_description
from rechallenge.figures.forest.words import (
    forest_caption,
    forest_description,
    forest_title,
    row_sentence,
)

ROWS = [
    build.row("Adams 2019", 3, 20, arm="ipilimumab", setting="switch"),
    build.row("Baker 2020", 5, 25, arm="overall", setting="switch"),
    build.row("Dixon 2022", 4, 10, reason="a letter"),
]


def analysis():
    model = build.model(ROWS, estimate=0.18, ci_low=0.09, ci_high=0.32, pi_low=0.05, pi_high=0.5)
    whole = build.estimates(ROWS, model)
    whole["leave_one_out"] = build.leave_one_out(whole)
    whole["subgroups"] = {"setting": build.subgroups(whole, "setting")}
    return whole


def test_each_row_is_one_sentence():
    sentences = [row_sentence(row, level=0.95) for row in ROWS]
    assert sentences == [
        "Adams 2019, ipilimumab: 3 of 20 patients, 15.0 % (95 % CI 5.2 to 36.0).",
        "Baker 2020: 5 of 25 patients, 20.0 % (95 % CI 8.9 to 39.1).",
        "Dixon 2022: 4 of 10 patients, 40.0 % (95 % CI 16.8 to 68.7); not pooled: a letter.",
    ]
    assert all(sentence in forest_description(analysis()) for sentence in sentences)


def test_a_row_without_counts():
    row = build.row("Evans 2023", None, 12, reason="no count given")
    assert row_sentence(row, level=0.95) == (
        "Evans 2023: – of 12 patients; not pooled: no count given."
    )


def test_caption_names_rate_interval_model_prediction_and_heterogeneity():
    caption = forest_caption(analysis())
    for part in (
        "Forest plot: Objective response, melanoma.",
        "2 studies, 8 of 45 patients: pooled rate 18.0 % (95 % CI 9.0 to 32.0)",
        "Random-effects logistic model (GLMM, maximum likelihood), t interval (1 df).",
        "expected between 5.0 % and 50.0 % (95 % prediction interval)",
        "Heterogeneity: τ² = 0.40",
    ):
        assert part in caption


def test_caption_by_subgroup_tells_groups_and_test():
    caption = forest_caption(analysis(), subgroup="setting")
    assert forest_title(analysis(), subgroup="setting").endswith(", by setting")
    assert "Switch (2 studies): 17.8 % (95 % CI 9.3 to 31.3)." in caption
    assert "Test for subgroup differences, likelihood ratio: χ² = 3.79," in caption


def test_one_study_is_not_called_pooled():
    caption = forest_caption(build.many(1))
    assert "One study: its own exact interval; nothing is pooled." in caption
    assert "pooled rate" not in caption
    assert "Diamond" not in caption


def test_nothing_pooled_says_why():
    note = "No row with counts matches this analysis, so nothing was pooled."
    assert note in forest_caption(build.estimates([], None, notes=[note]))


def test_leave_one_out_in_words():
    text = series_description(analysis(), LEAVE_ONE_OUT)
    assert text.startswith("Without Adams 2019: 18.0 % (95 % CI 9.0 to 32.0).")
    assert text.endswith("All studies (2 studies): 18.0 % (95 % CI 9.0 to 32.0).")


def test_words_per_1000():
    settings = FigureSettings(per=1000)
    caption = forest_caption(analysis(), settings)
    assert "pooled rate 180 per 1000 (95 % CI 90 to 320)" in caption
    assert "expected between 50 and 500 per 1000 (95 % prediction interval)" in caption
    described = forest_description(analysis(), settings)
    assert "3 of 20 patients, 150 per 1000 (95 % CI 52 to 360)." in described


def test_captions_are_in_the_style_of_the_journal():
    jama = forest_caption(analysis(), FigureSettings(preset="jama"), subgroup="setting")
    assert "pooled rate 18.0% (95% CI, 9.0-32.0)" in jama
    assert "P = .28" in jama or "P = .29" in jama
    bmj = forest_caption(analysis(), FigureSettings(preset="bmj"), subgroup="setting")
    assert "df=3, P=0.29" in bmj


def test_rows_are_described_in_the_order_of_the_figure():
    text = forest_description(analysis(), FigureSettings(order="estimate"))
    assert text.index("Adams 2019") < text.index("Baker 2020") < text.index("Dixon 2022")
    rows = [build.row("High", 9, 10), build.row("Low", 1, 10)]
    whole = build.estimates(rows, build.model(rows))
    assert forest_description(whole, FigureSettings(order="estimate")).startswith("Low")
    assert forest_description(whole).startswith("High")


def test_a_figure_and_its_words_come_together():
    drawn = forest_figure(analysis(), FigureSettings(), subgroup="setting")
    assert drawn.title == "Forest plot: Objective response, melanoma, by setting"
    assert drawn.figure.axes


def test_without_a_series_the_leave_one_out_figure_says_why():
    drawn = leave_one_out_figure(build.many(1), FigureSettings())
    assert drawn.figure.axes == []
    assert "nothing is pooled" in drawn.description
    assert "No leave-one-out" in drawn.caption
    shown = " ".join(text.get_text() for text in drawn.figure.texts)
    assert shown == drawn.description


def test_without_a_series_the_cumulative_figure_says_why():
    drawn = cumulative_figure(build.many(1), FigureSettings())
    assert drawn.figure.axes == []
    assert "No cumulative pooling" in drawn.caption


def test_pages_come_in_their_order():
    drawn = forest_figure(build.many(140), FigureSettings())
    assert drawn.pages == (drawn.figure, *drawn.further)
    assert len(drawn.pages) == 3
