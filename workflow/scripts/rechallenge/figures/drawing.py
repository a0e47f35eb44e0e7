"""Draw a laid-out figure with matplotlib."""

from __future__ import annotations

from math import sqrt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from rechallenge.figures.canvas import blank, rule, write
from rechallenge.figures.columns import LIGHT, MARGIN
from rechallenge.figures.layout import LINE, Layout, PlacedLight, PlacedMark, PlacedText, lay_out
from rechallenge.figures.style import (
    CAP_HEIGHT,
    DIAMOND,
    FAINT,
    GROUP_DIAMOND,
    INK,
    INSIDE,
    MUTED,
    MUTED_SQUARE,
    NOTE_SIZE,
    PAGE_WIDTH_MM,
    PREDICTION,
    RULE,
    SQUARE,
    TEXT_SIZE,
    figure_style,
    points_of_mm,
)
from rechallenge.figures.table import DisplayTable
from rechallenge.figures.text import Ruler

LARGEST, SMALLEST = 0.8, 2.4
"""Side of the largest square as a share of the row; side of the smallest in points."""
LINE_WIDTH = 0.8
ARROW = 3.8
LUMINANCE = (0.2126, 0.7152, 0.0722)


def draw(table: DisplayTable, *, width_mm: float = PAGE_WIDTH_MM) -> Figure:
    """Lay a table out and draw it.

    Parameters
    ----------
    table : DisplayTable
    width_mm : float
        Wanted width; the figure gets wider where its columns cannot do with less.
    """
    with figure_style():
        ruler = Ruler()
        layout = lay_out(table, ruler, width=points_of_mm(width_mm))
        figure = blank(layout.width, layout.height)
        for text in layout.texts:
            write(figure, text, ruler)
        for y in layout.rules:
            rule(figure, (MARGIN, y), (layout.width - MARGIN, y))
        _lights(figure, layout, ruler)
        axes = _axes(figure, layout, ruler)
        if layout.reference is not None:
            axes.plot(
                [100 * layout.reference] * 2,
                [0, layout.plot_bottom - layout.plot_top],
                color=RULE, linestyle=(0, (1, 1.6)), linewidth=0.9, zorder=1, gid="reference",
            )  # fmt: skip
        most = max((placed.mark.patients or 0 for placed in layout.marks), default=0)
        for i, placed in enumerate(layout.marks):
            _mark(axes, placed, layout, most, f"row-{i + 1}")
    return figure


def draw_notice(text: str, *, width_mm: float = PAGE_WIDTH_MM) -> Figure:
    """Draw a figure that says why there is nothing to draw."""
    with figure_style():
        ruler = Ruler()
        width = points_of_mm(width_mm)
        lines = ruler.wrap(text, width - 4 * MARGIN, TEXT_SIZE)
        height = 4 * MARGIN + len(lines) * LINE
        figure = blank(width, height)
        for i, line in enumerate(lines):
            y = 2 * MARGIN + (i + 0.75) * LINE
            write(figure, PlacedText(2 * MARGIN, y, line, TEXT_SIZE), ruler)
    return figure


def _lights(figure: Figure, layout: Layout, ruler: Ruler) -> None:
    """Draw the circles, all of one colour as one artist, with their signs on top."""
    by_colour: dict[str, list[PlacedLight]] = {}
    for placed in layout.lights:
        by_colour.setdefault(placed.light.colour, []).append(placed)
    for colour, group in by_colour.items():
        figure.add_artist(
            Line2D(
                [placed.x / layout.width for placed in group],
                [1 - placed.y / layout.height for placed in group],
                linestyle="none", marker="o", markersize=LIGHT, markeredgewidth=0, color=colour,
                gid=f"lights-{colour.removeprefix('#')}",
            )
        )  # fmt: skip
    for placed in layout.lights:
        baseline = placed.y + CAP_HEIGHT * NOTE_SIZE / 2
        ink = INK if _light(placed.light.colour) else INSIDE
        sign = PlacedText(placed.x, baseline, placed.light.sign, NOTE_SIZE, "center", True, ink)
        write(figure, sign, ruler)


