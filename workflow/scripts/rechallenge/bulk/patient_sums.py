"""The beta-binomial likelihood of many data sets at once, as sums over single patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from rechallenge.bulk.likelihood import Integers
from rechallenge.effects import Floats
from rechallenge.models.patient_sums import PatientSum

LISTED = 512
"""Sets with no larger row have one node a patient."""


@dataclass(frozen=True, slots=True)
class Slopes:
    """Derivatives of the log-likelihood at one (π, θ) a set, each of shape (R,)."""

    by_mean: Floats
    by_theta: Floats
    mean_mean: Floats
    mean_theta: Floats
    theta_theta: Floats

    def put(self, index: Integers, other: Slopes) -> None:
        """Overwrite the derivatives of some sets."""
        for name in Slopes.__slots__:
            getattr(self, name)[index] = getattr(other, name)

    def along(self) -> Floats:
        """Slope by θ at the best mean, which is a Newton step away."""
        return np.asarray(self.by_theta - self.mean_theta * self.by_mean / self.mean_mean)


@dataclass(frozen=True, slots=True)
class PatientSums:
    """The three patient sums of R sets side by side: Σ weights log(start + node θ).

    Attributes
    ----------
    nodes, weights : ndarray, shape (R, J)
        Those of the totals have negative weights; places that a set does not need weigh 0.
    side : ndarray, shape (J,)
        Slope of the start by π: 1 for events, which start at π, -1 for non-events, which start at
        1 - π, and 0 for totals, which start at 1.
    ends : tuple of int
        Where the places of events and of non-events end.
    saturated : ndarray, shape (R,)
    """

    nodes: Floats
    weights: Floats
    side: Floats
    ends: tuple[int, int]
    saturated: Floats

    @classmethod
    def of(cls, events: Floats, totals: Floats) -> PatientSums:
        """Build from counts of shape (R, k)."""
        rest = totals - events
        parts = [_nodes(counts) for counts in (events, rest, totals)]
        sizes = [nodes.shape[1] for nodes, _ in parts]
        saturated = special.xlogy(events, events / totals) + special.xlogy(rest, rest / totals)
        return cls(
            np.concatenate([nodes for nodes, _ in parts], axis=1),
            np.concatenate([parts[0][1], parts[1][1], -parts[2][1]], axis=1),
            np.repeat([1.0, -1.0, 0.0], sizes),
            (sizes[0], sizes[0] + sizes[1]),
            saturated.sum(axis=1),
        )

    def take(self, index: Integers) -> PatientSums:
        """Keep (or repeat) the sets at these positions."""
        return PatientSums(
            self.nodes[index], self.weights[index], self.side, self.ends, self.saturated[index]
        )

    def _base(self, pi: Floats, theta: Floats) -> Floats:
        base = self.nodes * theta[:, None]
        events, rest = self.ends
        base[:, :events] += pi[:, None]
        base[:, events:rest] += (1 - pi)[:, None]
        base[:, rest:] += 1
        return base

    def values(self, pi: Floats, theta: Floats) -> Floats:
        """Log-likelihood at one (π, θ) a set, relative to the saturated model; shape (R,)."""
        logs = np.vecdot(np.log(self._base(pi, theta)), self.weights)
        return np.asarray(logs - self.saturated)

    def slopes(self, pi: Floats, theta: Floats) -> Slopes:
        """Evaluate the derivatives at one (π, θ) a set."""
        base = self._base(pi, theta)
        first = self.weights / base
        by_mean, by_theta = first @ self.side, np.vecdot(first, self.nodes)
        second = np.divide(first, base, out=first)
        mean_mean = -(second @ (self.side * self.side))
        second *= self.nodes
        mean_theta = -(second @ self.side)
        return Slopes(by_mean, by_theta, mean_mean, mean_theta, -np.vecdot(second, self.nodes))


def _nodes(counts: Floats) -> tuple[Floats, Floats]:
    """Nodes and weights of `PatientSum` for each row of counts, both of shape (R, J)."""
    largest = int(counts.max())
    if largest <= LISTED:
        nodes = np.arange(float(largest))
        weights = np.sum(counts[:, :, None] > nodes, axis=1, dtype=float)
        return np.tile(nodes, (counts.shape[0], 1)), weights
    sums = [PatientSum.of(own) for own in counts]
    shape = (len(sums), max(one.nodes.size for one in sums))
    nodes, weights = np.zeros(shape), np.zeros(shape)
    # A place without weight still needs a positive argument of the logarithm: node 0 has one.
    for i, one in enumerate(sums):
        nodes[i, : one.nodes.size], weights[i, : one.nodes.size] = one.nodes, one.weights
    return nodes, weights
