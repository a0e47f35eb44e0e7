"""Fits and profile limits, against brute-force maximisation of the same likelihood."""

import numpy as np
import pytest
from scipy import optimize

from rechallenge.models.binomial_normal import BinomialNormal, nodes_for
from rechallenge.models.glmm import NoEstimateError, fit_glmm
from rechallenge.models.glmm_profile import profile_mu, profile_tau

SHIPPED_LIKE = ([7, 13, 12, 5, 11, 2], [38, 36, 30, 34, 44, 8])
FAR_APART = ([0, 9, 0, 8, 3], [10, 10, 30, 9, 100])
RARE = ([0, 2, 1, 0, 5, 3, 0, 4], [8, 15, 12, 5, 24, 31, 7, 22])
SETS = [SHIPPED_LIKE, FAR_APART, RARE]
CHI2 = 3.841458820694124


def model_of(events, totals, design=None):
    return BinomialNormal.of(np.array(events, float), np.array(totals, float), design)


def value_at(model, mu, tau):
    if tau < 1e-9:
        return float(model.conditional([[mu]]).value[0])
    return float(model.evaluate([[mu]], [tau], nodes=2 * nodes_for(tau)).value[0])


@pytest.mark.parametrize(("events", "totals"), SETS)
def test_no_point_of_a_fine_grid_is_higher(events, totals):
    model = model_of(events, totals)
    fit = fit_glmm(model)
    assert fit.log_likelihood == pytest.approx(value_at(model, fit.beta[0], fit.tau), abs=1e-9)
    mus = fit.beta[0] + np.linspace(-3, 3, 61)
    taus = np.geomspace(0.02, 12, 60)
    for tau in taus:
        values = model.evaluate(mus[:, None], np.full(61, tau), nodes=2 * nodes_for(tau)).value
        assert values.max() <= fit.log_likelihood + 1e-9


@pytest.mark.parametrize(("events", "totals"), SETS)
def test_profile_limits_drop_by_half_a_chi_square(events, totals):
    model = model_of(events, totals)
    fit = fit_glmm(model)

    def best_tau(mu):
        found = [
            optimize.minimize_scalar(
                lambda t: -value_at(model, mu, t), bounds=bounds, method="bounded",
                options={"xatol": 1e-9},
            ).fun
            for bounds in ((0, 0.5), (0.3, 2), (1.5, 8), (6, 40))
        ]  # fmt: skip
        return -min(found)

    # The square of the 97.5 % quantile of t with 5 degrees of freedom, 2.570582.
    for df, fall in ((None, CHI2), (5, 2.5705818366147395**2)):
        for mu in profile_mu(model, fit, level=0.95, df=df):
            if np.isfinite(mu):
                assert 2 * (fit.log_likelihood - best_tau(mu)) == pytest.approx(fall, abs=1e-6)
    low, high = profile_tau(model, fit, level=0.95)
    for tau in (low, high):
        if tau:
            best = -optimize.minimize_scalar(
                lambda m, tau=tau: -value_at(model, m, tau), bracket=(-3, 0)
            ).fun
            assert 2 * (fit.log_likelihood - best) == pytest.approx(CHI2, abs=1e-6)


def test_the_covariance_is_the_inverse_information():
    model = model_of(*SHIPPED_LIKE)
    fit = fit_glmm(model)
    h = 1e-4

    def score(mu, tau):
        return model.evaluate([[mu]], [tau], nodes=64).score[0]

    mu, tau = fit.beta[0], fit.tau
    information = -np.column_stack(
        [
            (score(mu + h, tau) - score(mu - h, tau)) / (2 * h),
            (score(mu, tau + h) - score(mu, tau - h)) / (2 * h),
        ]
    )
    assert fit.covariance[0, 0] == pytest.approx(np.linalg.inv(information)[0, 0], rel=1e-6)


def test_two_groups_share_one_tau():
    events, totals = [7, 13, 12, 5, 11, 2], [38, 36, 30, 34, 44, 8]
    group = np.array([0, 1, 1, 0, 1, 0])
    design = np.column_stack([group == 0, group == 1]).astype(float)
    fit = fit_glmm(model_of(events, totals, design))
    other = np.column_stack([np.ones(6), group]).astype(float)
    same = fit_glmm(model_of(events, totals, other))
    assert fit.log_likelihood == pytest.approx(same.log_likelihood, abs=1e-9)
    assert fit.beta[1] - fit.beta[0] == pytest.approx(same.beta[1], abs=1e-8)


def test_likelihoods_without_a_maximum_are_refused():
    with pytest.raises(NoEstimateError, match="no finite estimate"):
        fit_glmm(model_of([0, 10, 0, 7], [10, 10, 8, 7]))
    design = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    with pytest.raises(NoEstimateError, match="0 % or 100 % throughout"):
        fit_glmm(model_of([0, 0, 3, 4], [10, 12, 20, 20], design))


def test_single_patients_are_flat_in_tau():
    fit = fit_glmm(model_of([0, 1, 1, 0, 0], [1] * 5))
    assert fit.tau == 0
    assert fit.beta[0] == pytest.approx(np.log(2 / 3), abs=1e-10)


def test_a_limit_that_is_not_reached_is_infinite():
    low, high = profile_mu(
        model_of([5, 0], [10, 4]), fit_glmm(model_of([5, 0], [10, 4])), level=0.9999
    )
    assert np.isneginf(low)
    assert np.isfinite(high) or np.isposinf(high)


def test_maximum_just_beyond_a_point_of_the_scan_is_reached() -> None:
    """The scan, at a rough β, takes the sign of the slope of τ for falling here."""
    model = BinomialNormal.of(np.array([29.0, 3, 3, 4, 13]), np.array([50.0, 11, 23, 8, 41]))
    fit = fit_glmm(model)

    def fall(at: np.ndarray) -> float:
        return -float(model.log_likelihood([[at[0]]], [at[1]], nodes=400)[0])

    peak = optimize.minimize(fall, [0.0, 0.5], method="Nelder-Mead", options={"xatol": 1e-7})
    assert fit.tau == pytest.approx(peak.x[1], abs=2e-6)
    at = model.evaluate(fit.beta[None], [fit.tau], nodes=400)
    assert np.abs(at.score).max() < 1e-10
