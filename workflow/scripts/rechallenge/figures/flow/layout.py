"""Where the boxes and arrows of a flow diagram stand, in points from the top left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rechallenge.figures.flow.boxes import ASIDE, Arrow, FlowGrid, Paragraph, Place
from rechallenge.figures.placing import LINE, MARGIN, PlacedText
from rechallenge.figures.style import TEXT_SIZE
from rechallenge.figures.text import Ruler

STAGE_WIDTH = 14.0
STAGE_GAP = 7.0
ASIDE_GAP = 17.0
"""Between a step and what it loses, with an arrow across."""
ARM_GAP = 13.0
ROW_GAP = 15.0
PAD = 4.0
INDENT = 7.0
HANG = 4.0
"""Indent of what goes on in a further line, within a list."""
PARAGRAPH_GAP = 2.5
TITLE_GAP = 8.0
LEAST_COLUMN = 76.0
"""Narrower boxes would break words such as “identification”."""
LONGEST_STAGE = 110.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with its edges; ``kind`` is ``step``, ``title``, ``title-main`` or ``stage``."""

    key: str
    kind: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """Its middle from left to right."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLayout:
    """A laid-out diagram.

    Attributes
    ----------
    width, height : float
    boxes : tuple of PlacedBox
    texts : tuple of PlacedText
    upright : tuple of PlacedText
        Texts that run upwards, placed by their middle.
    arrows : tuple of tuple of (float, float)
        The corners of each, its head at the last.
    """

    width: float
    height: float
    boxes: tuple[PlacedBox, ...]
    texts: tuple[PlacedText, ...]
    upright: tuple[PlacedText, ...]
    arrows: tuple[tuple[Point, ...], ...]


def least_width(grid: FlowGrid) -> float:
    """Width in points below which the boxes of a diagram could not be read."""
    return _beside_boxes(grid) + LEAST_COLUMN * len(grid.places)


def lay_out_flow(grid: FlowGrid, ruler: Ruler, *, width: float) -> FlowLayout:
    """Lay a diagram out in a width (points); its height follows from what the boxes say."""
    columns = _columns(grid, width)
    texts: list[PlacedText] = []
    boxes: list[PlacedBox] = []
    upright: list[PlacedText] = []
    y = _titles(grid, columns, ruler, boxes, texts)
    for stage, label in grid.stages.items():
        rows = [row for row in grid.rows if row.stage == stage]
        top = y
        for row in rows:
            wrapped = {
                place: _wrapped(box.paragraphs, columns[place], ruler)
                for place, box in row.boxes.items()
            }
            for place, box in row.boxes.items():
                left, right = columns[place]
                end = y + wrapped[place].height + 2 * PAD
                boxes.append(PlacedBox(box.key, "step", left, y, right, end))
                texts += [
                    PlacedText(left + PAD + x, y + PAD + down, line, TEXT_SIZE)
                    for x, down, line in wrapped[place].lines
                ]
            y += max(block.height for block in wrapped.values()) + 2 * PAD + ROW_GAP
        shown, length = _stage_label(label, ruler)
        bottom = max(y - ROW_GAP, top + length + 2 * PAD)
        y = bottom + ROW_GAP
        boxes.append(PlacedBox(stage, "stage", MARGIN, top, MARGIN + STAGE_WIDTH, bottom))
        middle = (MARGIN + STAGE_WIDTH / 2, (top + bottom) / 2)
        upright.append(PlacedText(*middle, shown, TEXT_SIZE, "center", bold=True))
    by_key = {box.key: box for box in boxes}
    return FlowLayout(
        width=width,
        height=y - ROW_GAP + MARGIN,
        boxes=tuple(boxes),
        texts=tuple(texts),
        upright=tuple(upright),
        arrows=tuple(_corners(arrow, by_key) for arrow in grid.arrows),
    )


def _gaps(places: Sequence[Place]) -> list[float]:
    """White space before each column but the first."""
    return [
        ASIDE_GAP if ASIDE.get(before) == place else ARM_GAP for before, place in pairwise(places)
    ]


def _beside_boxes(grid: FlowGrid) -> float:
    return 2 * MARGIN + STAGE_WIDTH + STAGE_GAP + sum(_gaps(grid.places))


def _columns(grid: FlowGrid, width: float) -> dict[Place, Point]:
    """Left and right edge of every column; all are equally wide."""
    each = (width - _beside_boxes(grid)) / len(grid.places)
    x = MARGIN + STAGE_WIDTH + STAGE_GAP
    edges: dict[Place, Point] = {}
    for place, gap in zip(grid.places, [*_gaps(grid.places), 0.0], strict=True):
        edges[place] = (x, x + each)
        x += each + gap
    return edges


def _titles(
    grid: FlowGrid,
    columns: Mapping[Place, Point],
    ruler: Ruler,
    boxes: list[PlacedBox],
    texts: list[PlacedText],
) -> float:
    """Place the headings of the arms and return where the first row begins."""
    spans = {}
    for place, words in grid.titles.items():
        left, right = columns[place][0], columns[ASIDE.get(place, place)][1]
        spans[place] = (left, right, _balanced(words, right - left - 2 * PAD, ruler))
    most = max(len(lines) for _, _, lines in spans.values())
    bottom = MARGIN + most * LINE + 2 * PAD
    for place, (left, right, lines) in spans.items():
        kind = "title-main" if place == "main" else "title"
        boxes.append(PlacedBox(f"title-{place}", kind, left, MARGIN, right, bottom))
        first = (MARGIN + bottom - len(lines) * LINE) / 2
        texts += [
            PlacedText((left + right) / 2, first + (i + 0.75) * LINE, line, TEXT_SIZE, "center",
                       bold=True)
            for i, line in enumerate(lines)
        ]  # fmt: skip
    return bottom + TITLE_GAP


def _balanced(words: str, room: float, ruler: Ruler) -> tuple[str, ...]:
    """Wrap a heading into lines of about one length."""
    lines = ruler.wrap(words, room, TEXT_SIZE, bold=True)
    while room > LINE and len(lines) > 1:
        room -= LINE
        narrower = ruler.wrap(words, room, TEXT_SIZE, bold=True)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of a box, each with its place from the top left of the text, and their height."""

    lines: tuple[tuple[float, float, str], ...]
    height: float


