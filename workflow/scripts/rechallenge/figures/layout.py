"""Where everything stands: a table of rows becomes pages of texts and marks at places in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rechallenge.figures.arrangement import arrange, cell_lines, label_lines, row_lines
from rechallenge.figures.axis import RateAxis, axis_of, goes_beyond
from rechallenge.figures.columns import Columns
from rechallenge.figures.pages import CONTINUED, split_rows
from rechallenge.figures.placing import (
    INDENT,
    LINE,
    MARGIN,
    MOST_LINES,
    RULE_GAP,
    Align,
    PlacedLight,
    PlacedMark,
    PlacedText,
    Placer,
)
from rechallenge.figures.style import CAP_HEIGHT, INK, MUTED, NOTE_SIZE, TEXT_SIZE, TITLE_SIZE
from rechallenge.figures.table import DisplayRow, DisplayTable, Kind, Light
from rechallenge.figures.text import Ruler

HEADER_HEIGHT = 13.0
AXIS_HEIGHT = 14.0
TALL_ROW, LOW_ROW = 12.5, 9.6
HIGH_ROW = 11.5
"""Least height of a row of several lines, without the further ones: they must not run together."""
FULL_PAGE = 560.0
"""Height for the rows of a figure that fills a page; more rows stand closer, down to `LOW_ROW`."""
PAGE_ROWS = 60
HIGHEST_ROW = 10.5
"""Height that a row of a full page may have on average, in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A laid-out page; all lengths in points, heights from the top.

    Attributes
    ----------
    width, height : float
    texts : tuple of PlacedText
    lights : tuple of PlacedLight
    marks : tuple of PlacedMark
    rules : tuple of float
        Heights of horizontal rules across the figure.
    plot_left, plot_right, plot_top, plot_bottom : float
    axis : RateAxis
    row_height : float
    reference : float or None
        Proportion (0-1).
    patients : int
        Largest number of patients of a square of the figure.
    """

    width: float
    height: float
    texts: tuple[PlacedText, ...]
    lights: tuple[PlacedLight, ...]
    marks: tuple[PlacedMark, ...]
    rules: tuple[float, ...]
    plot_left: float
    plot_right: float
    plot_top: float
    plot_bottom: float
    axis: RateAxis
    row_height: float
    reference: float | None
    patients: int


def lay_out(
    forms: Sequence[DisplayTable], ruler: Ruler, *, width: float, page_rows: int = PAGE_ROWS
) -> tuple[Layout, ...]:
    """Lay a table out, on several pages where it has many rows.

    Parameters
    ----------
    forms : sequence of DisplayTable
        The table from its widest to its narrowest form.
    ruler : Ruler
    width : float
        Points; every page has exactly this width.
    page_rows : int
        Most rows on a page.
    """
    table, columns = arrange(forms, ruler, width)
    rows = table.rows
    lines = [row_lines(row, columns, ruler) for row in rows]
    height = _row_height(min(sum(lines), page_rows * sum(lines) / max(len(rows), 1)))
    heights = [
        row.gap + (height if n == 1 else max(height, HIGH_ROW)) + (n - 1) * LINE
        for row, n in zip(rows, lines, strict=True)
    ]
    # wrapped rows make a page full before it has its number of rows
    highest = max(page_rows, PAGE_ROWS) * HIGHEST_ROW
    split = split_rows(rows, heights, most_rows=page_rows, most_height=highest)
    axis = axis_of(
        rows, table.reference, per=table.per, mode=table.axis,
        room=columns.plot[1] - columns.plot[0],
    )  # fmt: skip
    patients = max((row.mark.patients or 0 for row in rows if row.mark is not None), default=0)
    numbers = list(accumulate(int(row.mark is not None) for row in rows))
    frame = _Frame(table, columns, axis, height, patients, numbers)
    return tuple(
        _Page(frame, ruler).laid_out(page, heights, number=i + 1, count=len(split))
        for i, page in enumerate(split)
    )


def _row_height(lines: float) -> float:
    return min(max(FULL_PAGE / max(lines, 1.0), LOW_ROW), TALL_ROW)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all pages of a figure share."""

    table: DisplayTable
    columns: Columns
    axis: RateAxis
    row_height: float
    patients: int
    numbers: Sequence[int]


