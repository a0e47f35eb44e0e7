"""How the fits get where they get: few steps from far starts, and refuges that still work.

The results alone would not tell a Newton step from a bisection that takes thirty times as long.
"""

import math

import numpy as np
import pytest
from references import close, counts, golden

from rechallenge.models import beta_binomial, glmm, glmm_profile
from rechallenge.models.beta_binomial import _best_mean, _best_means, _refined, _Terms
from rechallenge.models.binomial_normal import BinomialNormal, Evaluation
from rechallenge.models.glmm import (
    _joint_maximum,
    _newton_beta,
    _refine,
    _slope_at_zero,
    _together,
    fit_glmm,
)
from rechallenge.models.glmm_profile import _climb, _crossing, _joint_limits, profile_mu


def model_of(name, design=None):
    return BinomialNormal.of(*(np.array(column, float) for column in counts(name)), design)


@pytest.fixture
def evaluations(monkeypatch):
    """Nodes of each call of `evaluate`."""
    plain, nodes_used = BinomialNormal.evaluate, []

    def counted(self, beta, tau, *, nodes=32):
        nodes_used.append(nodes)
        return plain(self, beta, tau, nodes=nodes)

    monkeypatch.setattr(BinomialNormal, "evaluate", counted)
    return nodes_used


@pytest.mark.parametrize("name", ["rcc-orr", "nsclc-orr", "two-rows", "melanoma-orr"])
def test_the_joint_maximum_takes_few_newton_steps(name, monkeypatch, evaluations):
    told = golden("glmm")["results"][name]
    plain, steps = glmm.beta_given_tau, []

    def counted(model, taus, *rest):
        steps.append(float(taus[0]))
        return plain(model, taus, *rest)

    monkeypatch.setattr(glmm, "beta_given_tau", counted)
    monkeypatch.setattr(glmm, "_together", lambda *_: None)
    low, high = 0.5 * told["tau"], 2.4 * told["tau"]
    beta, tau, _ = _joint_maximum(model_of(name), np.array([told["mu"] + 1]), low, high, 64)
    assert (beta[0], tau) == (close(told["mu"], rel=1e-8), close(told["tau"], rel=1e-8))
    assert steps[0] == pytest.approx(math.sqrt(low * high))
    assert len(steps) <= 6
    assert len(evaluations) <= 14
    steps.clear()
    _, tau, _ = _joint_maximum(model_of(name), np.array([told["mu"]]), 0.0, high, 64)
    assert tau == close(told["tau"], rel=1e-8)
    assert steps[0] == pytest.approx(high / 2)
    assert len(steps) <= 7


@pytest.mark.parametrize("name", ["rcc-orr", "nsclc-orr", "two-rows", "melanoma-orr"])
def test_steps_together_end_where_the_others_do(name, evaluations):
    told = golden("glmm")["results"][name]
    low, high = 0.5 * told["tau"], 2.4 * told["tau"]
    start = np.array([told["mu"] + 0.1])
    beta, tau, _ = _together(model_of(name), start, 1.1 * told["tau"], (low, high), 64)
    assert (beta[0], tau) == (close(told["mu"], rel=1e-8), close(told["tau"], rel=1e-8))
    assert len(evaluations) <= 8
    # Far from the maximum, or with the maximum outside the bounds, they give up.
    assert _together(model_of(name), start + 4, told["tau"], (low, high), 64) is None
    assert _together(model_of(name), start, 3 * told["tau"], (2.9 * told["tau"], 9.0), 64) is None


def test_a_step_in_tau_carries_two_coefficients_along(evaluations):
    told = next(
        t for t in golden("glmm_series")["meta_regression"]
        if t["dataset"] == "debruin2009" and t["moderators"] == ["year"]
    )  # fmt: skip
    model = model_of("debruin2009", np.array(told["design"], float))
    tau = told["tau2"] ** 0.5
    beta, found, _ = _joint_maximum(model, np.array(told["beta"]), 0.5 * tau, 1.9 * tau, 48)
    assert found == pytest.approx(tau, rel=1e-7)
    assert beta == pytest.approx(np.array(told["beta"]), abs=1e-7)
    assert len(evaluations) <= 10


