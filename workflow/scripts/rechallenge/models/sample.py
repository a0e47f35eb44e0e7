"""The rows that one model pools, with their studies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rechallenge.effects import Floats, checked_counts
from rechallenge.errors import InputError
from rechallenge.results import PooledEstimate


@dataclass(frozen=True, slots=True)
class Sample:
    """Counts of k rows and the study each row belongs to.

    Attributes
    ----------
    events, totals : ndarray, shape (k,)
    studies : tuple of str, length k
    """

    events: Floats
    totals: Floats
    studies: tuple[str, ...]

    @classmethod
    def of(
        cls, events: ArrayLike, totals: ArrayLike, studies: Sequence[str] | None = None
    ) -> Sample:
        """Check the counts; without ``studies`` each row is a study of its own.

        Raises
        ------
        InputError
            For impossible counts or a list of studies of another length.
        """
        x, n = checked_counts(events, totals)
        names = tuple(str(i) for i in range(x.size)) if studies is None else tuple(studies)
        if len(names) != x.size:
            raise InputError(f"studies must name each of the {x.size} rows; got {len(names)}")
        return cls(x, n, names)

    @property
    def study_count(self) -> int:
        """Number of different studies."""
        return len(set(self.studies))

    def combined(self, within: Sequence[str] | None = None) -> Sample:
        """Sum the counts of each study, in order of first appearance.

        With ``within``, a label of each row, rows of one study are summed only where they share
        the label.
        """
        labels = within if within is not None else [""] * len(self.studies)
        keys = list(zip(self.studies, labels, strict=True))
        order = list(dict.fromkeys(keys))
        index = np.array([order.index(key) for key in keys])
        members = (index == np.arange(len(order))[:, None]).astype(float)
        return Sample(
            members @ self.events, members @ self.totals, tuple(study for study, _ in order)
        )

    def take(self, keep: Sequence[int] | np.ndarray[Any, Any]) -> Sample:
        """Keep the rows with these positions (or where a mask is true)."""
        positions = np.arange(self.events.size)[np.asarray(keep)]
        return Sample(
            self.events[positions],
            self.totals[positions],
            tuple(self.studies[i] for i in positions),
        )

    def estimate(self, **fields: Any) -> PooledEstimate:
        """Build a result with the sample's own counts filled in."""
        return PooledEstimate(
            rows=self.events.size,
            studies=self.study_count,
            events=int(self.events.sum()),
            total=int(self.totals.sum()),
            **fields,
        )
