"""Pooling of many sets of equal size by the beta-binomial model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from rechallenge.bulk.beta_binomial_fit import fit_beta_binomial_batch
from rechallenge.bulk.likelihood_ratios import likelihood_ratios
from rechallenge.effects import Floats, expit
from rechallenge.intervals import normal_quantile, t_quantiles

LEAST_STUDIES = 3
SMALL_GAIN = 1e-4
"""A gain of log-likelihood over the binomial model whose p-value would lose digits."""


def fit_beta_binomial_sets(
    events: Floats, totals: Floats, studies: Floats, *, test: str, level: float
) -> tuple[NDArray[np.bool_], dict[str, Floats]]:
    """Pool R sets of k rows, each with an event and a non-event.

    Parameters
    ----------
    events, totals : ndarray, shape (R, k)
    studies : ndarray, shape (R,)
        Different studies in each set, at least two.
    test : {"t", "z"}
    level : float
        Confidence level, 0-1.

    Returns
    -------
    settled : ndarray of bool, shape (R,)
        False where `pool_beta_binomial` has to look at the set alone: the spread of the rates is
        without end, or all but 0.
    fields : dict of str to ndarray, shape (R,)
        Fields of `PooledEstimate`, NaN where absent.
    """
    fit = fit_beta_binomial_batch(events, totals)
    pi, theta = fit.mean, fit.theta
    df = studies - 1.0
    quantile = t_quantiles(level, df) if test == "t" else normal_quantile(level)
    mu, se = special.logit(pi), np.sqrt(fit.logit_variance)
    low, high = mu - quantile * se, mu + quantile * se
    found = {"mu": mu, "se": se, "mu_low": low, "mu_high": high}
    found |= {"estimate": pi, "ci_low": expit(low), "ci_high": expit(high)}
    found |= {"mean": pi, "mean_low": expit(low), "mean_high": expit(high)}
    if test == "t":
        found["df"] = df
    spread = theta > 0
    alpha, beta = (
        np.divide(share, theta, out=np.ones_like(theta), where=spread) for share in (pi, 1 - pi)
    )
    tail = (1 - level) / 2
    for name, value, limit in (
        ("pi_low", special.betaincinv(alpha, beta, tail), expit(low)),
        ("pi_high", special.betainccinv(alpha, beta, tail), expit(high)),
    ):
        found[name] = np.where(studies >= LEAST_STUDIES, np.where(spread, value, limit), np.nan)
    found["rho"] = theta / (1 + theta)
    common = _binomial(events, totals)
    gain = np.where(spread, np.maximum(0.0, 2 * (fit.log_likelihood - common)), 0.0)
    found |= likelihood_ratios(common, gain, rows=events.shape[1])
    found["log_likelihood"] = fit.log_likelihood
    settled = fit.found & ~(spread & (gain < SMALL_GAIN))
    settled &= np.isfinite(mu) & np.isfinite(se)
    return settled, found


def _binomial(events: Floats, totals: Floats) -> Floats:
    """Log-likelihood under one rate, relative to the saturated model; shape (R,)."""
    x, rest = events.sum(axis=1), (totals - events).sum(axis=1)
    n = totals.sum(axis=1)
    saturated = special.xlogy(events, events / totals) + special.xlogy(
        totals - events, 1 - events / totals
    )
    pooled = special.xlogy(x, x / n) + special.xlogy(rest, 1 - x / n)
    return np.asarray(pooled - saturated.sum(axis=1))
