"""Meta-regressions against R, and their messages."""

import math

import numpy as np
import pytest
from references import counts, golden
from scipy import stats

from rechallenge.effects import effect_sizes
from rechallenge.errors import InputError
from rechallenge.models import regression
from rechallenge.models.pymare_adapter import EngineFit
from rechallenge.models.regression import (
    Regression,
    check_design,
    knapp_hartung_f,
    regress_glmm,
    regress_two_stage,
)
from rechallenge.models.sample import Sample


def reference(name, moderators, family="meta_regression"):
    for told in golden(family)["results" if family == "meta_regression" else "meta_regression"]:
        if (told["dataset"], told["moderators"]) == (name, moderators):
            sample = Sample.of(*counts(name)).take(np.array(told["rows"]) - 1)
            return told, sample, np.array(told["design"], dtype=float)
    raise LookupError(name)


def near(value, rel=1e-6):
    return pytest.approx(np.array(value, dtype=float), rel=rel, abs=1e-9)


CASES = [
    ("debruin2009", ["year", "group"], "PLO", "REML"),
    ("melanoma-cr", ["year"], "PLO", "DL"),
    ("melanoma-grade3-ae", ["year"], "PAS", "PM"),
    ("nielweise2007-control", ["year"], "PLO", "REML"),
]


@pytest.mark.parametrize(("name", "moderators", "measure", "method"), CASES)
@pytest.mark.parametrize("test", ["z", "knha", "adhoc"])
def test_two_stage_against_r(name, moderators, measure, method, test):
    told, sample, design = reference(name, moderators)
    fit = told["measures"][measure][method]
    expected = fit["tests"][test]
    ours = regress_two_stage(sample, design, measure=measure, tau2=method, test=test, engine=False)
    k, p = design.shape
    assert ours.tau2 == near(fit["tau2"])
    assert ours.tau2_without == near(fit["tau2_without"])
    assert ours.r2 == near(fit["r2"])
    assert ours.coefficients == near(fit["beta"])
    assert ours.standard_errors == near(expected["se"])
    assert ours.covariance == near(expected["covariance"])
    assert ours.statistic == near(expected["qm"])
    assert ours.p == near(expected["qm_p"])
    assert ours.test == ("Wald" if test == "z" else "F")
    assert ours.test_df == ((p - 1,) if test == "z" else (p - 1, k - p))
    assert ours.df == (None if test == "z" else k - p)
    assert ours.second_implementation is None
    low, high = ours.interval(0.95)
    assert (low, high) == (near(expected["low"]), near(expected["high"]))
    assert ours.p_values() == near(expected["p"])
    predicted = ours.predict(np.array(told["points"], dtype=float), level=0.95)
    for key, theirs in (
        ("mu", "mu"), ("se", "se"), ("low", "mu_low"), ("high", "mu_high"),
        ("pi_low", "mu_pi_low"), ("pi_high", "mu_pi_high"),
    ):  # fmt: skip
        assert predicted[key] == near(expected["predicted"][theirs]), key


@pytest.mark.parametrize(
    ("name", "moderators"),
    [
        ("debruin2009", ["year", "group"]),
        ("nielweise2007-control", ["year"]),
        ("dorn2007-placebo", ["year"]),
    ],
)
def test_glmm_against_r(name, moderators):
    told, sample, design = reference(name, moderators, "glmm_series")
    ours = regress_glmm(sample, design)
    k, p = design.shape
    assert ours.coefficients == near(told["beta"])
    assert ours.standard_errors == near(told["se"], rel=1e-5)
    assert ours.covariance == near(told["covariance"], rel=1e-4)
    assert ours.tau2 == near(told["tau2"], rel=1e-5)
    assert ours.tau2_without == near(told["null"]["tau2"], rel=1e-5)
    assert ours.statistic == near(told["lr"])
    assert ours.p == near(told["p"])
    assert (ours.test, ours.test_df, ours.df) == ("LR", (p - 1,), k - p)
    assert ours.second_implementation is None
    share = 100 * (1 - told["tau2"] / told["null"]["tau2"])
    assert ours.r2 == near(max(0.0, share), rel=1e-4)


def test_the_glmm_counts_studies_and_keeps_one_degree_of_freedom():
    events, totals = [7, 13, 12, 5, 11, 2], [38, 36, 30, 34, 44, 8]
    design = np.column_stack([np.ones(6), [0, 1, 1, 0, 1, 0]]).astype(float)
    four = regress_glmm(Sample.of(events, totals, list("AABCDD")), design)
    assert four.df == 2
    two = regress_glmm(Sample.of(events, totals, list("AAABBB")), design)
    assert two.df == 1


def test_the_defaults_are_logit_reml_knapp_hartung_with_the_engine():
    told, sample, design = reference("debruin2009", ["year", "group"])
    expected = told["measures"]["PLO"]["REML"]["tests"]["knha"]
    ours = regress_two_stage(sample, design)
    assert ours.standard_errors == near(expected["se"], rel=1e-4)
    assert ours.second_implementation is not None
    assert 0 <= ours.second_implementation < 1e-5
    assert regress_two_stage(sample, design, tau2="PM").second_implementation is None


def test_the_zero_cell_correction_is_passed_on():
    sample = Sample.of([0, 4, 9, 7], [12, 20, 30, 40])
    design = np.column_stack([np.ones(4), [0.0, 1.0, 2.0, 4.0]])
    half, small = (
        regress_two_stage(sample, design, tau2="FE", test="z", zero_cell=c, engine=False)
        for c in (0.5, 0.1)
    )
    effects = effect_sizes(sample.events, sample.totals, zero_cell=0.1)
    w = np.diag(1 / effects.v)
    told = np.linalg.solve(design.T @ w @ design, design.T @ w @ effects.y)
    assert small.coefficients == near(told)
    assert abs(half.coefficients[0] - small.coefficients[0]) > 0.1
    assert half.r2 is None


