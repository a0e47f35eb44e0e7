"""Formulas of the pooled models in the arithmetic of mpmath, at its current precision.

Each is written as the papers print it; none is arranged for speed or for rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from mpmath import mp, mpf

LEVEL = "0.95"
ROOT_DIGITS = 35
SCAN_DIGITS = 20
SCAN_POINTS = 300
Values = list[Any]
Counts = list[tuple[int, int]]


def effect_sizes(counts: Counts, measure: str) -> tuple[Values, Values]:
    """Transform each row; half an event is added where a rate is 0 % or 100 % (PR, PLN, PLO)."""
    y, v = [], []
    for events, total in counts:
        x, n = mpf(events), mpf(total)
        if measure in ("PR", "PLN", "PLO") and events in (0, total):
            x, n = x + mpf("0.5"), n + 1
        p = x / n
        if measure == "PR":
            pair = p, p * (1 - p) / n
        elif measure == "PLN":
            pair = mp.log(p), 1 / x - 1 / n
        elif measure == "PLO":
            pair = mp.log(p / (1 - p)), 1 / x + 1 / (n - x)
        elif measure == "PAS":
            pair = mp.asin(mp.sqrt(p)), 1 / (4 * n)
        else:
            lower, upper = mp.sqrt(x / (n + 1)), mp.sqrt((x + 1) / (n + 1))
            pair = (mp.asin(lower) + mp.asin(upper)) / 2, 1 / (4 * n + 2)
        y.append(pair[0])
        v.append(pair[1])
    return y, v


def to_proportion(value: Any, measure: str, n: Any) -> Any:
    """Back-transform; ``n`` is the sample size of Miller's inverse for PFT."""
    if measure == "PR":
        return value
    if measure == "PLN":
        return mp.exp(value)
    if measure == "PLO":
        return 1 / (1 + mp.exp(-value))
    if measure == "PAS":
        return mp.sin(value) ** 2
    return miller_inverse(value, n)


def miller_inverse(t: Any, n: Any) -> Any:
    """Invert the double arcsine for sample size n; Miller (1978), Am Stat 32:138."""
    lowest = mp.asin(mp.sqrt(1 / (n + 1))) / 2
    highest = (mp.asin(mp.sqrt(n / (n + 1))) + mp.pi / 2) / 2
    if t <= lowest:
        return mpf(0)
    if t >= highest:
        return mpf(1)
    sine = mp.sin(2 * t)
    root = mp.sqrt(max(0, 1 - (sine + (sine - 1 / sine) / n) ** 2))
    return (1 - mp.sign(mp.cos(2 * t)) * root) / 2


def mean_and_q(y: Values, v: Values, tau2: Any) -> tuple[Any, Any, Any]:
    """Inverse-variance mean, its standard error, and the weighted sum of squares about it."""
    w = [1 / (vi + tau2) for vi in v]
    mu = mp.fsum(wi * yi for wi, yi in zip(w, y, strict=True)) / mp.fsum(w)
    q = mp.fsum(wi * (yi - mu) ** 2 for wi, yi in zip(w, y, strict=True))
    return mu, 1 / mp.sqrt(mp.fsum(w)), q


def closed_forms(y: Values, v: Values) -> dict[str, Any]:
    """Between-study variance by the estimators with a closed form, cut at 0."""
    k = len(y)
    w = [1 / vi for vi in v]
    total, squares = mp.fsum(w), mp.fsum(wi * wi for wi in w)
    q = mean_and_q(y, v, 0)[2]
    centre = mp.fsum(y) / k
    spread = mp.fsum((yi - centre) ** 2 for yi in y)
    start = spread / k
    found = {
        "DL": (q - (k - 1)) / (total - squares / total),
        "HE": spread / (k - 1) - mp.fsum(v) / k,
        "HS": (q - k) / total,
        "SJ": start * mean_and_q(y, v, start)[2] / (k - 1) if start > 0 else mpf(0),
    }
    return {"FE": mpf(0)} | {name: max(mpf(0), value) for name, value in found.items()}


def log_likelihood(y: Values, v: Values, tau2: Any, *, restricted: bool) -> Any:
    """Profile log-likelihood of tau2 without constants."""
    w = [1 / (vi + tau2) for vi in v]
    value = mp.fsum(mp.log(wi) for wi in w) - mean_and_q(y, v, tau2)[2]
    return (value - mp.log(mp.fsum(w)) if restricted else value) / 2


def score(y: Values, v: Values, tau2: Any, *, restricted: bool) -> Any:
    """Derivative of `log_likelihood` by tau2, times 2."""
    w = [1 / (vi + tau2) for vi in v]
    mu = mean_and_q(y, v, tau2)[0]
    squares = mp.fsum((wi * (yi - mu)) ** 2 for wi, yi in zip(w, y, strict=True))
    loss = mp.fsum(w)
    if restricted:
        loss -= mp.fsum(wi * wi for wi in w) / mp.fsum(w)
    return squares - loss


def root_between(function: Callable[[Any], Any], low: Any, high: Any) -> Any:
    """Solve in a bracket, and make sure that the sign changes within the last digits."""
    fine = high * mp.eps * 100
    root = mp.findroot(
        function, (low, high), solver="illinois", tol=fine, maxsteps=1000, verify=False
    )
    reach = mpf(10) ** -ROOT_DIGITS
    if function(root * (1 - reach)) * function(root * (1 + reach)) > 0:
        raise ArithmeticError(f"no change of sign at {root}")
    return root


