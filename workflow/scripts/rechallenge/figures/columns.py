"""The columns of a figure: where they stand, and what is left for the plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rechallenge.figures.placing import INDENT, MARGIN
from rechallenge.figures.style import TEXT_SIZE
from rechallenge.figures.table import Cell, Column, DisplayRow, DisplayTable, Kind
from rechallenge.figures.text import Ruler
from rechallenge.figures.widths import Widths, column_widths, label_widths, longest_word

MARK_GAP = 2.5
PAIR = 1.4
"""White space before two columns below one header, in proportion to that before others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """White space between columns and the least widths, in points.

    Attributes
    ----------
    column, plot, word : float
        Before a column, on either side of the plot, between columns below one header.
    least_plot, least_label : float
    wrap_headers : bool
        Headers may take several lines.
    """

    column: float
    plot: float
    word: float
    least_plot: float
    least_label: float = 0.0
    wrap_headers: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """Place of a column: its ends in points, the kind of its cells and its header in lines."""

    left: float
    right: float
    kind: Kind
    header: tuple[str, ...] = ()

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
    roomy : bool
        False where label, texts or plot got less than they need.
    """

    width: float
    label: float
    left: tuple[Slot, ...]
    right: tuple[Slot, ...]
    plot: tuple[float, float]
    roomy: bool


def set_columns(table: DisplayTable, ruler: Ruler, width: float, spacing: Spacing) -> Columns:
    """Share a width (points) out.

    Numbers take what they need, labels and texts what is left beside the least plot up to their
    natural width, and the plot the rest.
    """
    left = _Side(table.left, [row.left for row in table.rows], table.rows, ruler, spacing)
    right = _Side(table.right, [row.right for row in table.rows], table.rows, ruler, spacing)
    gaps_left = left.gaps(spacing.column)
    gaps_right = right.gaps(spacing.plot)
    # the last label of the axis is centred on its end
    end = 0.0 if table.right else ruler.width("0", TEXT_SIZE)
    gaps = sum(gaps_left) + spacing.plot + sum(gaps_right) + end
    label = label_widths(table, ruler, wrap_headers=spacing.wrap_headers, floor=spacing.least_label)
    room = width - 2 * MARGIN - gaps - spacing.least_plot
    widths, roomy = _shared([label, *left.widths, *right.widths], room)
    lefts, rights = widths[1 : 1 + len(table.left)], widths[1 + len(table.left) :]
    x = MARGIN + widths[0]
    slots_left, x = left.slots(x, lefts, gaps_left, ruler)
    plot_right = width - MARGIN - sum(rights) - sum(gaps_right) - end
    slots_right, _ = right.slots(plot_right, rights, gaps_right, ruler)
    plot = (x + spacing.plot, max(plot_right, x + spacing.plot + 1.0))
    return Columns(width, widths[0], slots_left, slots_right, plot, roomy)


def joined(header: str) -> str:
    """Write a header on one line; ``/ `` marks where it may be broken."""
    return header.replace("/ ", "/")


def _shared(widths: Sequence[Widths], room: float) -> tuple[list[float], bool]:
    """Give every column its least width, then what is left for usual and then natural ones.

    Where there is not even room for the least widths, the first column gets less; the second
    value is then False.
    """
    shared = [width.least for width in widths]
    spare = room - sum(shared)
    if spare < 0:
        return [max(shared[0] + spare, 2 * INDENT), *shared[1:]], False
    for goals in ([width.usual for width in widths], [width.natural for width in widths]):
        wanted = [max(goal - own, 0.0) for goal, own in zip(goals, shared, strict=True)]
        total = sum(wanted)
        share = min(1.0, spare / total) if total > 0 else 0.0
        shared = [own + share * want for own, want in zip(shared, wanted, strict=True)]
        spare -= share * total
    return shared, True


def _header_lines(header: str, room: float, ruler: Ruler) -> tuple[str, ...]:
    """Break a header to some points; it may be broken behind a slash without a blank there."""
    if not header:
        return ()
    whole = joined(header)
    if ruler.width(whole, TEXT_SIZE, bold=True) <= room + 0.1:
        return (whole,)
    return ruler.wrap(header, room + 0.1, TEXT_SIZE, bold=True)


class _Side:
    """The columns on one side of the plot with their widths."""

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Sequence[tuple[Cell, ...]],
        rows: Sequence[DisplayRow],
        ruler: Ruler,
        spacing: Spacing,
    ) -> None:
        self.columns = columns
        self.spacing = spacing
        self.widths = [
            column_widths(
                column,
                [(cell[i], row.bold) for cell, row in zip(cells, rows, strict=True) if cell],
                ruler,
            )
            for i, column in enumerate(columns)
        ]
        for i, column in enumerate(columns):
            header = ruler.width(joined(column.header), TEXT_SIZE, bold=True)
            if spacing.wrap_headers:
                header = longest_word(column.header, ruler, bold=True)
            room = self.widths[i].least
            if self.shares(i):
                room += self.widths[i - 1].least + spacing.word
            first = i - 1 if self.shares(i) else i
            self.widths[first] = self.widths[first].widened(max(header - room, 0.0))

    def shares(self, i: int) -> bool:
        """Tell whether a column shares its header with the one before it."""
        if i == 0:
            return False
        before, column = self.columns[i - 1], self.columns[i]
        return before.kind == column.kind == "number" and not before.header

    def gaps(self, first: float) -> list[float]:
        """White space before each column; less below a shared header and between marks."""
        gaps = [first]
        for i, (before, column) in enumerate(pairwise(self.columns), start=1):
            if before.kind == column.kind == "marks":
                gaps.append(MARK_GAP)
            else:
                wide = self.spacing.column * (1.0 if column.header else PAIR)
                gaps.append(self.spacing.word if self.shares(i) else wide)
        return gaps[: len(self.columns)]

    def slots(
        self, x: float, widths: Sequence[float], gaps: Sequence[float], ruler: Ruler
    ) -> tuple[tuple[Slot, ...], float]:
        """Place the columns from ``x`` on; also returns where the last one ends."""
        made: list[Slot] = []
        for i, (column, width, gap) in enumerate(zip(self.columns, widths, gaps, strict=True)):
            left = x + gap
            x = left + width
            room = x - (made[-1].left if self.shares(i) else left)
            made.append(Slot(left, x, column.kind, _header_lines(column.header, room, ruler)))
        return tuple(made), x
