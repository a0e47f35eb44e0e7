"""Names above a plot, each joined to its place by a thin upright line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

PITCH = 9.4
"""Distance of two lines of names, in points."""
LIFT = 8.0
"""From the plot to the middle of the lowest line of names, in points."""
APART = 4.0
"""Least distance of a name from other names and from the upright lines of others, in points."""
SPLITS = 9
INDENT = 1.5
"""How far a name begins before its own upright line, in points."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A name that has a place.

    Attributes
    ----------
    number : int
        Its position among those wanted.
    x : float
        Where its text is aligned, in points.
    line : int
        0 for the lowest line of names.
    align : str
        ``left`` where the name goes to the right of its upright line, ``right`` where to the left.
    """

    number: int
    x: float
    line: int
    align: Literal["left", "right"]


def place_tags(
    places: Sequence[float], widths: Sequence[float], *, room: float, lines: int
) -> tuple[Tag, ...]:
    """Choose the names that have room; none crosses another or the upright line of another.

    Names lie as steps of a stair, right of their upright lines up to some place and left of them
    beyond it; of some such places that with room for most names is taken.

    Parameters
    ----------
    places, widths : sequence of float
        Where each name belongs and how wide it is, in points; the most important first.
    room : float
        Width that the names may use, in points.
    lines : int
        Lines of names above each other.
    """
    best: dict[int, Tag] = {}
    for split in np.linspace(room, 0.0, SPLITS):
        found = _on_both_sides(places, widths, float(split), room, lines)
        if len(found) > len(best):
            best = found
    return tuple(best[number] for number in sorted(best))


def height(line: int) -> float:
    """How far above the plot the middle of a line of names stands, in points."""
    return LIFT + line * PITCH


def _on_both_sides(
    places: Sequence[float], widths: Sequence[float], split: float, room: float, lines: int
) -> dict[int, Tag]:
    before = [i for i, place in enumerate(places) if place <= split]
    beyond = [i for i, place in enumerate(places) if place > split]
    tags: dict[int, Tag] = {}
    for numbers, mirrored in ((before, False), (beyond, True)):
        own = [room - places[i] if mirrored else places[i] for i in numbers]
        width = (room - split if mirrored else split) - APART / 2
        for i, line in _chosen(own, [widths[i] for i in numbers], width, lines).items():
            number = numbers[i]
            tags[number] = (
                Tag(number, places[number] + INDENT, line, "right")
                if mirrored
                else Tag(number, places[number] - INDENT, line, "left")
            )
    return tags


def _chosen(
    places: Sequence[float], widths: Sequence[float], room: float, lines: int
) -> dict[int, int]:
    """Take the names in their order as long as all that were taken keep a line; give the lines."""
    chosen: dict[int, int] = {}
    for number in range(len(places)):
        steps = _stair([*chosen, number], places, widths, room, lines)
        if steps is not None:
            chosen = steps
    return chosen


def _stair(
    numbers: Sequence[int],
    places: Sequence[float],
    widths: Sequence[float],
    room: float,
    lines: int,
) -> dict[int, int] | None:
    """Give each name the highest line that its upright line can reach; None where one has none.

    From left to right, so that no later name can stand in the way of an upright line.
    """
    ends = [-APART] * lines
    found: dict[int, int] = {}
    last = float("-inf")
    for number in sorted(numbers, key=lambda i: (places[i], i)):
        start = places[number] - INDENT
        free = next((i for i, end in enumerate(ends) if start < end + APART), lines)
        if free == 0 or start + widths[number] > room or places[number] - last < APART:
            return None
        found[number] = free - 1
        ends[free - 1] = start + widths[number]
        last = places[number]
    return found
