"""How wide the columns of a figure must be, should be and would like to be, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from rechallenge.figures.placing import INDENT
from rechallenge.figures.style import TEXT_SIZE
from rechallenge.figures.table import Cell, Column, DisplayRow, DisplayTable, Light
from rechallenge.figures.text import Ruler

LIGHT = 8.6
"""Diameter of a circle with a sign: as high as a line of text."""
LONGEST_WORD = 64.0
"""A word that is longer may be broken."""
WIDEST_TEXT = 130.0
USUAL = 0.85
"""Share of the rows that have one line in a column of usual width."""


@dataclass(frozen=True, slots=True)
class Widths:
    """The least width of a column, one in which most rows have one line, and one for all."""

    least: float
    usual: float
    natural: float

    def widened(self, missing: float) -> Widths:
        """Add to all three."""
        return Widths(self.least + missing, self.usual + missing, self.natural + missing)


def label_widths(table: DisplayTable, ruler: Ruler, *, wrap_headers: bool, floor: float) -> Widths:
    """Widths of the first column.

    Parameters
    ----------
    table : DisplayTable
    ruler : Ruler
    wrap_headers : bool
    floor : float
        Least width that is given where the labels need as much.
    """
    headers = table.label_header.split("\n")
    header = ruler.widest(headers, TEXT_SIZE, bold=True)
    least = longest_word(table.label_header, ruler, bold=True) if wrap_headers else header
    whole: list[float] = []
    natural = header
    for row in table.rows:
        if row.spans:
            continue
        need, width = _label(row, ruler)
        least, natural = max(least, need), max(natural, width)
        if row.role in ("study", "arm"):
            whole.append(width)
    natural += 0.5
    least = min(max(least + 0.5, floor), natural)
    return Widths(least, max(_usual(whole), least), natural)


def column_widths(column: Column, cells: Sequence[tuple[Cell, bool]], ruler: Ruler) -> Widths:
    """Widths of a column without its header; only texts can do with less.

    Parameters
    ----------
    column : Column
    cells : sequence of (Cell, bool)
        Its cells, and whether each is printed in bold.
    ruler : Ruler
    """
    if column.kind == "marks":
        return Widths(LIGHT, LIGHT, LIGHT)
    texts = [(cell, bold) for cell, bold in cells if not isinstance(cell, Light)]
    whole = [ruler.widest(text.split("\n"), TEXT_SIZE, bold=bold) for text, bold in texts]
    natural = max(whole, default=0.0)
    if column.kind == "number":
        return Widths(natural, natural, natural)
    words = max((longest_word(text, ruler, bold=bold) for text, bold in texts), default=0.0)
    least = min(words, LONGEST_WORD)
    return Widths(least, min(max(_usual(whole), least), WIDEST_TEXT), min(natural, WIDEST_TEXT))


def symbol_width(row: DisplayRow, ruler: Ruler) -> float:
    """Width of the footnote symbol behind a label in points; 0 without one."""
    return ruler.width(f"\u00a0{row.symbol}", TEXT_SIZE, bold=row.bold) if row.symbol else 0.0


def longest_word(text: str, ruler: Ruler, *, bold: bool) -> float:
    """Width of the widest word of a text."""
    words = [word for line in text.split("\n") for word in line.split(" ")]
    return ruler.widest(words, TEXT_SIZE, bold=bold)


def _label(row: DisplayRow, ruler: Ruler) -> tuple[float, float]:
    """Least and natural width of a label; all lines but its first have a hanging indent."""
    beside = row.indent * INDENT + symbol_width(row, ruler)
    below = 0.0
    if row.below:
        below = (row.indent + 1) * INDENT + ruler.width(row.below, TEXT_SIZE, bold=row.bold)
    first, *others = row.label.split(" ")
    word = min(ruler.width(first, TEXT_SIZE, bold=row.bold), LONGEST_WORD)
    later = min(ruler.widest(others, TEXT_SIZE, bold=row.bold), LONGEST_WORD)
    hung = INDENT + later if others else 0.0
    whole = beside + ruler.width(row.label, TEXT_SIZE, bold=row.bold)
    return max(beside + max(word, hung), below), max(whole, below)


def _usual(widths: Sequence[float]) -> float:
    """Return the width that most of some widths do not exceed."""
    return sorted(widths)[ceil(USUAL * len(widths)) - 1] + 0.5 if widths else 0.0
