"""Which specifications there are, that each is what `pool` gives, and what is told of them."""

import math

import numpy as np
import pytest

from rechallenge.analysis.influence import two_stage_influence
from rechallenge.analysis.specification import specification_entry, variance_shares
from rechallenge.analysis.specification_data import data_sets, furthest_row, inclusion_rules
from rechallenge.config.settings import ModelSettings
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool, pool_sample
from rechallenge.studies import Row

COUNTS = [(7, 38), (13, 36), (12, 30), (5, 34), (2, 8), (9, 21), (0, 12), (1, 3), (6, 19), (4, 25)]
STUDIES = ["a", "b", "b", "c", "d", "e", "f", "g", "h", "i"]
CELLS = [
    {"design": "trial"}, {"design": "trial"}, {"design": "cohort", "count_source": "derived"},
    {"design": "trial", "overlap_group": "G"}, {"design": "cohort", "overlap_group": "G"},
    {"design": "cohort"}, {"design": "trial"}, {"design": ""}, {"design": "cohort"},
    {"design": "<b>alone</b>"},
]  # fmt: skip


def review(counts=COUNTS, studies=STUDIES, cells=CELLS):
    rows = [
        Row(
            file="a.csv", line=2 + i, study_id=study, study=study.upper(), events=x, total=n,
            cells=cell, recovered="from 17 %" if i == 8 else "",
        )
        for i, ((x, n), study, cell) in enumerate(zip(counts, studies, cells, strict=True))
    ]  # fmt: skip
    return Sample.of([x for x, _ in counts], [n for _, n in counts], studies), rows


def entry(model=None, benchmark=None, **changes):
    sample, rows = review(**changes)
    settings = ModelSettings(**(model or {}))
    pooled = sample.combined() if settings.arms == "combine" else sample
    tau2 = "auto" if settings.method == "inverse-variance" and settings.tau2 == "ML" else (
        settings.tau2
    )  # fmt: skip
    result = pool_sample(
        pooled, method=settings.method, measure=settings.measure, tau2=tau2,
        test=settings.test, multilevel=settings.arms == "multilevel",
    )  # fmt: skip
    return result, specification_entry(sample, rows, result, settings, benchmark=benchmark)


def levels(found, choice):
    (names,) = [
        [level["name"] for level in one["levels"]]
        for one in found["choices"]
        if one["name"] == choice
    ]
    return names


def test_rules_for_rows():
    rules = {level.name: kept for level, kept in inclusion_rules(*review())}
    assert rules["all"] == tuple(range(10))
    assert rules["printed"] == (0, 1, 3, 4, 5, 6, 7, 9)
    # Of the group G the larger study stays.
    assert rules["no-overlap"] == (0, 1, 2, 3, 5, 6, 7, 8, 9)
    assert rules["over-3"] == (0, 1, 2, 3, 4, 5, 6, 8, 9)
    assert rules["from-10"] == (0, 1, 2, 3, 5, 6, 8, 9)
    labels = {level.label: kept for level, kept in inclusion_rules(*review())}
    assert labels["Design: trial"] == (0, 1, 3, 6)
    assert labels["Design: <b>alone</b>"] == (9,)


def test_each_data_set_once_and_none_without_sense():
    found = list(data_sets(*review()))
    seen = {(data.rows.name, data.arms.name, data.outliers.name) for data in found}
    assert len(seen) == len(found)
    for data in found:
        assert data.sample.study_count >= 3
        if data.arms.name == "multilevel":
            assert data.sample.study_count < data.sample.events.size
    # Only study b has two arms; without its second row there is nothing to sum.
    assert ("all", "combine", "kept") in seen
    assert ("printed", "separate", "kept") in seen
    assert ("printed", "combine", "kept") not in seen
    # One study alone has the last design.
    assert {name for name, *_ in seen} == {
        "all", "printed", "no-overlap", "over-3", "from-10", "design-2", "design-3",
    }  # fmt: skip


