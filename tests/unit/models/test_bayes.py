"""The Bayesian model against brute-force integration and closed forms."""

import numpy as np
import pytest
from scipy import integrate, special

from rechallenge.errors import InputError
from rechallenge.models.bayes import likelihood_grid, pool_bayes, posterior
from rechallenge.models.sample import Sample

EVENTS, TOTALS = [7, 13, 12, 5, 2], [38, 36, 30, 34, 8]


def brute_force(prior):
    """Posterior means of μ, τ and τ², with normal nodes for u and a plain grid for (μ, τ)."""
    z, w = np.polynomial.hermite_e.hermegauss(120)
    w = w / w.sum()
    mu = np.linspace(-4.5, 2.5, 351)
    tau = np.linspace(0, 6, 1201)
    x, n = np.array(EVENTS), np.array(TOTALS)
    surface = np.empty((tau.size, mu.size))
    for i, t in enumerate(tau):
        p = special.expit(mu[:, None] + t * z)
        rows = [np.log((p**a * (1 - p) ** (b - a)) @ w) for a, b in zip(x, n, strict=True)]
        surface[i] = np.sum(rows, axis=0)
    surface += -np.abs(mu) - 2 * np.log1p(np.exp(-np.abs(mu)))
    scaled = tau / 0.5
    surface += (-0.5 * scaled**2 if prior == "half-normal" else -np.log1p(scaled**2))[:, None]
    density = np.exp(surface - surface.max())
    total = integrate.simpson(integrate.simpson(density, x=mu), x=tau)

    def mean(f):
        return integrate.simpson(integrate.simpson(density * f, x=mu), x=tau) / total

    return mean(mu[None]), mean(tau[:, None])


@pytest.mark.parametrize("prior", ["half-normal", "half-cauchy"])
def test_posterior_means(prior):
    found = posterior(likelihood_grid(Sample.of(EVENTS, TOTALS)), prior)
    mu, tau, _ = found.mean()
    expected_mu, expected_tau = brute_force(prior)
    # The brute-force grid ends at τ = 6, where the half-Cauchy posterior has little left.
    assert mu == pytest.approx(expected_mu, abs=2e-4)
    assert tau == pytest.approx(expected_tau, abs=2e-3)


def test_quantiles_belong_to_the_density():
    found = posterior(likelihood_grid(Sample.of(EVENTS, TOTALS)), "half-normal")
    low, middle, high = found.mu_quantiles(np.array([0.025, 0.5, 0.975]))
    marginal = found.grid.tau_weights @ found.density
    for limit, share in ((low, 0.025), (middle, 0.5), (high, 0.975)):
        inside = found.grid.mu <= limit
        fine = np.append(found.grid.mu[inside], limit)
        values = np.append(marginal[inside], np.interp(limit, found.grid.mu, marginal))
        assert integrate.trapezoid(values, fine) == pytest.approx(share, abs=5e-4)


def test_probabilities_below_points_belong_to_the_quantiles():
    found = posterior(likelihood_grid(Sample.of(EVENTS, TOTALS)), "half-normal")
    shares = np.array([0.01, 0.4, 0.975])
    assert found.mu_below(found.mu_quantiles(shares)) == pytest.approx(shares, abs=1e-9)
    assert found.mu_below(np.array([-99.0, 99.0])).tolist() == [0, 1]
    points = found.predictive_quantiles(shares)
    below, density = found.predictive(points)
    assert below == pytest.approx(shares, abs=1e-8)
    fine = np.linspace(points[0], points[2], 401)
    area = integrate.simpson(found.predictive(fine)[1], x=fine)
    assert area == pytest.approx(0.965, abs=1e-4)
    assert (density > 0).all()


def test_the_mirror_image():
    here = pool_bayes(Sample.of(EVENTS, TOTALS))
    there = pool_bayes(Sample.of([n - x for x, n in zip(EVENTS, TOTALS, strict=True)], TOTALS))
    assert there.mu == pytest.approx(-here.mu, abs=1e-6)
    assert there.tau == pytest.approx(here.tau, abs=1e-6)
    assert there.pi_high == pytest.approx(1 - here.pi_low, abs=1e-6)


def test_shrunken_rates_lie_between_their_own_and_the_pooled_rate():
    found = posterior(likelihood_grid(Sample.of(EVENTS, TOTALS)), "half-normal")
    pooled = special.expit(found.mean()[0])
    shrunken = special.expit(found.shrunken_logits()[0])
    for rate, x, n in zip(shrunken, EVENTS, TOTALS, strict=True):
        low, high = sorted((x / n, pooled))
        assert low - 0.01 < rate < high + 0.01


def test_data_without_a_maximum_likelihood_still_have_a_posterior():
    result = pool_bayes(Sample.of([0, 50], [50, 50]))
    assert result.estimate == pytest.approx(0.5, abs=1e-6)
    assert result.tau > 1


def test_an_unknown_prior_is_refused():
    with pytest.raises(InputError, match="half-normal, half-cauchy"):
        pool_bayes(Sample.of(EVENTS, TOTALS), prior="flat")
