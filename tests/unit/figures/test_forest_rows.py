from __future__ import annotations

from dataclasses import replace

import estimates_builder as build
import pytest

from rechallenge.figures.forest.footnotes import Symbols
from rechallenge.figures.forest.order import ordered
from rechallenge.figures.forest.presets import PRESETS
from rechallenge.figures.forest.rows import (
    axis_title,
    model_entries,
    pooled_entries,
    rate_scale,
    size,
    study_entries,
    summary_label,
)


def entries_of(*table):
    return study_entries(ordered(table, "year"), Symbols())


def rows_of(*table):
    return [entry.row for entry in entries_of(*table)]


def test_arms_stand_below_their_study():
    table = (
        build.row("Robert 2013", 3, 23, arm="ipilimumab + gp100"),
        build.row("Robert 2013", 3, 8, arm="ipilimumab + placebo"),
        build.row("Lebbe 2014", 26, 111, arm="overall"),
        build.row("Menzies 2017", 27, 67, arm="prior ipilimumab irAE"),
    )
    assert [(row.role, row.indent, row.label) for row in rows_of(*table)] == [
        ("study", 0, "Robert 2013"),
        ("arm", 1, "ipilimumab + gp100"),
        ("arm", 1, "ipilimumab + placebo"),
        ("study", 0, "Lebbe 2014"),
        ("study", 0, "Menzies 2017, prior ipilimumab irAE"),
    ]
    heading, first, *_ = entries_of(*table)
    assert heading.heading
    assert heading.counts is None
    assert heading.row.mark is None
    assert first.counts == (3, 23)
    assert first.family == (table[0], table[1])


def test_codes_of_arms_are_written_with_spaces():
    (row,) = rows_of(build.row("van Dijk 2025", 13, 36, arm="initial_ipinivo"))
    assert row.label == "van Dijk 2025, initial ipinivo"


def test_an_unnamed_arm_among_others_is_called_so():
    rows = rows_of(build.row("Robert 2013", 3, 23), build.row("Robert 2013", 3, 8, arm="B"))
    assert [row.label for row in rows] == ["Robert 2013", "arm not named", "B"]


@pytest.mark.parametrize(
    ("row", "symbol"),
    [
        (build.row("A", 1, 9), ""),
        (build.row("A", 1, 9, recovered="from 11 %"), "†"),
        (build.row("A", 1, 9, count_source="derived"), "†"),
        (build.row("A", 1, 9, reason="a letter"), "†"),
        (build.row("A", 1, 9, reason="a letter", count_source="derived"), "†\u2009‡"),
    ],
)
def test_what_a_reader_must_know_has_a_symbol(row, symbol):
    assert rows_of(row)[0].symbol == symbol


def test_a_row_without_counts_has_no_mark():
    (entry,) = entries_of(build.row("A", None, 20, reason="no count given"))
    assert entry.counts == (None, 20)
    assert entry.rate is None
    assert entry.row.mark is None


@pytest.mark.parametrize(
    ("outcome", "per", "title"),
    [
        ("orr", 100, "Objective response, % of patients"),
        ("orr", 1000, "Objective response per 1000 patients"),
        ("myocarditis", 100, "myocarditis, % of patients"),
    ],
)
def test_axis_title_names_outcome_and_unit(outcome, per, title):
    assert axis_title({"outcome": outcome}, per=per) == title


@pytest.mark.parametrize(
    ("studies", "arms", "text"),
    [(1, 1, "1 study"), (20, 20, "20 studies"), (20, 25, "20 studies, 25 arms")],
)
def test_size(studies, arms, text):
    assert size({"studies": studies, "rows": arms}) == text


def test_a_summary_is_broken_between_studies_and_arms_only():
    label = summary_label("Pooled rate", {"studies": 20, "rows": 25})
    assert label.split(" ") == ["Pooled", "rate", "(20\u00a0studies,", "25\u00a0arms)"]


def test_two_studies_have_no_prediction_interval():
    rows = [build.row("A", 5, 20), build.row("B", 12, 25)]
    model = build.model(rows, estimate=0.3737, ci_low=0.1348, ci_high=0.6567, pi_low=None)
    (pooled,) = pooled_entries(build.estimates(rows, model), model)
    assert pooled.row.label == "Pooled rate (2\u00a0studies)"
    assert pooled.counts == (17, 45)
    assert (pooled.rate, pooled.low, pooled.high) == (0.3737, 0.1348, 0.6567)


def test_one_study_of_two_arms_is_summed_not_pooled():
    rows = [build.row("A", 3, 20, arm="x"), build.row("A", 5, 30, arm="y")]
    model = build.exact(rows, "One study with 2 rows.")
    (summed,) = pooled_entries(build.estimates(rows, model), model)
    assert summed.row.label == "Summed counts (1\u00a0study, 2\u00a0arms)"