def _wrapped(paragraphs: Sequence[Paragraph], edges: Point, ruler: Ruler) -> _Block:
    lines: list[tuple[float, float, str]] = []
    y = 0.0
    for i, paragraph in enumerate(paragraphs):
        indent = paragraph.indent * INDENT
        hang = HANG if indent else 0.0
        y += PARAGRAPH_GAP if i and not indent else 0.0
        room = edges[1] - edges[0] - 2 * PAD - indent
        for j, line in enumerate(ruler.wrap(paragraph.text, room, TEXT_SIZE, hang=hang)):
            lines.append((indent + (hang if j else 0.0), y + 0.75 * LINE, line))
            y += LINE
    return _Block(tuple(lines), y)


def _stage_label(label: str, ruler: Ruler) -> tuple[str, float]:
    """Return the label of a stage, cut where it would stretch the diagram, and its length."""
    shown = ruler.wrap(label, LONGEST_STAGE, TEXT_SIZE, bold=True, most=1)[0]
    return shown, ruler.width(shown, TEXT_SIZE, bold=True)


def _corners(arrow: Arrow, boxes: Mapping[str, PlacedBox]) -> tuple[Point, ...]:
    start, end = boxes[arrow.start], boxes[arrow.end]
    if arrow.way == "down":
        return (start.middle, start.bottom), (start.middle, end.top)
    if arrow.way == "aside":
        y = start.top + min(start.bottom - start.top, end.bottom - end.top) / 2
        return (start.right, y), (end.left, y)
    y = (end.top + end.bottom) / 2
    edge = end.right if start.left > end.right else end.left
    return (start.middle, start.bottom), (start.middle, y), (edge, y)
