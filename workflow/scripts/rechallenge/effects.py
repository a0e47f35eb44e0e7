"""Effect sizes of single proportions: the transformed value and its sampling variance, and back.

The measures are those of the field: raw (PR), log (PLN), logit (PLO), arcsine square root (PAS)
and Freeman-Tukey double arcsine (PFT).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rechallenge.contract import MEASURES
from rechallenge.errors import InputError

Floats = NDArray[np.floating[Any]]

CORRECTED_MEASURES = ("PR", "PLN", "PLO")
MARGINS_TOGETHER = 64


@dataclass(frozen=True, slots=True)
class EffectSizes:
    """Transformed proportions of k rows.

    Attributes
    ----------
    measure : str
    y, v : ndarray, shape (k,)
        Value and sampling variance on the scale of the measure.
    corrected : ndarray of bool, shape (k,)
        Rows in which the zero-cell correction was added.
    harmonic_n : float
        Harmonic mean of the totals, which the inverse of PFT needs.
    """

    measure: str
    y: Floats
    v: Floats
    corrected: NDArray[np.bool_]
    harmonic_n: float


def checked_counts(events: ArrayLike, totals: ArrayLike) -> tuple[Floats, Floats]:
    """Return counts as float arrays after checking that they are possible.

    Raises
    ------
    InputError
        When the arrays differ in length, are empty, or a pair is not whole numbers with
        0 <= events <= total and total >= 1; each bad row is named.
    """
    try:
        x = np.atleast_1d(np.asarray(events, dtype=float))
        n = np.atleast_1d(np.asarray(totals, dtype=float))
    except (TypeError, ValueError):
        raise InputError("events and totals must be lists of whole numbers") from None
    if x.ndim != 1 or x.shape != n.shape or x.size == 0:
        raise InputError(
            f"events and totals must be two lists of equal length with at least one row; "
            f"got {x.size} and {n.size}"
        )
    possible = (n >= 1) & (x >= 0) & (x <= n) & (x == np.floor(x)) & (n == np.floor(n))
    possible &= np.isfinite(n)
    if not possible.all():
        raise InputError(
            [
                f"row {i + 1}: {x[i]:g} of {n[i]:g} is impossible; "
                "events must be a whole number from 0 to the total, and the total at least 1"
                for i in np.flatnonzero(~possible)
            ]
        )
    return x, n


def effect_sizes(
    events: ArrayLike, totals: ArrayLike, *, measure: str = "PLO", zero_cell: float = 0.5
) -> EffectSizes:
    """Transform proportions and give their sampling variances.

    Parameters
    ----------
    events, totals : array_like, shape (k,)
    measure : {"PR", "PLN", "PLO", "PAS", "PFT"}
    zero_cell : float
        Added to events and to non-events of rows with 0 % or 100 %, for PR, PLN and PLO only.

    Returns
    -------
    EffectSizes

    Raises
    ------
    InputError
        For impossible counts or an unknown measure.

    References
    ----------
    Variances by the delta method; PFT: Freeman & Tukey (1950), Ann Math Stat 21:607, with
    variance 1/(4n + 2).
    """
    if measure not in MEASURES:
        raise InputError(f"unknown measure {measure!r}; choose one of {', '.join(MEASURES)}")
    x, n = checked_counts(events, totals)
    if measure in CORRECTED_MEASURES and zero_cell <= 0 and np.any((x == 0) | (x == n)):
        raise InputError(
            f"{measure} needs a zero_cell above 0, such as 0.5, for rows with 0 % or 100 %"
        )
    harmonic_n = float(n.size / np.sum(1 / n))
    extreme = (x == 0) | (x == n)
    corrected = extreme & (measure in CORRECTED_MEASURES)
    x = x + np.where(corrected, zero_cell, 0.0)
    n = n + np.where(corrected, 2 * zero_cell, 0.0)
    p = x / n
    with np.errstate(divide="ignore"):
        if measure == "PR":
            y, v = p, p * (1 - p) / n
        elif measure == "PLN":
            y, v = np.log(p), 1 / x - 1 / n
        elif measure == "PLO":
            y, v = np.log(x / (n - x)), 1 / x + 1 / (n - x)
        elif measure == "PAS":
            y, v = np.arcsin(np.sqrt(p)), 1 / (4 * n)
        else:
            y = (np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))) / 2
            v = 1 / (4 * n + 2)
    return EffectSizes(measure, y, v, corrected, harmonic_n)


def to_proportion(
    value: ArrayLike, measure: str, *, harmonic_n: float | Floats | None = None
) -> Floats:
    """Turn values on the scale of a measure into proportions between 0 and 1.

    Raw and log values beyond the possible range become 0 or 1; arcsine values are clamped to
    [0, π/2] first.

    Parameters
    ----------
    value : array_like
    measure : str
    harmonic_n : float or ndarray, optional
        Sample size for the inverse of PFT (Miller 1978, Am Stat 32:138), or that of each value.
    """
    t = np.asarray(value, dtype=float)
    if measure == "PFT":
        return _miller_inverse(t, _sample_size(harmonic_n))
    return np.asarray(_INVERSES[measure](t), dtype=float)


def to_scale(rates: ArrayLike, measure: str, *, harmonic_n: float | None = None) -> Floats:
    """Turn rates into values on the scale of a measure; the inverse of `to_proportion`.

    Rates of 0 and 1 become infinite where the scale has no end there.

    Parameters
    ----------
    rates : array_like
        Proportions 0-1.
    measure : str
    harmonic_n : float, optional
        Sample size for PFT.
    """
    p = np.asarray(rates, dtype=float)
    if measure == "PFT":
        low, high = _double_arcsine_arguments(p, _sample_size(harmonic_n))
        return np.asarray((np.arcsin(np.sqrt(low)) + np.arcsin(np.sqrt(high))) / 2)
    with np.errstate(divide="ignore"):
        return np.asarray(_SCALES[measure](p), dtype=float)


def scale_slope(rates: ArrayLike, measure: str, *, harmonic_n: float | None = None) -> Floats:
    """Differentiate `to_scale` by the rate, for rates between 0 and 1, both excluded."""
    p = np.asarray(rates, dtype=float)
    if measure != "PFT":
        return np.asarray(_SLOPES[measure](p), dtype=float)
    n = _sample_size(harmonic_n)
    low, high = _double_arcsine_arguments(p, n)
    return np.asarray(
        n / (n + 1) / 4 * (1 / np.sqrt(low * (1 - low)) + 1 / np.sqrt(high * (1 - high)))
    )


def _double_arcsine_arguments(p: Floats, n: float | Floats) -> tuple[Floats, Floats]:
    return p * n / (n + 1), (p * n + 1) / (n + 1)


def _sample_size(harmonic_n: float | Floats | None) -> float | Floats:
    if harmonic_n is None:
        raise InputError("PFT needs a sample size (harmonic_n)")
    return harmonic_n


def _miller_inverse(t: Floats, n: float | Floats) -> Floats:
    lowest = np.arcsin(np.sqrt(1 / (n + 1))) / 2
    highest = (np.arcsin(np.sqrt(n / (n + 1))) + np.pi / 2) / 2
    inside = np.clip(t, lowest, highest)
    sine = np.sin(2 * inside)
    root = 1 - (sine + (sine - 1 / sine) / n) ** 2
    p = (1 - np.sign(np.cos(2 * inside)) * np.sqrt(np.clip(root, 0, 1))) / 2
    return np.where(t <= lowest, 0.0, np.where(t >= highest, 1.0, p))


def expit(t: ArrayLike) -> Floats:
    """Inverse logit, without overflow."""
    t = np.asarray(t, dtype=float)
    e = np.exp(-np.abs(t))
    return np.asarray(np.where(t >= 0, 1 / (1 + e), e / (1 + e)))


_SCALES: dict[str, Callable[[Floats], Floats]] = {
    "PR": lambda p: p,
    "PLN": np.log,
    "PLO": lambda p: np.log(p) - np.log1p(-p),
    "PAS": lambda p: np.arcsin(np.sqrt(p)),
}
_SLOPES: dict[str, Callable[[Floats], Floats]] = {
    "PR": np.ones_like,
    "PLN": lambda p: 1 / p,
    "PLO": lambda p: 1 / (p * (1 - p)),
    "PAS": lambda p: 0.5 / np.sqrt(p * (1 - p)),
}
_INVERSES: dict[str, Callable[[Floats], Floats]] = {
    "PR": lambda t: np.clip(t, 0, 1),
    "PLN": lambda t: np.exp(np.minimum(t, 0)),
    "PLO": expit,
    "PAS": lambda t: np.sin(np.clip(t, 0, np.pi / 2)) ** 2,
}


def marginal_proportion(
    mu: float, tau: float, measure: str, *, harmonic_n: float | None = None
) -> float:
    """Population-averaged proportion: the inverse transform averaged over N(mu, tau²).

    The trapezoidal rule over ±9 standard deviations converges geometrically for these integrands
    (Trefethen & Weideman 2014, SIAM Rev 56:385), with 2,001 nodes to machine precision for any
    tau met in practice.
    """
    size = None if harmonic_n is None else np.array([harmonic_n])
    return float(marginal_proportions(np.array([mu]), np.array([tau]), measure, harmonic_n=size)[0])


def marginal_proportions(
    mu: Floats, tau: Floats, measure: str, *, harmonic_n: Floats | None = None
) -> Floats:
    """`marginal_proportion` for each of R values of mu and tau (and of harmonic_n), shape (R,)."""
    result = to_proportion(mu, measure, harmonic_n=harmonic_n)
    z = np.linspace(-9, 9, 2001)
    density = np.exp(-z * z / 2)
    spread = np.flatnonzero(tau != 0)
    for first in range(0, spread.size, MARGINS_TOGETHER):
        part = spread[first : first + MARGINS_TOGETHER]
        size = None if harmonic_n is None else harmonic_n[part, None]
        p = to_proportion(mu[part, None] + tau[part, None] * z, measure, harmonic_n=size)
        result[part] = np.sum(density * p, axis=-1) / np.sum(density)
    return result
