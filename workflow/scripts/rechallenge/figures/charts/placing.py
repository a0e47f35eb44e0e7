"""Names beside points: each takes the first place around its point that nothing else occupies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rechallenge.figures.style import CAP_HEIGHT, NOTE_SIZE
from rechallenge.figures.text import Ruler

Boxes = NDArray[np.float64]

GAP = 2.0
RINGS = (0.0, 2.5, 6.0)
"""How much farther than `GAP` a name may stand from its point when nearer places are taken."""
SLANT = 0.75
DIRECTIONS = (
    (1, 0), (-1, 0), (SLANT, -SLANT), (-SLANT, -SLANT), (SLANT, SLANT), (-SLANT, SLANT),
    (0, -1), (0, 1),
)  # fmt: skip
"""Where a name stands, seen from its point, the best first; heights grow downwards."""
WHISKER = 1.5
"""Side of the boxes by which a line is kept free of names."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name with its point; places in points from the left and from the top."""

    x: float
    y: float
    text: str
    radius: float


@dataclass(frozen=True, slots=True)
class Found:
    """A place: the left end of the baseline; ``number`` is its position among those wanted."""

    number: int
    x: float
    y: float
    text: str


def place_names(
    wanted: Sequence[Wanted],
    ruler: Ruler,
    *,
    frame: tuple[float, float, float, float],
    taken: Boxes,
    first: int | None = None,
) -> tuple[tuple[Found, ...], tuple[int, ...]]:
    """Find places for names.

    Parameters
    ----------
    wanted : sequence of Wanted
        The most important first.
    ruler : Ruler
    frame : tuple of float
        Left, top, right and bottom of the room for names.
    taken : ndarray of shape (n, 4)
        What no name may cover: left, top, right, bottom of points, lines and notes.
    first : int, optional
        Give names without room numbers instead, from this one on.

    Returns
    -------
    tuple of Found
        No two of them overlap, none leaves the frame, none covers what is taken.
    tuple of int
        Which of the names wanted are written as numbers, in this order.
    """
    found: list[Found] = []
    left_over: list[int] = []
    for number, name in enumerate(wanted):
        place = _place(name, name.text, ruler, frame, taken)
        if place is None:
            left_over.append(number)
            continue
        found.append(Found(number, place[0], place[1], name.text))
        taken = np.vstack((taken, place[2]))
    keyed: list[int] = []
    for number in left_over if first is not None else ():
        text = str((first or 0) + len(keyed))
        place = _place(wanted[number], text, ruler, frame, taken)
        if place is not None:
            keyed.append(number)
            found.append(Found(number, place[0], place[1], text))
            taken = np.vstack((taken, place[2]))
    return tuple(found), tuple(keyed)


def box_of_point(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    """Return the box of a round mark."""
    return x - radius, y - radius, x + radius, y + radius


def boxes_of_line(x: NDArray[np.float64], y: NDArray[np.float64]) -> Boxes:
    """Cover a line with small boxes, close enough that no name slips through."""
    steps = np.hypot(np.diff(x), np.diff(y))
    along = np.concatenate(([0.0], np.cumsum(steps)))
    at = np.linspace(0.0, along[-1], max(int(along[-1] / WHISKER), 1) + 1)
    px, py = np.interp(at, along, x), np.interp(at, along, y)
    half = WHISKER / 2
    return np.column_stack((px - half, py - half, px + half, py + half))


def _place(
    name: Wanted,
    text: str,
    ruler: Ruler,
    frame: tuple[float, float, float, float],
    taken: Boxes,
) -> tuple[float, float, Boxes] | None:
    width, rise, fall = ruler.box(text, NOTE_SIZE)
    middle = CAP_HEIGHT * NOTE_SIZE / 2
    for ring in RINGS:
        away = name.radius + GAP + ring
        for right, down in DIRECTIONS:
            left = name.x + right * away - (width if right < 0 else width / 2 if right == 0 else 0)
            lift = rise if down > 0 else -fall if down < 0 else middle
            baseline = name.y + down * away + lift
            box = np.array([[left, baseline - rise, left + width, baseline + fall]])
            if is_free(box[0], frame, taken):
                return left, baseline, box
    return None


def is_free(box: Boxes, frame: tuple[float, float, float, float], taken: Boxes) -> bool:
    """Tell whether a box (left, top, right, bottom) lies in the frame and covers nothing."""
    if box[0] < frame[0] or box[1] < frame[1] or box[2] > frame[2] or box[3] > frame[3]:
        return False
    clear = (
        (taken[:, 0] >= box[2]) | (taken[:, 2] <= box[0])
        | (taken[:, 1] >= box[3]) | (taken[:, 3] <= box[1])
    )  # fmt: skip
    return bool(clear.all())
