"""Analyses for a review that names none."""

from rechallenge.config import read_settings, with_default_analyses
from rechallenge.config.paths import slug_problem


def test_one_analysis_per_outcome_with_the_model_of_the_review():
    settings = read_settings({"model": {"method": "inverse-variance"}}, name="c")
    made = with_default_analyses(settings, ["orr", "grade3_ae", "Quality of life"])
    assert [(a.slug, a.outcome, a.label) for a in made.analyses] == [
        ("orr", "orr", "Objective response"),
        ("grade3-ae", "grade3_ae", "Adverse events of grade 3 or higher"),
        ("quality-of-life", "Quality of life", "Quality of life"),
    ]
    assert {a.model.tau2 for a in made.analyses} == {"REML"}


def test_data_without_outcomes_are_one_analysis():
    made = with_default_analyses(read_settings({}, name="c"), [""])
    assert [(a.slug, a.outcome, a.label) for a in made.analyses] == [
        ("all-studies", None, "All studies")
    ]


def test_rows_without_an_outcome_are_apart_where_others_have_one():
    made = with_default_analyses(read_settings({}, name="c"), ["", "orr"])
    assert [(a.slug, a.outcome) for a in made.analyses] == [("no-outcome", ""), ("orr", "orr")]


def test_names_of_folders_are_safe_and_unique():
    outcomes = ["ORR", "orr", "orr!", "con", "日本", "中国", "x" * 50, "x" * 51, "../evil"]
    made = with_default_analyses(read_settings({}, name="c"), outcomes).analyses
    slugs = [a.slug for a in made]
    assert len(set(slugs)) == len(outcomes)
    assert all(slug_problem(slug) is None for slug in slugs)
    assert [a.outcome for a in made] == outcomes


def test_named_analyses_are_left_alone():
    settings = read_settings({"analyses": {"a": {"outcome": "orr"}}}, name="c")
    assert with_default_analyses(settings, ["orr", "dcr"]) is settings
