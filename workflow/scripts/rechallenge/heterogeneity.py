"""Heterogeneity statistics of two-stage models: Cochran's Q, I² and H² with their definitions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rechallenge.effects import Floats
from rechallenge.intervals import chi2_tail


@dataclass(frozen=True, slots=True)
class CochranQ:
    """Wald-type test of homogeneity."""

    statistic: float
    df: int
    p: float


def cochran_q(y: Floats, v: Floats) -> CochranQ:
    """Cochran's Q: Σ (y - ȳ)²/v with inverse-variance mean ȳ, against χ² with k - 1 df."""
    w = 1 / v
    q = float(np.sum(w * (y - np.sum(w * y) / np.sum(w)) ** 2))
    return CochranQ(q, y.size - 1, chi2_tail(q, y.size - 1))


def typical_variance(v: Floats) -> float:
    """Typical sampling variance: Higgins & Thompson (2002), Stat Med 21:1539, equation 9."""
    w = 1 / v
    return float((v.size - 1) * w.sum() / (w.sum() ** 2 - np.sum(w * w)))


def typical_variances(v: Floats) -> Floats:
    """Typical sampling variance of each of many sets; v of shape (R, k), shape (R,)."""
    w = 1 / v
    total = w.sum(axis=1)
    return np.asarray((v.shape[1] - 1) * total / (total * total - np.vecdot(w, w)))


def i_squared(tau2: float, typical: float) -> float:
    """I² from τ²: the share of variance that lies between studies, 0-100."""
    return 100 * tau2 / (tau2 + typical)


def h_squared(tau2: float, typical: float) -> float:
    """H² from τ²: total over sampling variance, 1 without heterogeneity."""
    return tau2 / typical + 1
