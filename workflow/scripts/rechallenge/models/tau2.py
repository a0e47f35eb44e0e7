"""Estimators of the between-study variance τ² for two-stage models, and its Q-profile interval.

Roots are bracketed on a scan whose scale comes from the sampling variances, so that the arcsine
scale (τ² near 1e-7) is solved as exactly as the logit scale, and the highest of several local
maxima of a likelihood is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from rechallenge.effects import Floats
from rechallenge.errors import InputError
from rechallenge.models.least_squares import weighted_fit

SCAN_POINTS = 96


@dataclass(frozen=True, slots=True)
class VarianceInterval:
    """Interval of τ²; ``empty`` when no value of τ² agrees with so little variation."""

    low: float
    high: float
    empty: bool = False


def estimate_tau2(method: str, y: Floats, v: Floats, x: Floats | None = None) -> float:
    """Estimate τ².

    Parameters
    ----------
    method : {"DL", "HE", "HS", "SJ", "PM", "EB", "ML", "REML", "FE"}
    y, v : ndarray, shape (k,)
        Effect sizes and sampling variances, v > 0.
    x : ndarray, shape (k, p), optional
        Full-rank design; an intercept when left out.

    Returns
    -------
    float
        τ² >= 0; 0 for FE and when k equals the number of coefficients.

    References
    ----------
    DL: DerSimonian & Laird (1986), Control Clin Trials 7:177. HE: Hedges & Olkin (1985). HS:
    Schmidt & Hunter (Q - k)/Σw. SJ: Sidik & Jonkman (2005), Appl Stat 54:367. PM: Paule & Mandel
    (1982), J Res NBS 87:377; EB: Morris (1983), JASA 78:47, the same root as PM. ML, REML:
    Viechtbauer (2005), J Educ Behav Stat 30:261.
    """
    x = np.ones((y.size, 1)) if x is None else x
    k, p = x.shape
    if method == "FE" or k <= p:
        return 0.0
    if method in ("DL", "HE", "HS", "SJ"):
        return max(0.0, _CLOSED_FORMS[method](y, v, x))
    if method in ("PM", "EB"):
        return _q_root(y, v, x, float(k - p)) or 0.0
    if method in ("ML", "REML"):
        return _likelihood_root(y, v, x, restricted=method == "REML")
    raise InputError(f"unknown estimator of tau2 {method!r}")


def log_likelihood(
    y: Floats, v: Floats, x: Floats, tau2: Floats | float, *, restricted: bool
) -> Floats:
    """(Restricted) log-likelihood of τ² with β profiled out, up to a constant; shape (G,)."""
    fit = weighted_fit(y, v, x, tau2)
    value = 0.5 * np.log(fit.weights).sum(axis=1) - 0.5 * fit.q
    return np.asarray(value - 0.5 * fit.log_det if restricted else value)


def q_profile(y: Floats, v: Floats, *, level: float, x: Floats | None = None) -> VarianceInterval:
    """Q-profile interval of τ² (Viechtbauer 2007, Stat Med 26:37).

    The limits solve Q(τ²) = χ² quantiles with k - p degrees of freedom; the bracket grows until
    it holds the root.
    """
    x = np.ones((y.size, 1)) if x is None else x
    df = x.shape[0] - x.shape[1]
    alpha = 1 - level
    upper = _q_root(y, v, x, float(special.chdtri(df, 1 - alpha / 2)))
    if upper is None:
        return VarianceInterval(0.0, 0.0, empty=True)
    lower = _q_root(y, v, x, float(special.chdtri(df, alpha / 2)))
    return VarianceInterval(lower or 0.0, upper)


def _dl(y: Floats, v: Floats, x: Floats) -> float:
    fit = weighted_fit(y, v, x, 0.0)
    return float((fit.q[0] - (x.shape[0] - x.shape[1])) / fit.trace_p[0])


def _he(y: Floats, v: Floats, x: Floats) -> float:
    k, p = x.shape
    hat = np.einsum("ki,ij,kj->k", x, np.linalg.inv(x.T @ x), x)
    residuals = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float((residuals @ residuals - v @ (1 - hat)) / (k - p))


def _hs(y: Floats, v: Floats, x: Floats) -> float:
    fit = weighted_fit(y, v, x, 0.0)
    return float((fit.q[0] - y.size) / np.sum(1 / v))


def _sj(y: Floats, v: Floats, x: Floats) -> float:
    start = float(np.var(y))
    if start == 0:
        return 0.0
    fit = weighted_fit(y, v, x, start)
    return float(start * fit.q[0] / (x.shape[0] - x.shape[1]))


_CLOSED_FORMS: dict[str, Callable[[Floats, Floats, Floats], float]] = {
    "DL": _dl,
    "HE": _he,
    "HS": _hs,
    "SJ": _sj,
}


def scan_tau2(y: Floats, v: Floats) -> Floats:
    """List τ² values that bracket every root: 0, then geometric to beyond the observed spread."""
    low = 1e-4 * float(v.min())
    high = 10 * max(float(v.max()), float(np.ptp(y)) ** 2)
    return np.concatenate([[0.0], np.geomspace(low, high, SCAN_POINTS)])


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    # An absolute tolerance would decide alone for variances near 1e-7: only rtol may stop here.
    return float(optimize.brentq(function, low, high, xtol=1e-300, rtol=4 * np.finfo(float).eps))


def _q_root(y: Floats, v: Floats, x: Floats, target: float) -> float | None:
    """Solve Q(τ²) = target; None when Q(0) is already below it."""

    def excess(tau2: float) -> float:
        return float(weighted_fit(y, v, x, tau2).q[0]) - target

    if excess(0.0) <= 0:
        return None
    high = float(scan_tau2(y, v)[-1])
    while excess(high) > 0:
        high *= 4
    return _root(excess, 0.0, high)


def _likelihood_root(y: Floats, v: Floats, x: Floats, *, restricted: bool) -> float:
    def score(tau2: Floats | float) -> Floats:
        fit = weighted_fit(y, v, x, tau2)
        squares = ((fit.weights * fit.residuals) ** 2).sum(axis=1)
        loss = fit.trace_p if restricted else fit.weights.sum(axis=1)
        return np.asarray(squares - loss)

    grid = scan_tau2(y, v)
    slopes = score(grid)
    candidates = [0.0] if slopes[0] <= 0 else []
    for j in np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0)):
        candidates.append(_root(lambda t: float(score(t)[0]), float(grid[j]), float(grid[j + 1])))
    heights = log_likelihood(y, v, x, np.array(candidates), restricted=restricted)
    return candidates[int(np.argmax(heights))]
