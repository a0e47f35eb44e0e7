"""Confidence intervals of one binomial proportion, and the quantiles that intervals need."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from rechallenge.effects import Floats, checked_counts
from rechallenge.errors import InputError

METHODS = ("clopper-pearson", "wilson", "agresti-coull", "jeffreys", "wald")


def normal_quantile(level: float) -> float:
    """Two-sided standard normal quantile for a confidence level (0-1)."""
    return float(-special.ndtri((1 - level) / 2))


def t_quantile(level: float, df: float) -> float:
    """Two-sided Student quantile for a confidence level (0-1)."""
    return float(-special.stdtrit(df, (1 - level) / 2))


def t_quantiles(level: float, df: Floats) -> Floats:
    """Two-sided t quantile for each of many degrees of freedom, shape (R,)."""
    found = np.empty(df.size)
    for value in np.unique(df):
        found[df == value] = t_quantile(level, int(value))
    return found


def chi2_quantile(level: float, df: float = 1) -> float:
    """Quantile of the chi-squared distribution: the value exceeded with probability 1 - level."""
    return float(special.chdtri(df, 1 - level))


def chi2_tail(statistic: float, df: float) -> float:
    """Probability that a chi-squared variable exceeds the statistic."""
    return float(special.chdtrc(df, statistic)) if statistic > 0 else 1.0


def binomial_interval(
    events: ArrayLike, totals: ArrayLike, *, level: float = 0.95, method: str = "clopper-pearson"
) -> tuple[Floats, Floats]:
    """Confidence limits of proportions, one interval a row.

    Parameters
    ----------
    events, totals : array_like, shape (k,)
    level : float
        Confidence level, 0-1.
    method : {"clopper-pearson", "wilson", "agresti-coull", "jeffreys", "wald"}

    Returns
    -------
    low, high : ndarray, shape (k,)
        Proportions.

    Raises
    ------
    InputError
        For impossible counts, level or method.

    References
    ----------
    Clopper & Pearson (1934), Biometrika 26:404; Wilson (1927), JASA 22:209; Agresti & Coull
    (1998), Am Stat 52:119; Jeffreys as in Brown, Cai & DasGupta (2001), Stat Sci 16:101.
    """
    if not 0 < level < 1:
        raise InputError(
            f"the confidence level must lie between 0 and 1, such as 0.95; got {level}"
        )
    x, n = checked_counts(events, totals)
    alpha = 1 - level
    z = normal_quantile(level)
    p = x / n
    if method == "clopper-pearson":
        low = special.betaincinv(np.maximum(x, 0.5), n - x + 1, alpha / 2)
        high = special.betainccinv(x + 1, np.maximum(n - x, 0.5), alpha / 2)
    elif method == "jeffreys":
        low = special.betaincinv(x + 0.5, n - x + 0.5, alpha / 2)
        high = special.betainccinv(x + 0.5, n - x + 0.5, alpha / 2)
    elif method == "wilson":
        centre = (x + z * z / 2) / (n + z * z)
        half = z / (n + z * z) * np.sqrt(n * p * (1 - p) + z * z / 4)
        low, high = centre - half, centre + half
    elif method in ("agresti-coull", "wald"):
        add = z * z if method == "agresti-coull" else 0.0
        centre = (x + add / 2) / (n + add)
        half = z * np.sqrt(centre * (1 - centre) / (n + add))
        low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    else:
        raise InputError(f"unknown interval {method!r}; choose one of {', '.join(METHODS)}")
    if method in ("clopper-pearson", "jeffreys", "wilson"):
        low, high = np.where(x == 0, 0.0, low), np.where(x == n, 1.0, high)
    return np.asarray(low, dtype=float), np.asarray(high, dtype=float)


def binomial_tails(events: Floats, totals: Floats, rates: Floats | float) -> tuple[Floats, Floats]:
    """Probabilities of so many events or fewer, and of so many or more, if a rate is the true one.

    Parameters
    ----------
    events, totals, rates : ndarray
        Shapes that broadcast; rates are proportions.
    """
    x, n = np.broadcast_arrays(events, totals)
    at_most = special.betaincc(x + 1, np.maximum(n - x, 0.5), rates)
    at_least = special.betainc(np.maximum(x, 0.5), n - x + 1, rates)
    return np.where(x == n, 1.0, at_most), np.where(x == 0, 1.0, at_least)


def binomial_quantile(probability: float, totals: Floats, rate: float) -> Floats:
    """Find the smallest count whose cumulative probability is at least this, for each total."""
    below, count = np.full(totals.shape, -1.0), totals.copy()
    while np.any(count - below > 1):
        middle = np.floor((below + count) / 2)
        enough = binomial_tails(np.maximum(middle, 0), totals, rate)[0] >= probability
        enough &= middle >= 0
        below, count = np.where(enough, below, middle), np.where(enough, middle, count)
    return count
