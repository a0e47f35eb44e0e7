"""What is simulated: the grid of true values, the sizes of studies, the drawing of counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rechallenge.effects import Floats, expit

STUDIES = (2, 3, 4, 5, 6, 8, 10, 15)
MEDIANS = (0.02, 0.05, 0.10, 0.15, 0.30, 0.50)
TAUS = (0.0, 0.25, 0.5, 0.75, 1.0)
LEVEL = 0.95

SIZES = (
    *(4, 8, 8, 9, 16, 19, 22, 23, 23, 23, 27, 30, 34, 36, 38),
    *(39, 40, 44, 67, 69, 70, 103, 111, 163, 351),
)
"""Totals of the 25 rows of the shipped analysis melanoma-orr (first edition of the review)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One setting of the simulation.

    Attributes
    ----------
    number : int
        Position in the grid; with the seed it decides the random numbers of the cell.
    k : int
        Studies, one row each.
    median : float
        True median proportion, 0-1.
    tau : float
        Standard deviation of the true logits between studies.
    """

    number: int
    k: int
    median: float
    tau: float

    @property
    def mu(self) -> float:
        """True median on the logit scale."""
        return float(np.log(self.median / (1 - self.median)))


@dataclass(frozen=True, slots=True)
class Counts:
    """Simulated data sets: events and totals, both of shape (replicates, k)."""

    events: Floats
    totals: Floats

    @property
    def one_sided(self) -> np.ndarray:
        """Data sets without any event, or with events throughout: shape (replicates,)."""
        events, totals = self.events.sum(axis=1), self.totals.sum(axis=1)
        return np.asarray((events == 0) | (events == totals))


def cells() -> Iterator[Cell]:
    """Yield the full grid: k, then median, then tau."""
    settings = ((k, p, tau) for k in STUDIES for p in MEDIANS for tau in TAUS)
    for number, (k, p, tau) in enumerate(settings):
        yield Cell(number, k, p, tau)


def simulate(cell: Cell, *, replicates: int, seed: int) -> Counts:
    """Draw data sets: sizes with replacement from `SIZES`, normal logits, binomial counts.

    The stream of a cell depends on the seed and its number alone, so that results do not depend
    on the order in which cells are computed or on the number of processes.
    """
    rng = np.random.default_rng([seed, cell.number])
    shape = (replicates, cell.k)
    totals = rng.choice(np.array(SIZES), size=shape)
    rates = expit(cell.mu + cell.tau * rng.standard_normal(shape))
    events = rng.binomial(totals, rates)
    return Counts(events.astype(float), totals.astype(float))
