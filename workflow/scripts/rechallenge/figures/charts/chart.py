"""A chart as plain data: panels with scales and marks, and the words around them."""

from __future__ import annotations

from dataclasses import dataclass

from rechallenge.figures.charts.marks import Line, Mark, Points, Segments, Span
from rechallenge.figures.charts.scale import Scale


@dataclass(frozen=True, slots=True)
class RowLabel:
    """The name of a row; one that is too wide ends with an ellipsis, before its ``symbol``."""

    text: str
    symbol: str = ""
    indent: int = 0
    bold: bool = False
    muted: bool = False

    @property
    def ending(self) -> str:
        """The symbol as it stands behind the name."""
        return f"\u00a0{self.symbol}" if self.symbol else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Named rows in place of a vertical scale; the ``y`` of a mark is 0 in the first row, then 1.

    Attributes
    ----------
    labels : tuple of RowLabel
    header : str
        Above the names.
    cells : tuple of tuple of str
        Columns of texts right of the panel, each with one text for each row.
    cell_headers : tuple of str
    """

    labels: tuple[RowLabel, ...]
    header: str = ""
    cells: tuple[tuple[str, ...], ...] = ()
    cell_headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointLabel:
    """A name to be written beside a point where there is room.

    Attributes
    ----------
    x, y : float
        The point, as values of the scales.
    text : str
    radius : float
        Of the point, in points.
    """

    x: float
    y: float
    text: str
    radius: float = 2.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One plot.

    Attributes
    ----------
    x : Scale
    y : Scale or Rows
        Panels of one line with equal ``y`` show its labels once.
    marks : tuple of Mark
        Drawn in this order.
    labels : tuple of PointLabel
        The most important first: it gets its place before the others.
    title : str
    aspect : float
        Height over width of the plot; rows have their own height.
    name : str
        Put before the names of its marks where a chart has several panels.
    """

    x: Scale
    y: Scale | Rows
    marks: tuple[Mark, ...]
    labels: tuple[PointLabel, ...] = ()
    title: str = ""
    aspect: float = 0.6
    name: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend: a mark (only its look counts) and what it is."""

    mark: Points | Line | Segments | Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A whole chart before it is laid out.

    Attributes
    ----------
    panels : tuple of Panel
    across : int
        Panels in one line, fewer where each would get narrower than `least`.
    least : float
        Least width of a plot, in points.
    names : float
        Share of the width that the names of rows may take.
    keys : tuple of Key
        Legend above the panels; direct labels are better where they are possible.
    footnotes : tuple of str
    numbered : str
        How the footnote begins that names the labels for which there is no room, such as
        ``Points by number``: they are numbered then. Empty leaves them out.
    """

    panels: tuple[Panel, ...]
    across: int = 1
    least: float = 120.0
    names: float = 0.34
    keys: tuple[Key, ...] = ()
    footnotes: tuple[str, ...] = ()
    numbered: str = ""