def likelihood_maximum(y: Values, v: Values, *, restricted: bool) -> tuple[Any, int]:
    """Highest of all maxima that a dense scan of the score brackets, and their number."""
    low = min(v) / 10**6
    high = 1000 * (max(v) + (max(y) - min(y)) ** 2)
    ratio = (high / low) ** (mpf(1) / (SCAN_POINTS - 1))
    grid = [mpf(0)] + [low * ratio**j for j in range(SCAN_POINTS)]

    def slope(tau2: Any) -> Any:
        return score(y, v, tau2, restricted=restricted)

    with mp.workdps(SCAN_DIGITS):
        slopes = [slope(tau2) for tau2 in grid]
    maxima = [mpf(0)] if slopes[0] <= 0 else []
    for j in range(SCAN_POINTS):
        if slopes[j] > 0 >= slopes[j + 1]:
            maxima.append(root_between(slope, grid[j], grid[j + 1]))
    best = max(maxima, key=lambda t: log_likelihood(y, v, t, restricted=restricted))
    return best, len(maxima)


def q_root(y: Values, v: Values, target: Any) -> Any | None:
    """Solve Q(tau2) = target; None where Q(0) does not reach it."""

    def excess(tau2: Any) -> Any:
        return mean_and_q(y, v, tau2)[2] - target

    if excess(0) <= 0:
        return None
    low, high = mpf(0), max(v) + (max(y) - min(y)) ** 2
    while excess(high) > 0:
        low, high = high, 4 * high
    return root_between(excess, low, high)


def tail() -> Any:
    """Probability beyond one limit."""
    return (1 - mpf(LEVEL)) / 2


def chi2_quantile(df: int, probability: Any) -> Any:
    """Quantile of chi-squared, from the lower tail."""

    def excess(x: Any) -> Any:
        return mp.gammainc(mpf(df) / 2, 0, x / 2, regularized=True) - probability

    high = mpf(1)
    while excess(high) < 0:
        high *= 2
    return root_between(excess, high / 2**60, high)


def normal_quantile() -> Any:
    return mp.sqrt(2) * mp.erfinv(mpf(LEVEL))


def clopper_pearson(x: int, n: int) -> tuple[Any, Any]:
    """Exact limits, from sums of binomial probabilities."""

    def at_least(count: int, p: Any) -> Any:
        odds, term, terms = p / (1 - p), (1 - p) ** n, []
        for i in range(n + 1):
            terms.append(term)
            term *= odds * (n - i) / (i + 1)
        return mp.fsum(terms[count:]) if count > n // 2 else 1 - mp.fsum(terms[:count])

    small, large = mpf(10) ** -12, 1 - mpf(10) ** -12
    low = root_between(lambda p: at_least(x, p) - tail(), small, large) if x else mpf(0)
    high = (
        root_between(lambda p: at_least(x + 1, p) - 1 + tail(), small, large) if x < n else mpf(1)
    )
    return low, high


def wilson(x: int, n: int) -> tuple[Any, Any]:
    z = normal_quantile()
    p = mpf(x) / n
    centre, scale = p + z * z / (2 * n), 1 + z * z / n
    half = z * mp.sqrt(p * (1 - p) / n + z * z / (4 * mpf(n) ** 2))
    return (centre - half) / scale, (centre + half) / scale


def row_log_likelihood(x: int, n: int, mu: Any, tau: Any, *, halvings: int) -> Any:
    """Binomial-normal log-likelihood of one row relative to x log(x/n) + (n - x) log(1 - x/n).

    Gauss-Legendre panels about the mode, whose widths double outwards; the integrand is
    log-concave, so that all beyond the point where it has fallen by e^-100 is negligible.
    """

    def g(u: Any) -> Any:
        eta = mu + tau * u
        softplus = mp.log1p(mp.exp(eta)) if eta < 0 else eta + mp.log1p(mp.exp(-eta))
        return x * eta - n * softplus - u * u / 2

    def slope(u: Any) -> Any:
        return tau * (x - n / (1 + mp.exp(-mu - tau * u))) - u

    low, high = min(mpf(0), slope(mpf(0))), max(mpf(0), slope(mpf(0)))
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    mode = (low + high) / 2
    p = 1 / (1 + mp.exp(-mu - tau * mode))
    width = 1 / mp.sqrt(1 + tau * tau * n * p * (1 - p))
    top = g(mode)
    points = [mode]
    for side in (-1, 1):
        reach = width
        while g(points[-1 if side > 0 else 0]) > top - 100:
            points.insert(0 if side < 0 else len(points), mode + side * reach)
            reach *= 2
    for _ in range(halvings):
        between = [(a + b) / 2 for a, b in pairwise(points)]
        points = sorted(points + between)
    area = mp.quad(lambda u: mp.exp(g(u) - top), points, method="gauss-legendre")
    saturated = sum(c * mp.log(mpf(c) / n) for c in (x, n - x) if c)
    return top + mp.log(area) - mp.log(2 * mp.pi) / 2 - saturated
