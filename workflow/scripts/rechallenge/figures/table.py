"""What a forest-like figure shows, as plain data: columns, rows, marks and footnotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["square", "diamond", "bar"]
Role = Literal["section", "study", "arm", "pooled", "group", "interval"]
Kind = Literal["number", "text", "marks"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is drawn for a row; proportions 0-1.

    Attributes
    ----------
    shape : str
        ``square`` with a line (a study), ``diamond`` (a pooled rate), ``bar`` (prediction).
    low, high : float
    estimate : float or None
        None for a bar, which has no centre.
    patients : int or None
        The area of a square is in proportion to them; None draws all squares alike.
    """

    shape: Shape
    low: float
    high: float
    estimate: float | None = None
    patients: int | None = None


@dataclass(frozen=True, slots=True)
class Light:
    """A cell that is a coloured circle with a sign in it, such as a judgement.

    Attributes
    ----------
    colour : str
        Hex code of the circle.
    sign : str
        One character that tells the circles apart in grey print.
    """

    colour: str
    sign: str


Cell = str | Light
"""An empty text leaves the cell blank."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside the plot.

    Attributes
    ----------
    header : str
        A column of numbers without one stands under the header of the next column.
    kind : str
        ``number`` is right-aligned, ``text`` left-aligned, ``marks`` are circles in the middle.
    """

    header: str
    kind: Kind = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayRow:
    """One row of the figure.

    Attributes
    ----------
    role : str
    label : str
        Text of the first column, already clean.
    symbol : str
        Footnote symbol behind the label; empty without a footnote.
    left, right : tuple of Cell
        Cells of the columns left and right of the plot; empty tuples leave them blank.
    mark : Mark or None
    indent : int
        0 for a study or summary, 1 for an arm below its study, one more within a section.
    muted : bool
        True for rows that are shown without being pooled.
    gap : float
        White space above the row, in points.
    """

    role: Role
    label: str
    symbol: str = ""
    left: tuple[Cell, ...] = ()
    right: tuple[Cell, ...] = ()
    mark: Mark | None = None
    indent: int = 0
    muted: bool = False
    gap: float = 0.0

    @property
    def bold(self) -> bool:
        """Pooled rates and headings of sections stand out."""
        return self.role in ("pooled", "group", "section")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayTable:
    """A whole figure before it is laid out.

    Attributes
    ----------
    label_header : str
        Header of the first column.
    left, right : tuple of Column
        Columns left and right of the plot.
    rows : tuple of DisplayRow
    reference : float or None
        Where the dotted line stands (0-1); None draws no line.
    axis_title : str
    footnotes : tuple of str
        Paragraphs below the plot.
    title : str
        Heading above the columns; empty for none.
    """

    label_header: str
    left: tuple[Column, ...]
    right: tuple[Column, ...]
    rows: tuple[DisplayRow, ...]
    reference: float | None
    axis_title: str
    footnotes: tuple[str, ...]
    title: str = ""
