"""Design matrices from moderator columns: numbers as they are, words against a reference level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rechallenge.effects import Floats


@dataclass(frozen=True, slots=True)
class Term:
    """One moderator as columns of a design.

    Attributes
    ----------
    column : str
        Name of the column in the study files.
    numeric : bool
    labels : tuple of str
        What each coefficient stands for: the column itself, or a level of it.
    reference : str
        Level that the coefficients compare with; empty for numbers.
    centre : float
        Subtracted from numbers, so that the intercept is the value at a typical row.
    """

    column: str
    numeric: bool
    labels: tuple[str, ...]
    reference: str
    centre: float

    def columns(self, values: Sequence[str]) -> Floats:
        """Return the design columns for these cells, shape (k, number of labels)."""
        if self.numeric:
            return np.array([[float(value) - self.centre] for value in values])
        return np.array([[float(value == level) for level in self.labels] for value in values])


@dataclass(frozen=True, slots=True)
class Design:
    """A design for some of the rows.

    Attributes
    ----------
    matrix : ndarray, shape (k, p)
        With the intercept first.
    kept : tuple of int
        Positions of the rows that have a value for every moderator.
    terms : tuple of Term
    """

    matrix: Floats
    kept: tuple[int, ...]
    terms: tuple[Term, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of all coefficients."""
        return ("intercept", *(label for term in self.terms for label in term.labels))


def is_number(text: str) -> bool:
    """Tell whether a cell is a finite number."""
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def make_design(cells: Sequence[Mapping[str, str]], columns: Sequence[str]) -> Design:
    """Build a design from the cells of rows.

    A column is numeric when every cell that is not blank is a number. The reference level of any
    other column is its most frequent level, the first by alphabet among equals. Rows with a blank
    moderator are left out.

    Parameters
    ----------
    cells : sequence of mapping
        Text of each row by column.
    columns : sequence of str
        Moderators, in the order of the coefficients.
    """
    kept = tuple(
        i for i, row in enumerate(cells) if all(row.get(column, "").strip() for column in columns)
    )
    terms = tuple(
        _term(column, [cells[i].get(column, "").strip() for i in kept]) for column in columns
    )
    blocks: list[Floats] = [np.ones((len(kept), 1))]
    for term in terms:
        blocks.append(
            term.columns([cells[i].get(term.column, "").strip() for i in kept]).reshape(
                len(kept), len(term.labels)
            )
        )
    return Design(np.hstack(blocks), kept, terms)


def _term(column: str, values: Sequence[str]) -> Term:
    if values and all(is_number(value) for value in values):
        return Term(column, True, (column,), "", float(np.mean([float(v) for v in values])))
    counts = Counter(values)
    levels = sorted(counts, key=lambda level: (-counts[level], level))
    reference = levels[0] if levels else ""
    return Term(column, False, tuple(sorted(levels[1:])), reference, 0.0)
