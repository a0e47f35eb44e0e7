"""Bayesian binomial-normal model by deterministic quadrature: no sampling, no seed.

The prior of the median rate is uniform (a standard logistic distribution of its logit μ). The
prior of τ is half-normal or half-Cauchy with scale 0.5 (Röver et al. 2021, Res Synth Methods
12:448). τ is integrated by Gauss-Legendre nodes on the scale of the half-Cauchy distribution
function, μ by the trapezoidal rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import interpolate, optimize, special

from rechallenge.effects import Floats, expit
from rechallenge.errors import InputError
from rechallenge.models.binomial_normal import BinomialNormal, nodes_for
from rechallenge.models.sample import Sample
from rechallenge.results import PooledEstimate

PRIORS = ("half-normal", "half-cauchy")
SCALE = 0.5
TAU_NODES = 64
MU_POINTS = 321
DROP = 32.0
EDGE_TAUS = (0.02, 0.3, 1.0, 3.0)


@dataclass(frozen=True, slots=True)
class LikelihoodGrid:
    """Log-likelihood over μ and τ, which all priors share.

    Attributes
    ----------
    mu : ndarray, shape (m,)
        Evenly spaced logits.
    tau, tau_weights : ndarray, shape (t,)
        Nodes and weights for integrals over τ in 0 to infinity.
    log_likelihood : ndarray, shape (t, m)
    model : BinomialNormal
    """

    mu: Floats
    tau: Floats
    tau_weights: Floats
    log_likelihood: Floats
    model: BinomialNormal


@dataclass(frozen=True, slots=True)
class Posterior:
    """Posterior of μ and τ on the grid.

    Attributes
    ----------
    grid : LikelihoodGrid
    density : ndarray, shape (t, m)
        Sums to 1 with the weights of τ and the spacing of μ.
    """

    grid: LikelihoodGrid
    density: Floats

    @property
    def _mass(self) -> Floats:
        """Probability of each cell of the grid."""
        step = float(self.grid.mu[1] - self.grid.mu[0])
        return np.asarray(self.density * self.grid.tau_weights[:, None] * step)

    def mu_quantiles(self, probabilities: Floats) -> Floats:
        """Quantiles of μ, from a spline through its marginal density."""
        marginal = self.grid.tau_weights @ self.density
        return _quantiles(self.grid.mu, marginal, probabilities)

    def tau_quantiles(self, probabilities: Floats) -> Floats:
        """Quantiles of τ, by interpolation of its density between the nodes."""
        step = float(self.grid.mu[1] - self.grid.mu[0])
        marginal = self.density.sum(axis=1) * step
        # On the scale of the nodes the density is smooth down to τ = 0 and up to infinity. Without
        # a seed SciPy shuffles the nodes, and the last digits with them.
        s = 2 / np.pi * np.arctan(self.grid.tau / SCALE)
        jacobian = SCALE * np.pi / 2 / np.cos(np.pi / 2 * s) ** 2
        polynomial = interpolate.BarycentricInterpolator(s, marginal * jacobian, rng=0)
        fine = np.linspace(0, 1, 2001)
        density = np.maximum(polynomial(fine), 0.0)
        return np.asarray(SCALE * np.tan(np.pi / 2 * _quantiles(fine, density, probabilities)))

    def mean(self) -> tuple[float, float, float]:
        """Posterior means of μ, of τ and of the mean rate over studies."""
        mass = self._mass
        rates = _mean_rates(self.grid.mu, self.grid.tau)
        return (
            float(mass.sum(axis=0) @ self.grid.mu),
            float(mass.sum(axis=1) @ self.grid.tau),
            float(np.sum(mass * rates)),
        )

    def predictive_quantiles(self, probabilities: Floats) -> Floats:
        """Quantiles of the true logit of a similar study."""
        mass, mu, tau = self._mass, self.grid.mu, self.grid.tau

        def below(x: float) -> float:
            return float(np.sum(mass * special.ndtr((x - mu[None]) / tau[:, None])))

        low, high = float(mu[0]) - 1e5, float(mu[-1]) + 1e5
        return np.array(
            [
                optimize.brentq(lambda x, q=q: below(x) - q, low, high, xtol=1e-10)
                for q in probabilities
            ]
        )

    def mu_below(self, points: Floats) -> Floats:
        """Probability that μ lies below each point, shape (G,)."""
        mu, marginal = self.grid.mu, self.grid.tau_weights @ self.density
        cumulative = interpolate.CubicSpline(mu, marginal).antiderivative()
        share = cumulative(np.clip(points, mu[0], mu[-1])) / cumulative(mu[-1])
        return np.asarray(np.clip(share, 0.0, 1.0))

    def predictive(self, points: Floats) -> tuple[Floats, Floats]:
        """Probability below, and density at, points of the true logit of a similar study; (G,)."""
        mass, mu, tau = self._mass, self.grid.mu, self.grid.tau[:, None]
        # A normal curve narrower than the spacing of μ would leave gaps between the points.
        width = np.maximum(tau, mu[1] - mu[0])
        scaled = mass / (width * np.sqrt(2 * np.pi))
        below, density = np.empty(points.size), np.empty(points.size)
        for i, point in enumerate(points):
            away = point - mu[None]
            below[i] = np.sum(mass * special.ndtr(away / tau))
            density[i] = np.sum(scaled * np.exp(-0.5 * (away / width) ** 2))
        return below, density

    def shrunken_logits(self) -> tuple[Floats, Floats]:
        """Posterior mean and standard deviation of the true logit of each row, both (k,)."""
        mass = self._mass
        mean = np.zeros(self.grid.model.events.size)
        square = np.zeros_like(mean)
        for i, tau in enumerate(self.grid.tau):
            kept = np.flatnonzero(mass[i] > 1e-12)
            if kept.size:
                logits, squares = self.grid.model.row_logits(
                    self.grid.mu[kept, None], np.full(kept.size, tau), nodes=nodes_for(float(tau))
                )
                mean += mass[i, kept] @ logits
                square += mass[i, kept] @ squares
        return mean, np.sqrt(np.maximum(square - mean * mean, 0.0))


def likelihood_grid(sample: Sample) -> LikelihoodGrid:
    """Evaluate the likelihood where any posterior can have mass.

    Parameters
    ----------
    sample : Sample
        At least one event and one non-event.
    """
    model = BinomialNormal.of(sample.events, sample.totals)
    nodes, weights = np.polynomial.legendre.leggauss(TAU_NODES)
    s = (nodes + 1) / 2
    tau = SCALE * np.tan(np.pi / 2 * s)
    jacobian = SCALE * np.pi / 2 / np.cos(np.pi / 2 * s) ** 2
    mu = np.linspace(*_range(model), MU_POINTS)
    values = np.full((tau.size, mu.size), -np.inf)
    for i, t in enumerate(tau):
        values[i] = model.log_likelihood(
            mu[:, None], np.full(mu.size, t), nodes=nodes_for(float(t))
        )
        # The likelihood falls for ever once τ is far above its estimate.
        if (values[i] + _log_prior_mu(mu)).max() < values.max() - DROP:
            break
    return LikelihoodGrid(mu, tau, weights / 2 * jacobian, values, model)


def posterior(grid: LikelihoodGrid, prior: str) -> Posterior:
    """Combine the likelihood with a prior of τ.

    Raises
    ------
    InputError
        For an unknown prior.
    """
    if prior not in PRIORS:
        raise InputError(f"unknown prior {prior!r}; choose one of {', '.join(PRIORS)}")
    scaled = grid.tau / SCALE
    log_tau = -0.5 * scaled**2 if prior == "half-normal" else -np.log1p(scaled**2)
    log_density = grid.log_likelihood + _log_prior_mu(grid.mu) + log_tau[:, None]
    density = np.exp(log_density - log_density.max())
    step = float(grid.mu[1] - grid.mu[0])
    return Posterior(grid, density / float(grid.tau_weights @ density.sum(axis=1) * step))


def pool_bayes(
    sample: Sample,
    *,
    prior: str = "half-normal",
    level: float = 0.95,
    grid: LikelihoodGrid | None = None,
) -> PooledEstimate:
    """Pool by the Bayesian model; the estimate is the posterior median of the median rate.

    Parameters
    ----------
    sample : Sample
        At least two studies, one event and one non-event.
    prior : {"half-normal", "half-cauchy"}
        Of τ, with scale 0.5.
    level : float
        Probability of the credible and the prediction interval, 0-1.
    grid : LikelihoodGrid, optional
        From `likelihood_grid`, when several priors share it.

    Raises
    ------
    InputError
        For an unknown prior.
    """
    result = posterior(likelihood_grid(sample) if grid is None else grid, prior)
    named = f"{prior.replace('cauchy', 'Cauchy')}({SCALE:g})"
    tail = (1 - level) / 2
    probabilities = np.array([0.5, tail, 1 - tail])
    mu, low, high = (float(q) for q in result.mu_quantiles(probabilities))
    tau, tau_low, tau_high = (float(q) for q in result.tau_quantiles(probabilities))
    new_low, new_high = (float(q) for q in result.predictive_quantiles(probabilities[1:]))
    return sample.estimate(
        id=f"bayes-{prior}",
        method="bayes",
        measure="PLO",
        tau2_method=named,
        test="credible",
        level=level,
        mu=mu,
        mu_low=low,
        mu_high=high,
        estimate=float(expit(mu)),
        ci_low=float(expit(low)),
        ci_high=float(expit(high)),
        interval="credible",
        pi_low=float(expit(new_low)),
        pi_high=float(expit(new_high)),
        mean=result.mean()[2],
        tau2=tau**2,
        tau2_low=tau_low**2,
        tau2_high=tau_high**2,
        tau=tau,
        notes=(
            f"Priors: {named} for τ, standard logistic for μ (uniform for the median "
            "rate). Estimate and τ are posterior medians, the intervals are credible intervals.",
        ),
    )


def _log_prior_mu(mu: Floats) -> Floats:
    return np.asarray(-np.abs(mu) - 2 * np.log1p(np.exp(-np.abs(mu))))


def _range(model: BinomialNormal) -> tuple[float, float]:
    """Logits beyond which the posterior is negligible for any τ."""
    mu = np.linspace(-40, 40, 321)
    prior = _log_prior_mu(mu)
    profiles = np.array(
        [
            model.log_likelihood(mu[:, None], np.full(mu.size, t), nodes=max(48, nodes_for(t)))
            + prior
            for t in EDGE_TAUS
        ]
    )
    inside = np.flatnonzero((profiles > profiles.max() - DROP).any(axis=0))
    return float(mu[max(inside[0] - 1, 0)]), float(mu[min(inside[-1] + 1, mu.size - 1)])


def _mean_rates(mu: Floats, tau: Floats) -> Floats:
    """Rates averaged over N(μ, τ²), shape (t, m)."""
    z = np.linspace(-8.5, 8.5, 201)
    weights = np.exp(-z * z / 2)
    weights /= weights.sum()
    return np.array([expit(mu[:, None] + t * z) @ weights for t in tau])


def _quantiles(points: Floats, density: Floats, probabilities: Floats) -> Floats:
    """Quantiles of a density given at points, through the integral of a cubic spline."""
    cumulative = interpolate.CubicSpline(points, density).antiderivative()
    total = float(cumulative(points[-1]))
    values = cumulative(points) / total
    found = []
    for q in probabilities:
        j = int(np.clip(np.searchsorted(values, q), 1, points.size - 1))
        found.append(
            optimize.brentq(
                lambda x, q=q: float(cumulative(x)) / total - q,
                points[j - 1],
                points[j],
                xtol=1e-13,
            )
        )
    return np.array(found)
