"""Where everything stands: a table of rows becomes lines of text and marks at places in points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from rechallenge.figures.axis import PercentAxis, axis_of
from rechallenge.figures.columns import INDENT, MARGIN, Columns, set_columns, symbol_width
from rechallenge.figures.style import (
    CAP_HEIGHT,
    INK,
    MUTED,
    NOTE_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
)
from rechallenge.figures.table import DisplayRow, DisplayTable, Kind, Light, Mark, Role
from rechallenge.figures.text import Ruler, unbroken

Align = Literal["left", "center", "right"]

ALIGN: Mapping[Kind, Align] = MappingProxyType(
    {"number": "right", "text": "left", "marks": "center"}
)
LINE = 9.2
MOST_LINES = 4
HEADER_HEIGHT = 13.0
RULE_GAP = 2.5
AXIS_HEIGHT = 14.0
TALL_ROW, LOW_ROW = 12.5, 9.6
PARAGRAPH = 0.97
"""Share of the width that paragraphs fill: glyphs are a little wider on a coarse screen."""
FULL_PAGE_ROWS = 560.0
"""Height for the rows of a figure that fills a page; more rows stand closer, down to `LOW_ROW`."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A line of text; ``x`` from the left and ``y`` (its baseline) from the top, in points."""

    x: float
    y: float
    text: str
    size: float
    align: Align = "left"
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True, slots=True)
class PlacedLight:
    """A circle with a sign; its centre in points from the left and from the top."""

    x: float
    y: float
    light: Light


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A mark with the height of its centre, in points from the top of the plot."""

    mark: Mark
    y: float
    role: Role
    muted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A laid-out figure; all lengths in points, heights from the top.

    Attributes
    ----------
    width, height : float
    texts : tuple of PlacedText
    lights : tuple of PlacedLight
    marks : tuple of PlacedMark
    rules : tuple of float
        Heights of horizontal rules across the figure.
    plot_left, plot_right, plot_top, plot_bottom : float
    axis : PercentAxis
    row_height : float
    reference : float or None
        Proportion (0-1).
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
    axis: PercentAxis
    row_height: float
    reference: float | None


def lay_out(table: DisplayTable, ruler: Ruler, *, width: float) -> Layout:
    """Lay a table out.

    Parameters
    ----------
    table : DisplayTable
    ruler : Ruler
    width : float
        Wanted width in points; the figure gets wider where its columns cannot do with less.
    """
    columns = set_columns(table, ruler, width)
    texts: list[PlacedText] = []
    lights: list[PlacedLight] = []
    y = MARGIN
    if table.title:
        y = _paragraph(texts, table.title, y, columns, ruler, size=TITLE_SIZE, bold=True) + 4.0
    _header(texts, table, y, columns)
    y += HEADER_HEIGHT
    rule = y
    y += RULE_GAP
    top = y
    height = _row_height(table.rows)
    marks: list[PlacedMark] = []
    for row in table.rows:
        y += row.gap
        if row.mark is not None:
            marks.append(PlacedMark(row.mark, y + height / 2 - top, row.role, row.muted))
        lines = _label(texts, row, y + height / 2, columns, ruler)
        _cells(texts, lights, row, y + height / 2, columns)
        y += height + (lines - 1) * LINE
    y += RULE_GAP
    bottom = y
    y += AXIS_HEIGHT
    y = _axis_title(texts, table.axis_title, y, columns, ruler) + 5.0
    for footnote in table.footnotes:
        y = _paragraph(texts, footnote, y, columns, ruler, size=NOTE_SIZE) + 1.5
    return Layout(
        width=columns.width,
        height=y + MARGIN,
        texts=tuple(texts),
        lights=tuple(lights),
        marks=tuple(marks),
        rules=(rule,),
        plot_left=columns.plot[0],
        plot_right=columns.plot[1],
        plot_top=top,
        plot_bottom=bottom,
        axis=axis_of(table.rows, table.reference),
        row_height=height,
        reference=table.reference,
    )


def _row_height(rows: Sequence[DisplayRow]) -> float:
    return min(max(FULL_PAGE_ROWS / max(len(rows), 1), LOW_ROW), TALL_ROW)


def _header(texts: list[PlacedText], table: DisplayTable, y: float, columns: Columns) -> None:
    baseline = y + HEADER_HEIGHT / 2 + CAP_HEIGHT * TEXT_SIZE / 2
    texts.append(PlacedText(MARGIN, baseline, table.label_header, TEXT_SIZE, bold=True))
    headers = [column.header for column in (*table.left, *table.right)]
    for header, slot in zip(headers, (*columns.left, *columns.right), strict=True):
        if header:
            align = ALIGN[slot.kind]
            texts.append(PlacedText(slot.anchor, baseline, header, TEXT_SIZE, align, bold=True))


def _label(
    texts: list[PlacedText], row: DisplayRow, centre: float, columns: Columns, ruler: Ruler
) -> int:
    """Place the label of a row and return how many lines its label takes."""
    baseline = centre + CAP_HEIGHT * TEXT_SIZE / 2
    colour = MUTED if row.muted else INK
    left = MARGIN + row.indent * INDENT
    # a heading has no figures, so it may use their columns; the plot stays free
    edge = (
        columns.left[-1].right if row.role == "section" and columns.left else MARGIN + columns.label
    )
    lines = ruler.wrap(
        row.label,
        edge - left - symbol_width(row, ruler),
        TEXT_SIZE,
        bold=row.bold,
        hang=INDENT,
        most=MOST_LINES,
    )
    for i, line in enumerate(lines):
        ending = f"\u00a0{row.symbol}" if row.symbol and i == len(lines) - 1 else ""
        texts.append(
            PlacedText(
                left + (INDENT if i else 0.0),
                baseline + i * LINE,
                line + ending,
                TEXT_SIZE,
                bold=row.bold,
                colour=colour,
            )
        )
    return len(lines)


def _cells(
    texts: list[PlacedText],
    lights: list[PlacedLight],
    row: DisplayRow,
    centre: float,
    columns: Columns,
) -> None:
    baseline = centre + CAP_HEIGHT * TEXT_SIZE / 2
    colour = MUTED if row.muted else INK
    cells = [
        *zip(row.left, columns.left, strict=False),
        *zip(row.right, columns.right, strict=False),
    ]
    for cell, slot in cells:
        if isinstance(cell, Light):
            lights.append(PlacedLight(slot.anchor, centre, cell))
        elif cell:
            align = ALIGN[slot.kind]
            texts.append(
                PlacedText(slot.anchor, baseline, cell, TEXT_SIZE, align, row.bold, colour)
            )


def _axis_title(
    texts: list[PlacedText], title: str, y: float, columns: Columns, ruler: Ruler
) -> float:
    left, right = columns.plot
    centre = (left + right) / 2
    room = 2 * min(centre - MARGIN, columns.width - MARGIN - centre)
    for line in ruler.wrap(title, min(room, right - left + 60.0), TEXT_SIZE, most=MOST_LINES):
        y += LINE
        texts.append(PlacedText(centre, y - 2.0, line, TEXT_SIZE, "center"))
    return y


def _paragraph(
    texts: list[PlacedText],
    text: str,
    y: float,
    columns: Columns,
    ruler: Ruler,
    *,
    size: float,
    bold: bool = False,
) -> float:
    pitch = size * LINE / TEXT_SIZE
    room = PARAGRAPH * (columns.width - 2 * MARGIN)
    for line in ruler.wrap(unbroken(text), room, size, bold=bold):
        y += pitch
        texts.append(PlacedText(MARGIN, y - 0.25 * pitch, line, size, bold=bold))
    return y
