"""The texts within a plot: notes, what reference lines are, and names beside points."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rechallenge.figures.charts.frame import Frame
from rechallenge.figures.charts.marks import Line, Note, Points, Reference, Segments
from rechallenge.figures.charts.placing import (
    Boxes,
    Wanted,
    boxes_of_line,
    is_free,
    place_names,
)
from rechallenge.figures.charts.scale import Floats
from rechallenge.figures.placing import Align, PlacedText
from rechallenge.figures.style import CAP_HEIGHT, INK, NOTE_SIZE
from rechallenge.figures.text import Ruler

LONGEST_NAMES = (0.7, 0.4, 0.28)
"""Shares of the width of a plot that a name beside a point may take; less where room is short."""
LEAST_NAME = 55.0
LIFT = 2.0
"""From a reference line to the words above it."""


def texts_within(
    frame: Frame, ruler: Ruler, *, numbered: bool, first: int
) -> tuple[list[PlacedText], list[str]]:
    """Place the texts within a plot.

    Parameters
    ----------
    frame : Frame
    ruler : Ruler
    numbered : bool
        Whether names without room are numbered.
    first : int
        The first of these numbers.

    Returns
    -------
    list of PlacedText
    list of str
        The numbers with their names, for a footnote.
    """
    taken = np.array([*_taken(frame)]).reshape(-1, 4)
    room = (frame.left, frame.top, frame.right, frame.bottom)
    texts: list[PlacedText] = []
    for mark in frame.panel.marks:
        if isinstance(mark, Note):
            note, box = _note(mark, frame, ruler)
        elif isinstance(mark, Reference) and mark.axis == "y" and mark.label:
            note, box = _words(mark, frame, ruler, taken, room)
        else:
            continue
        texts.append(note)
        taken = np.vstack((taken, box))
    wanted = [
        Wanted(
            float(frame.x(label.x)),
            float(frame.y(label.y)),
            _forms(label.text, frame.right - frame.left, ruler),
            label.radius,
        )
        for label in frame.panel.labels
    ]
    found, keyed = place_names(
        wanted, ruler, frame=room, taken=taken, points=_points(frame),
        first=first if numbered else None,
    )  # fmt: skip
    texts += [PlacedText(name.x, name.y, name.text, NOTE_SIZE) for name in found]
    key = [f"{first + i}\u00a0{frame.panel.labels[number].text}" for i, number in enumerate(keyed)]
    return texts, key


def _forms(text: str, width: float, ruler: Ruler) -> tuple[str, ...]:
    """Forms of a name, each shorter than the one before."""
    rooms = (max(share * width, LEAST_NAME) for share in LONGEST_NAMES)
    return tuple(dict.fromkeys(ruler.shortened(text, room, NOTE_SIZE) for room in rooms))


def _points(frame: Frame) -> Floats:
    """Place and radius of all points of a plot."""
    found = [np.empty((0, 3))]
    for mark in frame.panel.marks:
        if isinstance(mark, Points):
            radius = np.broadcast_to(np.asarray(mark.size, dtype=float) / 2, (len(mark.x),))
            found.append(np.column_stack((frame.x(mark.x), frame.y(mark.y), radius)))
    return np.vstack(found)


def _taken(frame: Frame) -> Iterator[tuple[float, ...]]:
    for mark in frame.panel.marks:
        if isinstance(mark, Line) and len(mark.x) > 0:
            yield from boxes_of_line(frame.x(mark.x), frame.y(mark.y))
        elif isinstance(mark, Segments):
            for ends in mark.ends:
                x, y = zip(*ends, strict=True)
                yield from boxes_of_line(frame.x(x), frame.y(y))
        elif isinstance(mark, Reference):
            at = float(frame.x(mark.value) if mark.axis == "x" else frame.y(mark.value))
            half = mark.width / 2
            if mark.axis == "x":
                yield at - half, frame.top, at + half, frame.bottom
            else:
                yield frame.left, at - half, frame.right, at + half


def _note(note: Note, frame: Frame, ruler: Ruler) -> tuple[PlacedText, Boxes]:
    x = float(frame.x(note.x))
    y = float(frame.y(note.y)) + CAP_HEIGHT * NOTE_SIZE / 2
    text = PlacedText(x, y, note.text, NOTE_SIZE, note.align, colour=note.colour)
    return text, _box(text, ruler)


def _words(
    line: Reference,
    frame: Frame,
    ruler: Ruler,
    taken: Boxes,
    room: tuple[float, float, float, float],
) -> tuple[PlacedText, Boxes]:
    """Write what a horizontal line is at one of its ends, above or below it, where it is free."""
    _, rise, fall = ruler.box(line.label, NOTE_SIZE)
    at = float(frame.y(line.value))
    ends: tuple[tuple[float, Align], ...] = ((frame.right, "right"), (frame.left, "left"))
    texts = [
        PlacedText(x, y, line.label, NOTE_SIZE, align, colour=INK)
        for x, align in ends
        for y in (at - LIFT - fall, at + LIFT + rise)
    ]
    boxes = [_box(text, ruler) for text in texts]
    free = (i for i, box in enumerate(boxes) if is_free(box, room, taken))
    best = next(free, 0)
    return texts[best], boxes[best]


def _box(text: PlacedText, ruler: Ruler) -> Boxes:
    width, rise, fall = ruler.box(text.text, text.size)
    left = text.x - {"left": 0.0, "center": width / 2, "right": width}[text.align]
    return np.array([left, text.y - rise, left + width, text.y + fall])
