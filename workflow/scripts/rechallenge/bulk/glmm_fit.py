"""Maximum likelihood of the binomial-normal model for many data sets at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rechallenge.bulk.likelihood import Batch, Integers, Terms
from rechallenge.effects import Floats
from rechallenge.models.glmm import SLACK

SCAN = (0.06, 0.12, 0.2, 0.3, 0.42, 0.6, 0.85, 1.2, 1.7, 2.4, 3.4, 4.8, 6.8, 9.6, 20.0, 60.0)
LAST_ORDINARY = 13
"""Position in `SCAN` after which only data sets whose likelihood still rises are followed."""

OUT_OF_REACH = 6.0
SCAN_TOLERANCE = 1e-3
TOLERANCE = 1e-10
LARGEST_LOGIT = 36.0


@dataclass(frozen=True, slots=True)
class BatchFit:
    """Maximum likelihood estimates, each of shape (R,).

    Attributes
    ----------
    mu, tau, se, log_likelihood : ndarray
        ``se`` from the joint information of (μ, τ), at τ = 0 from the conditional one.
    found : ndarray of bool
        False where the likelihood rises without end in τ.
    """

    mu: Floats
    tau: Floats
    se: Floats
    log_likelihood: Floats
    found: NDArray[np.bool_]

    def take(self, index: Integers) -> BatchFit:
        """Keep the fits at these positions."""
        return BatchFit(
            self.mu[index],
            self.tau[index],
            self.se[index],
            self.log_likelihood[index],
            self.found[index],
        )


@dataclass(frozen=True, slots=True)
class Scan:
    """Profile of the likelihood in τ at 0 and the points of `SCAN`.

    Attributes
    ----------
    taus : ndarray, shape (S,)
    mus, values, slopes : ndarray, shape (R, S)
        Where a data set was no longer followed the value is -inf and the slope negative.
    """

    taus: Floats
    mus: Floats
    values: Floats
    slopes: Floats

    def brackets(self) -> tuple[Integers, Integers]:
        """Find the data set and position of each interval of τ that holds a local maximum."""
        rises, falls = self.slopes[:, :-1] > 0, self.slopes[:, 1:] <= 0
        sets, positions = np.nonzero(rises & falls)
        return sets, positions

    def unbounded(self) -> NDArray[np.bool_]:
        """Tell where the likelihood is (nearly) highest at the end and still rises."""
        near = self.values[:, -1] >= self.values.max(axis=1) - 1e-3
        return np.asarray((self.slopes[:, -1] > 0) & near)


def followed(position: int, value: Floats, best: Floats, slope: Floats) -> NDArray[np.bool_]:
    """Which data sets are scanned further: rising ones, and at first those near their best."""
    if position >= LAST_ORDINARY:
        return np.asarray(slope > 0)
    return np.asarray((slope > 0) | (value > best - OUT_OF_REACH))


def fit_batch(batch: Batch) -> BatchFit:
    """Fit data sets with at least one event and one non-event each.

    The same plan as `rechallenge.models.glmm.fit_glmm`: scan the profile of τ, refine every local
    maximum, keep the highest.
    """
    mu = pooled_logit(batch)
    at_zero = batch.conditional(mu)
    scan = _scan(batch, mu, at_zero)
    fit = BatchFit(
        mu.copy(),
        np.zeros(batch.size),
        1 / np.sqrt(-at_zero.by_mu_mu),
        at_zero.value.copy(),
        ~scan.unbounded(),
    )
    sets, positions = scan.brackets()
    if sets.size == 0:
        return fit
    nearest = np.where(
        scan.values[sets, positions + 1] > scan.values[sets, positions], positions + 1, positions
    )
    mu, tau, terms = _refine(
        batch.take(sets),
        scan.mus[sets, nearest],
        scan.taus[positions] / SLACK,
        scan.taus[positions + 1] * SLACK,
    )
    determinant = terms.by_mu_mu * terms.by_tau_tau - terms.by_mu_tau**2
    se = np.sqrt(-terms.by_tau_tau / determinant)
    for j in np.argsort(terms.value, kind="stable"):
        target = sets[j]
        if terms.value[j] > fit.log_likelihood[target]:
            fit.mu[target], fit.tau[target], fit.se[target] = mu[j], tau[j], se[j]
            fit.log_likelihood[target] = terms.value[j]
    return fit


def pooled_logit(batch: Batch) -> Floats:
    """Logit of summed events over summed totals: the estimate at τ = 0."""
    events, totals = batch.events.sum(axis=1), batch.totals.sum(axis=1)
    return np.asarray(np.log(events / (totals - events)))


def slope_at_zero(batch: Batch, at_zero: Terms) -> Floats:
    """Slope by τ² at 0, with rounding noise taken for 0."""
    noise = 1e-12 * batch.totals.sum(axis=1)
    return np.where(np.abs(at_zero.by_tau) > noise, at_zero.by_tau, 0.0)


def best_mu(
    batch: Batch, tau: Floats, start: Floats, *, tolerance: float, scan: bool
) -> tuple[Floats, Terms]:
    """Maximise over μ at given τ: concave, so the sign of the slope brackets the maximum."""
    mu, terms = start.copy(), Terms.empty(batch.size)
    low = np.full(batch.size, -LARGEST_LOGIT)
    high = -low
    active = np.arange(batch.size)
    for _ in range(80):
        now = batch.take(active).evaluate(mu[active], tau[active], scan=scan)
        terms.put(active, now)
        here = mu[active]
        low[active] = np.where(now.by_mu > 0, here, low[active])
        high[active] = np.where(now.by_mu > 0, high[active], here)
        target = here - now.by_mu / now.by_mu_mu
        moving = np.abs(target - here) >= tolerance
        outside = (target <= low[active]) | (target >= high[active])
        target = np.where(outside, (low[active] + high[active]) / 2, target)
        active = active[moving]
        if active.size == 0:
            break
        mu[active] = target[moving]
    return mu, terms


def _scan(batch: Batch, mu: Floats, at_zero: Terms) -> Scan:
    taus = np.array([0.0, *SCAN])
    mus = np.tile(mu[:, None], (1, taus.size))
    values = np.full((batch.size, taus.size), -np.inf)
    slopes = np.full((batch.size, taus.size), -1.0)
    values[:, 0], slopes[:, 0] = at_zero.value, slope_at_zero(batch, at_zero)
    best = at_zero.value.copy()
    active = np.arange(batch.size)
    drift = np.zeros(batch.size)
    for j, tau in enumerate(SCAN):
        start = mus[active, j] + drift * (tau - taus[j])
        part = batch.take(active)
        found, terms = best_mu(
            part, np.full(part.size, tau), start, tolerance=SCAN_TOLERANCE, scan=True
        )
        mus[active, j + 1 :] = found[:, None]
        values[active, j + 1], slopes[active, j + 1] = terms.value, terms.by_tau
        best[active] = np.maximum(best[active], terms.value)
        keep = followed(j, terms.value, best[active], terms.by_tau)
        drift = (-terms.by_mu_tau / terms.by_mu_mu)[keep]
        active = active[keep]
        if active.size == 0:
            break
    return Scan(taus, mus, values, slopes)


def _refine(batch: Batch, mu: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Terms]:
    """Newton steps in τ along the best μ, kept between bounds that close around the maximum."""
    mu, low, high = mu.copy(), low.copy(), high.copy()
    tau = np.where(low == 0, (low + high) / 2, np.sqrt(low * high))
    terms = Terms.empty(batch.size)
    active = np.arange(batch.size)
    for _ in range(80):
        here = tau[active]
        found, now = best_mu(batch.take(active), here, mu[active], tolerance=TOLERANCE, scan=False)
        mu[active] = found
        terms.put(active, now)
        low[active] = np.where(now.by_tau > 0, here, low[active])
        high[active] = np.where(now.by_tau > 0, high[active], here)
        drift = -now.by_mu_tau / now.by_mu_mu
        curvature = -(now.by_tau_tau + now.by_mu_tau * drift)
        with np.errstate(divide="ignore"):
            target = np.where(curvature > 0, here + now.by_tau / curvature, np.inf)
        moving = np.abs(target - here) >= TOLERANCE
        outside = (target < low[active]) | (target > high[active])
        target = np.where(outside, (low[active] + high[active]) / 2, target)
        active = active[moving]
        if active.size == 0:
            break
        mu[active] += (drift * (target - here))[moving]
        tau[active] = target[moving]
    return mu, tau, terms