def test_too_few_nodes_are_doubled(monkeypatch, evaluations):
    told = golden("glmm")["results"]["nsclc-orr"]
    monkeypatch.setattr(glmm, "nodes_for", lambda tau: 20)
    model = model_of("nsclc-orr")
    fit = _refine(model, np.array([told["mu"]]), 0.5 * told["tau"], 2 * told["tau"])
    assert (fit.beta[0], fit.tau) == (close(told["mu"], rel=1e-8), close(told["tau"], rel=1e-8))
    assert fit.nodes in (40, 80)
    assert set(evaluations) == {20 * 2**j for j in range(5)} & set(range(2 * fit.nodes + 1))
    assert fit.covariance[0, 0] == close(told["se"] ** 2, rel=1e-6)
    monkeypatch.setattr(glmm, "nodes_for", lambda tau: 4096)
    evaluations.clear()
    fit = _refine(model, fit.beta, 0.9 * told["tau"], 1.2 * told["tau"])
    assert set(evaluations) == {4096}
    assert (fit.nodes, fit.tau) == (4096, close(told["tau"], rel=1e-8))


def test_the_nodes_are_enough_for_the_whole_bracket(monkeypatch):
    asked = []
    monkeypatch.setattr(glmm, "nodes_for", lambda tau: asked.append(tau) or 64)
    model = model_of("rcc-orr")
    start = np.array([-1.76])
    _refine(model, start, 0.2, 1.8)
    _refine(model, start, 0.0, 1.8)
    assert asked == [1.8, 1.8]


def hills(centres):
    """-log cosh(β - c): concave, with a Newton step that overshoots from |β - c| > 1.09."""
    calls = []

    def evaluate(beta):
        gap = beta[:, 0] - centres
        calls.append(beta[:, 0].copy())
        value = -np.logaddexp(gap, -gap)
        score = np.column_stack([-np.tanh(gap), np.zeros_like(gap)])
        hessian = np.zeros((gap.size, 2, 2))
        hessian[:, 0, 0] = -1 / np.cosh(gap) ** 2
        return Evaluation(value, score, hessian)

    return evaluate, calls


def test_newton_steps_are_bounded_and_halved_where_they_fail():
    centres = np.array([0.3, -2.0, 5.0])
    evaluate, calls = hills(centres)
    beta, evaluation = _newton_beta(evaluate, np.array([[0.5], [-3.6], [12.0]]), 1e-10)
    assert beta[:, 0] == pytest.approx(centres, abs=1e-9)
    assert evaluation.value == pytest.approx(np.full(3, -math.log(2)), abs=1e-12)
    assert len(calls) <= 11
    # From 12 the first step is cut to 4, towards the top.
    assert calls[1][2] == pytest.approx(8.0, abs=1e-9)
    # From -3.6 the full step of 3.1·… overshoots to a lower point and is halved.
    slope, bend = math.tanh(1.6), math.cosh(1.6) ** 2
    assert calls[1][1] == pytest.approx(-3.6 + min(4, slope * bend), abs=1e-9)


def test_newton_stops_where_it_starts_at_the_top():
    evaluate, calls = hills(np.array([1.5]))
    beta, _ = _newton_beta(evaluate, np.array([[1.5]]), 1e-10)
    assert beta[0, 0] == 1.5
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("slope", "told"), [(0.5, 0.5), (2e-10, 2e-10), (5e-11, 0.0), (0.0, 0.0), (-0.5, 0.0)]
)
def test_rounding_noise_in_the_slope_at_zero_is_no_slope(slope, told):
    """Noise is what lies below 1e-12 a patient, here below 1e-10."""
    model = BinomialNormal.of(np.array([6.0, 12]), np.array([40.0, 60]))
    at_zero = Evaluation(np.zeros(1), np.array([[7.0, slope]]), np.zeros((1, 2, 2)))
    assert _slope_at_zero(model, at_zero) == told


