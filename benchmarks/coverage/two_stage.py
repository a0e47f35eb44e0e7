"""Two-stage pooling with REML for many data sets at once: logit and Freeman-Tukey."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import elementwise

from benchmarks.coverage.design import Counts
from rechallenge.effects import Floats, to_proportion

ZERO_CELL = 0.5
SCAN_POINTS = 48


@dataclass(frozen=True, slots=True)
class TwoStageFit:
    """Pooled values on the scale of the measure, each of shape (R,).

    ``q`` is Σ w (y - μ)²/(k - 1), the factor of the Hartung-Knapp variance.
    """

    mu: Floats
    se: Floats
    q: Floats
    tau2: Floats


def logit_effects(counts: Counts) -> tuple[Floats, Floats]:
    """Logits and their variances, 0.5 added to both cells of rows with 0 % or 100 %."""
    x, rest = counts.events, counts.totals - counts.events
    add = np.where((x == 0) | (rest == 0), ZERO_CELL, 0.0)
    return np.log((x + add) / (rest + add)), 1 / (x + add) + 1 / (rest + add)


def freeman_tukey_effects(counts: Counts) -> tuple[Floats, Floats]:
    """Double arcsines and their variances (Freeman & Tukey 1950, Ann Math Stat 21:607)."""
    x, n = counts.events, counts.totals
    y = np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))
    return y / 2, 1 / (4 * n + 2)


def freeman_tukey_proportions(values: Floats, counts: Counts) -> Floats:
    """Turn pooled double arcsines back at the harmonic mean of each data set's totals."""
    harmonic = counts.totals.shape[1] / np.sum(1 / counts.totals, axis=1)
    return np.array(
        [
            float(to_proportion(value, "PFT", harmonic_n=float(n)))
            for value, n in zip(values, harmonic, strict=True)
        ]
    )


def fit_reml(y: Floats, v: Floats) -> TwoStageFit:
    """Pool by inverse variance with τ² by REML (Viechtbauer 2005); y and v of shape (R, k)."""
    tau2 = _reml(y, v)
    w = 1 / (v + tau2[:, None])
    total = w.sum(axis=1)
    mu = (w * y).sum(axis=1) / total
    q = (w * (y - mu[:, None]) ** 2).sum(axis=1) / (y.shape[1] - 1)
    return TwoStageFit(mu, 1 / np.sqrt(total), q, tau2)


def _reml(y: Floats, v: Floats) -> Floats:
    """Highest of the local maxima of the restricted likelihood, each solved within a bracket."""
    k = y.shape[1]
    low = 1e-4 * v.min(axis=1)
    high = 10 * np.maximum(v.max(axis=1), np.ptp(y, axis=1) ** 2)
    steps = np.linspace(0, 1, SCAN_POINTS)
    grid = np.column_stack([np.zeros(low.size), low[:, None] * (high / low)[:, None] ** steps])
    slopes = _slope(grid[..., None], y[:, None, :], v[:, None, :])
    best = np.zeros(low.size)
    height = np.where(slopes[:, 0] <= 0, _height(best, y, v), -np.inf)
    sets, positions = np.nonzero((slopes[:, :-1] > 0) & (slopes[:, 1:] <= 0))
    if sets.size == 0:
        return best

    def slope(tau2: Floats, *columns: Floats) -> Floats:
        rows = np.stack(columns, axis=-1)
        return _slope(tau2[..., None], rows[..., :k], rows[..., k:])

    roots = elementwise.find_root(
        slope,
        (grid[sets, positions], grid[sets, positions + 1]),
        args=(*y[sets].T, *v[sets].T),
        tolerances={"xrtol": 1e-13, "xatol": 1e-300},
    ).x
    heights = _height(roots, y[sets], v[sets])
    for j in np.argsort(heights, kind="stable"):
        if heights[j] > height[sets[j]]:
            best[sets[j]], height[sets[j]] = roots[j], heights[j]
    return best


def _slope(tau2: Floats, y: Floats, v: Floats) -> Floats:
    """Twice the slope of the restricted log-likelihood; rows on the last axis, τ² with one."""
    w = 1 / (v + tau2)
    total = w.sum(axis=-1)
    residuals = y - ((w * y).sum(axis=-1) / total)[..., None]
    squares = ((w * residuals) ** 2).sum(axis=-1)
    return np.asarray(squares - total + (w * w).sum(axis=-1) / total)


def _height(tau2: Floats, y: Floats, v: Floats) -> Floats:
    w = 1 / (v + tau2[:, None])
    total = w.sum(axis=1)
    residuals = y - ((w * y).sum(axis=1) / total)[:, None]
    return np.asarray(
        0.5 * (np.log(w).sum(axis=1) - (w * residuals**2).sum(axis=1) - np.log(total))
    )
