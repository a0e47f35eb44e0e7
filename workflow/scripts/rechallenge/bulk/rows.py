"""The rows of many sets, sorted by set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rechallenge.effects import Floats
from rechallenge.models.sample import Sample


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows, those of one set together; where each set starts, and how many rows it has."""

    events: Floats
    totals: Floats
    studies: NDArray[Any] | None
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]

    @classmethod
    def of(
        cls, events: Floats, totals: Floats, labels: NDArray[Any], studies: Sequence[Any] | None
    ) -> tuple[Rows, NDArray[Any]]:
        """Sort the rows by set, and name the sets in the order in which they appear."""
        _, first, code = np.unique(labels, return_index=True, return_inverse=True)
        rank = np.empty(first.size, dtype=np.intp)
        rank[np.argsort(first)] = np.arange(first.size)
        order = np.argsort(rank[code], kind="stable")
        sizes = np.bincount(rank[code])
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        names = None if studies is None else np.asarray(studies).astype(str)[order]
        rows = cls(events[order], totals[order], names, starts, sizes)
        return rows, labels[np.sort(first)]

    def counts(self, places: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Events and totals of sets of one size k, each of shape (R, k)."""
        own = self.starts[places][:, None] + np.arange(self.sizes[places[0]])
        return self.events[own], self.totals[own]

    def sample(self, place: int) -> Sample:
        """Return one set as the models of single sets take it."""
        start, size = int(self.starts[place]), int(self.sizes[place])
        part = slice(start, start + size)
        names = range(size) if self.studies is None else self.studies[part]
        return Sample(self.events[part], self.totals[part], tuple(str(name) for name in names))

    def study_counts(self) -> NDArray[np.intp]:
        """Count the different studies of each set, shape (S,)."""
        if self.studies is None:
            return self.sizes
        parts = np.split(self.studies, self.starts[1:])
        return np.array([np.unique(part).size for part in parts])
