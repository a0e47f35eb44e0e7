"""Texts and marks at places in points, and how a line of text is put there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rechallenge.figures.style import INK, TEXT_SIZE
from rechallenge.figures.table import Light, Mark, Role
from rechallenge.figures.text import Ruler, unbroken

Align = Literal["left", "center", "right"]

MARGIN = 5.0
INDENT = 8.0
COLUMN_GAP = 10.0
RULE_GAP = 2.5
LINE = 9.2
"""From one line of text to the next."""
MOST_LINES = 4
"""A label that takes more is shortened."""
PARAGRAPH = 0.97
"""Share of the width that paragraphs fill: glyphs are a little wider on a coarse screen."""
_P = re.compile(r"(?<!\w)P(?=[ \u00a0]?[<=])")


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
    italic: bool = False


@dataclass(frozen=True, slots=True)
class PlacedLight:
    """A circle with a sign; its centre in points from the left and from the top."""

    x: float
    y: float
    light: Light


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A mark with the height of its centre, in points from the top of the plot.

    ``number`` counts the marks of the whole figure from 1 on.
    """

    mark: Mark
    y: float
    role: Role
    muted: bool
    number: int


class Placer:
    """Collects the texts of one page.

    Parameters
    ----------
    ruler : Ruler
    italic_p : bool
        Print the P of P values in italics.
    """

    def __init__(self, ruler: Ruler, *, italic_p: bool) -> None:
        self.ruler = ruler
        self.texts: list[PlacedText] = []
        self._italic_p = italic_p

    def put(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT_SIZE,
        align: Align = "left",
        bold: bool = False,
        colour: str = INK,
    ) -> None:
        """Place a line of text, in parts where some of it is in italics."""
        runs = list(self._runs(text)) if self._italic_p else []
        if len(runs) < 2:
            self.texts.append(PlacedText(x, y, text, size, align, bold, colour))
            return
        shift = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        x -= shift * self.ruler.width(text, size, bold=bold)
        for start, end in runs:
            part = text[start:end]
            before = self.ruler.width(text[:end], size, bold=bold)
            left = x + before - self.ruler.width(part, size, bold=bold)
            italic = part == "P"
            self.texts.append(PlacedText(left, y, part, size, "left", bold, colour, italic))

    def paragraph(
        self, text: str, x: float, y: float, room: float, *, size: float, bold: bool = False
    ) -> float:
        """Place a paragraph below ``y`` and return where it ends."""
        pitch = size * LINE / TEXT_SIZE
        for line in self.ruler.wrap(unbroken(text), PARAGRAPH * room, size, bold=bold):
            y += pitch
            self.put(x, y - 0.25 * pitch, line, size=size, bold=bold)
        return y

    @staticmethod
    def _runs(text: str) -> Iterator[tuple[int, int]]:
        """Find starts and ends of the parts of a text, without the blanks between them."""
        start = 0
        for match in (*_P.finditer(text), None):
            end = len(text) if match is None else match.start()
            part = text[start:end]
            if part.strip():
                left = start + len(part) - len(part.lstrip())
                yield left, start + len(part.rstrip())
            if match is not None:
                yield match.start(), match.end()
                start = match.end()