def test_a_rule_that_keeps_all_rows_is_no_other_selection():
    sample, rows = review(COUNTS[:6], STUDIES[:6], [{}] * 6)
    assert {data.rows.name for data in data_sets(sample, rows)} == {"all", "from-10"}
    large = [(x, n + 20) for x, n in COUNTS[:6]]
    sample, rows = review(large, STUDIES[:6], [{}] * 6)
    assert {data.rows.name for data in data_sets(sample, rows)} == {"all"}


def test_the_furthest_row_has_the_largest_deleted_residual():
    sample, _ = review()
    residuals = [abs(row.rstudent) for row in two_stage_influence(sample)]
    assert furthest_row(sample) == int(np.argmax(residuals))
    kept, without = (
        next(
            data.sample
            for data in data_sets(*review())
            if (data.rows.name, data.arms.name, data.outliers.name) == ("all", "separate", name)
        )
        for name in ("kept", "without-furthest")
    )
    gone = np.argmax(residuals)
    assert without.totals.tolist() == np.delete(kept.totals, gone).tolist()


def test_each_specification_is_what_pool_gives():
    _, found = entry()
    sets = {
        (data.rows.name, data.arms.name, data.outliers.name): data.sample
        for data in data_sets(*review())
    }
    checked = set()
    for one in found["specifications"]:
        chosen = one["choices"]
        sample = sets[chosen["rows"], chosen["arms"], chosen["outliers"]]
        key = (chosen["model"], chosen["tau2"], chosen["interval"])
        if key in checked and chosen["rows"] != "design-2":
            continue
        checked.add(key)
        two_stage = chosen["model"] in ("plo", "pas", "pft")
        method = {"method": "inverse-variance" if two_stage else chosen["model"]}
        if chosen["model"] == "multilevel":
            method = {"arms": "multilevel"}
        if two_stage:
            method |= {"measure": chosen["model"].upper(), "tau2": chosen["tau2"]}
        told = pool(
            sample.events, sample.totals, studies=sample.studies, test=chosen["interval"], **method
        )
        assert one["estimate"] == pytest.approx(told.estimate, abs=2e-6)
        assert one["ci_low"] == pytest.approx(told.ci_low, abs=2e-6)
        assert one["ci_high"] == pytest.approx(told.ci_high, abs=2e-6)
        assert (one["rows"], one["studies"]) == (told.rows, told.studies)
    assert len(checked) >= 24


def test_the_list_is_sorted_and_summed_up():
    _, found = entry(benchmark=0.3)
    rates = [one["estimate"] for one in found["specifications"]]
    assert rates == sorted(rates)
    assert (found["lowest"], found["highest"]) == (rates[0], rates[-1])
    assert found["median"] == np.median(rates)
    below = np.mean([one["ci_high"] < 0.3 for one in found["specifications"]])
    above = np.mean([one["ci_low"] > 0.3 for one in found["specifications"]])
    assert (found["share_below"], found["share_above"]) == (below, above)
    assert found["share_open"] == pytest.approx(1 - below - above)
    assert found["benchmark"] == 0.3
    used = {tuple(one["choices"].items()) for one in found["specifications"]}
    assert len(used) == len(rates)
    for choice in found["choices"]:
        named = {one["choices"][choice["name"]] for one in found["specifications"]}
        assert named == set(levels(found, choice["name"]))


def test_levels_have_names_in_words():
    _, found = entry()
    words = {
        level["name"]: level["label"] for choice in found["choices"] for level in choice["levels"]
    }
    assert (words["t"], words["z"], words["ML"]) == (
        "t interval", "Wald interval", "Maximum likelihood",
    )  # fmt: skip
    assert (words["plo"], words["design-2"]) == ("Inverse variance, logit", "Design: cohort")


def test_without_a_benchmark_nothing_is_counted():
    _, found = entry()
    assert [found[key] for key in ("benchmark", "share_below", "share_above", "share_open")] == (
        [None] * 4
    )


