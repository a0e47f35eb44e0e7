"""Draw a laid-out figure with matplotlib, page by page."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rechallenge.figures.canvas import blank, rule, write
from rechallenge.figures.layout import PAGE_ROWS, Layout, lay_out
from rechallenge.figures.marks import Marker
from rechallenge.figures.placing import LINE, MARGIN, MOST_LINES, PlacedLight, PlacedText
from rechallenge.figures.style import (
    CAP_HEIGHT,
    INK,
    INSIDE,
    NOTE_SIZE,
    PAGE_WIDTH_MM,
    TEXT_SIZE,
    figure_style,
    points_of_mm,
)
from rechallenge.figures.table import DisplayTable
from rechallenge.figures.text import Ruler
from rechallenge.figures.widths import LIGHT

LUMINANCE = (0.2126, 0.7152, 0.0722)


def draw(table: DisplayTable, *, width_mm: float = PAGE_WIDTH_MM) -> Figure:
    """Draw a table on one page, whatever its length; parameters as in `draw_pages`."""
    page_rows = MOST_LINES * max(len(table.rows), PAGE_ROWS)
    return draw_pages((table,), width_mm=width_mm, page_rows=page_rows)[0]


def draw_pages(
    forms: Sequence[DisplayTable],
    *,
    width_mm: float = PAGE_WIDTH_MM,
    page_rows: int = PAGE_ROWS,
) -> tuple[Figure, ...]:
    """Lay a table out and draw it.

    Parameters
    ----------
    forms : sequence of DisplayTable
        The table from its widest to its narrowest form.
    width_mm : float
        Width in millimetres, which the figure has exactly.
    page_rows : int
        Most rows on a page.

    Returns
    -------
    tuple of Figure
        The pages, with one common axis; the last one has the footnotes.
    """
    with figure_style():
        ruler = Ruler()
        width = points_of_mm(width_mm)
        pages = lay_out(forms, ruler, width=width, page_rows=page_rows)
        return tuple(_page(layout, ruler) for layout in pages)


def draw_notice(text: str, *, width_mm: float = PAGE_WIDTH_MM) -> Figure:
    """Draw a figure that says why there is nothing to draw, between two rules."""
    with figure_style():
        ruler = Ruler()
        width = points_of_mm(width_mm)
        lines = ruler.wrap(text, width - 2 * MARGIN, TEXT_SIZE)
        height = 4 * MARGIN + len(lines) * LINE
        figure = blank(width, height)
        for i, line in enumerate(lines):
            y = 2 * MARGIN + (i + 0.75) * LINE
            write(figure, PlacedText(MARGIN, y, line, TEXT_SIZE), ruler)
        for y in (MARGIN, height - MARGIN):
            rule(figure, (MARGIN, y), (width - MARGIN, y))
    return figure


def _page(layout: Layout, ruler: Ruler) -> Figure:
    figure = blank(layout.width, layout.height)
    for placed in layout.texts:
        write(figure, placed, ruler)
    for y in layout.rules:
        rule(figure, (MARGIN, y), (layout.width - MARGIN, y))
    _lights(figure, layout, ruler)
    marker = Marker(_axes(figure, layout, ruler), layout)
    marker.scale_line()
    if layout.reference is not None:
        marker.reference(layout.reference)
    for mark in layout.marks:
        marker.mark(mark)
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
    axes.set_xlim(0, layout.axis.length)
    axes.set_ylim(height, 0)
    axes.patch.set_visible(False)
    axes.set_yticks([])
    for side in ("left", "right", "top", "bottom"):
        axes.spines[side].set_visible(False)
    axis = layout.axis
    axes.set_xticks(
        [axis.place(tick / axis.per) for tick in axis.ticks],
        axis.labels,
        fontproperties=ruler.font("0", NOTE_SIZE),
    )
    axes.tick_params(axis="x", length=3, width=0.7, pad=2)
    return axes
