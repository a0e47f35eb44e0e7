"""The binomial-normal likelihood by adaptive quadrature: value, score and Hessian.

Each row i has x_i events of n_i with logit probability ``X_i β + τ u``, u standard normal
(random-intercept logistic model; Stijnen, Hamza & Özdemir 2010, Stat Med 29:3046). The integral
over u is taken by the trapezoidal rule on an interval found anew for each row, where it converges
geometrically (Trefethen & Weideman 2014, SIAM Rev 56:385). Unlike Gauss-Hermite nodes at the
mode, the interval provably holds the integrand: its logarithm g is concave with g'' <= -1, so
Newton steps from 9 units outside the mode approach the points 37 log-units down from outside.
Rows with 0 % or 100 %, whose integrand is one-sided, stay exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from rechallenge.effects import Floats

DROP = 37.0
REACH = 9.0
MODE_STEPS = 120
PATIENCE = 8
MODE_TOLERANCE = 1e-4
EDGE_STEPS = 7
LEAST_NODES = 32
MOST_NODES = 4096


def nodes_for(tau: float) -> int:
    """Nodes that hold the error of the rule near 1e-13.

    The integrand of a row without events falls like exp(-exp(τu)): analytic within π/(2τ) of the
    real line, so a spacing of 0.33/τ over the 9 units of the interval is enough.
    """
    return int(min(MOST_NODES, max(LEAST_NODES, np.ceil(28 * tau))))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Log-likelihood (relative to the saturated model) with derivatives, for G parameter values.

    Attributes
    ----------
    value : ndarray, shape (G,)
    score : ndarray, shape (G, p + 1)
        Derivatives by β and, last, by τ.
    hessian : ndarray, shape (G, p + 1, p + 1)
    """

    value: Floats
    score: Floats
    hessian: Floats


