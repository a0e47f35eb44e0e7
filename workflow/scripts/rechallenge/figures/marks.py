"""Draw the marks of a forest-like figure: squares with their lines, diamonds, bars, the axis."""

from __future__ import annotations

from math import sqrt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from rechallenge.figures.layout import Layout
from rechallenge.figures.placing import PlacedMark
from rechallenge.figures.style import (
    DIAMOND,
    FAINT,
    GROUP_DIAMOND,
    INK,
    INSIDE,
    MODEL_DIAMOND,
    MUTED,
    MUTED_SQUARE,
    PREDICTION,
    RULE,
    SQUARE,
)

LARGEST, SMALLEST = 0.8, 2.4
"""Side of the largest square as a share of the row; side of the smallest in points."""
LINE_WIDTH = 0.8
ARROW = 3.8
CAP = 4.0
"""Height of the stroke at the end of a one-sided interval, in points."""
SLASH = (2.2, 3.2)
"""Half width and half height of a stroke of the sign of a broken axis, in points."""
BREAK_GAP = 4.0
"""Between the two strokes, in points."""
DIAMOND_COLOURS = {"group": GROUP_DIAMOND, "model": MODEL_DIAMOND}


class Marker:
    """Draws the marks of one page.

    Parameters
    ----------
    axes : Axes
        In units of the rate axis from left to right and in points from the top down.
    layout : Layout
    """

    def __init__(self, axes: Axes, layout: Layout) -> None:
        self.axes = axes
        self.layout = layout
        self.axis = layout.axis
        self.unit = self.axis.length / (layout.plot_right - layout.plot_left)

    def scale_line(self) -> None:
        """Draw the axis itself, the line at zero, and the sign where the axis is broken."""
        bottom = self.layout.plot_bottom - self.layout.plot_top
        stretches = list(self.axis.segments)
        if len(stretches) == 2:
            middle = (stretches[0][1] + stretches[1][0]) / 2
            half = BREAK_GAP / 2 * self.unit
            stretches = [(stretches[0][0], middle - half), (middle + half, stretches[1][1])]
            width, height = SLASH[0] * self.unit, SLASH[1]
            for i, x in enumerate((middle - half, middle + half), start=1):
                self._line(
                    [x - width, x + width], [bottom + height, bottom - height], f"break-{i}",
                    color=INK, zorder=4,
                )  # fmt: skip
        for start, end in stretches:
            self._line([start, end], [bottom, bottom], "axis-line", color=INK, linewidth=0.7)
        self._line([0, 0], [0, bottom], "zero", color=FAINT, linewidth=0.5, zorder=0)

    def reference(self, rate: float) -> None:
        """Draw the dotted line at a rate (0-1)."""
        x = self.axis.place(rate)
        self._line(
            [x, x], [0, self.layout.plot_bottom - self.layout.plot_top], "reference",
            color=RULE, linestyle=(0, (1, 1.6)), linewidth=0.9, zorder=1,
        )  # fmt: skip

    def mark(self, placed: PlacedMark) -> None:
        """Draw the mark of a row."""
        mark, y, name = placed.mark, placed.y, f"row-{placed.number}"
        low, high = self.axis.place(mark.low), self.axis.place(mark.high)
        if mark.shape == "diamond" and mark.estimate is not None:
            half = 0.36 * self.layout.row_height
            centre = self.axis.place(mark.estimate)
            corners = [(low, y), (centre, y - half), (high, y), (centre, y + half)]
            self._polygon(corners, DIAMOND_COLOURS.get(placed.role, DIAMOND), f"{name}-diamond")
        elif mark.shape == "bar":
            half = 0.12 * self.layout.row_height
            corners = [(low, y - half), (high, y - half), (high, y + half), (low, y + half)]
            self._polygon(corners, PREDICTION, f"{name}-prediction")
        elif mark.estimate is not None:
            self._square(placed, mark.estimate, name)

    def _square(self, placed: PlacedMark, estimate: float, name: str) -> None:
        mark, y = placed.mark, placed.y
        colour = MUTED if placed.muted else INK
        side = self._side(mark.patients)
        half = side / 2 * self.unit
        rate = self.axis.place(estimate)
        for i, piece in enumerate(self.axis.pieces(mark.low, mark.high)):
            ending = "" if i == 0 else f"-{i + 1}"
            self._line([piece.start, piece.end], [y, y], f"{name}-interval{ending}", color=colour)
            if piece.cut_end:
                self._dot(piece.end, y, ">", f"{name}-arrow", color=colour)
            if piece.cut_start:
                self._dot(piece.start, y, "<", f"{name}-arrow-left", color=colour)
            inside = [max(piece.start, rate - half), min(piece.end, rate + half)]
            if any(0 < end < half for end in (rate - piece.start, piece.end - rate)):
                self._line(inside, [y, y], f"{name}-inside", color=INSIDE, zorder=4)
            # a rate at a limit has its interval on one side only, which needs an end to be seen
            if mark.high > mark.low == estimate and not piece.cut_end:
                self._cap(piece.end, y, colour, name)
            if mark.low < mark.high == estimate and not piece.cut_start:
                self._cap(piece.start, y, colour, name)
        square = MUTED_SQUARE if placed.muted else SQUARE
        self._dot(rate, y, "s", f"{name}-rate", color=square, markersize=side, zorder=3)

    def _side(self, patients: int | None) -> float:
        largest = LARGEST * self.layout.row_height
        if patients is None or self.layout.patients == 0:
            return 0.5 * largest
        return max(largest * sqrt(patients / self.layout.patients), SMALLEST)

    def _cap(self, x: float, y: float, colour: str, name: str) -> None:
        self._line([x, x], [y - CAP / 2, y + CAP / 2], f"{name}-cap", color=colour)

    def _line(self, x: list[float], y: list[float], name: str, **look: Any) -> None:
        look = {"linewidth": LINE_WIDTH, "zorder": 2} | look
        line = Line2D(x, y, clip_on=False, solid_capstyle="butt", gid=name, **look)
        self.axes.add_artist(line)

    def _dot(self, x: float, y: float, shape: str, name: str, **look: Any) -> None:
        look = {"markersize": ARROW, "zorder": 4} | look
        dot = Line2D(
            [x], [y], linestyle="none", marker=shape, markeredgewidth=0, clip_on=False, gid=name,
            **look,
        )  # fmt: skip
        self.axes.add_artist(dot)

    def _polygon(self, corners: list[tuple[float, float]], colour: str, name: str) -> None:
        self.axes.add_artist(
            Polygon(corners, closed=True, facecolor=colour, edgecolor=colour, linewidth=0.4,
                    zorder=3, clip_on=False, gid=name)
        )  # fmt: skip
