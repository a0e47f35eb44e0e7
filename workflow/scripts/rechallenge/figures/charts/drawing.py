"""Draw a laid-out chart with matplotlib."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from rechallenge.figures.canvas import blank, rule, write
from rechallenge.figures.charts.chart import Chart, Panel, Rows
from rechallenge.figures.charts.frame import OFFSET, TICK, Frame
from rechallenge.figures.charts.layout import SAMPLE, PlacedKey, lay_out_chart
from rechallenge.figures.charts.marks import (
    Band,
    Cells,
    Line,
    Mark,
    Note,
    Points,
    Reference,
    Segments,
    Span,
)
from rechallenge.figures.charts.scale import Floats, Scale
from rechallenge.figures.placing import MARGIN
from rechallenge.figures.style import FAINT, PAGE_WIDTH_MM, figure_style, points_of_mm
from rechallenge.figures.text import Ruler

SHAPES = {
    "circle": "o", "square": "s", "diamond": "D", "triangle": "^", "tick": "|", "cross": "x",
}  # fmt: skip
STYLES: dict[str, Any] = {"solid": "-", "dotted": (0, (1, 1.6)), "dashed": (0, (4, 2))}
EDGE = 0.9
THICKNESS = 0.7


def draw_chart(chart: Chart, *, width_mm: float = PAGE_WIDTH_MM) -> Figure:
    """Lay a chart out and draw it; the figure has the width, whatever it holds.

    The artists of the marks are called ``<panel>-<mark>``, or ``<mark>`` in a panel without a
    name. Their numbers are those of the scales: per cent for rates, logarithms on a log scale.
    """
    with figure_style():
        ruler = Ruler()
        layout = lay_out_chart(chart, ruler, width=points_of_mm(width_mm))
        figure = blank(layout.width, layout.height)
        for text in layout.texts:
            write(figure, text, ruler)
        for y in layout.rules:
            rule(figure, (MARGIN, y), (layout.width - MARGIN, y))
        for frame in layout.frames:
            axes = _axes(figure, frame, layout.width, layout.height)
            for order, mark in enumerate(frame.panel.marks, start=1):
                _draw(mark, axes, frame.panel, order)
        for key in layout.keys:
            _sample(figure, key, layout.width, layout.height)
    return figure


def _axes(figure: Figure, frame: Frame, width: float, height: float) -> Axes:
    tall = frame.bottom - frame.top
    axes = figure.add_axes(
        (
            frame.left / width,
            1 - frame.bottom / height,
            (frame.right - frame.left) / width,
            tall / height,
        )
    )
    axes.set_axis_off()
    axes.set_xlim(*frame.panel.x.limits)
    scale = frame.panel.y
    if frame.panel.x.labels:
        y = frame.bottom + OFFSET
        end = float(frame.x(frame.panel.x.last / frame.panel.x.factor))
        rule(figure, (frame.left, y), (end, y), thickness=THICKNESS)
        for tick in frame.x_ticks:
            x = float(frame.x(tick.value))
            rule(figure, (x, y), (x, y + TICK), thickness=THICKNESS)
    if isinstance(scale, Rows):
        axes.set_ylim(len(scale.labels) - 0.5, -0.5)
        return axes
    axes.set_ylim(*scale.limits)
    if frame.names_y and scale.labels:
        x = frame.left - OFFSET
        top = float(frame.y(scale.last / scale.factor))
        rule(figure, (x, top), (x, frame.bottom), thickness=THICKNESS)
        for tick in frame.y_ticks:
            y = float(frame.y(tick.value))
            rule(figure, (x - TICK, y), (x, y), thickness=THICKNESS)
    return axes


@singledispatch
def _draw(mark: Mark, axes: Axes, panel: Panel, order: int) -> None:
    raise TypeError(type(mark).__name__)


@_draw.register
def _(mark: Points, axes: Axes, panel: Panel, order: int) -> None:
    x, y = panel.x.drawn(mark.x), _upright(panel, mark.y)
    look = _point_look(mark)
    if isinstance(mark.size, int | float):
        axes.plot(
            x, y, linestyle="none", markersize=mark.size, clip_on=False, zorder=order,
            gid=_name(panel, mark.name), **look,
        )  # fmt: skip
        return
    axes.scatter(
        x, y, s=np.square(mark.size), marker=look["marker"], zorder=order, clip_on=False,
        facecolors=look["markerfacecolor"], edgecolors=look["markeredgecolor"],
        linewidths=look["markeredgewidth"], gid=_name(panel, mark.name),
    )  # fmt: skip


@_draw.register
def _(mark: Line, axes: Axes, panel: Panel, order: int) -> None:
    axes.plot(
        panel.x.drawn(mark.x), _upright(panel, mark.y), color=mark.colour, linewidth=mark.width,
        linestyle=STYLES[mark.style], zorder=order, gid=_name(panel, mark.name),
    )  # fmt: skip


@_draw.register
def _(mark: Segments, axes: Axes, panel: Panel, order: int) -> None:
    ends = [
        list(zip(panel.x.drawn([a[0], b[0]]), _upright(panel, [a[1], b[1]]), strict=True))
        for a, b in mark.ends
    ]
    axes.add_collection(
        LineCollection(
            ends, colors=mark.colour, linewidths=mark.width, capstyle="butt", zorder=order,
            gid=_name(panel, mark.name),
        ),
        autolim=False,
    )  # fmt: skip


@_draw.register
def _(mark: Band, axes: Axes, panel: Panel, order: int) -> None:
    axes.fill_between(
        panel.x.drawn(mark.x), _upright(panel, mark.low), _upright(panel, mark.high),
        color=mark.colour, linewidth=0, zorder=order, gid=_name(panel, mark.name),
    )  # fmt: skip


@_draw.register
def _(mark: Span, axes: Axes, panel: Panel, order: int) -> None:
    look: dict[str, Any] = {"color": mark.colour, "linewidth": 0, "zorder": order}
    name = _name(panel, mark.name)
    if mark.axis == "x":
        axes.axvspan(*map(float, panel.x.drawn([mark.low, mark.high])), gid=name, **look)
    else:
        axes.axhspan(*map(float, _upright(panel, [mark.low, mark.high])), gid=name, **look)


@_draw.register
def _(mark: Reference, axes: Axes, panel: Panel, order: int) -> None:
    look: dict[str, Any] = {
        "color": mark.colour, "linewidth": mark.width, "linestyle": STYLES[mark.style],
        "zorder": order, "gid": _name(panel, mark.name),
    }  # fmt: skip
    if mark.axis == "x":
        axes.axvline(float(panel.x.drawn(mark.value)), **look)
    else:
        axes.axhline(float(_upright(panel, [mark.value])[0]), **look)


@_draw.register
def _(mark: Cells, axes: Axes, panel: Panel, order: int) -> None:
    values = np.ma.masked_less_equal(np.asarray(mark.values, dtype=float), 0.0)
    x, y = panel.x.drawn(mark.x_edges), _upright(panel, mark.y_edges)
    look: dict[str, Any] = {
        "cmap": LinearSegmentedColormap.from_list("cells", mark.colours), "vmin": 0.0, "vmax": 1.0,
        "zorder": order, "gid": _name(panel, mark.name),
    }  # fmt: skip
    if _even(x) and _even(y):
        # One small image instead of a rectangle for each cell; it has no seams either.
        extent = (float(x[0]), float(x[-1]), float(y[0]), float(y[-1]))
        axes.imshow(
            values, extent=extent, origin="lower", aspect="auto", interpolation="none", **look
        )
    else:
        axes.pcolormesh(x, y, values, **look)


@_draw.register
def _(mark: Note, axes: Axes, panel: Panel, order: int) -> None:
    """Draw nothing: notes are among the texts of the layout."""


def _even(edges: Floats) -> bool:
    steps = np.diff(edges)
    return bool(np.allclose(steps, steps[0], rtol=1e-6))


def _upright(panel: Panel, values: Any) -> Floats:
    if isinstance(panel.y, Scale):
        return panel.y.drawn(values)
    return np.asarray(values, dtype=float)


def _name(panel: Panel, name: str) -> str:
    return f"{panel.name}-{name}" if panel.name else name


def _point_look(mark: Points) -> dict[str, Any]:
    stroke = mark.shape in ("tick", "cross")
    return {
        "marker": SHAPES[mark.shape],
        "markerfacecolor": "white" if mark.hollow else mark.colour,
        "markeredgecolor": mark.colour,
        "markeredgewidth": EDGE if mark.hollow or stroke else 0.0,
    }


def _sample(figure: Figure, placed: PlacedKey, width: float, height: float) -> None:
    mark, x, y = placed.key.mark, placed.x, placed.y
    if isinstance(mark, Points):
        size = mark.size if isinstance(mark.size, int | float) else 4.5
        figure.add_artist(
            Line2D([x / width], [1 - y / height], linestyle="none", markersize=size,
                   **_point_look(mark))
        )  # fmt: skip
    elif isinstance(mark, Span):
        figure.add_artist(
            Rectangle(((x - SAMPLE / 2) / width, 1 - (y + 3) / height), SAMPLE / width, 6 / height,
                      facecolor=mark.colour, edgecolor=FAINT, linewidth=0.4)
        )  # fmt: skip
    else:
        ends = (x - SAMPLE / 2, y), (x + SAMPLE / 2, y)
        style = STYLES[mark.style] if isinstance(mark, Line) else "-"
        rule(figure, *ends, colour=mark.colour, thickness=mark.width, style=style)