@dataclass(frozen=True, slots=True)
class BinomialNormal:
    """The data of the model: counts, totals and design, with the saturated log-likelihood.

    Attributes
    ----------
    events, totals : ndarray, shape (k,)
    design : ndarray, shape (k, p)
    saturated : ndarray, shape (k,)
        x log(x/n) + (n - x) log(1 - x/n) of each row.
    """

    events: Floats
    totals: Floats
    design: Floats
    saturated: Floats

    @classmethod
    def of(cls, events: Floats, totals: Floats, design: Floats | None = None) -> BinomialNormal:
        """Build from counts; the design is an intercept when left out."""
        x = np.asarray(events, dtype=float)
        n = np.asarray(totals, dtype=float)
        design = np.ones((x.size, 1)) if design is None else design
        return cls(x, n, design, special.xlogy(x, x / n) + special.xlogy(n - x, 1 - x / n))

    def conditional(self, beta: ArrayLike) -> Evaluation:
        """Evaluate at τ = 0, where the model is plain logistic regression.

        The score of τ is zero there by symmetry; its place holds the slope by τ² instead, which
        tells whether the likelihood rises away from the boundary.
        """
        b = np.atleast_2d(np.asarray(beta, dtype=float))
        eta = b @ self.design.T
        p, softplus = _logistic(eta)
        x, n = self.events, self.totals
        rest = x - n * p
        w = n * p * (1 - p)
        hessian = np.zeros((b.shape[0], b.shape[1] + 1, b.shape[1] + 1))
        hessian[:, :-1, :-1] = -np.einsum("gk,ki,kj->gij", w, self.design, self.design)
        slope = 0.5 * (rest * rest - w).sum(axis=1)
        return Evaluation(
            value=(x * eta - n * softplus - self.saturated).sum(axis=1),
            score=np.column_stack([rest @ self.design, slope]),
            hessian=hessian,
        )

    def evaluate(self, beta: ArrayLike, tau: ArrayLike, *, nodes: int = LEAST_NODES) -> Evaluation:
        """Evaluate at G values of β and τ > 0.

        Parameters
        ----------
        beta : array_like, shape (G, p)
        tau : array_like, shape (G,)
        nodes : int
            Quadrature nodes a row.
        """
        x, n = self.events, self.totals
        value, density, u, eta = self._integrated(beta, tau, nodes)
        p, _ = _logistic(eta)
        nc = n[..., None]
        rest = x[..., None] - nc * p
        weighted = density * rest
        weighted_u = weighted * u
        w = p
        w *= 1 - p
        w *= nc
        w *= density
        m_s, m_su = weighted.sum(axis=-1), weighted_u.sum(axis=-1)
        c_ss = np.vecdot(weighted, rest) - m_s * m_s - w.sum(axis=-1)
        c_st = np.vecdot(weighted_u, rest) - m_s * m_su - np.vecdot(w, u)
        rest *= u
        w *= u
        c_tt = np.vecdot(weighted_u, rest) - m_su * m_su - np.vecdot(w, u)
        design = self.design
        size = design.shape[1]
        hessian = np.empty((value.shape[0], size + 1, size + 1))
        hessian[:, :size, :size] = np.einsum("gk,ki,kj->gij", c_ss, design, design)
        hessian[:, :size, size] = hessian[:, size, :size] = c_st @ design
        hessian[:, size, size] = c_tt.sum(axis=1)
        return Evaluation(
            value=value.sum(axis=1),
            score=np.column_stack([m_s @ design, m_su.sum(axis=1)]),
            hessian=hessian,
        )

    def log_likelihood(self, beta: ArrayLike, tau: ArrayLike, *, nodes: int) -> Floats:
        """Evaluate the log-likelihood alone, shape (G,); arguments as in `evaluate`."""
        return np.asarray(self._integrated(beta, tau, nodes)[0].sum(axis=1))

    def row_logits(self, beta: ArrayLike, tau: ArrayLike, *, nodes: int) -> tuple[Floats, Floats]:
        """Conditional mean and mean square of the true logit of each row given its data.

        Both of shape (G, k).
        """
        _, density, _, eta = self._integrated(beta, tau, nodes)
        weighted = density * eta
        return weighted.sum(axis=-1), np.vecdot(weighted, eta)

    def _integrated(
        self, beta: ArrayLike, tau: ArrayLike, nodes: int
    ) -> tuple[Floats, Floats, Floats, Floats]:
        """Log-likelihood of each row (G, k); weights of the nodes, u and logits (G, k, nodes)."""
        b = np.atleast_2d(np.asarray(beta, dtype=float))
        t = np.atleast_1d(np.asarray(tau, dtype=float))[:, None]
        offset = b @ self.design.T
        mode, peak = self._modes(offset, t)
        low = self._edge(offset, t, mode, peak, -REACH)
        high = self._edge(offset, t, mode, peak, REACH)
        step = (high - low) / (nodes - 1)
        # In place where it can be: these are the large arrays, and fresh memory is slow.
        u = step[..., None] * np.arange(nodes)
        u += low[..., None]
        eta = t[..., None] * u
        eta += offset[..., None]
        work = np.abs(eta)
        np.negative(work, out=work)
        np.exp(work, out=work)
        np.log1p(work, out=work)
        work += np.maximum(eta, 0)
        work *= self.totals[..., None]
        density = self.events[..., None] * eta
        density -= work
        np.multiply(u, u, out=work)
        work *= 0.5
        density -= work
        density -= peak[..., None]
        np.exp(density, out=density)
        mass = density.sum(axis=-1)
        density /= mass[..., None]
        value = peak + np.log(mass * step) - 0.5 * np.log(2 * np.pi) - self.saturated
        return value, density, u, eta

    def _modes(self, offset: Floats, tau: Floats) -> tuple[Floats, Floats]:
        """Mode of each row's integrand, nearly, and its log height there, both (G, k)."""
        x, n = self.events, self.totals
        y = np.log((x + 0.5) / (n - x + 0.5)) - offset
        v = 1 / (x + 0.5) + 1 / (n - x + 0.5)
        u = tau * y / (tau * tau + v)
        slope = tau * (x - n * _logistic(offset)[0])
        # g'' <= -1, so the mode lies between 0 and g'(0).
        low, high = np.minimum(slope, 0), np.maximum(slope, 0)
        u = np.clip(u, low, high)
        eta = offset + tau * u
        for i in range(MODE_STEPS):
            p, softplus = _logistic(eta)
            slope = tau * (x - n * p) - u
            low = np.where(slope > 0, u, low)
            high = np.where(slope > 0, high, u)
            move = slope / (1 + tau * tau * n * p * (1 - p))
            if np.max(np.abs(move)) < MODE_TOLERANCE:
                break
            step = u + move
            usable = (step >= low) & (step <= high)
            if i >= PATIENCE and i % 2:
                # Newton steps may circle around the bend of the logistic curve: halve instead.
                usable &= np.abs(move) < MODE_TOLERANCE
            u = np.where(usable, step, (low + high) / 2)
            eta = offset + tau * u
        p, softplus = _logistic(eta)
        return u, x * eta - n * softplus - 0.5 * u * u

    def _edge(
        self, offset: Floats, tau: Floats, mode: Floats, peak: Floats, reach: float
    ) -> Floats:
        """Point on one side of the mode where the integrand has fallen by `DROP` log-units."""
        x, n = self.events, self.totals
        u = mode + reach
        for _ in range(EDGE_STEPS):
            eta = offset + tau * u
            p, softplus = _logistic(eta)
            excess = x * eta - n * softplus - 0.5 * u * u - peak + DROP
            u = u - excess / (tau * (x - n * p) - u)
        return u


def _logistic(eta: Floats) -> tuple[Floats, Floats]:
    """Probability and log(1 + exp(eta)), from one exponential."""
    e = np.exp(-np.abs(eta))
    p = np.where(eta >= 0, 1.0, e) / (1 + e)
    return p, np.maximum(eta, 0) + np.log1p(e)
