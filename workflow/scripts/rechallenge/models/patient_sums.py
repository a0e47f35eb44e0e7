"""Sums of a smooth function over single patients, with few nodes where rows are large."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import special

from rechallenge.effects import Floats

SHORT = 64
BLOCK_NODES = 22
EULER_MACLAURIN = special.bernoulli(BLOCK_NODES)[2::2] / special.factorial(
    np.arange(2, BLOCK_NODES + 1, 2)
)
"""B₂ₖ / (2k)! for k = 1, 2, …"""


@dataclass(frozen=True, slots=True)
class PatientSum:
    """Nodes and weights with Σ weights f(nodes) = Σ_j (rows with more than j) f(j).

    Short stretches are listed patient by patient. Long ones, over which f(j) = log(c + jθ) is
    smooth, become `BLOCK_NODES` Chebyshev nodes each: on [a, 2a) the singularity of f lies at
    j <= 0, so that the interpolation error falls by 5.8 a node.
    """

    nodes: Floats
    weights: Floats

    @classmethod
    def of(cls, counts: Floats) -> PatientSum:
        """Make them for the counts of k rows, shape (k,)."""
        nodes: list[Floats] = [np.empty(0)]
        weights: list[Floats] = [np.empty(0)]
        edges = np.unique(np.concatenate([[0.0], counts]))
        for low, high in pairwise(edges):
            rows = float(np.sum(counts > low))
            start = low
            while start < high:
                stop = min(high, max(2 * start, SHORT))
                block = _listed if stop - start <= SHORT else _interpolated
                where, weight = block(start, stop)
                nodes.append(where)
                weights.append(rows * weight)
                start = stop
        return cls(np.concatenate(nodes), np.concatenate(weights))


def _listed(start: float, stop: float) -> tuple[Floats, Floats]:
    j = np.arange(start, stop)
    return j, np.ones(j.size)


def _interpolated(start: float, stop: float) -> tuple[Floats, Floats]:
    """Chebyshev nodes on [start, stop - 1] with weights that sum polynomials over integers."""
    half, centre = (stop - 1 - start) / 2, (stop - 1 + start) / 2
    angles = np.pi * (np.arange(BLOCK_NODES) + 0.5) / BLOCK_NODES
    degrees = np.arange(BLOCK_NODES)
    scale = np.where(degrees == 0, 1.0, 2.0) / BLOCK_NODES
    weights = np.cos(np.outer(angles, degrees)) @ (scale * _chebyshev_sums(half))
    return centre + half * np.cos(angles), weights


def _chebyshev_sums(half: float) -> Floats:
    """Sum T_d((j - centre) / half) over the integers j of a block, for each degree d.

    By the Euler-Maclaurin formula, which is exact for polynomials: the integral, the mean of the
    ends, and the odd derivatives at the ends, T_d^(m)(1) = Π (d² - i²)/(2i + 1) over i < m. Odd
    degrees sum to 0.
    """
    sums = np.zeros(BLOCK_NODES)
    for d in range(0, BLOCK_NODES, 2):
        orders = np.arange(d)
        derivatives = np.cumprod((d * d - orders**2) / (2 * orders + 1))[::2]
        powers = half ** -(2.0 * np.arange(derivatives.size) + 1)
        ends = float(np.sum(2 * EULER_MACLAURIN[: derivatives.size] * derivatives * powers))
        sums[d] = 2 * half / (1 - d * d) + 1 + ends
    return sums