@pytest.mark.parametrize("side", [-1, 1])
def test_a_crossing_is_bracketed_outwards_and_solved(side):
    seen = []

    def excess(mu):
        seen.append(mu)
        return 4 - (mu - 1) ** 2, -2 * (mu - 1)

    assert _crossing(excess, 1.0, side * 0.25) == pytest.approx(1 + side * 2, abs=1e-9)
    # Outwards by 2·0.25, then by steps that grow by 1.6.
    told = [0.5, 0.5 + 0.8, 0.5 + 0.8 + 1.28]
    assert seen[:3] == pytest.approx([1 + side * gap for gap in told])
    assert len(seen) <= 7


def test_a_crossing_without_a_slope_is_halved():
    seen = []

    def excess(mu):
        seen.append(mu)
        return (1.0 if mu < 0.7 else -1.0), 0.0

    assert _crossing(excess, 0.0, 0.5) == pytest.approx(0.7, abs=1e-12)
    assert seen[:3] == pytest.approx([1.0, 0.5, 0.75])


def test_a_newton_step_out_of_the_bracket_is_halved():
    seen = []

    def excess(mu):
        seen.append(mu)
        value = math.atan(3 * (1.0 - mu)) + 0.001 * (1.0 - mu)
        return value, -3 / (1 + 9 * (1.0 - mu) ** 2) - 0.001

    assert _crossing(excess, -3.4, 4.0) == pytest.approx(1.0, abs=1e-9)
    assert all(-3.4 < mu <= 4.6 for mu in seen)
    assert len(seen) <= 12


@pytest.mark.parametrize("side", [-1, 1])
def test_no_crossing_within_the_largest_logit(side):
    seen = []

    def excess(mu):
        seen.append(mu)
        return 1.0, 0.0

    assert _crossing(excess, 2.0, side * 1.0) == side * np.inf
    assert seen[-1] == side * 36.0
    assert len(seen) == len(set(seen)) <= 7


@pytest.mark.parametrize("name", ["nsclc-orr", "melanoma-orr", "debruin2009"])
def test_both_limits_at_once(name, evaluations):
    told = golden("glmm")["results"][name]["profile"]["mu"]["chisq"]
    model = model_of(name)
    fit = fit_glmm(model)
    evaluations.clear()
    (low, high), _ = _joint_limits(model, fit, fit.log_likelihood - 3.841458820694124 / 2)
    assert (low, high) == (close(told["mu_low"], rel=1e-8), close(told["mu_high"], rel=1e-8))
    assert len(evaluations) <= 7


def test_both_limits_at_once_need_a_between_study_variance():
    model = model_of("hine1989-lidocaine")
    fit = fit_glmm(model)
    assert _joint_limits(model, fit, fit.log_likelihood - 2) is None


@pytest.mark.parametrize("name", ["nsclc-orr", "rcc-orr", "extreme-spread"])
def test_one_limit_at_a_time_gives_the_same(name, monkeypatch, evaluations):
    told = golden("glmm")["results"][name]["profile"]["mu"]["chisq"]
    model = model_of(name)
    fit = fit_glmm(model)
    expected = close(told["mu_low"], rel=1e-7), close(told["mu_high"], rel=1e-7)
    monkeypatch.setattr(glmm_profile, "_joint_limits", lambda *_: None)
    evaluations.clear()
    assert profile_mu(model, fit, level=0.95) == expected
    assert len(evaluations) <= 80
    # A limit inside the interval is found out and mended.
    taus = np.full(2, fit.tau)
    inside = np.array([fit.beta[0] - 0.05, fit.beta[0] + 0.05]), taus
    monkeypatch.setattr(glmm_profile, "_joint_limits", lambda *_: inside)
    assert profile_mu(model, fit, level=0.95) == expected
    # Limits at a τ far from the highest point are not trusted either.
    far = np.array([told["mu_low"] - 0.1, told["mu_high"] + 0.1]), 40 * taus
    monkeypatch.setattr(glmm_profile, "_joint_limits", lambda *_: far)
    assert profile_mu(model, fit, level=0.95) == expected


