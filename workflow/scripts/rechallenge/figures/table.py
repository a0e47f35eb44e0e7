"""What a forest-like figure shows, as plain data: columns, rows, marks and footnotes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeVar

T = TypeVar("T")

Shape = Literal["square", "diamond", "bar"]
Role = Literal["section", "study", "arm", "pooled", "model", "group", "interval", "note"]
Kind = Literal["number", "text", "marks"]
AxisMode = Literal["auto", "full", "broken"]


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
"""An empty text leaves the cell blank; line breaks in a text stand."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside the plot.

    Attributes
    ----------
    header : str
        A column of numbers without one stands under the header of the next column.
    kind : str
        ``number`` is right-aligned, ``text`` left-aligned and wrapped, ``marks`` are circles in
        the middle.
    optional : str
        What a footnote calls the column where it is left out because the figure is too narrow;
        columns of one name are left out together. Empty for columns that are always shown.
    keys : tuple of str
        Footnotes that explain the column where it is shown.
    """

    header: str
    kind: Kind = "number"
    optional: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayRow:
    """One row of the figure.

    Attributes
    ----------
    role : str
        Rows from the first ``pooled``, ``model``, ``interval`` or ``note`` on stay together.
    label : str
        Text of the first column, already clean.
    symbol : str
        Footnote symbol behind the label; empty without a footnote.
    below : str
        Stands below the label.
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
    below: str = ""
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

    @property
    def spans(self) -> bool:
        """True where the label may use the columns on its right, which the row leaves blank."""
        return self.role in ("section", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayTable:
    """A whole figure before it is laid out.

    Attributes
    ----------
    label_header : str
        Header of the first column; a line break in it stands.
    left, right : tuple of Column
        Columns left and right of the plot.
    rows : tuple of DisplayRow
    reference : float or None
        Where the dotted line stands (0-1); None draws no line.
    axis_title : str
    footnotes : tuple of str
        Paragraphs below the plot.
    symbol_notes : tuple of str
        Paragraphs below them, one for each footnote symbol.
    left_out : tuple of str
        Names of optional columns that were left out, which a footnote tells.
    title : str
        Heading above the columns; empty for none.
    per : int
        Patients to which the numbers of the axis refer, 100 for per cent.
    axis : str
        ``auto`` ends where it helps, ``full`` shows 0 to 100 %, ``broken`` leaves out a stretch
        without rates.
    italic_p : bool
        Print the P of P values in italics.
    """

    label_header: str
    left: tuple[Column, ...]
    right: tuple[Column, ...]
    rows: tuple[DisplayRow, ...]
    reference: float | None
    axis_title: str
    footnotes: tuple[str, ...]
    symbol_notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    title: str = ""
    per: int = 100
    axis: AxisMode = "auto"
    italic_p: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Footnotes that explain its columns."""
        return tuple(key for column in (*self.left, *self.right) for key in column.keys)

    @property
    def optional(self) -> tuple[str, ...]:
        """Names of the columns that may be left out, in their order."""
        columns = (*self.left, *self.right)
        return tuple(dict.fromkeys(column.optional for column in columns if column.optional))

    def without(self, name: str) -> DisplayTable:
        """Leave the optional columns of a name out."""
        left = tuple(column.optional != name for column in self.left)
        right = tuple(column.optional != name for column in self.right)
        return replace(
            self,
            left_out=(*self.left_out, name),
            left=_kept(self.left, left),
            right=_kept(self.right, right),
            rows=tuple(
                replace(row, left=_kept(row.left, left), right=_kept(row.right, right))
                for row in self.rows
            ),
        )


def _kept(items: tuple[T, ...], keep: tuple[bool, ...]) -> tuple[T, ...]:
    return tuple(item for item, kept in zip(items, keep, strict=False) if kept)
