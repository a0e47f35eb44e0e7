"""The PRISMA 2020 flow diagram of a review, drawn from measured text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from rechallenge.figures.canvas import blank, rule, write
from rechallenge.figures.drawn import Drawn
from rechallenge.figures.flow.boxes import FlowGrid, flow_grid
from rechallenge.figures.flow.layout import (
    FlowLayout,
    PlacedBox,
    Point,
    lay_out_flow,
    least_width,
)
from rechallenge.figures.flow.words import flow_caption, flow_description, flow_title
from rechallenge.figures.placing import PlacedText
from rechallenge.figures.style import INK, PAGE_WIDTH_MM, figure_style, points_of_mm
from rechallenge.figures.text import Ruler
from rechallenge.prisma.flow import Flow

FILLS: Mapping[str, str] = MappingProxyType(
    {"step": "#FFFFFF", "title": "#E4E4E4", "title-main": "#F9E3AE", "stage": "#CFE3F2"}
)
LINE_WIDTH = 0.7
HEAD_LENGTH, HEAD_WIDTH = 4.6, 4.4


def flow_figure(
    flow: Flow, *, review: str, width_mm: float = PAGE_WIDTH_MM, stem: str = "prisma"
) -> Drawn:
    """Draw the flow diagram of a review, with its words.

    Parameters
    ----------
    flow : Flow
    review : str
        Title of the review.
    width_mm : float
        Width in millimetres. A diagram whose boxes could not be read in it is drawn across both
        columns of a page instead, and the caption says so.
    stem : str
        What the artists are named after.
    """
    grid = flow_grid(flow)
    width, note = _width(grid, width_mm)
    with figure_style():
        ruler = Ruler()
        layout = lay_out_flow(grid, ruler, width=width)
        figure = blank(layout.width, layout.height)
        for i, corners in enumerate(layout.arrows):
            _arrow(figure, layout, corners, f"{stem}-arrow-{i + 1}")
        for box in layout.boxes:
            _box(figure, layout, box, f"{stem}-{box.key.replace('_', '-')}")
        for text in layout.texts:
            write(figure, text, ruler)
        for text in layout.upright:
            _upright(figure, layout, text, ruler)
    return Drawn(
        figure,
        flow_title(review),
        flow_caption(flow, review, note=note),
        flow_description(grid),
    )


def _width(grid: FlowGrid, width_mm: float) -> tuple[float, str]:
    """Width in points, and what must be said where it is not the one that was asked for."""
    least = least_width(grid)
    if points_of_mm(width_mm) >= least:
        return points_of_mm(width_mm), ""
    wide = max(least, points_of_mm(PAGE_WIDTH_MM))
    columns = len(grid.places)
    return wide, (
        f"Drawn {PAGE_WIDTH_MM:g} mm wide: {columns} columns of boxes cannot be read at "
        f"{width_mm:g} mm."
    )


def _box(figure: Figure, layout: FlowLayout, box: PlacedBox, name: str) -> None:
    figure.add_artist(
        Rectangle(
            (box.left / layout.width, 1 - box.bottom / layout.height),
            (box.right - box.left) / layout.width,
            (box.bottom - box.top) / layout.height,
            facecolor=FILLS[box.kind],
            edgecolor=INK if box.kind == "step" else FILLS[box.kind],
            linewidth=LINE_WIDTH,
            gid=name,
        )
    )


def _arrow(figure: Figure, layout: FlowLayout, corners: Sequence[Point], name: str) -> None:
    """Draw a line along the corners, with a head that ends at the last of them."""
    (before_x, before_y), (x, y) = corners[-2:]
    along_x = (x > before_x) - (x < before_x)
    along_y = (y > before_y) - (y < before_y)
    base = (x - along_x * HEAD_LENGTH, y - along_y * HEAD_LENGTH)
    path = [*corners[:-1], base]
    for start, end in pairwise(path):
        rule(figure, start, end, thickness=LINE_WIDTH)
    half = HEAD_WIDTH / 2
    head = [
        (x, y),
        (base[0] - along_y * half, base[1] - along_x * half),
        (base[0] + along_y * half, base[1] + along_x * half),
    ]
    places = [(px / layout.width, 1 - py / layout.height) for px, py in head]
    figure.add_artist(Polygon(places, closed=True, facecolor=INK, edgecolor=INK, linewidth=0,
                              gid=name))  # fmt: skip


def _upright(figure: Figure, layout: FlowLayout, placed: PlacedText, ruler: Ruler) -> None:
    figure.text(
        placed.x / layout.width,
        1 - placed.y / layout.height,
        placed.text,
        fontproperties=ruler.font(placed.text, placed.size, bold=placed.bold),
        color=placed.colour,
        ha="center",
        va="center",
        rotation=90,
        parse_math=False,
    )
