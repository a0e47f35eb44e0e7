"""Leave-one-out, cumulative, influence, Baujat and meta-regression against R."""

from __future__ import annotations

import numpy as np
import pytest
from golden_values import counts, golden

from rechallenge.analysis.cumulative import cumulative
from rechallenge.analysis.influence import two_stage_influence
from rechallenge.analysis.leave_one_out import leave_one_out
from rechallenge.analysis.subgroups import subgroup_analysis
from rechallenge.models.regression import regress_two_stage
from rechallenge.models.sample import Sample

SETS = list(golden("sensitivity")["results"])
MEASURES = ("PLO", "PAS")


def options(measure):
    return {"method": "inverse-variance", "measure": measure, "test": "z", "engine": False}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", SETS)
def test_leave_one_out(name, measure):
    told = golden("sensitivity")["results"][name][measure]["leave_one_out"]
    series = leave_one_out(Sample.of(*counts(name)), options(measure))
    if len(series) == 2:
        assert {left.result.method for left in series} == {"exact"}
        return
    for left, mu, se, tau2, q in zip(
        series, told["mu"], told["se"], told["tau2"], told["q"], strict=True
    ):
        if left.result.method == "exact":
            continue
        assert left.result.mu == pytest.approx(mu, rel=1e-8, abs=1e-9)
        assert left.result.se == pytest.approx(se, rel=1e-8)
        assert left.result.tau2 == pytest.approx(tau2, rel=1e-8, abs=1e-9)
        assert left.result.q == pytest.approx(q, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", SETS)
def test_cumulative(name, measure):
    told = golden("sensitivity")["results"][name][measure]["cumulative"]
    sample = Sample.of(*counts(name))
    series = cumulative(sample, sample.studies, options(measure))
    compared = 0
    for accrued, mu, se, tau2 in zip(series, told["mu"], told["se"], told["tau2"], strict=True):
        if accrued.result.method == "exact":
            continue
        assert accrued.result.mu == pytest.approx(mu, rel=1e-8, abs=1e-9)
        assert accrued.result.se == pytest.approx(se, rel=1e-8)
        assert accrued.result.tau2 == pytest.approx(tau2, rel=1e-8, abs=1e-9)
        compared += 1
    assert compared >= 1
    assert series[0].result.method == "exact"


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", SETS)
def test_influence_and_baujat(name, measure):
    told = golden("sensitivity")["results"][name][measure]
    found = two_stage_influence(Sample.of(*counts(name)), measure=measure)
    for key, values in told["influence"].items():
        if key == "dfbetas":
            continue
        ours = [getattr(row, key) for row in found]
        for own, value in zip(ours, values, strict=True):
            if value is not None:
                assert own == pytest.approx(value, rel=1e-7, abs=1e-8), key
    for ours_key, key in (("baujat_x", "x"), ("baujat_y", "y")):
        values = told["baujat"][key]
        for row, value in zip(found, values, strict=True):
            if value is not None:
                assert getattr(row, ours_key) == pytest.approx(value, rel=1e-7, abs=1e-8)


def design_of(reference):
    rows = next(d for d in golden("datasets")["datasets"] if d["name"] == reference["dataset"])
    values = [row[reference["column"]] for row in rows["rows"]]
    keep = [value is not None for value in values]
    moderator = np.array([value for value in values if value is not None], dtype=float)
    return keep, np.column_stack([np.ones(moderator.size), moderator])


@pytest.mark.parametrize("index", range(len(golden("sensitivity")["meta_regression"])))
@pytest.mark.parametrize("test", ["z", "knha", "adhoc"])
def test_meta_regression(index, test):
    told = golden("sensitivity")["meta_regression"][index]
    keep, design = design_of(told)
    # Centred moderators keep the digits; the slope is the same, the intercept is moved back.
    centre = design[:, 1].mean()
    centred = design - [0, centre]
    sample = Sample.of(*counts(told["dataset"])).take(keep)
    ours = regress_two_stage(sample, centred, measure=told["measure"], test=test, engine=False)
    expected = told[test]
    assert ours.tau2 == pytest.approx(told["tau2"], rel=1e-7, abs=1e-9)
    assert ours.tau2_without == pytest.approx(told["tau2_without"], rel=1e-7, abs=1e-9)
    if ours.r2 is not None and told["r2"] is not None:
        assert ours.r2 == pytest.approx(told["r2"], rel=1e-6, abs=1e-6)
    assert ours.coefficients[1] == pytest.approx(expected["mu"][1], rel=1e-6, abs=1e-9)
    intercept = ours.coefficients[0] - centre * ours.coefficients[1]
    assert intercept == pytest.approx(expected["mu"][0], rel=1e-6)
    assert ours.standard_errors[1] == pytest.approx(expected["se"][1], rel=1e-7)
    assert ours.statistic == pytest.approx(expected["omnibus"]["statistic"], rel=1e-6, abs=1e-9)
    assert ours.p == pytest.approx(expected["omnibus"]["p"], rel=1e-6)
    low, high = ours.interval(0.95)
    assert low[1] == pytest.approx(expected["mu_low"][1], rel=1e-6, abs=1e-9)
    assert high[1] == pytest.approx(expected["mu_high"][1], rel=1e-6, abs=1e-9)
    assert ours.p_values()[1] == pytest.approx(expected["p"][1], rel=1e-6)
    at = np.array([[1.0, value - centre] for value in expected["predicted"]["at"]])
    predicted = ours.predict(at, level=0.95)
    for key, theirs in (
        ("mu", "mu"), ("se", "se"), ("low", "mu_low"), ("high", "mu_high"),
        ("pi_low", "mu_pi_low"), ("pi_high", "mu_pi_high"),
    ):  # fmt: skip
        assert predicted[key] == pytest.approx(np.array(expected["predicted"][theirs]), rel=1e-6)


def test_the_engine_fits_the_same_regression():
    told = golden("sensitivity")["meta_regression"][0]
    keep, design = design_of(told)
    design = design - [0, design[:, 1].mean()]
    sample = Sample.of(*counts(told["dataset"])).take(keep)
    ours = regress_two_stage(sample, design, measure=told["measure"], test="z")
    assert ours.second_implementation < 1e-6


def subgroups_of(index, *, test, separate):
    told = golden("sensitivity")["subgroups"][index]
    data = next(d for d in golden("datasets")["datasets"] if d["name"] == told["dataset"])
    levels = [row[told["column"]] or "" for row in data["rows"]]
    ours = subgroup_analysis(
        Sample.of(*counts(told["dataset"])),
        levels,
        variable=told["column"],
        options=options(told["measure"]) | {"test": test},
        separate=separate,
    )
    return told, ours, {group.level: group for group in ours.groups}


def without_extremes(told):
    """R adds 0.5 to a level without events; we give it the exact interval of its counts."""
    data = next(d for d in golden("datasets")["datasets"] if d["name"] == told["dataset"])
    sums = {name: [0, 0] for name in told["groups"]}
    for row in data["rows"]:
        if row[told["column"]] in sums:
            sums[row[told["column"]]][0] += row["events"]
            sums[row[told["column"]]][1] += row["total"]
    return all(0 < x < n for x, n in sums.values())


GROUPED = [
    index for index, told in enumerate(golden("sensitivity")["subgroups"]) if without_extremes(told)
]


@pytest.mark.parametrize("test", ["z", "knha"])
@pytest.mark.parametrize("index", GROUPED)
def test_two_stage_subgroups_with_a_common_variance(index, test):
    told, ours, groups = subgroups_of(index, test=test, separate=False)
    expected = told["common"][test]
    assert ours.tau2 == pytest.approx(told["common"]["tau2"], rel=1e-8, abs=1e-9)
    for name, mu, se in zip(told["groups"], expected["mu"], expected["se"], strict=True):
        assert groups[name].mu == pytest.approx(mu, rel=1e-8, abs=1e-9)
        assert groups[name].se == pytest.approx(se, rel=1e-8)
    difference = expected["difference"]
    assert ours.test_statistic == pytest.approx(difference["statistic"], rel=1e-7, abs=1e-9)
    assert ours.test_df == tuple(df for df in difference["df"] if df is not None)
    assert ours.test_p == pytest.approx(difference["p"], rel=1e-7)


@pytest.mark.parametrize("index", GROUPED)
def test_two_stage_subgroups_with_separate_variances(index):
    told, ours, groups = subgroups_of(index, test="z", separate=True)
    expected = told["separate"]
    for i, name in enumerate(told["groups"]):
        assert groups[name].mu == pytest.approx(expected["mu"][i], rel=1e-8, abs=1e-9)
        assert groups[name].se == pytest.approx(expected["se"][i], rel=1e-8)
        assert groups[name].tau2 == pytest.approx(expected["tau2"][i], rel=1e-8, abs=1e-9)
    assert ours.test_statistic == pytest.approx(expected["q_between"], rel=1e-7, abs=1e-9)
    assert ours.test_df == (expected["df"],)
    assert ours.test_p == pytest.approx(expected["p"], rel=1e-7)


def test_most_of_the_grouped_sets_are_compared():
    assert len(GROUPED) >= 16
