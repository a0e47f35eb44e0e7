"""What a panel can hold, as plain data; places are values of its scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rechallenge.figures.style import BAND, FAINT, INK, MUTED, POINT, RULE

Style = Literal["solid", "dotted", "dashed"]
Shape = Literal["circle", "square", "diamond", "triangle", "tick", "cross"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Points of one kind.

    Attributes
    ----------
    name : str
        By which the artist is found in the figure and in the SVG.
    x, y : sequence of float
    size : float or sequence of float
        Diameter in points, one for all or one for each.
    shape : str
    colour : str
    hollow : bool
        White inside.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    size: float | Sequence[float] = 4.5
    shape: Shape = "circle"
    colour: str = POINT
    hollow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line through points in their order."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    colour: str = INK
    width: float = 1.0
    style: Style = "solid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """Straight pieces, each from one place to another: intervals, or pairs that belong together.

    Attributes
    ----------
    ends : sequence of ((float, float), (float, float))
        ``(x, y)`` of both ends.
    """

    name: str
    ends: Sequence[tuple[tuple[float, float], tuple[float, float]]]
    colour: str = INK
    width: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """An area between two lines over the same ``x``."""

    name: str
    x: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    colour: str = BAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A band across the whole panel from one value of an axis to another."""

    name: str
    low: float
    high: float
    axis: Literal["x", "y"] = "x"
    colour: str = BAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A line across the whole panel at one value.

    Attributes
    ----------
    label : str
        What the line is: above the panel for a value of x, at the right end for a value of y.
    """

    name: str
    value: float
    axis: Literal["x", "y"] = "x"
    label: str = ""
    colour: str = RULE
    style: Style = "dotted"
    width: float = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A map of rectangles, the darker the higher its value.

    Attributes
    ----------
    x_edges, y_edges : sequence of float
    values : sequence of sequence of float
        One row for each step of y, 0 to 1; cells of 0 stay blank.
    colours : tuple of str
        Of the lowest and of the highest value.
    """

    name: str
    x_edges: Sequence[float]
    y_edges: Sequence[float]
    values: Sequence[Sequence[float]]
    colours: tuple[str, str] = (FAINT, INK)


@dataclass(frozen=True, slots=True)
class Note:
    """A text at a place; ``y`` is the middle of its line."""

    x: float
    y: float
    text: str
    align: Literal["left", "center", "right"] = "left"
    colour: str = MUTED


Mark = Points | Line | Segments | Band | Span | Reference | Cells | Note
