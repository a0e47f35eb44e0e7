"""What a planted error is, and where it must be reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from benchmarks.planted.drafts import Draft, Place

ANY_FILE = "*"
"""The file of a plant in several files: one of the touched rows must be named, and no others."""

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """Where an error was planted.

    Attributes
    ----------
    file : str
        The file that the finding must name.
    rows : frozenset of int
        Rows that it must name, all of them; empty where the whole file is concerned.
    allowed : frozenset of int
        Further rows of the file that it may name, such as the partner of a contradiction.
    touched : frozenset of (str, int)
        Rows about which further findings are no false alarms.
    whole : bool
        True when the plant concerns every row of the file.
    """

    file: str
    rows: frozenset[int] = frozenset()
    allowed: frozenset[int] = frozenset()
    touched: frozenset[tuple[str, int]] = frozenset()
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of error.

    Attributes
    ----------
    name : str
        In a few words, for the table.
    codes : frozenset of str
        Any of these is right.
    plant : callable
        Changes a draft and tells where.
    level : str
        What is counted: planted errors, warnings, or things that are repaired with a note.
    intact : bool
        True when every count must stay what it was, because the plant is harmless.
    shipped : bool
        True when the shipped data can carry it.
    """

    name: str
    codes: frozenset[str]
    plant: Callable[[Draft], Plant]
    level: Level
    intact: bool = False
    shipped: bool = True


def kind(
    name: str,
    codes: str,
    plant: Callable[[Draft], Plant],
    *,
    intact: bool = False,
    shipped: bool = True,
) -> Kind:
    """Declare a kind; its level is that of its first code."""
    known = codes.split()
    levels: dict[str, Level] = {"E": "error", "W": "warning", "N": "note"}
    return Kind(
        name=name,
        codes=frozenset(known),
        plant=plant,
        level=levels[known[0][0]],
        intact=intact,
        shipped=shipped,
    )


def at(place: Place, *others: Place) -> Plant:
    """Say that an error stands in one row, and that it may be told of others too."""
    return Plant(
        file=place.sheet.name,
        rows=frozenset({place.number}),
        allowed=frozenset(o.number for o in others if o.sheet is place.sheet),
        touched=frozenset({place.key, *(other.key for other in others)}),
    )
