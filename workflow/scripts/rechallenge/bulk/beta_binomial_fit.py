"""Maximum likelihood of the beta-binomial model for many data sets at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rechallenge.bulk.patient_sums import LISTED, PatientSums, Slopes
from rechallenge.effects import Floats
from rechallenge.models.beta_binomial import LEAST_SLOPE, THETA_SCAN

TOGETHER = 20_000
"""Numbers in a table of nodes: more would leave the cache."""

SCAN_TOLERANCE = 1e-6
MEAN_TOLERANCE = 1e-10
THETA_TOLERANCE = 1e-12
STEPS = 100


@dataclass(frozen=True, slots=True)
class BetaBinomialFits:
    """Maximum likelihood estimates of R sets, each of shape (R,).

    Attributes
    ----------
    mean, theta, logit_variance, log_likelihood : ndarray
        As in `BetaBinomialFit`.
    found : ndarray of bool
        False where the likelihood still rises at the end of the scan of θ.
    """

    mean: Floats
    theta: Floats
    logit_variance: Floats
    log_likelihood: Floats
    found: NDArray[np.bool_]

    @classmethod
    def empty(cls, size: int) -> BetaBinomialFits:
        """Make room for the fits of `size` sets."""
        mean, theta, variance, value = (np.empty(size) for _ in range(4))
        return cls(mean, theta, variance, value, np.zeros(size, dtype=bool))


def fit_beta_binomial_batch(events: Floats, totals: Floats) -> BetaBinomialFits:
    """Fit R sets of k rows by the plan of `rechallenge.models.beta_binomial.fit_beta_binomial`.

    The profile of θ is scanned for every local maximum; each is solved by Newton steps between
    two points of the scan, and the highest is kept.

    Parameters
    ----------
    events, totals : ndarray, shape (R, k)
        With at least one event and one non-event in each set.
    """
    largest = totals.max(axis=1)
    count = largest.size
    fits = BetaBinomialFits.empty(largest.size)
    order = np.argsort(largest, kind="stable")
    first = 0
    while first < count:
        # The sets that follow are larger, though not by much.
        size = max(1, int(TOGETHER / (3 * min(largest[order[first]], LISTED) + 8)))
        part = order[first : first + size]
        first += size
        found = _fit(PatientSums.of(events[part], totals[part]), events[part], totals[part])
        for name in BetaBinomialFits.__slots__:
            getattr(fits, name)[part] = getattr(found, name)
    return fits


def _fit(sums: PatientSums, events: Floats, totals: Floats) -> BetaBinomialFits:
    size = events.shape[0]
    pi = events.sum(axis=1) / totals.sum(axis=1)
    theta = np.zeros(size)
    value = sums.values(pi, theta)
    thetas = np.concatenate([[0.0], THETA_SCAN])
    means, slopes = _scan(sums, thetas, pi)
    sets, places = np.nonzero((slopes[:, :-1] > LEAST_SLOPE) & (slopes[:, 1:] <= 0))
    if sets.size:
        part = sums.take(sets)
        own = (means[sets, places], thetas[places], thetas[places + 1])
        best_pi, best_theta = _refined(part, *own)
        heights = part.values(best_pi, best_theta)
        for j in np.argsort(heights, kind="stable"):
            if heights[j] > value[sets[j]]:
                value[sets[j]] = heights[j]
                pi[sets[j]], theta[sets[j]] = best_pi[j], best_theta[j]
    at = sums.slopes(pi, theta)
    with np.errstate(divide="ignore", invalid="ignore"):
        joint = -at.theta_theta / (at.mean_mean * at.theta_theta - at.mean_theta**2)
    variance = np.where(theta > 0, joint, -1 / at.mean_mean) / (pi * (1 - pi)) ** 2
    return BetaBinomialFits(pi, theta, variance, value, slopes[:, -1] <= 0)


def _scan(sums: PatientSums, thetas: Floats, start: Floats) -> tuple[Floats, Floats]:
    """Best π and the slope of the profile at each θ, both of shape (R, T)."""
    shape = (start.size, thetas.size)
    means, slopes = np.empty(shape), np.empty(shape)
    pi, drift, before = start, np.zeros(start.size), 0.0
    for j, theta in enumerate(thetas):
        # The mean moves with log θ rather than with θ.
        ahead = before * np.log(theta / before) if before > 0 else theta
        guess = pi + drift * ahead
        guess = np.where((guess > 0) & (guess < 1), guess, pi)
        everywhere = np.full(start.size, theta)
        pi, at = _best_means(sums, everywhere, guess, SCAN_TOLERANCE)
        means[:, j], slopes[:, j] = pi, at.along()
        drift, before = -at.mean_theta / at.mean_mean, float(theta)
    return means, slopes


def _best_means(
    sums: PatientSums, theta: Floats, start: Floats, tolerance: float
) -> tuple[Floats, Slopes]:
    """Best π at given θ, by Newton steps that brackets keep inside; and the slopes one step off."""
    pi = start.copy()
    low, high = np.zeros(pi.size), np.ones(pi.size)
    last: Slopes | None = None
    active = np.arange(pi.size)
    for _ in range(STEPS):
        everywhere = active.size == pi.size
        part = sums if everywhere else sums.take(active)
        here = pi[active]
        at = part.slopes(here, theta[active])
        if last is None:
            last = at
        else:
            last.put(active, at)
        rising = at.by_mean > 0
        low[active] = np.where(rising, here, low[active])
        high[active] = np.where(rising, high[active], here)
        target = here - at.by_mean / at.mean_mean
        inside = (low[active] < target) & (target < high[active])
        # A step of 0 leaves no room between the bounds.
        settled = np.abs(target - here) <= tolerance * here
        middle = (low[active] + high[active]) / 2
        pi[active] = np.where(inside | settled, target, middle)
        active = active[~settled]
        if active.size == 0:
            break
    assert last is not None
    return pi, last


def _refined(sums: PatientSums, pi: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Newton steps in θ along the best π, kept between bounds that close around the maximum."""
    low, high, pi = low.copy(), high.copy(), pi.copy()
    theta = (low + high) / 2
    active = np.arange(theta.size)
    for _ in range(STEPS):
        here = theta[active]
        part = sums if active.size == theta.size else sums.take(active)
        pi[active], at = _best_means(part, here, pi[active], MEAN_TOLERANCE)
        slope = at.along()
        low[active] = np.where(slope > 0, here, low[active])
        high[active] = np.where(slope > 0, high[active], here)
        drift = -at.mean_theta / at.mean_mean
        curvature = at.theta_theta + at.mean_theta * drift
        with np.errstate(divide="ignore"):
            target = np.where(curvature < 0, here - slope / curvature, np.inf)
        settled = np.abs(target - here) <= THETA_TOLERANCE * here
        inside = (low[active] < target) & (target < high[active])
        new = np.where(inside | settled, target, (low[active] + high[active]) / 2)
        theta[active] = new
        moved = pi[active] + drift * (new - here)
        pi[active] = np.where((moved > 0) & (moved < 1), moved, pi[active])
        active = active[~settled & (np.abs(new - here) > THETA_TOLERANCE * here)]
        if active.size == 0:
            break
    return pi, theta
