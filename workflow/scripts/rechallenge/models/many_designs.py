"""Two-stage meta-regressions of the same effect sizes on many designs at once, by REML.

For one value of τ² the sums that the restricted score needs are matrix products over rows, so that
a scan of τ² brackets every maximum of all designs together, as `rechallenge.models.tau2` does for
one; Newton steps then solve all brackets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rechallenge.effects import Floats
from rechallenge.models.falling_roots import falling_roots
from rechallenge.models.regression import NO_RESIDUAL
from rechallenge.models.tau2 import scan_tau2

TOGETHER = 512


def knapp_hartung_fs(y: Floats, v: Floats, designs: Floats) -> Floats:
    """Compute the F statistic of all moderators for each design.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effect sizes and sampling variances, v > 0.
    designs : ndarray, shape (D, k, p)
        Intercept and moderators, each of full rank, k > p > 1.

    Returns
    -------
    ndarray, shape (D,)
        Infinite where a design leaves no residual.

    References
    ----------
    Knapp & Hartung (2003), Stat Med 22:2693.
    """
    parts = [designs[i : i + TOGETHER] for i in range(0, designs.shape[0], TOGETHER)]
    return np.concatenate([_statistics(y, v, part) for part in parts])


def _statistics(y: Floats, v: Floats, designs: Floats) -> Floats:
    k, p = designs.shape[1:]
    fit = _Fits.of(y, v, designs, _restricted(y, v, designs))
    slopes, covariance = fit.coefficients[:, 1:], fit.covariance[:, 1:, 1:]
    wald = np.vecdot(slopes, (_inverse(covariance) @ slopes[..., None])[..., 0])
    scale = np.vecdot(fit.weights * fit.residuals, fit.residuals) / (k - p)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(scale > NO_RESIDUAL, wald / (p - 1) / scale, np.inf)


@dataclass(frozen=True, slots=True)
class _Fits:
    """One weighted fit a design: weights and residuals (D, k), (Xᵀ W X)⁻¹, coefficients."""

    weights: Floats
    residuals: Floats
    covariance: Floats
    coefficients: Floats

    @classmethod
    def of(cls, y: Floats, v: Floats, designs: Floats, tau2: Floats) -> _Fits:
        w = 1 / (v + tau2[:, None])
        weighted = designs * w[..., None]
        covariance = _inverse(_cross(weighted, designs))
        beta = (covariance @ np.vecdot(weighted.mT, y)[..., None])[..., 0]
        return cls(w, y - (designs @ beta[..., None])[..., 0], covariance, beta)

    def score(self, designs: Floats) -> tuple[Floats, Floats]:
        """Twice the slope of the restricted log-likelihood by τ², and its own slope; both (D,).

        With P as in `rechallenge.models.least_squares`: yᵀPPy - tr P, and tr PP - 2 yᵀPPPy.
        """
        w, z = self.weights, self.weights * self.residuals
        w2 = w * w
        squares = self.covariance @ _cross(designs * w2[..., None], designs)
        cubes = self.covariance @ _cross(designs * (w2 * w)[..., None], designs)
        across = np.vecdot((designs * w[..., None]).mT, z[:, None, :])
        fitted = np.vecdot(across, (self.covariance @ across[..., None])[..., 0])
        score = np.vecdot(z, z) - w.sum(axis=1) + _trace(squares)
        trace_pp = w2.sum(axis=1) - 2 * _trace(cubes) + _trace(squares @ squares)
        return score, trace_pp - 2 * (np.vecdot(w * z, z) - fitted)

    def height(self, designs: Floats) -> Floats:
        """Restricted log-likelihood up to a constant, shape (D,)."""
        determinant = np.linalg.slogdet(_cross(designs * self.weights[..., None], designs))[1]
        q = np.vecdot(self.weights * self.residuals, self.residuals)
        return np.asarray(0.5 * (np.log(self.weights).sum(axis=1) - q - determinant))


def _restricted(y: Floats, v: Floats, designs: Floats) -> Floats:
    """REML τ² of each design, shape (D,); of several maxima the highest."""
    taus = scan_tau2(y, v)
    rising = _scanned(y, v, designs, taus) > 0
    owner, cell = np.nonzero(rising[:, :-1] & ~rising[:, 1:])
    own = designs[owner]

    def score(active: NDArray[np.intp], at: Floats) -> tuple[Floats, Floats]:
        return _Fits.of(y, v, own[active], at).score(own[active])

    roots = falling_roots(score, taus[cell], taus[cell + 1])
    at_zero = np.flatnonzero(~rising[:, 0])
    owner = np.concatenate([at_zero, owner])
    candidates = np.concatenate([np.zeros(at_zero.size), roots])
    best = np.zeros(designs.shape[0])
    best[owner] = candidates
    for one in np.flatnonzero(np.bincount(owner, minlength=best.size) > 1):
        taus = candidates[owner == one]
        same = np.repeat(designs[one : one + 1], taus.size, axis=0)
        best[one] = taus[np.argmax(_Fits.of(y, v, same, taus).height(same))]
    return best


def _scanned(y: Floats, v: Floats, designs: Floats, taus: Floats) -> Floats:
    """Twice the slope of the restricted log-likelihood at each τ², shape (D, T)."""
    count, k, p = designs.shape
    w = 1 / (v[:, None] + taus)
    z = y - np.sum(y / v) / np.sum(1 / v)
    pairs = (designs[..., :, None] * designs[..., None, :]).reshape(count, k, p * p)
    products = np.concatenate([pairs, designs * z[:, None]], axis=2).transpose(0, 2, 1)
    first = (products @ w).transpose(0, 2, 1)
    second = (products @ (w * w)).transpose(0, 2, 1)
    covariance = _inverse(first[..., : p * p].reshape(count, -1, p, p))
    squares = second[..., : p * p].reshape(count, -1, p, p)
    beta = (covariance @ first[..., p * p :, None])[..., 0]
    quadratic = np.vecdot(beta, (squares @ beta[..., None])[..., 0])
    residual = z * z @ (w * w) - 2 * np.vecdot(beta, second[..., p * p :]) + quadratic
    return np.asarray(residual - w.sum(axis=0) + np.vecdot(covariance, squares).sum(axis=-1))


def _cross(left: Floats, right: Floats) -> Floats:
    return left.mT @ right


def _trace(matrices: Floats) -> Floats:
    return np.asarray(np.trace(matrices, axis1=-2, axis2=-1))


def _inverse(matrices: Floats) -> Floats:
    """Invert symmetric matrices; written out where they are small, as LAPACK is slow on those."""
    size = matrices.shape[-1]
    if size == 1:
        return 1 / matrices
    if size > 2:
        return np.linalg.inv(matrices)
    a, b, d = matrices[..., 0, 0], matrices[..., 0, 1], matrices[..., 1, 1]
    determinant = a * d - b * b
    inverse = np.empty_like(matrices)
    inverse[..., 0, 0], inverse[..., 1, 1] = d / determinant, a / determinant
    inverse[..., 0, 1] = inverse[..., 1, 0] = -b / determinant
    return inverse
