"""Names beside points: each takes the first place around its point that nothing else occupies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
SAME_PLACE = 0.01
NEARER = 1.3
"""How many times farther than its own point another one must be from a name."""
WHISKER = 1.5
"""Side of the boxes by which a line is kept free of names."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name with its point; places in points from the left and from the top.

    Attributes
    ----------
    x, y : float
        The point.
    texts : tuple of str
        Forms of the name, the best first.
    radius : float
    """

    x: float
    y: float
    texts: tuple[str, ...]
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
    points: NDArray[np.float64],
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
        What no name may cover: left, top, right, bottom of lines and notes.
    points : ndarray of shape (m, 3)
        Place and radius of all points: no name may cover one, or stand nearer to another one than
        to its own.
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
    keyed: list[int] = []
    room = _Room(ruler, frame, np.vstack((taken, *_boxes_of(points))), points)
    for number, name in enumerate(wanted):
        place = next(filter(None, (room.place(name, text) for text in name.texts)), None)
        if place is None:
            left_over.append(number)
        else:
            found.append(replace(place, number=number))
    for number in left_over if first is not None else ():
        place = room.place(wanted[number], str((first or 0) + len(keyed)))
        if place is not None:
            keyed.append(number)
            found.append(replace(place, number=number))
    return tuple(found), tuple(keyed)


def boxes_of_line(x: NDArray[np.float64], y: NDArray[np.float64]) -> Boxes:
    """Cover a line with small boxes, close enough that no name slips through."""
    steps = np.hypot(np.diff(x), np.diff(y))
    along = np.concatenate(([0.0], np.cumsum(steps)))
    at = np.linspace(0.0, along[-1], max(int(along[-1] / WHISKER), 1) + 1)
    px, py = np.interp(at, along, x), np.interp(at, along, y)
    half = WHISKER / 2
    return np.column_stack((px - half, py - half, px + half, py + half))


def is_free(box: Boxes, frame: tuple[float, float, float, float], taken: Boxes) -> bool:
    """Tell whether a box (left, top, right, bottom) lies in the frame and covers nothing."""
    if box[0] < frame[0] or box[1] < frame[1] or box[2] > frame[2] or box[3] > frame[3]:
        return False
    clear = (
        (taken[:, 0] >= box[2]) | (taken[:, 2] <= box[0])
        | (taken[:, 1] >= box[3]) | (taken[:, 3] <= box[1])
    )  # fmt: skip
    return bool(clear.all())


class _Room:
    """The room for names; it gets smaller with each of them."""

    def __init__(
        self,
        ruler: Ruler,
        frame: tuple[float, float, float, float],
        taken: Boxes,
        points: NDArray[np.float64],
    ) -> None:
        self._ruler = ruler
        self._frame = frame
        self._taken = taken
        self._points = points

    def place(self, name: Wanted, text: str) -> Found | None:
        """Take the best place that is left for a text beside a point."""
        width, rise, fall = self._ruler.box(text, NOTE_SIZE)
        middle = CAP_HEIGHT * NOTE_SIZE / 2
        for ring in RINGS:
            away = name.radius + GAP + ring
            for right, down in DIRECTIONS:
                shift = width if right < 0 else width / 2 if right == 0 else 0.0
                left = name.x + right * away - shift
                lift = rise if down > 0 else -fall if down < 0 else middle
                baseline = name.y + down * away + lift
                box = np.array([left, baseline - rise, left + width, baseline + fall])
                if is_free(box, self._frame, self._taken) and self._belongs(box, name):
                    self._taken = np.vstack((self._taken, box))
                    return Found(0, left, baseline, text)
        return None

    def _belongs(self, box: Boxes, name: Wanted) -> bool:
        """Tell whether a box stands nearer to the point of its name than to any other."""
        x, y, radius = self._points.T
        across = np.maximum(np.maximum(box[0] - x, x - box[2]), 0.0)
        along = np.maximum(np.maximum(box[1] - y, y - box[3]), 0.0)
        far = np.hypot(across, along) - radius
        own = np.hypot(x - name.x, y - name.y) < SAME_PLACE
        return bool(np.all(own | (far > NEARER * far[own].max(initial=0.0))))


def _boxes_of(points: NDArray[np.float64]) -> list[Boxes]:
    x, y, radius = points.T
    return [np.column_stack((x - radius, y - radius, x + radius, y + radius))]
