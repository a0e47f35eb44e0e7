"""The library's binomial-normal likelihood for many data sets at once, each at its own (μ, τ)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from rechallenge.effects import Floats
from rechallenge.models.binomial_normal import BinomialNormal, Evaluation, nodes_for

CHUNK = 1024
SCAN_NODES = 24
UNIT_DESIGN = np.ones((1, 1))

Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Terms:
    """Log-likelihood (relative to the saturated model) and derivatives, each of shape (R,).

    ``by_tau`` at τ = 0 is the slope by τ², since the slope by τ is zero there by symmetry.
    """

    value: Floats
    by_mu: Floats
    by_tau: Floats
    by_mu_mu: Floats
    by_mu_tau: Floats
    by_tau_tau: Floats

    @classmethod
    def empty(cls, size: int) -> Terms:
        """Make room for the terms of `size` data sets."""
        return cls(*(np.zeros(size) for _ in range(6)))

    def put(self, index: Integers, other: Terms) -> None:
        """Overwrite the terms of some data sets."""
        for name in Terms.__slots__:
            getattr(self, name)[index] = getattr(other, name)


@dataclass(frozen=True, slots=True)
class Batch:
    """R data sets of k rows.

    A row is handed to `BinomialNormal` as a problem of its own with one row; the sums over the
    rows of a data set are taken here. So the quadrature is that of a single fit.

    Attributes
    ----------
    events, totals, saturated : ndarray, shape (R, k)
    """

    events: Floats
    totals: Floats
    saturated: Floats

    @classmethod
    def of(cls, events: Floats, totals: Floats) -> Batch:
        """Build from counts."""
        rest = totals - events
        saturated = special.xlogy(events, events / totals) + special.xlogy(rest, rest / totals)
        return cls(events, totals, saturated)

    @property
    def size(self) -> int:
        """Number of data sets, R."""
        return int(self.events.shape[0])

    def take(self, index: Integers) -> Batch:
        """Keep (or repeat) the data sets at these positions."""
        return Batch(self.events[index], self.totals[index], self.saturated[index])

    def conditional(self, mu: Floats) -> Terms:
        """Evaluate at τ = 0."""
        return self._summed(self, mu, np.zeros(self.size), lambda model, m, _: model.conditional(m))

    def evaluate(
        self, mu: Floats, tau: Floats, *, scan: bool = False, refined: bool = False
    ) -> Terms:
        """Evaluate at τ > 0.

        With ``scan`` at half the nodes (errors near 1e-6), with ``refined`` at twice as many.
        """
        terms = Terms.empty(self.size)
        order = np.argsort(tau, kind="stable")
        step = max(1, CHUNK // self.events.shape[1])
        for first in range(0, self.size, step):
            index = order[first : first + step]
            nodes = nodes_for(float(tau[index[-1]]))
            if scan:
                nodes = max(SCAN_NODES, nodes // 2)
            elif refined:
                nodes *= 2

            def at(model: BinomialNormal, m: Floats, t: Floats, n: int = nodes) -> Evaluation:
                return model.evaluate(m, t, nodes=n)

            terms.put(index, self._summed(self.take(index), mu[index], tau[index], at))
        return terms

    @staticmethod
    def _summed(
        batch: Batch,
        mu: Floats,
        tau: Floats,
        evaluate: Callable[[BinomialNormal, Floats, Floats], Evaluation],
    ) -> Terms:
        shape = batch.events.shape
        model = BinomialNormal(
            batch.events.reshape(-1, 1),
            batch.totals.reshape(-1, 1),
            UNIT_DESIGN,
            batch.saturated.reshape(-1, 1),
        )
        each = evaluate(model, np.repeat(mu, shape[1])[:, None], np.repeat(tau, shape[1]))

        def total(values: Floats) -> Floats:
            return np.asarray(values.reshape(shape).sum(axis=1))

        return Terms(
            total(each.value),
            total(each.score[:, 0]),
            total(each.score[:, 1]),
            total(each.hessian[:, 0, 0]),
            total(each.hessian[:, 0, 1]),
            total(each.hessian[:, 1, 1]),
        )