class _Page:
    """Places the rows of one page between its header and its axis."""

    def __init__(self, frame: _Frame, ruler: Ruler) -> None:
        self.frame, self.ruler = frame, ruler
        self.table, self.columns, self.axis = frame.table, frame.columns, frame.axis
        self.row_height = frame.row_height
        self.placer = Placer(ruler, italic_p=frame.table.italic_p)
        self.lights: list[PlacedLight] = []
        self.marks: list[PlacedMark] = []

    def laid_out(
        self,
        rows: Sequence[tuple[int, DisplayRow]],
        heights: Sequence[float],
        *,
        number: int,
        count: int,
    ) -> Layout:
        """Lay out page ``number`` of ``count``."""
        room = self.columns.width - 2 * MARGIN
        y = MARGIN
        if self.table.title and number == 1:
            y = self.placer.paragraph(self.table.title, MARGIN, y, room, size=TITLE_SIZE, bold=True)
            y += 4.0
        y = self._header(y, continued=number > 1)
        rule = y
        y += RULE_GAP
        top = y
        for i, row in rows:
            own = row is self.table.rows[i]
            gap = row.gap if i != rows[0][0] else 0.0
            centre = y + gap + self.row_height / 2
            if row.mark is not None:
                self.marks.append(
                    PlacedMark(row.mark, centre - top, row.role, row.muted, self.frame.numbers[i])
                )
            lines = self._label(row, centre)
            self._cells(row, centre)
            own_height = heights[i] - row.gap if own else self.row_height + (lines - 1) * LINE
            y += gap + own_height
        y += RULE_GAP
        bottom = y
        y = self._axis_title(y + AXIS_HEIGHT) + 5.0
        notes = self._notes()
        if number < count:
            notes = (f"Page {number} of {count}; continued on the next page.",)
        for note in notes:
            y = self.placer.paragraph(note, MARGIN, y, room, size=NOTE_SIZE) + 1.5
        return Layout(
            width=self.columns.width,
            height=y + MARGIN,
            texts=tuple(self.placer.texts),
            lights=tuple(self.lights),
            marks=tuple(self.marks),
            rules=(rule,),
            plot_left=self.columns.plot[0],
            plot_right=self.columns.plot[1],
            plot_top=top,
            plot_bottom=bottom,
            axis=self.axis,
            row_height=self.row_height,
            reference=self.table.reference,
            patients=self.frame.patients,
        )

    def _header(self, y: float, *, continued: bool) -> float:
        """Place the headers, their last lines on one line, and return where they end."""
        columns = self.columns
        headers = self.table.label_header.split("\n") + ([CONTINUED] if continued else [])
        first = tuple(
            line
            for header in headers
            for line in self.ruler.wrap(header, columns.label + 0.1, TEXT_SIZE, bold=True)
        )
        slots = (*columns.left, *columns.right)
        most = max(len(lines) for lines in (first, *(slot.header for slot in slots)))
        last = y + HEADER_HEIGHT / 2 + CAP_HEIGHT * TEXT_SIZE / 2 + (most - 1) * LINE
        anchors: list[tuple[tuple[str, ...], float, Align]] = [(first, MARGIN, "left")]
        anchors += [(slot.header, slot.anchor, _align(slot.kind)) for slot in slots]
        for lines, x, align in anchors:
            for i, line in enumerate(lines):
                baseline = last - (len(lines) - 1 - i) * LINE
                self.placer.put(x, baseline, line, align=align, bold=True)
        return y + HEADER_HEIGHT + (most - 1) * LINE

    def _label(self, row: DisplayRow, centre: float) -> int:
        """Place the label of a row and return how many lines it takes."""
        baseline = centre + CAP_HEIGHT * TEXT_SIZE / 2
        lines = label_lines(row, self.columns, self.ruler)
        for i, line in enumerate(lines):
            last = i == len(lines) - (2 if row.below else 1)
            ending = f"\u00a0{row.symbol}" if row.symbol and last else ""
            self.placer.put(
                MARGIN + row.indent * INDENT + (INDENT if i else 0.0),
                baseline + i * LINE,
                line + ending,
                bold=row.bold,
                colour=MUTED if row.muted else INK,
            )
        return len(lines)

    def _cells(self, row: DisplayRow, centre: float) -> None:
        baseline = centre + CAP_HEIGHT * TEXT_SIZE / 2
        slots = [
            *zip(row.left, self.columns.left, strict=False),
            *zip(row.right, self.columns.right, strict=False),
        ]
        cells = cell_lines(row, self.columns, self.ruler)
        for (cell, slot), lines in zip(slots, cells, strict=True):
            if isinstance(cell, Light):
                self.lights.append(PlacedLight(slot.anchor, centre, cell))
            for i, line in enumerate(lines):
                self.placer.put(
                    slot.anchor, baseline + i * LINE, line, align=_align(slot.kind),
                    bold=row.bold, colour=MUTED if row.muted else INK,
                )  # fmt: skip

    def _notes(self) -> tuple[str, ...]:
        """All that stands below the plot; what the width and the axis brought about included."""
        table, axis = self.table, self.axis
        told = []
        if goes_beyond(table.rows, axis):
            told.append("Arrows: the interval goes on beyond what the axis shows.")
        if axis.gap is not None:
            unit = "%" if axis.per == 100 else f"per {axis.per}"
            told.append(f"The axis leaves out {axis.gap[0]:g} to {axis.gap[1]:g} {unit}.")
        if table.left_out:
            told.append(f"Left out for want of width: {', '.join(table.left_out)}.")
        shown = [" ".join(told)] if told else []
        return (*table.footnotes, *table.keys, *shown, *table.symbol_notes)

    def _axis_title(self, y: float) -> float:
        left, right = self.columns.plot
        room = min(right - left + 60.0, self.columns.width - 2 * MARGIN)
        lines = self.ruler.wrap(self.table.axis_title, room, TEXT_SIZE, most=MOST_LINES)
        half = self.ruler.widest(lines, TEXT_SIZE) / 2
        # a plot at the edge of the page has its title moved inwards
        centre = min((left + right) / 2, self.columns.width - MARGIN - half)
        centre = max(centre, MARGIN + half)
        for line in lines:
            y += LINE
            self.placer.put(centre, y - 2.0, line, align="center")
        return y


def _align(kind: Kind) -> Align:
    if kind == "number":
        return "right"
    return "left" if kind == "text" else "center"
