"""Fits and profile limits of the binomial-normal model against R, from its inner functions on."""

import math

import numpy as np
import pytest
from references import close, counts, golden

from rechallenge.models.binomial_normal import BinomialNormal, nodes_for
from rechallenge.models.glmm import (
    NoEstimateError,
    beta_given_tau,
    conditional_fit,
    fine_taus,
    fit_glmm,
)
from rechallenge.models.glmm_profile import _climb, best_over_tau, profile_mu, profile_tau

NAMES = (
    "rcc-orr", "melanoma-cr", "nsclc-orr", "two-rows", "many-small-zeros", "two-maxima-ml",
    "extreme-spread", "hine1989-lidocaine", "mostly-all-events", "huge-n", "one-event",
)  # fmt: skip


def model_of(name):
    return BinomialNormal.of(*(np.array(column, float) for column in counts(name)))


@pytest.mark.parametrize("name", NAMES)
def test_fit_and_limits(name):
    told = golden("glmm")["results"][name]
    model = model_of(name)
    fit = fit_glmm(model)
    assert fit.beta[0] == close(told["mu"], rel=1e-8)
    assert fit.tau == close(told["tau"], rel=1e-6)
    assert fit.tau**2 == close(told["tau2"], rel=1e-6)
    se = told["se"] if told["tau2"] > 0 else told["se_conditional"]
    assert float(np.sqrt(fit.covariance[0, 0])) == close(se, rel=1e-6)
    absolute = 1e-13 * max(counts(name)[1]) + 1e-9
    expected = told["log_likelihood_relative_to_saturated"]
    assert fit.log_likelihood == close(expected, absolute=absolute)
    limits = told["profile"]
    low, high = profile_mu(model, fit, level=0.95)
    assert low == close(limits["mu"]["chisq"]["mu_low"], rel=1e-6)
    assert high == close(limits["mu"]["chisq"]["mu_high"], rel=1e-6)
    tau_low, tau_high = profile_tau(model, fit, level=0.95)
    assert tau_low**2 == close(limits["tau2_low"], rel=1e-6)
    assert tau_high**2 == close(limits["tau2_high"], rel=1e-6)


def test_the_common_effect():
    told = golden("glmm")["results"]["rcc-orr"]
    fit = fit_glmm(model_of("rcc-orr"), common_effect=True)
    assert fit.tau == 0
    assert fit.beta[0] == pytest.approx(told["mu_common"], abs=1e-9)
    assert fit.beta[0] == pytest.approx(math.log(34 / 179), abs=1e-10)
    assert fit.covariance[0, 0] == pytest.approx(1 / 34 + 1 / 179, rel=1e-9)
    gain = told["log_likelihood_common"] - told["log_likelihood"]
    expected = told["log_likelihood_relative_to_saturated"] + gain
    assert fit.log_likelihood == pytest.approx(expected, abs=1e-8)
    evaluation, beta = conditional_fit(model_of("rcc-orr"))
    assert beta == pytest.approx(fit.beta)
    assert evaluation.value[0] == pytest.approx(fit.log_likelihood)


def test_nodes_that_were_enough_are_told():
    assert fit_glmm(model_of("hine1989-lidocaine")).nodes == 32
    fit = fit_glmm(model_of("extreme-spread"))
    assert fit.nodes >= nodes_for(1.0)
    model = model_of("extreme-spread")
    here = model.evaluate([fit.beta], [fit.tau], nodes=fit.nodes)
    finer = model.evaluate([fit.beta], [fit.tau], nodes=4 * fit.nodes)
    assert here.value[0] == pytest.approx(finer.value[0], abs=1e-9)
    assert finer.score[0] == pytest.approx([0, 0], abs=1e-7)


def test_the_scan_of_tau_starts_below_what_the_largest_row_shows():
    """Var of 30/100: 1/30.5 + 1/70.5; a fifth of its root; a large row goes lower than 0.1."""
    small = fine_taus(BinomialNormal.of(np.array([1.0, 2]), np.array([4.0, 5])))
    assert small[0] == pytest.approx(0.1, abs=1e-12)
    assert small[-1] == pytest.approx(1.2, abs=1e-12)
    assert small.size == math.ceil(3 * math.log(12)) + 1
    large = fine_taus(BinomialNormal.of(np.array([1.0, 30]), np.array([4.0, 100])))
    assert large[0] == pytest.approx(0.2 * math.sqrt(1 / 30.5 + 1 / 70.5), rel=1e-12)
    assert np.diff(np.log(large)) == pytest.approx(
        np.full(large.size - 1, math.log(1.2 / large[0]) / (large.size - 1))
    )


def test_the_best_intercept_for_several_values_of_tau():
    model = model_of("nsclc-orr")
    taus = np.array([0.3, 1.0, 4.0])
    betas, evaluation = beta_given_tau(model, taus, np.zeros((3, 1)), 128, 1e-11)
    assert evaluation.score[:, 0] == pytest.approx(np.zeros(3), abs=1e-7)
    for tau, beta, value in zip(taus, betas, evaluation.value, strict=True):
        around = model.evaluate(beta + np.array([[-0.01], [0.0], [0.01]]), [tau] * 3, nodes=128)
        assert np.argmax(around.value) == 1
        assert around.value[1] == pytest.approx(value, abs=1e-9)