@pytest.mark.parametrize(
    ("model", "chosen"),
    [
        ({}, {"model": "glmm", "tau2": "ML", "interval": "profile-t", "arms": "separate"}),
        ({"test": "profile"}, {"model": "glmm", "interval": "profile"}),
        ({"arms": "combine"}, {"model": "glmm", "arms": "combine"}),
        ({"method": "beta-binomial"}, {"model": "beta-binomial", "interval": "t"}),
        (
            {"method": "inverse-variance", "measure": "PLN", "tau2": "SJ", "test": "t"},
            {"model": "pln", "tau2": "SJ", "interval": "t"},
        ),
        ({"method": "inverse-variance", "tau2": "FE", "test": "z"}, {"model": "plo", "tau2": "FE"}),
        ({"tau2": "FE"}, {"model": "glmm", "tau2": "FE", "interval": "z"}),
        ({"arms": "multilevel", "test": "z"}, {"model": "multilevel", "interval": "z"}),
        ({"arms": "multilevel"}, {"model": "multilevel", "arms": "multilevel", "interval": "cr2"}),
        ({"method": "bayes"}, {"model": "bayes", "interval": "credible"}),
    ],
)
def test_the_headline_is_one_of_them_with_its_own_numbers(model, chosen):
    result, found = entry(model)
    (primary,) = [one for one in found["specifications"] if one["primary"]]
    for choice, level in (chosen | {"rows": "all", "outliers": "kept"}).items():
        assert primary["choices"][choice] == level
        assert level in levels(found, choice)
    assert primary["estimate"] == result.estimate
    assert (primary["ci_low"], primary["ci_high"]) == (result.ci_low, result.ci_high)
    used = {tuple(one["choices"].items()) for one in found["specifications"]}
    assert len(used) == len(found["specifications"])


def test_double_arcsines_are_counted_where_they_are_withheld():
    counts = [(15, 100), (4000, 6000), (20, 110), (28, 120), (18, 105)]
    _, found = entry(counts=counts, studies=list("abcde"), cells=[{}] * 5)
    shown = [one for one in found["specifications"] if one["choices"]["model"] == "pft"]
    assert found["withheld"] == 9
    # Without the row furthest from the others the sizes are alike, and nothing is withheld.
    assert {one["choices"]["outliers"] for one in shown} == {"without-furthest"}
    assert any("9 Freeman–Tukey combinations are withheld" in note for note in found["notes"])


def test_combinations_without_an_estimate_are_counted():
    """Rows of 0 and of 100 % have no maximum of the GLMM; its three intervals fail."""
    counts = [(0, 50), (50, 50), (0, 40), (40, 40)]
    _, found = entry(counts=counts, studies=list("abcd"), cells=[{}] * 4)
    assert found["failed"] > 0
    assert any("have no estimate" in note for note in found["notes"])
    assert not any(one["primary"] for one in found["specifications"])


def test_too_few_studies_have_no_curve():
    for number in (1, 2):
        _, found = entry(counts=COUNTS[:number], studies=STUDIES[:number], cells=CELLS[:number])
        assert found == {}
    _, found = entry(counts=COUNTS[1:4], studies=STUDIES[1:4], cells=CELLS[1:4])
    assert found == {}


def test_shares_of_variance_by_hand():
    """Of 1, 2, 5, 8 the squares sum to 30; the halves have means 1.5 and 6.5: 25 of 30."""
    shares = variance_shares([1, 2, 5, 8], [["a", "a", "b", "b"], ["a", "b", "a", "b"], ["a"] * 4])
    assert shares == pytest.approx([25 / 30, 4 / 30, 0], abs=1e-12)
    assert variance_shares([2, 2, 2], [["a", "b", "b"]]) == [0.0]
    assert variance_shares([0.3, 0.3 + 4e-16, 0.3], [["a", "b", "a"]]) == [0.0]


def test_an_interval_moves_no_estimate():
    """Each estimate has the same number of Wald and Hartung-Knapp intervals within its model."""
    _, found = entry()
    two_stage = [one for one in found["specifications"] if one["choices"]["model"] == "plo"]
    logits = [math.log(one["estimate"] / (1 - one["estimate"])) for one in two_stage]
    (share,) = variance_shares(logits, [[one["choices"]["interval"] for one in two_stage]])
    assert share == pytest.approx(0, abs=1e-12)
    told = {share["choice"]: share["share"] for share in found["variance_shares"]}
    assert set(told) == {"model", "tau2", "interval", "rows", "arms", "outliers"}
    assert all(0 <= share <= 1 for share in told.values())
