"""Pooling of many sets of equal size by the binomial-normal GLMM."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rechallenge.bulk.glmm_fit import SCAN, BatchFit, fit_batch, pooled_logit
from rechallenge.bulk.glmm_limits import mu_limit, tau_limits
from rechallenge.bulk.likelihood import Batch
from rechallenge.bulk.likelihood_ratios import likelihood_ratios
from rechallenge.effects import Floats, effect_sizes, marginal_proportions, to_proportion
from rechallenge.heterogeneity import typical_variances
from rechallenge.intervals import chi2_quantile, normal_quantile, t_quantiles

LEAST_STUDIES = 3
FINEST_TAU = 0.02
"""Sets so large that τ below this could be told from 0 are left to a scan of their own."""

LARGEST_TAU = 4.8
STILL = 1e-8


def fit_glmm_sets(
    events: Floats,
    totals: Floats,
    studies: Floats,
    tests: NDArray[np.str_],
    *,
    level: float,
    zero_cell: float,
    profiles: bool,
) -> tuple[NDArray[np.bool_], dict[str, Floats]]:
    """Pool R sets of k rows, each with an event and a non-event.

    Parameters
    ----------
    events, totals : ndarray, shape (R, k)
    studies : ndarray, shape (R,)
        Different studies in each set, at least two.
    tests : ndarray of {"z", "t", "profile", "profile-t"}, shape (R,)
    level : float
        Confidence level, 0-1.
    zero_cell : float
        Enters I² only.
    profiles : bool
        Compute profile limits of μ and τ² too.

    Returns
    -------
    settled : ndarray of bool, shape (R,)
        False where the maximum or a profile limit needs more care than a batch takes (`pool_glmm`
        then has to fit the set alone): τ is very large or without end, or could be very small, the
        quadrature is not yet exact, or Newton steps to a limit do not settle.
    fields : dict of str to ndarray, shape (R,)
        Fields of `PooledEstimate`, NaN where absent.
    """
    batch = Batch.of(events, totals)
    settled, fit = checked_fit(batch)
    df = studies - 1.0
    t = t_quantiles(level, df)
    quantile = np.where(tests == "z", normal_quantile(level), t)
    mu, se, tau = fit.mu, fit.se, fit.tau
    low, high = mu - quantile * se, mu + quantile * se
    cutoffs = {"profile": np.full(df.size, chi2_quantile(level)), "profile-t": t * t}
    limits: dict[str, Floats] = {}
    for test, cutoff in cutoffs.items():
        asked = (tests == test) | (profiles and test == "profile")
        own = np.flatnonzero(settled & asked)
        if own.size == 0:
            continue
        part, fitted = batch.take(own), fit.take(own)
        for name, side, bound in (("low", -1, low), ("high", 1, high)):
            limit, known = mu_limit(part, fitted, cutoff[own], side)
            settled[own] &= known
            chosen = tests[own] == test
            bound[own[chosen]] = limit[chosen]
            if test == "profile":
                limits[f"profile_{name}"] = np.full(df.size, np.nan)
                limits[f"profile_{name}"][own] = to_proportion(limit, "PLO")
    found = {"mu": mu, "se": se, "mu_low": low, "mu_high": high, "tau": tau, "tau2": tau * tau}
    for name, value in (("estimate", mu), ("ci_low", low), ("ci_high", high)):
        found[name] = to_proportion(value, "PLO")
    for name, value in (("mean", mu), ("mean_low", low), ("mean_high", high)):
        found[name] = marginal_proportions(value, tau, "PLO")
    found |= limits
    found["df"] = np.where(np.isin(tests, ("t", "profile-t")), df, np.nan)
    reach = t * np.sqrt(tau * tau + se * se)
    for name, value in (("pi_low", mu - reach), ("pi_high", mu + reach)):
        found[name] = np.where(studies >= LEAST_STUDIES, to_proportion(value, "PLO"), np.nan)
    typical = logit_typical_variances(events, totals, zero_cell)
    found |= {"i2": 100 * tau * tau / (tau * tau + typical), "h2": tau * tau / typical + 1}
    if profiles:
        found |= _spread_limits(batch, fit, settled, typical, level)
    common = batch.conditional(pooled_logit(batch)).value
    gain = np.maximum(0.0, 2 * (fit.log_likelihood - common))
    found |= likelihood_ratios(common, gain, rows=events.shape[1])
    found["log_likelihood"] = fit.log_likelihood
    return settled, found


def _spread_limits(
    batch: Batch, fit: BatchFit, settled: NDArray[np.bool_], typical: Floats, level: float
) -> dict[str, Floats]:
    """Profile limits of τ² and I² of the settled sets; NaN where not reached."""
    own = np.flatnonzero(settled)
    found: dict[str, Floats] = {}
    if own.size == 0:
        return found
    limits = tau_limits(batch.take(own), fit.take(own), chi2_quantile(level))
    for side, limit in zip(("low", "high"), limits, strict=True):
        square = np.full(batch.size, np.nan)
        square[own] = np.where(np.isfinite(limit), limit * limit, np.nan)
        found |= {f"tau2_{side}": square, f"i2_{side}": 100 * square / (square + typical)}
    return found


def checked_fit(batch: Batch) -> tuple[NDArray[np.bool_], BatchFit]:
    """Fit data sets with an event and a non-event each; where to trust it, as `fit_glmm_sets`."""
    fit = fit_batch(batch)
    settled = _ordinary(batch) & fit.found & (fit.tau < LARGEST_TAU)
    settled &= _polished(batch, fit)
    return settled, fit


def _ordinary(batch: Batch) -> NDArray[np.bool_]:
    """Tell where the fixed scan of τ is as close as the one that `fit_glmm` makes for each."""
    x, rest = batch.events, batch.totals - batch.events
    smallest = np.sqrt(np.min(1 / (x + 0.5) + 1 / (rest + 0.5), axis=1))
    return np.asarray(0.2 * smallest > min(FINEST_TAU, SCAN[0]))


def _polished(batch: Batch, fit: BatchFit) -> NDArray[np.bool_]:
    """Take one more Newton step at twice the nodes, in place, and tell where it was short."""
    short = np.ones(batch.size, dtype=bool)
    inner = np.flatnonzero(fit.tau > 0)
    if inner.size == 0:
        return short
    at = batch.take(inner).evaluate(fit.mu[inner], fit.tau[inner], refined=True)
    determinant = at.by_mu_mu * at.by_tau_tau - at.by_mu_tau**2
    with np.errstate(divide="ignore", invalid="ignore"):
        by_mu = (at.by_mu_tau * at.by_tau - at.by_tau_tau * at.by_mu) / determinant
        by_tau = (at.by_mu_tau * at.by_mu - at.by_mu_mu * at.by_tau) / determinant
        short[inner] = np.maximum(np.abs(by_mu), np.abs(by_tau)) < STILL
        fit.se[inner] = np.sqrt(-at.by_tau_tau / determinant)
    kept = short[inner]
    fit.mu[inner[kept]] += by_mu[kept]
    fit.tau[inner[kept]] += by_tau[kept]
    fit.log_likelihood[inner] = at.value
    return short


def logit_typical_variances(events: Floats, totals: Floats, zero_cell: float) -> Floats:
    """Typical sampling variance on the logit scale, shape (R,)."""
    effects = effect_sizes(events.ravel(), totals.ravel(), measure="PLO", zero_cell=zero_cell)
    return typical_variances(effects.v.reshape(events.shape))
