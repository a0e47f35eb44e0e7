"""Valid study files to mutate, and what is known of a mutated one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from benchmarks.planted.drafts import Sheet
from benchmarks.planted.synthetic import synthetic

BASES = 40
Written = tuple[str, str, str, str]
"""Study, events, total and percentage of a row, as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A mutated file.

    Attributes
    ----------
    name : str
        Its file name.
    data : bytes
    mutation : str
        What was done to it.
    base : int
        Which of `bases` it was.
    original : tuple of Written
        Every row before the mutation.
    harmless : bool
        True when every number must be read as it was, and nothing new may be warned of.
    in_place : bool
        True when every row stands where it stood, so that what is recovered is known.
    grid : tuple of tuple of str, or None
        Every cell as it was written, header first, where the mutation was one of cells.
    """

    name: str
    data: bytes
    mutation: str
    base: int
    original: tuple[Written, ...]
    harmless: bool = False
    in_place: bool = False
    grid: tuple[tuple[str, ...], ...] | None = None


@lru_cache(maxsize=1)
def bases() -> tuple[Sheet, ...]:
    """Return the valid files that are mutated."""
    sheets: list[Sheet] = []
    number = 0
    while len(sheets) < BASES:
        sheets += [s for s in synthetic(Random(number)).sheets if len(s.rows) < 12]
        number += 1
    return tuple(sheets[:BASES])


def originals(sheet: Sheet) -> tuple[Written, ...]:
    """Return what every row of a sheet says."""
    return tuple(
        (row["study"], row["events"], row["total"], row.get("percent", "")) for row in sheet.rows
    )
