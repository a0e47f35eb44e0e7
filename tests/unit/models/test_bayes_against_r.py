"""The Bayesian model against R's integration of the same posterior, and the result's fields."""

import math
from functools import cache

import numpy as np
import pytest
from references import counts, golden
from scipy import stats

from rechallenge.effects import expit
from rechallenge.errors import InputError
from rechallenge.models.bayes import (
    MU_POINTS,
    TAU_NODES,
    _log_prior_mu,
    _mean_rates,
    _quantiles,
    likelihood_grid,
    pool_bayes,
    posterior,
)
from rechallenge.models.sample import Sample

NAMES = ("two-rows", "one-event", "rcc-orr")


@pytest.fixture(scope="module")
def grid_of():
    """Each grid is made once, when a test first asks for it."""
    return cache(lambda name: likelihood_grid(Sample.of(*counts(name))))


@pytest.mark.parametrize("prior", ["half-normal", "half-cauchy"])
@pytest.mark.parametrize("name", NAMES)
def test_posteriors_against_r(grid_of, name, prior):
    told = golden("bayes")["results"][name][prior.replace("-", "_")]
    found = posterior(grid_of(name), prior)
    probabilities = np.array([0.025, 0.5, 0.975])
    # The half-Cauchy posterior of one event has a tail that leaves the nodes only slowly.
    heavy = (name, prior) == ("one-event", "half-cauchy")
    for quantiles, key, tolerance in (
        (found.mu_quantiles(probabilities), "mu", 1.5e-5),
        (found.tau_quantiles(probabilities), "tau", 2e-7),
    ):
        expected = [told[key]["q025"], told[key]["median"], told[key]["q975"]]
        assert quantiles == pytest.approx(expected, abs=5e-4 if heavy else tolerance), key
    mu, tau, _ = found.mean()
    tolerance = 2e-4 if heavy else 1e-7
    assert mu == pytest.approx(told["mu"]["mean"], abs=tolerance)
    assert tau == pytest.approx(told["tau"]["mean"], abs=tolerance)


@pytest.mark.parametrize("prior", ["half-normal", "half-cauchy"])
def test_the_density_sums_to_1(grid_of, prior):
    found = posterior(grid_of("rcc-orr"), prior)
    step = found.grid.mu[1] - found.grid.mu[0]
    assert float(found.grid.tau_weights @ found.density.sum(axis=1) * step) == pytest.approx(1)
    assert float(found._mass.sum()) == pytest.approx(1, abs=1e-12)


def test_predictive_quantiles_and_mean_rate(grid_of):
    """Draws from the posterior on the grid, stratified, stand for a similar study."""
    found = posterior(grid_of("rcc-orr"), "half-normal")
    mass, mu, tau = found._mass, found.grid.mu, found.grid.tau
    low, middle, high = found.predictive_quantiles(np.array([0.025, 0.5, 0.975]))
    for limit, share in ((low, 0.025), (middle, 0.5), (high, 0.975)):
        below = stats.norm.cdf(limit, mu[None], tau[:, None])
        assert float(np.sum(mass * below)) == pytest.approx(share, abs=1e-8)
    assert found.mean()[2] == pytest.approx(float(np.sum(mass * _mean_rates(mu, tau))), abs=1e-12)


def test_mean_rates_by_another_rule():
    z, w = np.polynomial.hermite_e.hermegauss(100)
    mu, tau = np.array([-2.0, 0.0, 1.0]), np.array([0.1, 1.5])
    told = [[float(w @ expit(m + t * z) / w.sum()) for m in mu] for t in tau]
    assert _mean_rates(mu, tau) == pytest.approx(np.array(told), abs=1e-8)


def test_shrunken_logits_by_brute_force():
    """Posterior mean and deviation of each row's logit, with normal nodes and a plain grid."""
    events, totals = [2, 9], [12, 15]
    mean, deviation = posterior(
        likelihood_grid(Sample.of(events, totals)), "half-normal"
    ).shrunken_logits()
    z, w = np.polynomial.hermite_e.hermegauss(60)
    mu = np.linspace(-8, 8, 161)[:, None]
    nodes, weights = np.polynomial.legendre.leggauss(40)
    total, first, second = 0.0, np.zeros(2), np.zeros(2)
    for tau, weight in zip(2 * (nodes + 1), weights, strict=True):
        eta = mu + tau * z
        rows = [
            w * np.exp(x * eta - n * np.logaddexp(0, eta))
            for x, n in zip(events, totals, strict=True)
        ]
        masses = [row.sum(axis=1) for row in rows]
        prior = weight * stats.logistic.pdf(mu[:, 0]) * math.exp(-0.5 * (tau / 0.5) ** 2)
        both = masses[0] * masses[1] * prior
        total += both.sum()
        for i, row in enumerate(rows):
            first[i] += float(both @ ((row * eta).sum(axis=1) / masses[i]))
            second[i] += float(both @ ((row * eta**2).sum(axis=1) / masses[i]))
    assert mean == pytest.approx(first / total, abs=1e-6)
    told = np.sqrt(second / total - (first / total) ** 2)
    assert deviation == pytest.approx(told, abs=1e-6)


def test_the_prior_of_the_median_rate_is_uniform():
    mu = np.array([-800.0, -1.3, 0.0, 2.0])
    assert _log_prior_mu(mu) == pytest.approx(stats.logistic.logpdf(mu), rel=1e-12)


