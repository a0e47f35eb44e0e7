"""The columns of a figure: how wide each must be, and what is left for the plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rechallenge.figures.style import TEXT_SIZE
from rechallenge.figures.table import Cell, Column, DisplayRow, DisplayTable, Kind, Light
from rechallenge.figures.text import Ruler

MARGIN = 5.0
COLUMN_GAP = 10.0
PLOT_GAP = 14.0
WORD_GAP = 6.0
MARK_GAP = 2.5
LIGHT = 8.6
"""Diameter of a circle with a sign: as high as a line of text."""
INDENT = 8.0
LEAST_PLOT = 138.0
LEAST_LABEL = 96.0


@dataclass(frozen=True, slots=True)
class Slot:
    """Place of a column: its ends in points and the kind of its cells."""

    left: float
    right: float
    kind: Kind

    @property
    def anchor(self) -> float:
        """Where its cells are aligned."""
        if self.kind == "number":
            return self.right
        return self.left if self.kind == "text" else (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand, in points.

    Attributes
    ----------
    width : float
        Width of the page.
    label : float
        Width of the first column.
    left, right : tuple of Slot
        The columns on either side of the plot.
    plot : tuple of float
        Left and right end of the plot.
    """

    width: float
    label: float
    left: tuple[Slot, ...]
    right: tuple[Slot, ...]
    plot: tuple[float, float]


def set_columns(table: DisplayTable, ruler: Ruler, width: float) -> Columns:
    """Share a width (points) out: figures take what they need, labels and plot the rest.

    Labels are wrapped where the plot would get too narrow; the page gets wider where even that is
    not enough.
    """
    left = _widths(table.left, [row.left for row in table.rows], table.rows, ruler)
    right = _widths(table.right, [row.right for row in table.rows], table.rows, ruler)
    gaps_left, gaps_right = _gaps(table.left, COLUMN_GAP), _gaps(table.right, PLOT_GAP)
    gaps = sum(gaps_left) + sum(gaps_right[1:]) + 2 * PLOT_GAP
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
    slots_left = []
    x = MARGIN + label
    for column, wide, gap in zip(table.left, left, gaps_left, strict=True):
        slots_left.append(Slot(x + gap, x + gap + wide, column.kind))
        x += gap + wide
    plot_left = x + PLOT_GAP
    slots_right: list[Slot] = []
    x = width - MARGIN
    for column, wide, gap in reversed(list(zip(table.right, right, gaps_right, strict=True))):
        slots_right.insert(0, Slot(x - wide, x, column.kind))
        x -= wide + gap
    return Columns(width, label, tuple(slots_left), tuple(slots_right), (plot_left, x))


def _gaps(columns: Sequence[Column], first: float) -> list[float]:
    """White space before each column; less below a shared header and between marks."""
    gaps = [first]
    for before, column in pairwise(columns):
        if before.kind == column.kind == "marks":
            gaps.append(MARK_GAP)
        else:
            gaps.append(COLUMN_GAP if before.header or before.kind != "number" else WORD_GAP)
    return gaps[: len(columns)]


def _widths(
    columns: Sequence[Column],
    cells: Sequence[tuple[Cell, ...]],
    rows: Sequence[DisplayRow],
    ruler: Ruler,
) -> list[float]:
    widths = [
        max(
            (
                _width(own[i], ruler, bold=row.bold)
                for own, row in zip(cells, rows, strict=True)
                if own
            ),
            default=0.0,
        )
        for i in range(len(columns))
    ]
    for i, column in enumerate(columns):
        header = ruler.width(column.header, TEXT_SIZE, bold=True)
        shared = i > 0 and column.kind == columns[i - 1].kind == "number" and (
            not columns[i - 1].header
        )  # fmt: skip
        room = widths[i] + (widths[i - 1] + WORD_GAP if shared else 0.0)
        widths[i - 1 if shared else i] += max(header - room, 0.0)
    return widths


def _width(cell: Cell, ruler: Ruler, *, bold: bool) -> float:
    return LIGHT if isinstance(cell, Light) else ruler.width(cell, TEXT_SIZE, bold=bold)


def symbol_width(row: DisplayRow, ruler: Ruler) -> float:
    """Width of the footnote symbol behind a label in points; 0 without one."""
    return ruler.width(f"\u00a0{row.symbol}", TEXT_SIZE, bold=row.bold) if row.symbol else 0.0