@pytest.mark.parametrize("name", ["rcc-orr", "melanoma-cr", "nsclc-orr"])
def test_limits_by_the_square_of_t(name):
    told = golden("glmm")["results"][name]
    model = model_of(name)
    low, high = profile_mu(model, fit_glmm(model), level=0.95, df=told["k"] - 1)
    limits = told["profile"]["mu"]["t"]
    assert (low, high) == (close(limits["mu_low"], rel=1e-6), close(limits["mu_high"], rel=1e-6))


def test_climbing_takes_few_steps(evaluations):
    model = model_of("nsclc-orr")
    tops = []
    for start in (0.3, 1.3, 5.0):
        evaluations.clear()
        value, tau, _ = _climb(model, -2.4, start, 0.0, 60.0)
        tops.append((value, tau))
        assert len(evaluations) <= 9
    assert tops[1][0] == pytest.approx(tops[0][0], abs=1e-9)
    assert tops[2][1] == pytest.approx(tops[0][1], abs=1e-5)


@pytest.fixture
def derivatives(monkeypatch):
    """Points at which the beta-binomial likelihood was differentiated."""
    plain, points = _Terms.derivatives, []

    def counted(self, pi, theta):
        points.append((np.asarray(pi).item(), np.asarray(theta).item()))
        return plain(self, pi, theta)

    monkeypatch.setattr(beta_binomial._Terms, "derivatives", counted)
    return points


@pytest.mark.parametrize("start", [0.02, 0.3, 0.9])
def test_the_best_mean_takes_few_newton_steps(start, derivatives):
    terms = _Terms.of(np.array([3.0, 0, 11, 1]), np.array([9.0, 12, 15, 40]))
    pi = _best_mean(terms, 0.2, start)
    assert abs(terms.derivatives(pi, 0.2)[1][0]) < 1e-8
    assert len(derivatives) <= 12
    assert all(0 < point < 1 for point, _ in derivatives)


def test_the_best_mean_at_0_is_the_sum_over_the_sum():
    terms = _Terms.of(np.array([3.0, 0, 11, 1]), np.array([9.0, 12, 15, 40]))
    assert _best_mean(terms, 0.0, 0.5) == pytest.approx(15 / 76, abs=1e-13)


def test_many_best_means_together_are_those_of_each_spread():
    terms = _Terms.of(np.array([3.0, 0, 11, 1]), np.array([9.0, 12, 15, 40]))
    thetas = np.array([0.0, 1e-4, 0.2, 3.0, 500.0])
    together = _best_means(terms, thetas, 0.4)
    assert together == pytest.approx([_best_mean(terms, theta, 0.9) for theta in thetas], rel=1e-10)
    slopes = terms.derivatives(together, thetas)[1][:, 0]
    assert slopes == pytest.approx(np.zeros(5), abs=1e-8)


@pytest.mark.parametrize("name", ["rcc-orr", "nsclc-orr", "melanoma-orr"])
def test_the_best_spread_takes_few_newton_steps(name, derivatives):
    told = golden("beta_binomial")["results"][name]
    terms = _Terms.of(*(np.array(column, float) for column in counts(name)))
    low, high = 0.6 * told["theta"], 1.6 * told["theta"]
    pi, theta = _refined(terms, told["mean"], low, high)
    assert (pi, theta) == (close(told["mean"], rel=1e-9), close(told["theta"], rel=1e-8))
    spreads = list(dict.fromkeys(point for _, point in derivatives))
    assert spreads[0] == pytest.approx((low + high) / 2)
    assert len(spreads) <= 8
    assert len(derivatives) <= 34
