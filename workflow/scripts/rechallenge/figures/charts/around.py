"""The texts around the plots of a line: titles above, labels left, columns right, axis below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rechallenge.figures.arrangement import MOST_LINES
from rechallenge.figures.charts.chart import Panel, Rows
from rechallenge.figures.charts.frame import AXIS, COLUMN_GAP, Frame, cell_widths
from rechallenge.figures.charts.grid import Grid, names_y
from rechallenge.figures.charts.marks import Reference
from rechallenge.figures.columns import MARGIN
from rechallenge.figures.layout import RULE_GAP
from rechallenge.figures.placing import LINE, Align, PlacedText
from rechallenge.figures.style import CAP_HEIGHT, INK, MUTED, NOTE_SIZE, TEXT_SIZE
from rechallenge.figures.text import Ruler
from rechallenge.figures.widths import INDENT

NOTE_LINE = LINE * NOTE_SIZE / TEXT_SIZE
TITLE_GAP = 4.0
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
        for x, text, bold in block:
            y += LINE
            texts.append(PlacedText(x, y - DEPTH * LINE, text, TEXT_SIZE, bold=bold))
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
            PlacedText(
                edge, float(frame.y(axis.ticks[i] / axis.factor)) + drop, axis.labels[i],
                NOTE_SIZE, "right",
            )
            for i in frame.y_ticks
        ]  # fmt: skip
    texts = []
    for i, row in enumerate(axis.labels):
        x = gutter + row.indent * INDENT
        (name,) = ruler.wrap(row.text, edge - x, TEXT_SIZE, bold=row.bold, most=1)
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
    frame: Frame, ruler: Ruler, *, bottom: float, gutter: float, width: float
) -> tuple[list[PlacedText], float]:
    """Place the labels of the horizontal axis and its title.

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
                float(frame.x(axis.ticks[i] / axis.factor)), y - DEPTH * NOTE_LINE,
                axis.labels[i], NOTE_SIZE, "center",
            )
            for i in frame.x_ticks
        ]  # fmt: skip
    if axis.title:
        centre = (frame.left + frame.right) / 2
        room = 2 * min(centre - gutter, max(frame.right, width - MARGIN) - centre)
        if frame.right - frame.left < room / 2:
            room = frame.right - frame.left
        y += 1.0
        for text in ruler.wrap(axis.title, room, TEXT_SIZE, most=MOST_LINES):
            y += LINE
            texts.append(PlacedText(centre, y - DEPTH * LINE, text, TEXT_SIZE, "center"))
    return texts, y


def _titles(
    line: Sequence[Panel], column: int, grid: Grid, ruler: Ruler, width: float
) -> list[tuple[float, str, bool]]:
    """Lines above a plot, with where they begin and whether they are bold."""
    panel = line[column]
    left, right = grid.plots[column]
    end = grid.gutters[column + 1] if column + 1 < len(line) else width - MARGIN
    start = left if isinstance(panel.y, Rows) else grid.gutters[column]
    room = (right if isinstance(panel.y, Rows) else end) - start
    lines = [
        (start, text, True)
        for text in (
            ruler.wrap(panel.title, room, TEXT_SIZE, bold=True, most=MOST_LINES)
            if panel.title
            else ()
        )
    ]
    if not isinstance(panel.y, Rows) and panel.y.title and names_y(line, column):
        lines += [
            (start, text, False)
            for text in ruler.wrap(panel.y.title, room, TEXT_SIZE, most=MOST_LINES)
        ]
    return lines


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
        (words,) = ruler.wrap(mark.label, width - MARGIN - plot[0], NOTE_SIZE, most=1)
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
