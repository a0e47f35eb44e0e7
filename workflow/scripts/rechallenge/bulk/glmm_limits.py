"""Profile-likelihood limits of μ and τ of the GLMM for many data sets, as single fits have them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rechallenge.bulk.glmm_fit import SCAN, BatchFit, best_mu, followed, pooled_logit, slope_at_zero
from rechallenge.bulk.likelihood import Batch
from rechallenge.effects import Floats
from rechallenge.models.glmm import LARGEST_LOGIT, VAST_TAUS

JOINT_STEPS = 30
LONGEST_STEP = 1.0
LARGEST_FACTOR = 3.0
LEAST_TAU = 1e-4
CLOSE = 1e-9
SLOPE_NOISE = 1e-7
TAU_CLOSE = 1e-12
MEAN_TOLERANCE = 1e-8
STEPS = 100

Mask = NDArray[np.bool_]


def mu_limit(batch: Batch, fit: BatchFit, cutoff: Floats, side: int) -> tuple[Floats, Mask]:
    """Value of μ below (side -1) or above (1) μ̂ at which the deviance equals a cutoff.

    Solved for μ and τ together (Venzon & Moolgavkar 1988, Appl Stat 37:87, eq. 6), or for μ alone
    where τ is 0 there.

    Parameters
    ----------
    batch : Batch
        Of R data sets.
    fit : BatchFit
    cutoff : ndarray, shape (R,)
    side : {-1, 1}

    Returns
    -------
    limits : ndarray, shape (R,)
    settled : ndarray of bool, shape (R,)
        False where the steps did not settle, or a scan of τ finds a higher likelihood elsewhere:
        `profile_mu` then has to follow the profile.
    """
    target = fit.log_likelihood - cutoff / 2
    start = fit.mu + side * np.sqrt(cutoff) * fit.se
    # Of normal rows the best τ² at μ is that at the maximum, and the squared distance more.
    mu, tau = start.copy(), np.sqrt(fit.tau**2 + (start - fit.mu) ** 2)
    done = np.zeros(batch.size, dtype=bool)
    flat = np.flatnonzero(fit.tau == 0)
    if flat.size:
        part = batch.take(flat)
        mu[flat], done[flat], rising = _at_zero(part, start[flat], target[flat], side)
        tau[flat] = np.where(rising, np.abs(mu[flat] - fit.mu[flat]), 0.0)
    joint = np.flatnonzero(~done & (tau > 0))
    if joint.size:
        found = _together(batch.take(joint), mu[joint], tau[joint], target[joint])
        mu[joint], tau[joint], done[joint] = found
    done &= np.isfinite(mu) & (side * (mu - fit.mu) > 0)
    ready = np.flatnonzero(done)
    if ready.size:
        done[ready] = _highest(batch.take(ready), mu[ready], tau[ready], target[ready])
    return mu, done


def tau_limits(batch: Batch, fit: BatchFit, cutoff: float) -> tuple[Floats, Floats]:
    """Profile limits of τ, both of shape (R,); the upper one is infinite when not reached."""
    target = fit.log_likelihood - cutoff / 2
    low = np.zeros(batch.size)
    below = (fit.tau > 0) & (batch.conditional(pooled_logit(batch)).value < target)
    inner = np.flatnonzero(below)
    if inner.size:
        part, nothing = batch.take(inner), np.zeros(inner.size)
        low[inner] = _tau_root(part, fit.mu[inner], fit.tau[inner], nothing, target[inner])
    x, rest = batch.events, batch.totals - batch.events
    smallest = np.sqrt(np.min(1 / (x + 0.5) + 1 / (rest + 0.5), axis=1))
    step = np.maximum(fit.tau, np.minimum(0.2 * smallest, 0.1))
    inside, outside = fit.tau.copy(), fit.tau + step
    mu = fit.mu.copy()
    reached = np.ones(batch.size, dtype=bool)
    active = np.arange(batch.size)
    while active.size:
        mu[active], terms = best_mu(
            batch.take(active), outside[active], mu[active], tolerance=MEAN_TOLERANCE, scan=False
        )
        active = active[terms.value > target[active]]
        step[active] *= 2
        inside[active] = outside[active]
        outside[active] += step[active]
        far = outside[active] > VAST_TAUS[-1]
        reached[active[far]] = False
        active = active[~far]
    high = np.full(batch.size, np.inf)
    some = np.flatnonzero(reached)
    if some.size:
        part = batch.take(some)
        high[some] = _tau_root(part, mu[some], inside[some], outside[some], target[some])
    return low, high


def _at_zero(batch: Batch, start: Floats, target: Floats, side: int) -> tuple[Floats, Mask, Mask]:
    """Solve for μ at τ = 0: the solution, whether it is the limit, and whether τ would grow."""
    mu = start.copy()
    done = np.zeros(mu.size, dtype=bool)
    for _ in range(STEPS):
        at = batch.conditional(mu)
        move = (at.value - target) / at.by_mu
        done = np.abs(move) < CLOSE
        if done.all():
            break
        mu = np.clip(mu - np.clip(move, -2, 2), -LARGEST_LOGIT, LARGEST_LOGIT)
    at = batch.conditional(mu)
    rising = slope_at_zero(batch, at) > 0
    settled = done & ~rising & (side * at.by_mu < 0)
    return mu, np.asarray(settled), np.asarray(rising)


def _together(batch: Batch, mu: Floats, tau: Floats, target: Floats) -> tuple[Floats, Floats, Mask]:
    """Newton steps for μ and τ: the likelihood at its target, and no slope by τ."""
    mu, tau = mu.copy(), tau.copy()
    done = np.zeros(mu.size, dtype=bool)
    active = np.arange(mu.size)
    for _ in range(JOINT_STEPS):
        if active.size == 0:
            break
        at = batch.take(active).evaluate(mu[active], tau[active])
        gap = at.value - target[active]
        determinant = at.by_mu * at.by_tau_tau - at.by_tau * at.by_mu_tau
        with np.errstate(divide="ignore", invalid="ignore"):
            by_mu = (at.by_tau_tau * gap - at.by_tau * at.by_tau) / determinant
            by_tau = (at.by_mu * at.by_tau - at.by_mu_tau * gap) / determinant
        size = np.maximum(np.abs(by_mu), np.abs(by_tau))
        here = tau[active]
        mu[active] -= np.clip(by_mu, -LONGEST_STEP, LONGEST_STEP)
        tau[active] = np.clip(here - by_tau, here / LARGEST_FACTOR, here * LARGEST_FACTOR)
        near = (tau[active] < VAST_TAUS[0]) & (tau[active] > LEAST_TAU)
        near &= np.abs(mu[active]) < LARGEST_LOGIT
        settled = near & (size < CLOSE)
        done[active[settled]] = (at.by_tau_tau < 0)[settled]
        active = active[near & ~settled]
    return mu, tau, done


def _highest(batch: Batch, mu: Floats, tau: Floats, target: Floats) -> Mask:
    """Tell where a scan over τ is highest beside the given τ and nowhere above the target."""
    points = np.array([0.0, *SCAN, np.inf])
    values = np.full((batch.size, points.size - 1), -np.inf)
    values[:, 0] = batch.conditional(mu).value
    active = np.arange(mu.size)
    for j, at in enumerate(SCAN):
        terms = batch.take(active).evaluate(mu[active], np.full(active.size, at), scan=True)
        values[active, j + 1] = terms.value
        active = active[followed(j, terms.value, values[active].max(axis=1), terms.by_tau)]
        if active.size == 0:
            break
    best = np.argmax(values, axis=1)
    low, high = points[np.maximum(best - 1, 0)], points[best + 1]
    beside = (low <= tau) & (tau <= high)
    return np.asarray(beside & (values.max(axis=1) <= target + SLOPE_NOISE))


def _tau_root(batch: Batch, mu: Floats, inside: Floats, outside: Floats, target: Floats) -> Floats:
    """Solve for τ at the best μ between a point above the target and one below."""
    mu, inside, outside = mu.copy(), inside.copy(), outside.copy()
    tau = (inside + outside) / 2
    active = np.arange(tau.size)
    for _ in range(STEPS):
        here = tau[active]
        mu[active], at = best_mu(
            batch.take(active), here, mu[active], tolerance=MEAN_TOLERANCE, scan=False
        )
        gap = at.value - target[active]
        inside[active] = np.where(gap > 0, here, inside[active])
        outside[active] = np.where(gap > 0, outside[active], here)
        with np.errstate(divide="ignore", invalid="ignore"):
            new = here - gap / at.by_tau
        low = np.minimum(inside[active], outside[active])
        high = np.maximum(inside[active], outside[active])
        settled = np.abs(new - here) <= TAU_CLOSE + 1e-11 * here
        within = (new > low) & (new < high)
        tau[active] = np.where(settled, here, np.where(within, new, (low + high) / 2))
        active = active[~(settled | (high - low <= TAU_CLOSE))]
        if active.size == 0:
            break
    return tau
