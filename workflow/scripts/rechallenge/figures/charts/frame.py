"""One panel at its place, and how the lengths of its parts add up."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rechallenge.figures.charts.chart import Panel, Rows
from rechallenge.figures.charts.scale import Scale
from rechallenge.figures.layout import LOW_ROW, TALL_ROW
from rechallenge.figures.style import NOTE_SIZE, TEXT_SIZE
from rechallenge.figures.text import Ruler
from rechallenge.figures.widths import INDENT

OFFSET = 3.5
"""From the plot to its axes, so that no mark lies on them."""
TICK = 3.0
LABEL_GAP = 2.0
AXIS = OFFSET + TICK + LABEL_GAP
"""From the plot to the labels of its ticks."""
WORD_GAP = 5.0
"""Between neighbouring labels of ticks."""
PITCH = 9.4
"""Least distance of labels above each other."""
COLUMN_GAP = 10.0
FULL_PAGE = 560.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A panel at its place; lengths in points from the left and from the top of the figure.

    Attributes
    ----------
    panel : Panel
    left, right, top, bottom : float
        The plot without its axes.
    x_ticks, y_ticks : tuple of int
        Which ticks are drawn, with their labels.
    names_y : bool
        Whether the labels of ``y`` stand left of it; False where the panel before has them.
    """

    panel: Panel
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: tuple[int, ...]
    y_ticks: tuple[int, ...]
    names_y: bool

    def x(self, values: ArrayLike) -> NDArray[np.float64]:
        """Turn values of the horizontal scale into points from the left."""
        return np.asarray(self.left + self.panel.x.share(values) * (self.right - self.left))

    def y(self, values: ArrayLike) -> NDArray[np.float64]:
        """Turn values of the vertical scale, or numbers of rows, into points from the top."""
        height = self.bottom - self.top
        if isinstance(self.panel.y, Rows):
            share = (np.asarray(values, dtype=float) + 0.5) / len(self.panel.y.labels)
            return np.asarray(self.top + share * height)
        return np.asarray(self.bottom - self.panel.y.share(values) * height)


def plot_height(panel: Panel, width: float) -> float:
    """Height of a plot of a width, both in points."""
    if isinstance(panel.y, Rows):
        count = len(panel.y.labels)
        return count * min(max(FULL_PAGE / count, LOW_ROW), TALL_ROW)
    return panel.aspect * width


def left_width(panel: Panel, ruler: Ruler, *, most: float) -> float:
    """Width of the labels left of a plot with the way to it; rows get ``most`` for their names."""
    if isinstance(panel.y, Rows):
        header = ruler.width(panel.y.header, TEXT_SIZE, bold=True)
        names = (
            row.indent * INDENT + ruler.width(row.text, TEXT_SIZE, bold=row.bold)
            for row in panel.y.labels
        )
        return min(max([header, *names]) + 0.5, most) + AXIS
    return ruler.widest(panel.y.labels, NOTE_SIZE) + AXIS


def cell_widths(panel: Panel, ruler: Ruler) -> tuple[float, ...]:
    """Widths of the columns right of a plot."""
    if not isinstance(panel.y, Rows):
        return ()
    return tuple(
        max(ruler.widest(cells, TEXT_SIZE), ruler.width(header, TEXT_SIZE, bold=True))
        for cells, header in zip(panel.y.cells, panel.y.cell_headers, strict=True)
    )


def right_width(panel: Panel, ruler: Ruler) -> float:
    """Width of what stands right of a plot: columns, or half of the last label of the axis."""
    cells = cell_widths(panel, ruler)
    half = overhang(panel.x, ruler, last=True)
    return max(sum(cells) + COLUMN_GAP * len(cells), half)


def overhang(scale: Scale, ruler: Ruler, *, last: bool) -> float:
    """How far the first or last label of a horizontal axis reaches beyond the plot."""
    if not scale.labels:
        return 0.0
    i = -1 if last else 0
    within = 1 - scale.ticks[i] / scale.high if last and scale.high > 0 else 0.0
    return ruler.width(scale.labels[i], NOTE_SIZE) / 2 if within < 0.1 else 0.0


def readable_ticks(scale: Scale, length: float, ruler: Ruler, *, upright: bool) -> tuple[int, ...]:
    """Choose the ticks of an axis of a length (points) whose labels stay clear of each other.

    Of a linear scale every second, third … is kept, always with that at 0 where there is one.
    """
    if not scale.labels:
        return ()
    low, high = scale.limits
    at = length * (scale.drawn(np.divide(scale.ticks, scale.factor)) - low) / (high - low)
    halves = [
        PITCH / 2 if upright else (ruler.width(label, NOTE_SIZE) + WORD_GAP) / 2
        for label in scale.labels
    ]

    def clear(kept: tuple[int, ...]) -> bool:
        return all(at[j] - at[i] >= halves[i] + halves[j] for i, j in pairwise(kept))

    everything = tuple(range(len(scale.ticks)))
    if scale.kind == "linear":
        anchor = next((i for i, tick in enumerate(scale.ticks) if abs(tick) < 1e-12), 0)
        for every in everything[1:]:
            kept = tuple(i for i in everything if (i - anchor) % every == 0)
            if clear(kept):
                return kept
        return (anchor,)
    kept = everything[:1]
    for i in everything[1:]:
        if clear((kept[-1], i)):
            kept = (*kept, i)
    return kept
