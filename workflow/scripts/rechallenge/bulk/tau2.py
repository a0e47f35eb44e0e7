"""Estimators of τ² for many sets of equal size at once; y and v of shape (R, k).

The same estimators as `rechallenge.models.tau2`, which gives their sources.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rechallenge.effects import Floats
from rechallenge.errors import InputError
from rechallenge.models.falling_roots import CLOSE, STEPS, falling_roots
from rechallenge.models.tau2 import SCAN_POINTS

TOGETHER = 400_000
"""Numbers in the table of a scan: more would leave the cache."""


def weighted_means(y: Floats, v: Floats, tau2: Floats) -> tuple[Floats, Floats, Floats]:
    """Weights (R, k), means (R,) and residuals (R, k) at one τ² a set."""
    w = 1 / (v + tau2[:, None])
    mu = np.vecdot(w, y) / w.sum(axis=1)
    return w, mu, y - mu[:, None]


def estimate_many(method: str, y: Floats, v: Floats) -> Floats:
    """Estimate τ² of each set, shape (R,); at least two rows a set."""
    k = y.shape[1]
    zero = np.zeros(y.shape[0])
    if method == "FE":
        return zero
    if method in ("PM", "EB"):
        return q_roots(y, v, float(k - 1))
    if method in ("ML", "REML"):
        size = max(1, TOGETHER // ((SCAN_POINTS + 1) * k))
        parts = [slice(i, i + size) for i in range(0, y.shape[0], size)]
        return np.concatenate([_highest(y[p], v[p], restricted=method == "REML") for p in parts])
    if method == "HE":
        own = y - y.mean(axis=1, keepdims=True)
        return _not_below_0(np.vecdot(own, own) / (k - 1) - v.mean(axis=1))
    if method == "SJ":
        start = y.var(axis=1)
        spread = start > 0
        w, _, r = weighted_means(y, v, start)
        return np.where(spread, start * np.vecdot(w * r, r) / (k - 1), 0.0)
    if method in ("DL", "HS"):
        w, _, r = weighted_means(y, v, zero)
        q, total = np.vecdot(w * r, r), w.sum(axis=1)
        moment = (q - (k - 1)) / (total - np.vecdot(w, w) / total)
        return _not_below_0((q - k) / total if method == "HS" else moment)
    raise InputError(f"unknown estimator of tau2 {method!r}")


def _not_below_0(values: Floats) -> Floats:
    return np.asarray(np.maximum(values, 0.0))


def q_roots(y: Floats, v: Floats, target: float) -> Floats:
    """Solve Q(τ²) = target for each set, shape (R,); 0 where Q(0) is not above the target.

    Q falls and is convex, so that Newton steps from 0 approach the root from below.
    """
    t = np.zeros(y.shape[0])
    active = np.arange(t.size)
    for _ in range(STEPS):
        w, _, r = weighted_means(y[active], v[active], t[active])
        w *= r
        excess, fall = np.vecdot(w, r) - target, np.vecdot(w, w)
        moving = excess > 0
        step = excess[moving] / fall[moving]
        active = active[moving]
        t[active] += step
        active = active[step > CLOSE * t[active]]
        if active.size == 0:
            break
    return t


def q_at_zero(y: Floats, v: Floats) -> Floats:
    """Cochran's Q of each set, shape (R,)."""
    w, _, r = weighted_means(y, v, np.zeros(y.shape[0]))
    return np.asarray(np.vecdot(w * r, r))


def _highest(y: Floats, v: Floats, *, restricted: bool) -> Floats:
    """Highest of the local maxima of the likelihood, each solved within a cell of a scan."""
    low = 1e-4 * v.min(axis=1)
    high = 10 * np.maximum(v.max(axis=1), np.ptp(y, axis=1) ** 2)
    steps = np.linspace(0, 1, SCAN_POINTS)
    grid = np.column_stack([np.zeros(low.size), low[:, None] * (high / low)[:, None] ** steps])
    slopes = _slopes(y[:, None], v[:, None], grid, restricted=restricted)[0]
    best = np.zeros(low.size)
    height = np.where(slopes[:, 0] <= 0, _heights(y, v, best, restricted=restricted), -np.inf)
    sets, cells = np.nonzero((slopes[:, :-1] > 0) & (slopes[:, 1:] <= 0))

    def score(active: NDArray[np.intp], at: Floats) -> tuple[Floats, Floats]:
        own = sets[active]
        return _slopes(y[own], v[own], at, restricted=restricted)

    roots = falling_roots(score, grid[sets, cells], grid[sets, cells + 1])
    heights = _heights(y[sets], v[sets], roots, restricted=restricted)
    for j in np.argsort(heights, kind="stable"):
        if heights[j] > height[sets[j]]:
            best[sets[j]], height[sets[j]] = roots[j], heights[j]
    return best


def _slopes(y: Floats, v: Floats, tau2: Floats, *, restricted: bool) -> tuple[Floats, Floats]:
    """Twice the slope of the (restricted) log-likelihood by τ², and its own slope."""
    w = 1 / (v + tau2[..., None])
    total, squares = w.sum(axis=-1), np.vecdot(w, w)
    r = y - (np.vecdot(w, y) / total)[..., None]
    wr = w * r
    score = np.vecdot(wr, wr) - total
    slope = 2 * np.vecdot(w, wr) ** 2 / total - 2 * np.vecdot(w * wr, wr) + squares
    if restricted:
        share = squares / total
        score = score + share
        slope = slope - 2 * np.vecdot(w * w, w) / total + share * share
    return score, slope


def _heights(y: Floats, v: Floats, tau2: Floats, *, restricted: bool) -> Floats:
    w, _, r = weighted_means(y, v, tau2)
    value = 0.5 * np.log(w).sum(axis=1) - 0.5 * np.vecdot(w * r, r)
    return np.asarray(value - 0.5 * np.log(w.sum(axis=1)) if restricted else value)