THREE = [build.row("A", 5, 20), build.row("B", 12, 25), build.row("C", 3, 31)]


@pytest.mark.parametrize(
    ("preset", "labels"),
    [
        ("default", ["Pooled rate (3\u00a0studies)", "95 % prediction interval"]),
        ("revman", ["Total (95%\u00a0CI)", "95% prediction interval"]),
        ("jama", ["Overall (3\u00a0studies)", "95% prediction interval"]),
        ("bmj", ["Overall (3\u00a0studies)", "95% prediction interval"]),
    ],
)
def test_summaries_are_named_in_the_style(preset, labels):
    model = build.model(THREE)
    made = pooled_entries(build.estimates(THREE, model), model, preset=PRESETS[preset])
    assert [entry.row.label for entry in made[:2]] == labels


def test_summed_counts_are_called_so_in_every_style():
    rows = [build.row("A", 0, 20), build.row("B", 0, 25)]
    model = build.exact(rows, "No events.")
    for name in ("revman", "jama", "bmj"):
        (entry,) = pooled_entries(build.estimates(rows, model), model, preset=PRESETS[name])
        assert "summed counts" in entry.row.label


def test_further_models_have_diamonds_of_their_own():
    model = build.model(THREE)
    other = build.model(
        THREE, id="plo-reml-knha", method="inverse-variance", tau2_method="REML",
        interval="knha", estimate=0.25, ci_low=0.2, ci_high=0.31,
    )  # fmt: skip
    whole = build.estimates(THREE, model) | {"models": [model, other]}
    ids = ("glmm", "plo-reml-knha", "plo-reml-knha", "no-such")
    entries, notes = model_entries(whole, ids, Symbols())
    (entry,) = entries
    assert entry.row.label == "Logit, REML"
    assert entry.row.role == "model"
    assert entry.row.mark is not None
    assert (entry.row.mark.low, entry.row.mark.estimate, entry.row.mark.high) == (0.2, 0.25, 0.31)
    assert notes == ("No such model in this analysis: “no-such”; it has glmm, plo-reml-knha.",)


def test_models_of_one_name_are_told_apart_by_their_interval():
    model = build.model(THREE)
    both = [
        build.model(THREE, id=f"plo-reml-{kind}", method="inverse-variance", tau2_method="REML",
                    interval=kind)
        for kind in ("z", "knha")
    ]  # fmt: skip
    whole = build.estimates(THREE, model) | {"models": [model, *both]}
    (entry,), _ = model_entries(whole, ("plo-reml-knha",), Symbols())
    assert entry.row.label == "Logit, REML, Hartung–Knapp"


def test_a_withheld_model_says_why_it_has_no_estimate():
    model = build.model(THREE)
    hidden = dict.fromkeys(("estimate", "ci_low", "ci_high"))
    other = build.model(THREE, id="pft", measure="PFT", method="inverse-variance",
                        notes=("Not to be shown as an estimate: x.",), **hidden)  # fmt: skip
    whole = build.estimates(THREE, model) | {"models": [model, other]}
    symbols = Symbols()
    (entry,), _ = model_entries(whole, ("pft",), symbols)
    assert entry.says == "no estimate"
    assert entry.row.mark is None
    assert symbols.footnotes() == ("† Not to be shown as an estimate: x.",)


def test_credible_intervals_are_called_so():
    model = build.model(THREE)
    other = build.model(THREE, id="bayes", method="bayes", tau2_method="half-normal(0.5)",
                        interval="credible")  # fmt: skip
    whole = build.estimates(THREE, model) | {"models": [model, other]}
    symbols = Symbols()
    (entry,), _ = model_entries(whole, ("bayes",), symbols)
    assert entry.row.symbol == "†"
    assert symbols.footnotes() == ("† The interval is a credible interval.",)


@pytest.mark.parametrize(
    ("per", "estimate", "written"),
    [(100, 0.2, "12.3"), (100, 0.004, "12.3"), (1000, 0.2, "123"), (1000, 0.004, "123.4")],
)
def test_rare_rates_get_a_decimal_per_1000(per, estimate, written):
    whole = build.estimates(THREE, build.model(THREE, estimate=estimate))
    assert rate_scale(whole, per).number(0.1234) == written


def test_presets_differ_in_nothing_but_their_looks():
    assert set(PRESETS) == {"default", "revman", "jama", "bmj"}
    tokens = {"columns", "counts", "weight", "rate", "beside"}
    for preset in PRESETS.values():
        assert sorted((*preset.left, *preset.right)) == sorted(tokens)
        assert replace(preset) == preset
