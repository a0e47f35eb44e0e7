"""The parts of a report before they become HTML or Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: plain text, with a checked address where it is a link."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of one row; ``muted`` rows are shown in grey (excluded, or not pooled)."""

    cells: tuple[Cell, ...]
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of plain text; ``kind`` is ``text``, ``lead`` or ``caution``."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of plain sentences; numbered where other parts refer to the numbers."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of plain text.

    Attributes
    ----------
    caption : str
    headers : tuple of str
    rows : tuple of TableRow
        Each with as many cells as there are headers; the first cell names the row.
    numeric : frozenset of int
        Positions of the columns that are set flush right.
    folded : bool
        Whether a page may show the table closed at first; print and Markdown always show it.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    numeric: frozenset[int] = frozenset()
    folded: bool = False

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.headers) for row in self.rows):
            raise ValueError(f"a row of the table {self.caption!r} does not fit its headers")


Block = Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands under it, and the sections below it."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = field(default=())


def text_row(*texts: str, muted: bool = False) -> TableRow:
    """Make a row of plain cells."""
    return TableRow(tuple(Cell(text) for text in texts), muted=muted)
