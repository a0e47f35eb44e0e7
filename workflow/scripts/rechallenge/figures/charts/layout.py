"""Where everything of a chart stands: panels, ticks and texts at places in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rechallenge.figures.charts.around import NOTE_LINE, below, cells, heads, side
from rechallenge.figures.charts.chart import Chart, Key, Rows
from rechallenge.figures.charts.frame import Frame, plot_height
from rechallenge.figures.charts.grid import Grid, arrange, names_y
from rechallenge.figures.charts.names import texts_within
from rechallenge.figures.charts.ticks import readable_ticks
from rechallenge.figures.placing import MARGIN, PARAGRAPH, PlacedText
from rechallenge.figures.style import CAP_HEIGHT, NOTE_SIZE
from rechallenge.figures.text import Ruler, unbroken

LINE_GAP = 12.0
"""Between lines of panels."""
NOTES_GAP = 5.0
KEYS_GAP = 5.0
SAMPLE = 14.0
SAMPLE_GAP = 4.0
KEY_GAP = 12.0


@dataclass(frozen=True, slots=True)
class PlacedKey:
    """An entry of the legend with the middle of its sample; its words are among the texts."""

    key: Key
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLayout:
    """A laid-out chart; lengths in points, heights from the top.

    Attributes
    ----------
    width, height : float
    frames : tuple of Frame
    texts : tuple of PlacedText
    keys : tuple of PlacedKey
    rules : tuple of float
        Heights of rules across the figure.
    """

    width: float
    height: float
    frames: tuple[Frame, ...]
    texts: tuple[PlacedText, ...]
    keys: tuple[PlacedKey, ...]
    rules: tuple[float, ...]


def lay_out_chart(chart: Chart, ruler: Ruler, *, width: float) -> ChartLayout:
    """Lay a chart out in a width (points); its height follows from what it holds."""
    keys, texts, y = _keys(chart.keys, ruler, width)
    frames: list[Frame] = []
    rules: list[float] = []
    numbered: list[str] = []
    grid = arrange(chart, ruler, width=width)
    for number, line in enumerate(grid.lines):
        top = y + (LINE_GAP if number else 0.0)
        above, rule, start = heads(line, grid, ruler, top=top, width=width)
        texts += above
        rules += [] if rule is None else [rule]
        placed = [_frame(grid, number, column, start, ruler) for column in range(len(line))]
        bottom = max(frame.bottom for frame in placed)
        for column, frame in enumerate(placed):
            within, key = texts_within(
                frame, ruler, numbered=bool(chart.numbered), first=len(numbered) + 1
            )
            numbered += key
            texts += side(frame, ruler, gutter=grid.gutters[column]) + within
            if column == len(line) - 1 or names_y(line, column + 1):
                texts += cells(frame, ruler)
            under, end = below(frame, ruler, bottom=bottom, width=width, several=len(line) > 1)
            texts += under
            y = max(y, end)
        frames += placed
    ending = [f"{chart.numbered}: {'; '.join(numbered)}."] if numbered else []
    notes, y = _notes([*chart.footnotes, *ending], ruler, top=y, width=width)
    return ChartLayout(
        width=width,
        height=y + MARGIN,
        frames=tuple(frames),
        texts=(*texts, *notes),
        keys=keys,
        rules=tuple(rules),
    )


def _frame(grid: Grid, number: int, column: int, top: float, ruler: Ruler) -> Frame:
    line = grid.lines[number]
    panel = line[column]
    left, right = grid.plots[column]
    height = plot_height(panel, right - left, lines=len(grid.lines))
    upright = () if isinstance(panel.y, Rows) else readable_ticks(
        panel.y, height, ruler, upright=True
    )  # fmt: skip
    return Frame(
        panel=panel,
        left=left,
        right=right,
        top=top,
        bottom=top + height,
        x_ticks=readable_ticks(panel.x, right - left, ruler, upright=False),
        y_ticks=upright,
        names_y=names_y(line, column),
    )


def _keys(
    keys: Sequence[Key], ruler: Ruler, width: float
) -> tuple[tuple[PlacedKey, ...], list[PlacedText], float]:
    """Place the legend in lines across the figure, and say where it ends."""
    placed: list[PlacedKey] = []
    texts: list[PlacedText] = []
    x, y = MARGIN, MARGIN + NOTE_LINE / 2
    for key in keys:
        start = SAMPLE + SAMPLE_GAP
        words = ruler.shortened(key.text, width - 2 * MARGIN - start, NOTE_SIZE)
        long = start + ruler.width(words, NOTE_SIZE)
        if x > MARGIN and x + long > width - MARGIN:
            x, y = MARGIN, y + NOTE_LINE + 1.0
        placed.append(PlacedKey(key, x + SAMPLE / 2, y))
        texts.append(PlacedText(x + start, y + CAP_HEIGHT * NOTE_SIZE / 2, words, NOTE_SIZE))
        x += long + KEY_GAP
    return tuple(placed), texts, y + NOTE_LINE / 2 + KEYS_GAP if keys else MARGIN


def _notes(
    notes: Sequence[str], ruler: Ruler, *, top: float, width: float
) -> tuple[list[PlacedText], float]:
    texts = []
    y = top + (NOTES_GAP if notes else 0.0)
    for note in notes:
        for text in ruler.wrap(unbroken(note), PARAGRAPH * (width - 2 * MARGIN), NOTE_SIZE):
            y += NOTE_LINE
            texts.append(PlacedText(MARGIN, y - 0.25 * NOTE_LINE, text, NOTE_SIZE))
        y += 1.5
    return texts, y