def _light(colour: str) -> bool:
    """Tell whether dark print shows better on a colour than white print (WCAG 2.2 luminance)."""
    channels = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
                for part in to_rgb(colour)]  # fmt: skip
    luminance = sum(share * part for share, part in zip(LUMINANCE, channels, strict=True))
    return luminance > 0.179


def _axes(figure: Figure, layout: Layout, ruler: Ruler) -> Axes:
    height = layout.plot_bottom - layout.plot_top
    axes = figure.add_axes(
        (
            layout.plot_left / layout.width,
            1 - layout.plot_bottom / layout.height,
            (layout.plot_right - layout.plot_left) / layout.width,
            height / layout.height,
        )
    )
    axes.set_xlim(0, layout.axis.upper)
    axes.set_ylim(height, 0)
    axes.patch.set_visible(False)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.set_xticks(
        layout.axis.ticks, layout.axis.labels, fontproperties=ruler.font("0", NOTE_SIZE)
    )
    axes.tick_params(axis="x", length=3, width=0.7, pad=2)
    axes.plot([0, 0], [0, height], color=FAINT, linewidth=0.5, zorder=0, clip_on=False)
    return axes


def _mark(axes: Axes, placed: PlacedMark, layout: Layout, most: int, name: str) -> None:
    mark, y = placed.mark, placed.y
    low, high = 100 * mark.low, 100 * mark.high
    if mark.shape == "diamond" and mark.estimate is not None:
        half = 0.36 * layout.row_height
        centre = 100 * mark.estimate
        corners = [(low, y), (centre, y - half), (high, y), (centre, y + half)]
        colour = GROUP_DIAMOND if placed.role == "group" else DIAMOND
        _polygon(axes, corners, colour, f"{name}-diamond")
    elif mark.shape == "bar":
        half = 0.12 * layout.row_height
        corners = [(low, y - half), (high, y - half), (high, y + half), (low, y + half)]
        _polygon(axes, corners, PREDICTION, f"{name}-prediction")
    elif mark.estimate is not None:
        side = _side(mark.patients, most, layout)
        _square(axes, placed, side, layout, name)


def _side(patients: int | None, most: int, layout: Layout) -> float:
    largest = LARGEST * layout.row_height
    if patients is None or most == 0:
        return 0.5 * largest
    return max(largest * sqrt(patients / most), SMALLEST)


def _polygon(axes: Axes, corners: list[tuple[float, float]], colour: str, name: str) -> None:
    axes.add_patch(
        Polygon(corners, closed=True, facecolor=colour, edgecolor=colour, linewidth=0.4,
                zorder=3, clip_on=False, gid=name)
    )  # fmt: skip


def _square(axes: Axes, placed: PlacedMark, side: float, layout: Layout, name: str) -> None:
    mark, y, upper = placed.mark, placed.y, layout.axis.upper
    low, rate, high = 100 * mark.low, 100 * (mark.estimate or 0.0), 100 * mark.high
    end = min(high, upper)
    colour = MUTED if placed.muted else INK
    half = side / 2 * upper / (layout.plot_right - layout.plot_left)
    options: dict[str, Any] = {"clip_on": False, "solid_capstyle": "butt", "markeredgewidth": 0}
    line = {"linewidth": LINE_WIDTH, **options}
    axes.plot([low, end], [y, y], color=colour, zorder=2, gid=f"{name}-interval", **line)
    axes.plot(
        [rate], [y], marker="s", markersize=side,
        color=MUTED_SQUARE if placed.muted else SQUARE, zorder=3, gid=f"{name}-rate", **options,
    )  # fmt: skip
    if 0 < rate - low < half or 0 < high - rate < half:
        inside = [max(low, rate - half), min(high, rate + half)]
        axes.plot(inside, [y, y], color=INSIDE, zorder=4, gid=f"{name}-inside", **line)
    if high > upper:
        axes.plot(
            [upper], [y], marker=">", markersize=ARROW, color=colour, zorder=4,
            gid=f"{name}-arrow", **options,
        )  # fmt: skip
