"""One of our numbers beside the reference, and how many digits of it agree."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

MOST_DIGITS = 15.0
NEARLY_ZERO = 1e-8
Numbers = ArrayLike | Sequence[float | None] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One number computed twice.

    Attributes
    ----------
    quantity : str
        Key of the catalogue.
    dataset, detail : str
        Where the number comes from: the data set, and the fit or the row within it.
    ours, theirs : float
    """

    quantity: str
    dataset: str
    detail: str
    ours: float
    theirs: float

    @property
    def digits(self) -> float:
        """Log relative error of our number."""
        return log_relative_error(self.ours, self.theirs)


@dataclass(frozen=True, slots=True)
class Omission:
    """A reference value without a number of ours to set beside it; ``cause`` says why."""

    cause: str
    dataset: str
    detail: str


Found = Comparison | Omission


def log_relative_error(ours: float, theirs: float) -> float:
    """-log10 of the relative error, at most 15; of the absolute error where theirs is nearly 0.

    An infinite or missing number agrees in no digit: the result is then 0.
    """
    error = abs(ours - theirs)
    if not math.isfinite(error):
        return 0.0
    if abs(theirs) >= NEARLY_ZERO:
        error /= abs(theirs)
    # Adding 0 turns -0, of a relative error of exactly 1, into 0.
    return MOST_DIGITS if error == 0 else min(MOST_DIGITS, -math.log10(error)) + 0.0


def compared(
    quantity: str, dataset: str, detail: str, ours: Numbers, theirs: Numbers
) -> Iterator[Comparison]:
    """Pair numbers or arrays of one shape; a missing number of ours agrees in no digit."""
    told = np.ravel(np.asarray(theirs, dtype=float))
    own = np.full(told.shape, np.nan) if ours is None else np.ravel(np.asarray(ours, dtype=float))
    for a, b in zip(own, told, strict=True):
        yield Comparison(quantity, dataset, detail, float(a), float(b))


def comparisons(found: Iterable[Found]) -> list[Comparison]:
    """Keep what was compared."""
    return [item for item in found if isinstance(item, Comparison)]


def omissions(found: Iterable[Found]) -> list[Omission]:
    """Keep what could not be compared."""
    return [item for item in found if isinstance(item, Omission)]
