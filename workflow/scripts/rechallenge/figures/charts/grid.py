"""How panels share the width of a figure: how many stand in a line, and from where to where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rechallenge.figures.charts.chart import Chart, Panel, Rows
from rechallenge.figures.charts.frame import WORD_GAP, left_width, overhang, right_width
from rechallenge.figures.placing import MARGIN
from rechallenge.figures.style import NOTE_SIZE, TEXT_SIZE
from rechallenge.figures.text import Ruler

PANEL_GAP = 12.0
"""Least distance of neighbouring plots, and of a plot from the labels of the next one."""
TITLE_GAP = 3.5
"""Between the titles of neighbouring panels."""


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
    small_titles : bool
        The titles of panels are set smaller, since a word of one would not fit.
    """

    lines: tuple[tuple[Panel, ...], ...]
    plots: tuple[tuple[float, float], ...]
    gutters: tuple[float, ...]
    small_titles: bool = False


def arrange(chart: Chart, ruler: Ruler, *, width: float) -> Grid:
    """Arrange the panels of a chart in a width (points), as many in a line as it wants and has."""
    for across in range(min(chart.across, len(chart.panels)), 1, -1):
        lines = -(-len(chart.panels) // across)
        if across != -(-len(chart.panels) // lines):
            continue  # as many lines as with fewer panels in each, which then have more room
        grid = _grid(chart, across, ruler, width)
        roomy = min(right - left for left, right in grid.plots) >= chart.least
        if roomy and _titles_fit(grid, ruler, width, small=True):
            return grid
    return _grid(chart, 1, ruler, width)


def names_y(line: Sequence[Panel], column: int) -> bool:
    """Tell whether a panel has labels on its left: the panel before it does not have the same."""
    return column == 0 or line[column - 1].y != line[column].y


def title_room(grid: Grid, column: int, width: float, *, rows: bool) -> tuple[float, float]:
    """Where the title of a panel begins, and its width: over the plot and the gap beside it."""
    start = grid.plots[column][0] if rows else grid.gutters[column]
    if column + 1 == len(grid.plots):
        return start, width - MARGIN - start
    after = grid.plots[column + 1][0] if rows else grid.gutters[column + 1]
    return start, after - TITLE_GAP - start


def _grid(chart: Chart, across: int, ruler: Ruler, width: float) -> Grid:
    panels = chart.panels
    lines = tuple(panels[i : i + across] for i in range(0, len(panels), across))
    before = [0.0] * across
    after = [0.0] * across
    gaps = [PANEL_GAP] * across
    for line in lines:
        most = chart.names * width / _naming(line)
        for column, panel in enumerate(line):
            named = names_y(line, column)
            first = overhang(panel.x, ruler, last=False)
            labels = left_width(panel, ruler, most=most) if named else 0.0
            before[column] = max(before[column], labels, first)
            ends = column == len(line) - 1 or names_y(line, column + 1)
            last = right_width(panel, ruler) if ends else overhang(panel.x, ruler, last=True)
            after[column] = max(after[column], last)
            if not named:
                gaps[column] = WORD_GAP
            elif across > 1 and isinstance(panel.y, Rows):
                after[-1] = max(after[-1], PANEL_GAP)  # titles use the gaps right of the plots
    gaps[0] = 0.0
    for column in range(1, across):
        between = after[column - 1] + before[column] + gaps[column]
        gaps[column] += max(PANEL_GAP - between, 0.0)
    plot = (width - 2 * MARGIN - sum(before) - sum(after) - sum(gaps)) / across
    plots, gutters = [], []
    x = MARGIN
    for column in range(across):
        x += gaps[column]
        gutters.append(x)
        plots.append((x + before[column], x + before[column] + plot))
        x += before[column] + plot + after[column]
    grid = Grid(lines, tuple(plots), tuple(gutters))
    if _titles_fit(grid, ruler, width, small=False):
        return grid
    return replace(grid, small_titles=True)


def _titles_fit(grid: Grid, ruler: Ruler, width: float, *, small: bool) -> bool:
    """Tell whether no word of a title has to be broken."""
    size = NOTE_SIZE if small else TEXT_SIZE
    return all(
        ruler.widest(panel.title.split(), size, bold=not small)
        <= title_room(grid, column, width, rows=isinstance(panel.y, Rows))[1]
        for line in grid.lines
        for column, panel in enumerate(line)
    )


def _naming(line: Sequence[Panel]) -> int:
    """How many panels of a line have names of rows on their left."""
    naming = (names_y(line, i) and isinstance(panel.y, Rows) for i, panel in enumerate(line))
    return max(sum(naming), 1)
