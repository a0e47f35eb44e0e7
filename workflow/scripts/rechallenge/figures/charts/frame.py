"""One panel at its place, and how the lengths of its parts add up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rechallenge.figures.charts.chart import Panel, Rows
from rechallenge.figures.charts.scale import Scale
from rechallenge.figures.charts.ticks import Tick
from rechallenge.figures.placing import COLUMN_GAP, INDENT
from rechallenge.figures.style import NOTE_SIZE, TEXT_SIZE
from rechallenge.figures.text import Ruler

OFFSET = 3.5
"""From the plot to its axes, so that no mark lies on them."""
TICK = 3.0
LABEL_GAP = 2.0
AXIS = OFFSET + TICK + LABEL_GAP
"""From the plot to the labels of its ticks."""
WORD_GAP = 5.0
"""Between the labels of neighbouring panels."""
INSIDE = 2.0
"""Width of a small plot, in widths of a label: less than plots have, so that no label is cut."""
LOW_ROW, TALL_ROW = 9.0, 12.5
"""Height of a row: as low as its text allows where there are many."""
FULL_PAGE = 560.0
"""Height for the rows of a figure that fills a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A panel at its place; lengths in points from the left and from the top of the figure.

    Attributes
    ----------
    panel : Panel
    left, right, top, bottom : float
        The plot without its axes.
    x_ticks, y_ticks : tuple of Tick
        The ticks that are drawn.
    names_y : bool
        Whether the labels of ``y`` stand left of it; False where the panel before has them.
    """

    panel: Panel
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
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


def plot_height(panel: Panel, width: float, *, lines: int) -> float:
    """Height of a plot of a width, both in points; rows stand closer in a chart of many lines."""
    if isinstance(panel.y, Rows):
        count = len(panel.y.labels)
        return count * min(max(FULL_PAGE / (lines * count), LOW_ROW), TALL_ROW)
    return panel.aspect * width


def left_width(panel: Panel, ruler: Ruler, *, most: float) -> float:
    """Width of the labels left of a plot with the way to it; rows get ``most`` for their names."""
    if isinstance(panel.y, Rows):
        header = ruler.width(panel.y.header, TEXT_SIZE, bold=True)
        names = (
            row.indent * INDENT + ruler.width(row.text + row.ending, TEXT_SIZE, bold=row.bold)
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
    """How far the first or last label of a horizontal axis may reach beyond the plot."""
    if not scale.labels:
        return 0.0
    i = -1 if last else 0
    share = float(scale.share(scale.ticks[i] / scale.factor))
    inside = 1 - share if last else share
    return max(0.5 - INSIDE * inside, 0.0) * ruler.width(scale.labels[i], NOTE_SIZE)
