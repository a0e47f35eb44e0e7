"""Two-stage random-effects fits of many subsets of the same rows at once.

For one value of τ² every sum that the score needs is additive over rows, so that the sums of all
subsets are one matrix product. A scan of τ² brackets each maximum of the restricted likelihood,
as `rechallenge.models.tau2` does for one data set, and Newton steps solve all brackets together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rechallenge.effects import Floats
from rechallenge.errors import InputError
from rechallenge.models.tau2 import log_likelihood, scan_tau2

Members = NDArray[np.bool_]
SUBSET_METHODS = ("REML", "DL")
IN_ONE_PRODUCT = 9000
"""Numbers in a matrix by a vector that BLAS still multiplies in one thread.

Many short products are faster so: threads that wait for each other take all processors.
"""

IN_ONE_SCAN = 250_000
"""The same for the product of two matrices: rows by columns by terms of a sum."""

STEPS = 80
CLOSE = 1e-9
"""Relative size of a Newton step that leaves an error of its square."""


@dataclass(frozen=True, slots=True)
class SubsetFits:
    """Fits of S subsets.

    Attributes
    ----------
    mu, tau2 : ndarray, shape (S,)
        On the scale of the effect sizes.
    i2 : ndarray, shape (S,)
        From τ² and the typical sampling variance of the subset, 0-100.
    """

    mu: Floats
    tau2: Floats
    i2: Floats


def fit_subsets(y: Floats, v: Floats, members: Members, *, tau2: str = "REML") -> SubsetFits:
    """Fit each subset of rows.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effect sizes and sampling variances, v > 0.
    members : ndarray of bool, shape (S, k)
        The rows of each subset, two at the least.
    tau2 : {"REML", "DL"}

    Raises
    ------
    InputError
        For another estimator, or a subset of fewer than two rows.
    """
    if tau2 not in SUBSET_METHODS:
        raise InputError(
            f"subsets are fitted by {' or '.join(SUBSET_METHODS)}, not by tau2 {tau2!r}"
        )
    if members.size and members.sum(axis=1).min() < 2:
        raise InputError("every subset needs at least two rows")
    # Sums of squares keep more digits about the middle.
    centre = float(np.sum(y / v) / np.sum(1 / v))
    z = y - centre
    scan = _Scan.of(z, v)
    mu, between, i2 = (np.empty(members.shape[0]) for _ in range(3))
    together = max(1, IN_ONE_PRODUCT // z.size)
    for start in range(0, members.shape[0], together):
        part = slice(start, start + together)
        chosen = members[part].astype(float)
        within = _Within.of(z, v, chosen)
        between[part] = within.moment() if tau2 == "DL" else _reml(z, v, chosen, scan)
        w = chosen / (v + between[part, None])
        mu[part] = centre + w @ z / w.sum(axis=1)
        i2[part] = 100 * between[part] / (between[part] + within.typical)
    return SubsetFits(mu, between, i2)


@dataclass(frozen=True, slots=True)
class _Within:
    """Sums of each subset at τ² = 0: Q, the trace term of its mean, and the typical variance."""

    q: Floats
    trace: Floats
    typical: Floats
    rows: Floats

    @classmethod
    def of(cls, z: Floats, v: Floats, chosen: Floats) -> _Within:
        w = 1 / v
        total, squares = chosen @ w, chosen @ (w * w)
        rows = chosen.sum(axis=1)
        residuals = z - (chosen @ (w * z) / total)[:, None]
        residuals *= residuals
        residuals *= chosen
        typical = (rows - 1) * total / (total * total - squares)
        return cls(residuals @ w, total - squares / total, typical, rows)

    def moment(self) -> Floats:
        """DerSimonian-Laird τ², shape (S,)."""
        return np.maximum((self.q - (self.rows - 1)) / self.trace, 0.0)


@dataclass(frozen=True, slots=True)
class _Scan:
    """A scan of T values of τ², with what each row adds to five sums of the score; each (k, T)."""

    taus: Floats
    tables: tuple[Floats, ...]

    @classmethod
    def of(cls, z: Floats, v: Floats) -> _Scan:
        taus = scan_tau2(z, v)
        w = 1 / (v[:, None] + taus)
        w2, zc = w * w, z[:, None]
        return cls(taus, (w, w2, w * zc, w2 * zc, w2 * zc * zc))

    def scores(self, chosen: Floats) -> Floats:
        """Twice the slope of the restricted log-likelihood at each τ², shape (S, T)."""
        scores = np.empty((chosen.shape[0], self.taus.size))
        size = max(1, IN_ONE_SCAN // self.tables[0].size)
        for start in range(0, chosen.shape[0], size):
            part = slice(start, start + size)
            w, w2, wz, w2z, w2z2 = (chosen[part] @ table for table in self.tables)
            mean = wz / w
            w2z *= 2
            w2z -= mean * w2
            w2z *= mean
            w2z2 -= w2z
            w2z2 -= w
            w2 /= w
            np.add(w2z2, w2, out=scores[part])
        return scores


def _reml(z: Floats, v: Floats, chosen: Floats, scan: _Scan) -> Floats:
    """REML τ² of each subset, shape (S,); of several maxima the highest."""
    scores = scan.scores(chosen)
    rising = scores > 0
    subset, cell = np.nonzero(rising[:, :-1] & ~rising[:, 1:])
    ends = (scan.taus[cell], scan.taus[cell + 1])
    falls = (scores[subset, cell], scores[subset, cell + 1])
    roots = _solved(z, v, chosen[subset], ends, falls)
    at_zero = np.flatnonzero(~rising[:, 0])
    owner = np.concatenate([at_zero, subset])
    candidates = np.concatenate([np.zeros(at_zero.size), roots])
    best = np.zeros(chosen.shape[0])
    best[owner] = candidates
    several = np.flatnonzero(np.bincount(owner, minlength=best.size) > 1)
    for one in several:
        own = candidates[owner == one]
        best[one] = own[np.argmax(_heights(z, v, chosen[one], own))]
    return best


def _heights(z: Floats, v: Floats, chosen: Floats, tau2: Floats) -> Floats:
    held = chosen > 0
    return log_likelihood(z[held], v[held], np.ones((int(held.sum()), 1)), tau2, restricted=True)


def _solved(
    z: Floats, v: Floats, chosen: Floats, ends: tuple[Floats, Floats], falls: tuple[Floats, Floats]
) -> Floats:
    """Root of the score of each subset between two values of τ², where it falls through 0."""
    low, high = (end.copy() for end in ends)
    t = low + (high - low) * falls[0] / (falls[0] - falls[1])
    active = np.arange(t.size)
    for _ in range(STEPS):
        if active.size == 0:
            break
        at = t[active]
        score, slope = _score(z, v, chosen[active], at)
        low[active] = np.where(score > 0, at, low[active])
        high[active] = np.where(score > 0, high[active], at)
        with np.errstate(divide="ignore", invalid="ignore"):
            target = at - score / slope
        # The score is convex where it matters: steps that leave the bracket are rare.
        inside = (target >= low[active]) & (target <= high[active])
        t[active] = np.where(inside, target, (low[active] + high[active]) / 2)
        small = np.abs(t[active] - at) <= CLOSE * at
        active = active[~(small | (score == 0))]
    return t


def _score(z: Floats, v: Floats, chosen: Floats, tau2: Floats) -> tuple[Floats, Floats]:
    """Twice the slope of the restricted log-likelihood by τ², and its own slope; both (S,)."""
    w = v + tau2[:, None]
    np.divide(chosen, w, out=w)
    total, squares = w.sum(axis=1), np.vecdot(w, w)
    r = z - (w @ z / total)[:, None]
    r *= w
    wr2 = np.vecdot(r, r)
    w2r = np.vecdot(w, r)
    r *= r
    w3r2 = np.vecdot(w, r)
    np.multiply(w, w, out=r)
    cubes = np.vecdot(w, r)
    share = squares / total
    score = wr2 - total + share
    slope = 2 * w2r * w2r / total - 2 * w3r2 + squares - 2 * cubes / total + share * share
    return score, slope