def test_quantiles_of_a_known_density():
    points = np.linspace(-9, 9, 401)
    probabilities = np.array([0.001, 0.3, 0.5, 0.999])
    ours = _quantiles(points, 7 * stats.norm.pdf(points), probabilities)
    assert ours == pytest.approx(stats.norm.ppf(probabilities), abs=1e-6)
    unit = np.linspace(0, 1, 50)
    assert _quantiles(unit, np.ones(50), np.array([0.0, 0.2, 1.0])) == pytest.approx(
        [0, 0.2, 1], abs=1e-12
    )


def test_the_grid_covers_the_posterior(grid_of):
    for grid in (grid_of("rcc-orr"), grid_of("two-rows")):
        assert grid.mu.shape == (MU_POINTS,)
        assert grid.tau.shape == grid.tau_weights.shape == (TAU_NODES,)
        assert np.diff(grid.mu) == pytest.approx(np.full(MU_POINTS - 1, grid.mu[1] - grid.mu[0]))
        density = posterior(grid, "half-cauchy").density
        assert density[:, [0, -1]].max() < 1e-8 * density.max()
        # The nodes integrate the half-Cauchy distribution, and the half-normal one.
        cauchy = 2 / (math.pi * 0.5) / (1 + (grid.tau / 0.5) ** 2)
        assert float(grid.tau_weights @ cauchy) == pytest.approx(1, abs=1e-12)
        normal = 2 * stats.norm.pdf(grid.tau, scale=0.5)
        assert float(grid.tau_weights @ normal) == pytest.approx(1, abs=1e-10)


def test_log_likelihoods_of_the_grid(grid_of):
    grid = grid_of("rcc-orr")
    for i, j in ((0, 120), (20, 60), (32, 180)):
        told = grid.model.evaluate([[grid.mu[j]]], [grid.tau[i]], nodes=200).value[0]
        assert grid.log_likelihood[i, j] == pytest.approx(told, abs=1e-9)


@pytest.mark.parametrize("prior", ["half-normal", "half-cauchy"])
def test_every_field(grid_of, prior):
    told = golden("bayes")["results"]["rcc-orr"][prior.replace("-", "_")]
    sample = Sample.of(*counts("rcc-orr"))
    ours = pool_bayes(sample, prior=prior, grid=grid_of("rcc-orr"))
    assert (ours.id, ours.method, ours.measure) == (f"bayes-{prior}", "bayes", "PLO")
    named = {"half-normal": "half-normal(0.5)", "half-cauchy": "half-Cauchy(0.5)"}[prior]
    assert (ours.tau2_method, ours.test) == (named, "credible")
    assert (ours.interval, ours.level, ours.df) == ("credible", 0.95, None)
    assert (ours.rows, ours.studies, ours.events, ours.total) == (4, 4, 34, 213)
    mu, tau = told["mu"], told["tau"]
    assert (ours.mu, ours.se) == (pytest.approx(mu["median"], abs=1e-5), None)
    assert ours.mu_low == pytest.approx(mu["q025"], abs=1e-5)
    assert ours.mu_high == pytest.approx(mu["q975"], abs=1e-5)
    assert ours.estimate == pytest.approx(told["estimate"]["median"], abs=2e-6)
    assert ours.ci_low == pytest.approx(told["estimate"]["q025"], abs=2e-6)
    assert ours.ci_high == pytest.approx(told["estimate"]["q975"], abs=2e-6)
    assert ours.tau == pytest.approx(tau["median"], rel=2e-6)
    assert ours.tau2 == pytest.approx(tau["median"] ** 2, rel=4e-6)
    assert ours.tau2_low == pytest.approx(tau["q025"] ** 2, rel=1e-5)
    assert ours.tau2_high == pytest.approx(tau["q975"] ** 2, rel=4e-6)
    found = posterior(grid_of("rcc-orr"), prior)
    new = expit(found.predictive_quantiles(np.array([0.025, 0.975])))
    assert [ours.pi_low, ours.pi_high] == pytest.approx(list(new), abs=1e-9)
    assert ours.mean == pytest.approx(found.mean()[2], abs=1e-12)
    assert ours.notes == (
        f"Priors: {named} for τ, standard logistic for μ (uniform for the median rate). "
        "Estimate and τ are posterior medians, the intervals are credible intervals.",
    )


def test_a_grid_that_is_given_is_used(grid_of):
    told = golden("bayes")["results"]["two-rows"]["half_normal"]
    ours = pool_bayes(Sample.of([1, 1], [9, 9]), grid=grid_of("two-rows"))
    assert ours.mu == pytest.approx(told["mu"]["median"], abs=1e-5)
    assert ours.total == 18


def test_the_defaults_and_another_level():
    sample = Sample.of(*counts("two-rows"))
    ours = pool_bayes(sample)
    told = golden("bayes")["results"]["two-rows"]["half_normal"]
    assert (ours.id, ours.level) == ("bayes-half-normal", 0.95)
    assert ours.mu_low == pytest.approx(told["mu"]["q025"], abs=1.5e-5)
    narrow = pool_bayes(sample, level=0.8)
    assert ours.mu_low < narrow.mu_low < narrow.mu < narrow.mu_high < ours.mu_high
    found = posterior(likelihood_grid(sample), "half-normal")
    assert [narrow.mu_low, narrow.mu_high] == pytest.approx(
        list(found.mu_quantiles(np.array([0.1, 0.9]))), abs=1e-10
    )


def test_an_unknown_prior_is_refused(grid_of):
    with pytest.raises(InputError) as caught:
        posterior(grid_of("two-rows"), "flat")
    assert caught.value.messages == (
        "unknown prior 'flat'; choose one of half-normal, half-cauchy",
    )