def test_far_starts_and_two_groups():
    events, totals = np.array([0.0, 30, 2, 40]), np.array([25.0, 30, 40, 41])
    design = np.column_stack([np.ones(4), [0, 1, 0, 1]]).astype(float)
    model = BinomialNormal.of(events, totals, design)
    _, beta = conditional_fit(model)
    assert beta == pytest.approx([math.log(2 / 63), math.log(70 / 1) - math.log(2 / 63)], abs=1e-9)
    far, _ = beta_given_tau(model, np.array([0.5]), np.array([[9.0, -15.0]]), 64, 1e-11)
    near, _ = beta_given_tau(model, np.array([0.5]), beta[None], 64, 1e-11)
    assert far == pytest.approx(near, abs=1e-8)


def test_what_has_no_maximum():
    apart = "the rows are so far apart that the between-study variance has no finite estimate"
    separated = "a group with 0 % or 100 % throughout has no finite estimate"
    with pytest.raises(NoEstimateError) as caught:
        fit_glmm(BinomialNormal.of(np.array([0.0, 10, 0, 7]), np.array([10.0, 10, 8, 7])))
    assert str(caught.value) == apart
    design = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    counted = np.array([0.0, 0, 3, 4]), np.array([10.0, 12, 20, 20])
    for common_effect in (False, True):
        with pytest.raises(NoEstimateError) as caught:
            fit_glmm(BinomialNormal.of(*counted, design), common_effect=common_effect)
        assert str(caught.value) == separated
    with pytest.raises(NoEstimateError) as caught:
        conditional_fit(BinomialNormal.of(np.array([0.0, 0]), np.array([9.0, 8])))
    assert str(caught.value) == separated


@pytest.mark.parametrize("name", ["rcc-orr", "nsclc-orr", "extreme-spread"])
def test_an_interval_at_another_level(name):
    """The likelihood falls by half the 80 % quantile of χ²₁, 1.642374415149819."""
    model = model_of(name)
    fit = fit_glmm(model)
    target = fit.log_likelihood - 1.6423744151498191 / 2
    taus = np.geomspace(0.05, 25, 250)
    for side, mu in zip((-1, 1), profile_mu(model, fit, level=0.8), strict=True):
        assert side * (mu - fit.beta[0]) > 0
        nodes = nodes_for(25.0)
        values = model.log_likelihood(np.full((taus.size, 1), mu), taus, nodes=nodes)
        best = max(values.max(), model.conditional([[mu]]).value[0])
        assert best == pytest.approx(target, abs=5e-3)
        assert best <= target + 1e-7
    low, high = profile_tau(model, fit, level=0.8)
    for tau in (low, high):
        _, evaluation = beta_given_tau(model, np.array([tau]), fit.beta[None], 900, 1e-9)
        assert evaluation.value[0] == pytest.approx(target, abs=1e-7)


def test_limits_beyond_reach():
    model = BinomialNormal.of(np.array([5.0, 0]), np.array([10.0, 4]))
    fit = fit_glmm(model)
    low, _ = profile_mu(model, fit, level=0.9999)
    assert low == -np.inf
    assert profile_tau(model, fit, level=0.9999) == (0.0, None)
    mirrored = BinomialNormal.of(np.array([5.0, 4]), np.array([10.0, 4]))
    _, high = profile_mu(mirrored, fit_glmm(mirrored), level=0.9999)
    assert high == np.inf


def brute(model, mu):
    taus = np.geomspace(1e-2, 60, 250)
    nodes = nodes_for(60.0)
    values = model.log_likelihood(np.full((taus.size, 1), mu), taus, nodes=nodes)
    j = int(np.argmax(values))
    zero = float(model.conditional([[mu]]).value[0])
    return (zero, 0.0) if zero >= values[j] else (float(values[j]), float(taus[j]))


@pytest.mark.parametrize(
    ("name", "mu"),
    [
        ("rcc-orr", -1.7), ("rcc-orr", -3.5), ("rcc-orr", 6.0), ("nsclc-orr", -2.0),
        ("two-maxima-ml", -2.0), ("two-maxima-ml", -6.0), ("hine1989-lidocaine", -2.6),
        ("one-event", -12.0), ("extreme-spread", 0.5), ("extreme-spread", 30.0),
    ],
)  # fmt: skip
def test_the_highest_point_over_tau(name, mu):
    model = model_of(name)
    value, tau, slope = best_over_tau(model, mu)
    best, where = brute(model, mu)
    assert value >= best - 1e-9
    assert value == pytest.approx(best, abs=5e-3)
    assert tau == pytest.approx(where, rel=4e-2)
    if tau > 0:
        at = model.evaluate([[mu]], [tau], nodes=2 * nodes_for(tau))
        assert at.score[0, 1] == pytest.approx(0, abs=1e-3)
        assert at.score[0, 0] == pytest.approx(slope, abs=1e-6)
        assert at.value[0] == pytest.approx(value, abs=1e-9)
    else:
        assert model.conditional([[mu]]).score[0, 0] == pytest.approx(slope, abs=1e-9)


def test_climbing_from_either_side():
    model = model_of("nsclc-orr")
    value, where, slope = best_over_tau(model, -2.0)
    for start in (0.0, 0.2, 1.0, 5.0, 30.0):
        found = _climb(model, -2.0, start, 0.0, 60.0)
        assert found[0] == pytest.approx(value, abs=1e-8)
        assert found[1] == pytest.approx(where, abs=1e-4)
        assert found[2] == pytest.approx(slope, abs=1e-3)
    flat = model_of("hine1989-lidocaine")
    at_zero = flat.conditional([[-2.6]])
    assert _climb(flat, -2.6, 0.0, 0.0, 60.0) == (
        float(at_zero.value[0]), 0.0, float(at_zero.score[0, 0]),
    )  # fmt: skip
    assert _climb(flat, -2.6, 0.5, 0.0, 60.0)[1] == 0
