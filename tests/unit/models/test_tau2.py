"""Estimators of τ² against R, and against the equations they solve."""

import numpy as np
import pytest
from references import counts, golden
from scipy import stats

from rechallenge.effects import effect_sizes
from rechallenge.errors import InputError
from rechallenge.models.tau2 import estimate_tau2, log_likelihood, q_profile

METHODS = ("DL", "HE", "HS", "SJ", "PM", "EB", "ML", "REML", "FE")
SETS = [
    ("rcc-orr", "PLO"), ("rcc-orr", "PAS"), ("melanoma-cr", "PLO"), ("melanoma-cr", "PR"),
    ("two-maxima-ml", "PAS"), ("two-maxima-ml", "PFT"), ("two-maxima-reml", "PLO"),
    ("two-maxima-reml", "PFT"), ("three-equal", "PLO"), ("two-rows", "PLO"),
    ("bcg-control", "PAS"), ("huge-n", "PR"),
]  # fmt: skip
Y = np.array([0.3, -1.1, 0.8, 2.0, -0.4, 1.2])
V = np.array([0.2, 0.5, 0.1, 0.9, 0.35, 0.05])
LINE = np.column_stack([np.ones(6), [0.0, 1.0, -1.0, 2.0, 0.5, 0.7]])


@pytest.mark.parametrize(("name", "measure"), SETS)
def test_against_r(name, measure):
    told = golden("two_stage")["results"][name][measure]
    effects = effect_sizes(*counts(name), measure=measure)
    scale = 1e-9 * float(effects.v.min())
    for method in METHODS:
        ours = estimate_tau2(method, effects.y, effects.v)
        expected = pytest.approx(told["fits"][method]["tau2"], rel=1e-8, abs=scale)
        assert ours == expected, method
        assert isinstance(ours, float)
    limits, ours = told["q_profile"], q_profile(effects.y, effects.v, level=0.95)
    assert ours.empty is limits["empty"]
    if not limits["empty"]:
        assert ours.low == pytest.approx(limits["low"], rel=1e-8, abs=scale)
        assert ours.high == pytest.approx(limits["high"], rel=1e-8)
    else:
        assert (ours.low, ours.high) == (0.0, 0.0)


def projection(tau2, x):
    w = np.diag(1 / (V + tau2))
    return w - w @ x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w


@pytest.mark.parametrize("x", [np.ones((6, 1)), LINE], ids=["intercept", "line"])
class TestByTheEquations:
    """Each estimator with its matrices, on rows whose τ² is far from 0."""

    def test_roots(self, x):
        df = x.shape[0] - x.shape[1]
        for method in ("PM", "EB"):
            tau2 = estimate_tau2(method, Y, V, x)
            assert Y @ projection(tau2, x) @ Y == pytest.approx(df, rel=1e-10)
        tau2 = estimate_tau2("REML", Y, V, x)
        p = projection(tau2, x)
        assert Y @ p @ p @ Y == pytest.approx(np.trace(p), rel=1e-10)
        tau2 = estimate_tau2("ML", Y, V, x)
        p = projection(tau2, x)
        assert Y @ p @ p @ Y == pytest.approx(np.sum(1 / (V + tau2)), rel=1e-10)

    def test_moments(self, x):
        k, df = x.shape[0], x.shape[0] - x.shape[1]
        p = projection(0.0, x)
        q = Y @ p @ Y
        assert estimate_tau2("DL", Y, V, x) == pytest.approx((q - df) / np.trace(p), rel=1e-10)
        assert estimate_tau2("HS", Y, V, x) == pytest.approx((q - k) / np.sum(1 / V), rel=1e-10)
        m = np.eye(k) - x @ np.linalg.inv(x.T @ x) @ x.T
        hedges = (Y @ m @ Y - np.trace(m @ np.diag(V))) / df
        assert estimate_tau2("HE", Y, V, x) == pytest.approx(hedges, rel=1e-10)
        start = np.var(Y)
        sidik = start * (Y @ projection(start, x) @ Y) / df
        assert estimate_tau2("SJ", Y, V, x) == pytest.approx(sidik, rel=1e-10)

    def test_q_profile(self, x):
        df = x.shape[0] - x.shape[1]
        for level in (0.9, 0.5):
            limits = q_profile(Y, V, level=level, x=x)
            alpha = 1 - level
            for tau2, quantile in ((limits.high, alpha / 2), (limits.low, 1 - alpha / 2)):
                q = Y @ projection(tau2, x) @ Y
                assert q == pytest.approx(stats.chi2.ppf(quantile, df), rel=1e-9)
            assert limits.empty is False

    def test_log_likelihood(self, x):
        """Differences to the density of the normal distribution, constants aside."""

        def full(tau2, *, restricted):
            w = np.diag(1 / (V + tau2))
            value = 0.5 * np.log(np.linalg.det(w)) - 0.5 * (Y @ projection(tau2, x) @ Y)
            return value - 0.5 * np.log(np.linalg.det(x.T @ w @ x)) if restricted else value

        taus = np.array([0.0, 0.4, 3.0])
        for restricted in (False, True):
            ours = log_likelihood(Y, V, x, taus, restricted=restricted)
            assert ours.shape == (3,)
            told = [full(t, restricted=restricted) for t in taus]
            assert ours == pytest.approx(told, rel=1e-12)


def test_little_variation_gives_0_or_an_empty_interval():
    flat = np.array([0.1, 0.11, 0.1, 0.12, 0.1, 0.1])
    for method in METHODS:
        if method != "SJ":
            assert estimate_tau2(method, flat, V) == 0.0
    interval = q_profile(flat, V, level=0.95)
    assert (interval.low, interval.high, interval.empty) == (0.0, 0.0, True)


def test_a_lower_limit_of_0():
    """Q at 0 lies between both quantiles of χ²: only the upper limit is a root."""
    y = np.array([0.0, 1.0, 2.2])
    interval = q_profile(y, np.full(3, 0.6), level=0.95)
    assert interval.low == 0.0
    assert interval.high > 1


def test_the_upper_limit_is_found_far_beyond_the_spread():
    """Two rows: Q(τ²) = d²/(2v + 2τ²) = χ²(0.025, 1)."""
    y, v = np.array([0.0, 3.0]), np.array([0.01, 0.01])
    target = stats.chi2.ppf(0.025, 1)
    told = 9 / 2 / target - 0.01
    assert q_profile(y, v, level=0.95).high == pytest.approx(told, rel=1e-9)


def test_as_many_coefficients_as_rows_leave_no_variance():
    for method in METHODS:
        assert estimate_tau2(method, Y[:2], V[:2], LINE[:2]) == 0.0
        assert estimate_tau2(method, Y[:1], V[:1]) == 0.0


def test_scales_far_from_1_are_solved_as_exactly():
    for factor in (1e-4, 1e3):
        for method in ("PM", "ML", "REML"):
            here = estimate_tau2(method, Y, V)
            there = estimate_tau2(method, factor * Y, factor**2 * V)
            assert there == pytest.approx(factor**2 * here, rel=1e-11)


def test_an_unknown_estimator_is_refused():
    with pytest.raises(InputError) as caught:
        estimate_tau2("BM", Y, V)
    assert caught.value.messages == ("unknown estimator of tau2 'BM'",)
