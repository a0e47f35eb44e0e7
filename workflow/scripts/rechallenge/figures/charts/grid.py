"""How panels share the width of a figure: how many stand in a line, and from where to where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rechallenge.figures.charts.chart import Chart, Panel, Rows
from rechallenge.figures.charts.frame import left_width, overhang, right_width
from rechallenge.figures.columns import MARGIN
from rechallenge.figures.text import Ruler

PANEL_GAP = 12.0
NAMES = 0.36
"""Share of the width that the names of rows may take."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines of panels and the plots of its columns.

    Attributes
    ----------
    lines : tuple of tuple of Panel
    plots : tuple of (float, float)
        Left and right end of the plot of each column, in points.
    gutters : tuple of float
        Where the labels left of each plot begin.
    """

    lines: tuple[tuple[Panel, ...], ...]
    plots: tuple[tuple[float, float], ...]
    gutters: tuple[float, ...]


def arrange(chart: Chart, ruler: Ruler, *, width: float) -> Grid:
    """Arrange the panels of a chart in a width (points), as many in a line as it wants and has."""
    for across in range(min(chart.across, len(chart.panels)), 1, -1):
        lines = -(-len(chart.panels) // across)
        if across != -(-len(chart.panels) // lines):
            continue  # as many lines as with fewer panels in each, which then have more room
        grid = _grid(chart, across, ruler, width)
        if min(right - left for left, right in grid.plots) >= chart.least:
            return grid
    return _grid(chart, 1, ruler, width)


def names_y(line: Sequence[Panel], column: int) -> bool:
    """Tell whether a panel has labels on its left: the panel before it does not have the same."""
    return column == 0 or line[column - 1].y != line[column].y


def _grid(chart: Chart, across: int, ruler: Ruler, width: float) -> Grid:
    panels = chart.panels
    lines = tuple(panels[i : i + across] for i in range(0, len(panels), across))
    before = [0.0] * across
    after = [0.0] * across
    for line in lines:
        for column, panel in enumerate(line):
            labels = left_width(panel, ruler, most=NAMES * width / _naming(line))
            first = overhang(panel.x, ruler, last=False)
            needed = max(labels if names_y(line, column) else 0.0, first)
            before[column] = max(before[column], needed)
            ends = column == len(line) - 1 or line[column + 1].y != panel.y
            last = right_width(panel, ruler) if ends else overhang(panel.x, ruler, last=True)
            after[column] = max(after[column], last)
    room = width - 2 * MARGIN - sum(before) - sum(after) - PANEL_GAP * (across - 1)
    plot = room / across
    plots, gutters = [], []
    x = MARGIN
    for column in range(across):
        gutters.append(x)
        left = x + before[column]
        plots.append((left, left + plot))
        x = left + plot + after[column] + PANEL_GAP
    return Grid(lines, tuple(plots), tuple(gutters))


def _naming(line: Sequence[Panel]) -> int:
    """How many panels of a line have names of rows on their left."""
    naming = (names_y(line, i) and isinstance(panel.y, Rows) for i, panel in enumerate(line))
    return max(sum(naming), 1)
