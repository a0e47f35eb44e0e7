"""Weighted least squares over a batch of between-study variances, without k × k matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rechallenge.effects import Floats


@dataclass(frozen=True, slots=True)
class WeightedFit:
    """Fits of ``y = X β + e`` with weights 1/(v + τ²), one for each of G values of τ².

    With P = W - W X (Xᵀ W X)⁻¹ Xᵀ W, every statistic that the estimators of τ² need is a sum over
    rows: yᵀPy = Σ w r², yᵀPPy = Σ w² r², tr P = Σ w - tr((Xᵀ W X)⁻¹ Xᵀ W² X).

    Attributes
    ----------
    weights, residuals : ndarray, shape (G, k)
    coefficients : ndarray, shape (G, p)
    covariance : ndarray, shape (G, p, p)
        (Xᵀ W X)⁻¹.
    log_det : ndarray, shape (G,)
        log |Xᵀ W X|.
    q : ndarray, shape (G,)
        Generalised Q: Σ w r².
    trace_p : ndarray, shape (G,)
    """

    weights: Floats
    residuals: Floats
    coefficients: Floats
    covariance: Floats
    log_det: Floats
    q: Floats
    trace_p: Floats


def weighted_fit(y: Floats, v: Floats, x: Floats, tau2: ArrayLike) -> WeightedFit:
    """Fit for each value of τ².

    Parameters
    ----------
    y, v : ndarray, shape (k,)
    x : ndarray, shape (k, p)
        Full-rank design.
    tau2 : array_like, shape (G,)
    """
    w = 1 / (v + np.atleast_1d(np.asarray(tau2, dtype=float))[:, None])
    if x.shape[1] == 1 and np.all(x == 1):
        total = w.sum(axis=1)
        beta = (w @ y / total)[:, None]
        covariance = (1 / total)[:, None, None]
        log_det = np.log(total)
        correction = (w * w).sum(axis=1) / total
    else:
        weighted = w[:, None, :] * x.T
        information = weighted @ x
        covariance = np.linalg.inv(information)
        beta = (covariance @ (weighted @ y)[..., None])[..., 0]
        log_det = np.linalg.slogdet(information)[1]
        correction = (weighted * (covariance @ weighted)).sum(axis=(1, 2))
    residuals = y - beta @ x.T
    return WeightedFit(
        weights=w,
        residuals=residuals,
        coefficients=beta,
        covariance=covariance,
        log_det=log_det,
        q=(w * residuals * residuals).sum(axis=1),
        trace_p=w.sum(axis=1) - correction,
    )
