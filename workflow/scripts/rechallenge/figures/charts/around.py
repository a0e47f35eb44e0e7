"""The texts around the plots of a line: titles above, labels left, columns right, axis below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rechallenge.figures.charts.chart import Panel, Rows
from rechallenge.figures.charts.frame import AXIS, Frame, cell_widths
from rechallenge.figures.charts.grid import Grid, names_y, title_room
from rechallenge.figures.charts.marks import Reference
from rechallenge.figures.placing import (
    COLUMN_GAP,
    INDENT,
    LINE,
    MARGIN,
    MOST_LINES,
    RULE_GAP,
    Align,
    PlacedText,
)
from rechallenge.figures.style import CAP_HEIGHT, INK, MUTED, NOTE_SIZE, TEXT_SIZE
from rechallenge.figures.text import Ruler

NOTE_LINE = LINE * NOTE_SIZE / TEXT_SIZE
TITLE_GAP = 6.0
APART = 6.0
"""Between words that stand side by side."""
DEPTH = 0.25
"""Of a line, below its baseline."""


def heads(
    line: Sequence[Panel], grid: Grid, ruler: Ruler, *, top: float, width: float
) -> tuple[list[PlacedText], float | None, float]:
    """Place the titles of panels, headers of columns, and what vertical reference lines are.

    Returns
    -------
    list of PlacedText
    float or None
        Height of a rule below the headers; None without headers.
    float
        Where the plots begin.
    """
    blocks = [_titles(line, column, grid, ruler, width) for column in range(len(line))]
    tallest = max(len(block) for block in blocks)
    texts: list[PlacedText] = []
    for block in blocks:
        y = top + (tallest - len(block)) * LINE
        for x, text, size, bold in block:
            y += LINE
            texts.append(PlacedText(x, y - DEPTH * LINE, text, size, bold=bold))
    headers = _headers(line, grid, ruler)
    tallest = max(tallest, 1 if headers else 0)
    y = top + tallest * LINE
    texts += [
        PlacedText(x, y - DEPTH * LINE, text, TEXT_SIZE, align, bold=True)
        for x, text, align in headers
    ]
    rule = y + 1.5 if headers else None
    y += RULE_GAP + 1.5 if headers else TITLE_GAP if tallest else 0.0
    named = [_named_lines(panel, grid.plots[i], ruler, width) for i, panel in enumerate(line)]
    rows = max((row + 1 for found in named for row, _, _ in found), default=0)
    for row, x, words in (entry for found in named for entry in found):
        baseline = y + (rows - row) * NOTE_LINE - DEPTH * NOTE_LINE
        texts.append(PlacedText(x, baseline, words, NOTE_SIZE, colour=INK))
    return texts, rule, y + rows * NOTE_LINE + (1.0 if rows else 0.0)


def side(frame: Frame, ruler: Ruler, *, gutter: float) -> list[PlacedText]:
    """Place the names of rows, or the labels of the vertical axis, left of a plot."""
    if not frame.names_y:
        return []
    axis = frame.panel.y
    edge = frame.left - AXIS
    if not isinstance(axis, Rows):
        drop = CAP_HEIGHT * NOTE_SIZE / 2
        return [
            PlacedText(edge, float(frame.y(tick.value)) + drop, tick.label, NOTE_SIZE, "right")
            for tick in frame.y_ticks
        ]
    texts = []
    for i, row in enumerate(axis.labels):
        x = gutter + row.indent * INDENT
        room = edge - x - ruler.width(row.ending, TEXT_SIZE, bold=row.bold)
        name = ruler.shortened(row.text, room, TEXT_SIZE, bold=row.bold) + row.ending
        y = float(frame.y(i)) + CAP_HEIGHT * TEXT_SIZE / 2
        colour = MUTED if row.muted else INK
        texts.append(PlacedText(x, y, name, TEXT_SIZE, bold=row.bold, colour=colour))
    return texts


def cells(frame: Frame, ruler: Ruler) -> list[PlacedText]:
    """Place the columns right of a plot."""
    axis = frame.panel.y
    if not isinstance(axis, Rows):
        return []
    texts = []
    for column, x in zip(axis.cells, _edges(frame.panel, frame.right, ruler), strict=True):
        for i, (text, row) in enumerate(zip(column, axis.labels, strict=True)):
            y = float(frame.y(i)) + CAP_HEIGHT * TEXT_SIZE / 2
            colour = MUTED if row.muted else INK
            texts.append(PlacedText(x, y, text, TEXT_SIZE, "right", row.bold, colour))
    return [text for text in texts if text.text]


def below(
    frame: Frame, ruler: Ruler, *, bottom: float, width: float, several: bool
) -> tuple[list[PlacedText], float]:
    """Place the labels of the horizontal axis and its title, which stays in its plot among several.

    Returns
    -------
    list of PlacedText
    float
        Where they end.
    """
    axis = frame.panel.x
    y = bottom
    texts = []
    if axis.labels:
        y += AXIS + NOTE_LINE
        texts += [
            PlacedText(
                float(frame.x(tick.value)), y - DEPTH * NOTE_LINE, tick.label, NOTE_SIZE, "center"
            )
            for tick in frame.x_ticks
        ]
    if axis.title:
        y += 1.0
        room = frame.right - frame.left if several else width - 2 * MARGIN
        for text in ruler.wrap(axis.title, room, TEXT_SIZE, most=MOST_LINES):
            y += LINE
            half = ruler.width(text, TEXT_SIZE) / 2
            centre = max(min((frame.left + frame.right) / 2, width - MARGIN - half), MARGIN + half)
            texts.append(PlacedText(centre, y - DEPTH * LINE, text, TEXT_SIZE, "center"))
    return texts, y


def _titles(
    line: Sequence[Panel], column: int, grid: Grid, ruler: Ruler, width: float
) -> list[tuple[float, str, float, bool]]:
    """Lines above a plot: where they begin, their text, its size, and whether it is bold."""
    panel = line[column]
    start, room = title_room(grid, column, width, rows=isinstance(panel.y, Rows))
    size = NOTE_SIZE if grid.small_titles else TEXT_SIZE
    bold = not grid.small_titles
    lines = [(text, size, bold) for text in _wrapped(panel.title, room, ruler, size, bold)]
    if not isinstance(panel.y, Rows) and names_y(line, column):
        wrapped = _wrapped(panel.y.title, room, ruler, TEXT_SIZE, bold=False)
        lines += [(text, TEXT_SIZE, False) for text in wrapped]
    return [(start, *entry) for entry in lines]


def _wrapped(text: str, room: float, ruler: Ruler, size: float, bold: bool) -> tuple[str, ...]:
    return ruler.wrap(text, room, size, bold=bold, most=MOST_LINES) if text else ()


def _headers(line: Sequence[Panel], grid: Grid, ruler: Ruler) -> list[tuple[float, str, Align]]:
    headers: list[tuple[float, str, Align]] = []
    for column, panel in enumerate(line):
        if not isinstance(panel.y, Rows):
            continue
        if panel.y.header and names_y(line, column):
            headers.append((grid.gutters[column], panel.y.header, "left"))
        if column == len(line) - 1 or names_y(line, column + 1):
            edges = _edges(panel, grid.plots[column][1], ruler)
            for x, header in zip(edges, panel.y.cell_headers, strict=True):
                headers += [(x, header, "right")] if header else []
    return headers


def _edges(panel: Panel, right: float, ruler: Ruler) -> list[float]:
    """Right edges of the columns right of a plot."""
    edges = []
    for cell in cell_widths(panel, ruler):
        right += COLUMN_GAP + cell
        edges.append(right)
    return edges


def _named_lines(
    panel: Panel, plot: tuple[float, float], ruler: Ruler, width: float
) -> list[tuple[int, float, str]]:
    """Words above a plot for its vertical lines: row, counted upwards, left end, and words."""
    taken: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    found = []
    for mark in panel.marks:
        if not (isinstance(mark, Reference) and mark.axis == "x" and mark.label):
            continue
        words = ruler.shortened(mark.label, width - MARGIN - plot[0], NOTE_SIZE)
        long = ruler.width(words, NOTE_SIZE)
        at = plot[0] + float(panel.x.share(mark.value)) * (plot[1] - plot[0])
        # not left of the plot, where the uppermost label of the vertical axis stands
        start = max(min(at - long / 2, width - MARGIN - long), plot[0])
        row = 0
        while any(
            start < end + APART and start + long > begin - APART for begin, end in taken[row]
        ):
            row += 1
        taken[row].append((start, start + long))
        found.append((row, start, words))
    return found