def faked(monkeypatch, tau2, coefficients):
    def fit(method, y, v, x):
        return EngineFit(tau2, np.array(coefficients), np.eye(len(coefficients)))

    monkeypatch.setattr(regression, "engine_fit", fit)


def test_a_second_implementation_that_differs_is_not_taken(monkeypatch):
    told, sample, design = reference("debruin2009", ["year"])
    fit = told["measures"]["PLO"]["REML"]
    faked(monkeypatch, fit["tau2"] + 0.5, fit["beta"])
    ours = regress_two_stage(sample, design)
    assert ours.second_implementation == pytest.approx(0.5, abs=1e-7)
    assert ours.tau2 == pytest.approx(fit["tau2"], rel=1e-8)
    faked(monkeypatch, fit["tau2"] - 1e-6, fit["beta"])
    near_by = regress_two_stage(sample, design)
    assert near_by.tau2 == fit["tau2"] - 1e-6
    assert near_by.second_implementation == pytest.approx(1e-6, abs=1e-9)
    faked(monkeypatch, fit["tau2"], [fit["beta"][0], fit["beta"][1] + 0.25])
    assert regress_two_stage(sample, design).second_implementation == pytest.approx(0.25, abs=1e-6)


def test_the_f_statistic_alone():
    told, sample, design = reference("debruin2009", ["year", "group"])
    effects = effect_sizes(sample.events, sample.totals)
    for method in ("REML", "DL"):
        expected = told["measures"]["PLO"][method]["tests"]["knha"]["qm"]
        ours = knapp_hartung_f(effects.y, effects.v, design, tau2=method)
        assert ours == pytest.approx(expected, rel=1e-7)
    default = told["measures"]["PLO"]["REML"]["tests"]["knha"]["qm"]
    assert knapp_hartung_f(effects.y, effects.v, design) == pytest.approx(default, rel=1e-7)


def test_rows_on_the_fitted_line():
    """Logits 0, log 2 and log 4: nothing is left that Hartung and Knapp could scale by."""
    sample = Sample.of([10, 20, 40], [20, 30, 50])
    design = np.column_stack([np.ones(3), [0.0, 1.0, 2.0]])
    with pytest.raises(InputError) as caught:
        regress_two_stage(sample, design, engine=False)
    assert caught.value.messages == (
        "every row lies on the fitted line, so the Hartung–Knapp standard errors are 0",
    )
    effects = effect_sizes(sample.events, sample.totals)
    assert knapp_hartung_f(effects.y, effects.v, design) == math.inf
    for test in ("z", "adhoc"):
        ours = regress_two_stage(sample, design, test=test, engine=False)
        assert ours.coefficients == near([0.0, math.log(2)])
        assert ours.statistic == pytest.approx((math.log(2) / ours.standard_errors[1]) ** 2)


def simple(df):
    return Regression(
        coefficients=np.array([1.0, -0.5]),
        standard_errors=np.array([0.5, 0.25]),
        covariance=np.array([[0.25, 0.02], [0.02, 0.0625]]),
        df=df,
        tau2=0.3,
        tau2_without=0.5,
        r2=40.0,
        test="F",
        statistic=4.0,
        p=0.1,
        test_df=(1, 4),
    )


def test_quantiles_of_intervals_and_predictions():
    t = stats.t.ppf(0.95, 4)
    low, high = simple(4).interval(0.9)
    assert low == near([1 - 0.5 * t, -0.5 - 0.25 * t])
    assert high == near([1 + 0.5 * t, -0.5 + 0.25 * t])
    assert simple(4).p_values() == near(2 * stats.t.sf([2, 2], 4))
    assert simple(None).p_values() == near(2 * stats.norm.sf([2, 2]))
    assert simple(None).interval(0.9)[1][0] == pytest.approx(1 + 0.5 * stats.norm.ppf(0.95))
    variance = 0.25 + 2 * 3 * 0.02 + 9 * 0.0625
    predicted = simple(4).predict(np.array([[1.0, 3.0]]), level=0.9)
    assert predicted["mu"] == near([-0.5])
    assert predicted["se"] == near([math.sqrt(variance)])
    assert predicted["low"] == near([-0.5 - t * math.sqrt(variance)])
    assert predicted["high"] == near([-0.5 + t * math.sqrt(variance)])
    assert predicted["pi_low"] == near([-0.5 - t * math.sqrt(variance + 0.3)])
    assert predicted["pi_high"] == near([-0.5 + t * math.sqrt(variance + 0.3)])


def test_designs_that_cannot_be_fitted():
    sample = Sample.of([1, 2, 3], [5, 6, 7])
    square = np.array([[1.0, 0, 1], [1, 1, 0], [1, 2, 5]])
    constant = np.array([[1.0, 2], [1, 2], [1, 2]])
    for fit in (regress_two_stage, regress_glmm):
        with pytest.raises(InputError) as caught:
            fit(sample, square)
        assert caught.value.messages == (
            "3 rows are too few for 3 coefficients; use fewer moderators",
        )
        with pytest.raises(InputError) as caught:
            fit(sample, constant)
        assert caught.value.messages == (
            "the moderators say the same in these rows (one is constant or follows from the "
            "others); leave one out",
        )
    check_design(np.array([[1.0, 2], [1, 2], [1, 3]]))
