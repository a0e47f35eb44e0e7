"""The sentences of a result: known results in, the right words and rounded numbers out."""

from copy import deepcopy

import pytest
from report_documents import analysed, row, rows

from rechallenge.report.quantities import primary_model
from rechallenge.report.sentences import (
    benchmark_sentence,
    flags,
    headline,
    listed,
    mean_sentence,
    overlaps,
    prediction,
)

THREE = analysed(rows((5, 20), (12, 25), (3, 30)))


def test_many_small_zeros():
    counts = ((0, 8), (2, 15), (1, 12), (0, 5), (5, 24), (3, 31), (0, 7), (4, 22))
    document = analysed(rows(*counts), model={"test": "t"})
    assert headline(document) == (
        "In 8 rows from 8 studies (15 of 124 patients) the pooled rate of objective response was "
        "12.1 % (95 % CI 6.7 to 20.9)."
    )
    assert flags(document) == ()


def test_rows_and_studies_are_both_told():
    pooled = [row("Lee 2020", 3, 20, arm="A"), row("Lee 2020", 9, 20, arm="B", line=3)]
    text = headline(analysed([*pooled, row("Kim 2021", 3, 20), row("Roe 2022", 1, 20)]))
    assert text.startswith("In 4 rows from 3 studies (16 of 80 patients) the pooled rate")


def test_one_study_is_not_pooled():
    document = analysed([row("Lee 2020", 3, 20)])
    assert headline(document) == (
        "One study, Lee 2020: 3 of 20 patients had the event, 15.0 % (95 % CI 3.2 to 37.9), exact "
        "interval. Nothing is pooled."
    )
    assert flags(document) == ("one study, nothing pooled",)
    assert prediction(document) == mean_sentence(document) == ""


def test_one_study_without_events():
    assert "0 of 9 patients had the event, 0.0 % (95 % CI 0.0 to 33.6)" in headline(
        analysed([row("Lee 2020", 0, 9)])
    )


def test_no_events_at_all():
    document = analysed(rows((0, 10), (0, 12), (0, 20), (0, 15), (0, 8)))
    assert headline(document) == (
        "In 5 rows from 5 studies, 0 of 65 patients had the event (0.0 %). If one common rate "
        "holds, its exact two-sided 95 % interval is 0.0 to 5.5 %."
    )
    assert flags(document) == ("no model fitted, exact interval",)


def test_two_studies():
    document = analysed(rows((5, 20), (12, 25)))
    assert "37.4 % (95 % CI 13.5 to 65.7)" in headline(document)
    assert prediction(document) == "No prediction interval: it needs at least three studies."
    assert flags(document) == ("only 2 studies",)


def test_few_studies_have_an_uncertain_prediction_interval():
    sentence = prediction(analysed(rows((6, 20), (6, 20), (6, 20))))
    # Published for these data: t(2) interval 11.3 to 59.0, which τ² = 0 makes the prediction's.
    assert sentence.startswith(
        "The true rate of a similar study is expected between 11.3 % and 59.0 %"
    )
    assert sentence.endswith(
        "With fewer than five studies the prediction interval is very uncertain."
    )
    assert "Between-study variance was estimated as 0" in sentence


def test_no_estimate():
    document = analysed(rows((0, 50), (50, 50)))
    assert headline(document) == (
        "In 2 rows from 2 studies (50 of 100 patients) the model reached no estimate: the rows are "
        "so far apart that the between-study variance has no finite estimate."
    )
    assert "no estimate reached" in flags(document)


def test_nothing_to_pool():
    document = analysed([], shown=[(row("Lee 2020", None, 12), "no count given")])
    assert headline(document) == (
        "No row with counts matches this analysis, so nothing was pooled."
    )
    assert flags(document) == ("nothing pooled",)
    assert prediction(document) == mean_sentence(document) == benchmark_sentence(document) == ""


def test_a_freeman_tukey_estimate_behind_its_guard_is_not_told():
    counts = ((4, 100), (0, 4), (0, 10), (0, 7), (0, 1), (0, 3), (1, 6), (1, 7))
    document = analysed(
        rows(*counts),
        model={"method": "inverse-variance", "measure": "PFT", "tau2": "REML", "test": "adhoc"},
    )
    text = headline(document)
    assert "no estimate is shown: the largest total is 26.8 times the harmonic mean" in text
    assert " CI " not in text
    assert "estimate not shown" in flags(document)
    assert prediction(document) == mean_sentence(document) == ""


def test_a_common_effect_model_has_no_prediction_interval():
    for model in (
        {"tau2": "FE"},
        {"method": "inverse-variance", "measure": "PLO", "tau2": "FE", "test": "z"},
    ):
        document = analysed(rows((5, 20), (12, 25), (3, 30)), model=model)
        assert "so it has no prediction interval" in prediction(document)
        assert "the common rate of objective response was" in headline(document)
        assert mean_sentence(document) == ""


@pytest.mark.parametrize(
    ("mean", "told"), [(0.2449, False), (0.245, True), (0.26, True), (0.235, True)]
)
def test_the_mean_is_told_from_half_a_point_on(mean, told):
    document = deepcopy(THREE)
    primary_model(document).update(estimate=0.24, mean=mean, mean_low=0.2, mean_high=0.3)
    sentence = mean_sentence(document)
    assert bool(sentence) is told
    if told:
        assert sentence == (
            "This is the median rate over studies (24.0 %); the mean rate over studies is "
            f"{100 * mean:.1f} % (95 % CI 20.0 to 30.0)."
        )


def test_an_outcome_of_the_reviewer_keeps_its_spelling():
    assert "the pooled rate of “PFS6” was" in headline(THREE | {"outcome": "PFS6"})
    assert "the pooled rate was" in headline(THREE | {"outcome": ""})


def test_other_confidence_levels_are_named():
    document = analysed(rows((5, 20), (12, 25), (3, 30)), model={"level": 0.9})
    assert "(90 % CI " in headline(document)
    assert "90 % prediction interval" in prediction(document)


def test_overlap_counts_studies_not_arms():
    same = [row("Lee 2020", 3, 20, arm=a, overlap_group="KN-1") for a in "AB"]
    assert overlaps(analysed([*same, row("Kim 2021", 3, 20)])) == ()
    shared = [*same, row("Kim 2021", 3, 20, overlap_group="KN-1"), row("Roe 2022", 1, 9)]
    document = analysed(shared)
    assert overlaps(document) == (("KN-1", ("Kim 2021", "Lee 2020")),)
    assert "studies may share patients" in flags(document)


def test_where_a_rate_of_interest_lies():
    counts = ((3, 10), (6, 20), (9, 30), (12, 40), (15, 50), (30, 100))
    inside = benchmark_sentence(analysed(rows(*counts), benchmark=0.25, model={"test": "t"}))
    # Published for these data: t(5) interval 23.1 to 37.9.
    assert inside.startswith("The rate of interest, 25.0 %, lies inside the interval.")
    below = benchmark_sentence(analysed(rows(*counts), benchmark=0.23, model={"test": "t"}))
    assert below.startswith("The rate of interest, 23.0 %, lies below the interval.")
    # Without the largest study the interval must be wider: it reaches below 23 %.
    assert "This changes without" in below
    assert "F 2006" in below
    assert "above the interval" in benchmark_sentence(analysed(rows(*counts), benchmark=0.9))
    assert benchmark_sentence(analysed(rows(*counts))) == ""


def test_names_in_a_sentence():
    assert listed([]) == ""
    assert listed(["A"]) == "A"
    assert listed(["A", "B"]) == "A and B"
    assert listed(["A", "B", "C"]) == "A, B and C"
