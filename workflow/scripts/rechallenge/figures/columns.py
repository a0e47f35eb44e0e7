"""The columns of a figure: how wide each must be, and what is left for the plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rechallenge.figures.style import TEXT_SIZE
from rechallenge.figures.table import Column, DisplayRow, DisplayTable
from rechallenge.figures.text import Ruler

MARGIN = 5.0
COLUMN_GAP = 10.0
PLOT_GAP = 14.0
WORD_GAP = 6.0
INDENT = 8.0
LEAST_PLOT = 138.0
LEAST_LABEL = 96.0


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand, in points.

    Attributes
    ----------
    width : float
        Width of the page.
    label : float
        Width of the first column.
    left, right : tuple of float
        Right edges of the columns of figures on either side of the plot.
    plot : tuple of float
        Left and right end of the plot.
    """

    width: float
    label: float
    left: tuple[float, ...]
    right: tuple[float, ...]
    plot: tuple[float, float]


def set_columns(table: DisplayTable, ruler: Ruler, width: float) -> Columns:
    """Share a width (points) out: figures take what they need, labels and plot the rest.

    Labels are wrapped where the plot would get too narrow; the page gets wider where even that is
    not enough.
    """
    left = _widths(table.left, [row.left for row in table.rows], table.rows, ruler)
    right = _widths(table.right, [row.right for row in table.rows], table.rows, ruler)
    gaps = COLUMN_GAP * len(left) + sum(_gaps(table.right)[1:]) + 2 * PLOT_GAP
    taken = 2 * MARGIN + sum(left) + sum(right) + gaps
    natural = max(
        [ruler.width(table.label_header, TEXT_SIZE, bold=True)]
        + [
            row.indent * INDENT
            + ruler.width(row.label, TEXT_SIZE, bold=row.bold)
            + symbol_width(row, ruler)
            for row in table.rows
            if row.role != "section"
        ]
    )
    label = min(natural + 0.5, max(width - taken - LEAST_PLOT, LEAST_LABEL))
    width = max(width, taken + label + LEAST_PLOT)
    edges_left = []
    x = MARGIN + label
    for column in left:
        x += COLUMN_GAP + column
        edges_left.append(x)
    plot_left = x + PLOT_GAP
    edges_right: list[float] = []
    x = width - MARGIN
    for column, gap in zip(reversed(right), reversed(_gaps(table.right)), strict=True):
        edges_right.insert(0, x)
        x -= column + gap
    return Columns(width, label, tuple(edges_left), tuple(edges_right), (plot_left, x))


def _gaps(columns: Sequence[Column]) -> list[float]:
    """White space before each column right of the plot; less below a shared header."""
    gaps = [PLOT_GAP]
    gaps += [WORD_GAP if not column.header else COLUMN_GAP for column in columns[:-1]]
    return gaps[: len(columns)]


def _widths(
    columns: Sequence[Column],
    cells: Sequence[tuple[str, ...]],
    rows: Sequence[DisplayRow],
    ruler: Ruler,
) -> list[float]:
    widths = [
        max(
            (
                ruler.width(own[i], TEXT_SIZE, bold=row.bold)
                for own, row in zip(cells, rows, strict=True)
                if own
            ),
            default=0.0,
        )
        for i in range(len(columns))
    ]
    for i, column in enumerate(columns):
        header = ruler.width(column.header, TEXT_SIZE, bold=True)
        shared = i > 0 and not columns[i - 1].header
        room = widths[i] + (widths[i - 1] + WORD_GAP if shared else 0.0)
        widths[i - 1 if shared else i] += max(header - room, 0.0)
    return widths


def symbol_width(row: DisplayRow, ruler: Ruler) -> float:
    """Width of the footnote symbol behind a label in points; 0 without one."""
    return ruler.width(f"\u00a0{row.symbol}", TEXT_SIZE, bold=row.bold) if row.symbol else 0.0
