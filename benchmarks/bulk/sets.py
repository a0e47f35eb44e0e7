"""Synthetic sets shaped like those of a library of reviews: 2 to 30 rows, every fifth row empty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rechallenge.effects import Floats, expit

SETS = 43_644
"""As many as Lin, Xu & Chu (2021) pooled."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of many sets; arrays of shape (N,)."""

    events: Floats
    totals: Floats
    groups: NDArray[np.intp]

    def first(self, sets: int) -> Table:
        """Keep the first sets."""
        return self.where(self.groups < sets)

    def where(self, kept: NDArray[np.bool_]) -> Table:
        """Keep some rows."""
        return Table(self.events[kept], self.totals[kept], self.groups[kept])


def draw(*, seed: int = 1) -> Table:
    """Draw the sets."""
    generator = np.random.default_rng(seed)
    rows = np.minimum(30, 1 + generator.geometric(0.18, SETS))
    groups = np.repeat(np.arange(SETS), rows)
    totals = np.maximum(1, np.exp(generator.normal(3.9, 1, groups.size)).astype(int))
    centre = generator.normal(-2.5, 1.5, SETS)
    spread = np.abs(generator.normal(0, 0.7, SETS))
    logits = centre[groups] + spread[groups] * generator.normal(size=groups.size)
    events = generator.binomial(totals, expit(logits))
    return Table(events.astype(float), totals.astype(float), groups)
