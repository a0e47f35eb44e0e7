"""Profile likelihood of μ for many data sets at once: deviances at a value, and limits."""

from __future__ import annotations

import numpy as np

from rechallenge.bulk.glmm_fit import SCAN, BatchFit, followed, slope_at_zero
from rechallenge.bulk.likelihood import Batch
from rechallenge.effects import Floats

FARTHEST_LOGIT = 10.0
"""A limit beyond this is taken as 0 % or 100 %, from which it differs by 0.005 points."""

GROWTH = 1.6
TAU_TOLERANCE = 1e-6
LIMIT_TOLERANCE = 1e-7


def best_over_tau(batch: Batch, mu: Floats) -> tuple[Floats, Floats]:
    """Highest log-likelihood over τ at fixed μ, and its slope by μ; both of shape (R,).

    Every local maximum that a scan of τ shows is refined.
    """
    at_zero = batch.conditional(mu)
    taus = np.array([0.0, *SCAN])
    slopes = np.full((batch.size, taus.size), -1.0)
    slopes[:, 0] = slope_at_zero(batch, at_zero)
    best, by_mu = at_zero.value.copy(), at_zero.by_mu.copy()
    active = np.arange(batch.size)
    for j, tau in enumerate(SCAN):
        terms = batch.take(active).evaluate(mu[active], np.full(active.size, tau), scan=True)
        slopes[active, j + 1] = terms.by_tau
        better = terms.value > best[active]
        best[active[better]] = terms.value[better]
        by_mu[active[better]] = terms.by_mu[better]
        active = active[followed(j, terms.value, best[active], terms.by_tau)]
        if active.size == 0:
            break
    sets, positions = np.nonzero((slopes[:, :-1] > 0) & (slopes[:, 1:] <= 0))
    if sets.size:
        values, scores = _climb(batch.take(sets), mu[sets], taus[positions], taus[positions + 1])
        for j in np.argsort(values, kind="stable"):
            if values[j] > best[sets[j]]:
                best[sets[j]], by_mu[sets[j]] = values[j], scores[j]
    return best, by_mu


def deviance(batch: Batch, fit: BatchFit, mu: float, *, enough: float) -> Floats:
    """Twice the fall of the profile log-likelihood from its maximum to μ; shape (R,).

    Where the likelihood at τ̂ alone shows that the deviance is at most `enough`, that upper bound
    is returned: the search over τ could only lower it.
    """
    at = np.full(batch.size, mu)
    here = batch.conditional(at).value
    positive = np.flatnonzero(fit.tau > 0)
    if positive.size:
        held = batch.take(positive).evaluate(at[positive], fit.tau[positive]).value
        here[positive] = np.maximum(here[positive], held)
    fall = 2 * (fit.log_likelihood - here)
    unsure = np.flatnonzero(fall > enough)
    if unsure.size:
        fall[unsure] = 2 * (
            fit.log_likelihood[unsure] - best_over_tau(batch.take(unsure), at[unsure])[0]
        )
    return np.asarray(fall)


def profile_limits(batch: Batch, fit: BatchFit, cutoff: float) -> tuple[Floats, Floats]:
    """Values of μ below and above μ̂ at which the deviance equals `cutoff`; infinite if none."""
    low, high = (_limit(batch, fit, cutoff, side) for side in (-1, 1))
    return low, high


def _limit(batch: Batch, fit: BatchFit, cutoff: float, side: int) -> Floats:
    """Newton steps on the root of the deviance, which is nearly linear in μ, within a bracket."""
    inside = fit.mu.copy()
    step = np.sqrt(cutoff) * np.maximum(fit.se, 1e-3)
    outside = _reach(inside, step, side)
    root = np.full(batch.size, side * np.inf)
    active = np.flatnonzero(side * inside < FARTHEST_LOGIT)
    fall, slope = np.zeros(batch.size), np.zeros(batch.size)
    while active.size:
        fall[active], slope[active] = _fall(batch, fit, active, outside[active])
        short = fall[active] <= cutoff
        bracketed = active[~short]
        root[bracketed] = outside[bracketed]
        active = active[short & (side * outside[active] < FARTHEST_LOGIT)]
        step[active] *= GROWTH
        inside[active] = outside[active]
        outside[active] = _reach(inside[active], step[active], side)
    active = np.flatnonzero(np.isfinite(root))
    for _ in range(60):
        if active.size == 0:
            break
        depth = np.sqrt(fall[active])
        with np.errstate(divide="ignore", invalid="ignore"):
            target = root[active] + (depth - np.sqrt(cutoff)) * depth / slope[active]
        within = (side * target > side * inside[active]) & (side * target < side * outside[active])
        target = np.where(within, target, (inside[active] + outside[active]) / 2)
        moving = np.abs(target - root[active]) >= LIMIT_TOLERANCE
        active, target = active[moving], target[moving]
        root[active] = target
        fall[active], slope[active] = _fall(batch, fit, active, target)
        beyond = fall[active] > cutoff
        outside[active] = np.where(beyond, target, outside[active])
        inside[active] = np.where(beyond, inside[active], target)
    return root


def _reach(start: Floats, step: Floats, side: int) -> Floats:
    return side * np.minimum(side * start + step, FARTHEST_LOGIT)


def _fall(batch: Batch, fit: BatchFit, index: np.ndarray, mu: Floats) -> tuple[Floats, Floats]:
    value, by_mu = best_over_tau(batch.take(index), mu)
    return np.maximum(2 * (fit.log_likelihood[index] - value), 1e-300), by_mu


def _climb(batch: Batch, mu: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Newton steps in τ at fixed μ, kept between bounds that close around the maximum."""
    low, high = low.copy(), high.copy()
    tau = np.where(low == 0, (low + high) / 2, np.sqrt(low * high))
    value, by_mu = np.zeros(batch.size), np.zeros(batch.size)
    active = np.arange(batch.size)
    for _ in range(60):
        here = tau[active]
        now = batch.take(active).evaluate(mu[active], here)
        value[active], by_mu[active] = now.value, now.by_mu
        low[active] = np.where(now.by_tau > 0, here, low[active])
        high[active] = np.where(now.by_tau > 0, high[active], here)
        with np.errstate(divide="ignore"):
            target = np.where(now.by_tau_tau < 0, here - now.by_tau / now.by_tau_tau, np.inf)
        moving = np.abs(target - here) >= TAU_TOLERANCE
        outside = (target < low[active]) | (target > high[active])
        target = np.where(outside, (low[active] + high[active]) / 2, target)
        active = active[moving]
        if active.size == 0:
            break
        tau[active] = target[moving]
    return value, by_mu
