"""The page of a figure: sizes in points, texts and rules at places measured from its top left."""

from __future__ import annotations

from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rechallenge.figures.placing import PlacedText
from rechallenge.figures.style import INK, inches
from rechallenge.figures.text import Ruler


def blank(width: float, height: float) -> Figure:
    """Make an empty figure of a size in points."""
    figure = Figure(figsize=(inches(width), inches(height)))
    FigureCanvasAgg(figure)
    return figure


def write(figure: Figure, placed: PlacedText, ruler: Ruler) -> None:
    """Write a line of text as it stands; nothing in it is mathematics."""
    width, height = _points(figure)
    font = ruler.font(placed.text, placed.size, bold=placed.bold)
    if placed.italic:
        font.set_style("italic")
    figure.text(
        placed.x / width,
        1 - placed.y / height,
        placed.text,
        fontproperties=font,
        color=placed.colour,
        ha=placed.align,
        va="baseline",
        parse_math=False,
    )


def rule(
    figure: Figure,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    colour: str = INK,
    thickness: float = 0.7,
    style: Any = "-",
) -> None:
    """Draw a straight line between two places."""
    width, height = _points(figure)
    figure.add_artist(
        Line2D(
            [start[0] / width, end[0] / width],
            [1 - start[1] / height, 1 - end[1] / height],
            color=colour,
            linewidth=thickness,
            linestyle=style,
            solid_capstyle="butt",
        )
    )


def _points(figure: Figure) -> tuple[float, float]:
    width, height = figure.get_size_inches()
    return 72.0 * float(width), 72.0 * float(height)
