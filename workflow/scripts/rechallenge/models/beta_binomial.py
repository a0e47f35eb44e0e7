"""Pooling by the beta-binomial model, maximum likelihood.

The probability of x events in n is written as a product over single patients (Griffiths 1973,
Biometrics 29:637): Π_{j<x} (π + jθ) Π_{j<n-x} (1 - π + jθ) / Π_{j<n} (1 + jθ), with mean π and
θ = 1/(α + β). Unlike differences of log-gamma functions it loses no digits near θ = 0, where the
model is binomial, and every derivative is a plain sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from rechallenge.effects import Floats, expit
from rechallenge.errors import InputError
from rechallenge.intervals import chi2_tail, normal_quantile, t_quantile
from rechallenge.models.patient_sums import PatientSum
from rechallenge.models.sample import Sample
from rechallenge.results import PooledEstimate

BETA_BINOMIAL_TESTS = ("t", "z")
THETA_SCAN = np.geomspace(1e-6, 1e3, 55)
LEAST_SLOPE = 1e-9
"""The likelihood rises with θ where its slope is larger; smaller ones may be rounding."""

TOLERANCE = 1e-12
MEAN_TOLERANCE = 1e-10
"""Relative size of a step; smaller ones of the mean are rounding where totals are large."""


@dataclass(frozen=True, slots=True)
class BetaBinomialFit:
    """A fitted beta-binomial model.

    Attributes
    ----------
    mean : float
        Mean proportion π, 0-1.
    theta : float
        1/(α + β); 0 is the binomial model.
    logit_variance : float
        Variance of logit π from the joint information; at θ = 0 the binomial one.
    log_likelihood : float
        Relative to the saturated binomial model.
    """

    mean: float
    theta: float
    logit_variance: float
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class _Terms:
    """The three sums of the log-likelihood, and what the saturated model takes off."""

    events: PatientSum
    rest: PatientSum
    totals: PatientSum
    saturated: float

    @classmethod
    def of(cls, events: Floats, totals: Floats) -> _Terms:
        saturated = special.xlogy(events, events / totals) + special.xlogy(
            totals - events, 1 - events / totals
        )
        return cls(
            PatientSum.of(events),
            PatientSum.of(totals - events),
            PatientSum.of(totals),
            float(saturated.sum()),
        )

    def derivatives(self, pi: Floats | float, theta: Floats | float) -> tuple[Any, Floats, Floats]:
        """Log-likelihood, score (…, 2) and Hessian (…, 2, 2) by (π, θ), both of one shape."""
        mean, spread = np.asarray(pi, dtype=float), np.asarray(theta, dtype=float)
        value = np.full(mean.shape, -self.saturated)
        score, hessian = np.zeros((*mean.shape, 2)), np.zeros((*mean.shape, 2, 2))
        for part, start, slope, sign in (
            (self.events, mean, 1.0, 1.0),
            (self.rest, 1 - mean, -1.0, 1.0),
            (self.totals, np.ones(mean.shape), 0.0, -1.0),
        ):
            base = start[..., None] + part.nodes * spread[..., None]
            value = value + sign * (np.log(base) @ part.weights)
            first = sign * part.weights / base
            second = first / base
            score[..., 0] += slope * first.sum(axis=-1)
            score[..., 1] += first @ part.nodes
            hessian[..., 0, 0] -= slope * slope * second.sum(axis=-1)
            hessian[..., 0, 1] -= slope * (second @ part.nodes)
            hessian[..., 1, 1] -= second @ (part.nodes * part.nodes)
        hessian[..., 1, 0] = hessian[..., 0, 1]
        return value, score, hessian


def fit_beta_binomial(events: Floats, totals: Floats) -> BetaBinomialFit | None:
    """Fit by maximum likelihood; None when θ has no finite estimate.

    For a given θ the likelihood is concave in π; θ is scanned for every local maximum.

    Parameters
    ----------
    events, totals : ndarray, shape (k,)
        With at least one event and one non-event.
    """
    terms = _Terms.of(events, totals)
    start = float(events.sum() / totals.sum())
    thetas = np.concatenate([[0.0], THETA_SCAN])
    means = _best_means(terms, thetas, start)
    values, scores, _ = terms.derivatives(means, thetas)
    slopes = scores[:, 1]
    if slopes[-1] > 0 and values[-1] >= values.max() - 1e-6:
        return None
    best = (float(values[0]), start, 0.0)
    for i in np.flatnonzero((slopes[:-1] > LEAST_SLOPE) & (slopes[1:] <= 0)):
        pi, theta = _refined(terms, float(means[i]), float(thetas[i]), float(thetas[i + 1]))
        best = max(best, (float(terms.derivatives(pi, theta)[0]), pi, theta))
    value, pi, theta = best
    information = -terms.derivatives(pi, theta)[2]
    # By logit π: d/dη = π(1-π) d/dπ, and the score by π is 0 at the maximum.
    scale = pi * (1 - pi)
    variance = (
        float(np.linalg.inv(information)[0, 0]) if theta > 0 else 1 / float(information[0, 0])
    )
    return BetaBinomialFit(pi, theta, variance / scale**2, value)


def _best_means(terms: _Terms, thetas: Floats, start: float) -> Floats:
    """Best π for each of T values of θ, by Newton steps that brackets keep inside; shape (T,)."""
    pi = np.full(thetas.size, start)
    low, high = np.zeros(thetas.size), np.ones(thetas.size)
    active = np.arange(thetas.size)
    for _ in range(100):
        at = pi[active]
        _, score, hessian = terms.derivatives(at, thetas[active])
        rising = score[:, 0] > 0
        low[active] = np.where(rising, at, low[active])
        high[active] = np.where(rising, high[active], at)
        step = at - score[:, 0] / hessian[:, 0, 0]
        inside = (low[active] < step) & (step < high[active])
        pi[active] = np.where(inside, step, (low[active] + high[active]) / 2)
        active = active[np.abs(pi[active] - at) > MEAN_TOLERANCE * at]
        if active.size == 0:
            break
    return pi


def _best_mean(terms: _Terms, theta: float, start: float) -> float:
    return float(_best_means(terms, np.array([theta]), start)[0])


def _refined(terms: _Terms, pi: float, low: float, high: float) -> tuple[float, float]:
    theta = (low + high) / 2
    for _ in range(200):
        pi = _best_mean(terms, theta, pi)
        _, score, hessian = terms.derivatives(pi, theta)
        low, high = (theta, high) if score[1] > 0 else (low, theta)
        curvature = hessian[1, 1] - hessian[0, 1] ** 2 / hessian[0, 0]
        target = theta - score[1] / curvature if curvature < 0 else np.inf
        new = target if low < target < high else (low + high) / 2
        if abs(new - theta) <= TOLERANCE * theta:
            return _best_mean(terms, float(new), pi), float(new)
        theta = float(new)
    return pi, theta


def pool_beta_binomial(sample: Sample, *, test: str = "t", level: float = 0.95) -> PooledEstimate:
    """Pool by the beta-binomial model; the estimate is the mean proportion.

    Parameters
    ----------
    sample : Sample
        At least two studies, one event and one non-event.
    test : {"t", "z"}
        Wald interval on the logit of the mean, with studies - 1 degrees of freedom or none.
    level : float
        Confidence level, 0-1.

    Raises
    ------
    InputError
        For an unknown test.
    """
    settings = {
        "id": "beta-binomial",
        "method": "beta-binomial",
        "measure": "PR",
        "tau2_method": "ML",
        "test": test,
        "level": level,
    }
    if test not in BETA_BINOMIAL_TESTS:
        raise InputError(f"unknown test {test!r}; choose one of {', '.join(BETA_BINOMIAL_TESTS)}")
    fit = fit_beta_binomial(sample.events, sample.totals)
    if fit is None:
        return sample.estimate(
            **settings,
            converged=False,
            notes=(
                "No estimate: the rows are so far apart that the spread of the rates has no "
                "finite estimate.",
            ),
        )
    df = None if test == "z" else sample.study_count - 1
    quantile = normal_quantile(level) if df is None else t_quantile(level, df)
    mu, se = float(special.logit(fit.mean)), fit.logit_variance**0.5
    low, high = mu - quantile * se, mu + quantile * se
    binomial = float(
        special.xlogy(sample.events.sum(), sample.events.sum() / sample.totals.sum())
        + special.xlogy(
            (sample.totals - sample.events).sum(),
            1 - sample.events.sum() / sample.totals.sum(),
        )
        - _Terms.of(sample.events, sample.totals).saturated
    )
    q, q_df = max(0.0, -2 * binomial), sample.events.size - 1
    gain = max(0.0, 2 * (fit.log_likelihood - binomial)) if fit.theta > 0 else 0.0
    notes: tuple[str, ...] = ("The estimate is the mean of the rates; mu is its logit.",)
    pi_low = pi_high = None
    if sample.study_count > 2:
        pi_low, pi_high = float(expit(low)), float(expit(high))
        if fit.theta > 0:
            alpha, beta = fit.mean / fit.theta, (1 - fit.mean) / fit.theta
            tail = (1 - level) / 2
            pi_low = float(special.betaincinv(alpha, beta, tail))
            pi_high = float(special.betainccinv(alpha, beta, tail))
        notes += (
            "Its prediction interval holds the estimated beta distribution for true, and is "
            "therefore short when studies are few.",
        )
    return sample.estimate(
        **settings,
        mu=mu,
        se=se,
        mu_low=low,
        mu_high=high,
        estimate=fit.mean,
        ci_low=float(expit(low)),
        ci_high=float(expit(high)),
        interval=test,
        df=df,
        pi_low=pi_low,
        pi_high=pi_high,
        mean=fit.mean,
        mean_low=float(expit(low)),
        mean_high=float(expit(high)),
        rho=fit.theta / (1 + fit.theta),
        q=q,
        q_df=q_df,
        q_p=chi2_tail(q, q_df),
        q_type="LR",
        tau2_lr_p=0.5 * chi2_tail(gain, 1) if gain > 0 else 1.0,
        log_likelihood=fit.log_likelihood,
        notes=notes,
    )
