"""The radial (Galbraith) plot: how far each row is from one common rate, by its precision."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.effects import to_proportion
from rechallenge.figures.charts.chart import Chart, Panel, PointLabel
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import Line, Points
from rechallenge.figures.charts.scale import Scale, number_scale
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.panel_words import (
    absence,
    pooled_rows,
    rates_of,
    row_sentences,
)
from rechallenge.figures.radial_arc import LABEL, REACH, TICK, Arc
from rechallenge.figures.row_names import short_names
from rechallenge.figures.style import INK, POINT, points_of_mm
from rechallenge.figures.text import clean
from rechallenge.formatting import plural

Result = Mapping[str, Any]

ASPECT = 0.6
MOST_NAMES = 12
NUMBERED = "Rows outside the band by number"
POINT_SIZE = 4.5
ARC_GAP = 0.03
"""From the outermost point to the arc, as a share of the width."""
WEIGHTY = 0.35
"""Rows with this share of the largest precision or more have their rate on the arc."""
ROUNDS = 4
LEAST = 0.25
"""Of the width, what remains for the precision however steep the points lie."""
LEFT_OUT = 36.0
"""What margins and labels take of the width, in points."""


def radial_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Radial plot with its words; without points, a figure that says why."""
    title = f"Radial plot: {clean(estimates['label'])}"
    curve = estimates.get("curves", {}).get("radial", {})
    if not curve:
        return notice(title, absence(estimates, "radial plot"), settings)
    scale = rates_of(estimates, settings)
    common, low, high = (
        float(to_proportion(curve[key], curve["measure"]))
        for key in ("slope", "slope_low", "slope_high")
    )
    beyond = [point for point in curve["points"] if _distance(point, curve) > REACH]
    level = f"{100 * estimates['level']:g} %"
    found = (
        f"{plural(len(beyond), 'row')} of {len(curve['points'])} "
        f"{'lies' if len(beyond) == 1 else 'lie'} outside the band"
    )
    caption = (
        f"{title}. Each point is a row: its logit divided by the standard error, against its "
        "precision. A line from the origin through a point meets the arc at the rate of the row. "
        f"Line: one common rate, {scale.phrase(common)} ({level} CI "
        f"{scale.interval(low, high)}; common effect, inverse variance). Band: "
        f"{REACH:g} standard errors on either side; if all rows had one true rate, about 95 % of "
        f"them would lie in it. {found}."
    )
    unit = "% of patients" if settings.per == 100 else f"per {settings.per} patients"
    chart = Chart(
        panels=(_panel(curve, settings),), footnotes=(f"Arc: rates, {unit}.",), numbered=NUMBERED
    )
    figure = draw_chart(chart, width_mm=settings.width)
    sentences = row_sentences(pooled_rows(estimates), estimates, settings)
    names = ", ".join(short_names(beyond))
    told = f"{found}: {names}." if beyond else f"{found}."
    return Drawn(figure, title, caption, " ".join([*sentences, told]))


def _panel(curve: Result, settings: FigureSettings) -> Panel:
    points = curve["points"]
    width = points_of_mm(settings.width) - LEFT_OUT
    arc = _fitted(curve, room=1 - (LABEL + TICK) / width)
    end, top = arc.at(curve["slope"])
    beyond = sorted(
        (i for i, point in enumerate(points) if _distance(point, curve) > REACH),
        key=lambda i: -_distance(points[i], curve),
    )
    names = short_names(points)
    return Panel(
        x=arc.x,
        y=arc.y,
        marks=(
            arc.band(curve["slope"]),
            Line(name="common", x=[0.0, end], y=[0.0, top], colour=INK),
            *arc.marks(curve, settings, width=width),
            Points(name="rows", x=[point["x"] for point in points],
                   y=[point["y"] for point in points], size=POINT_SIZE, colour=POINT),
        ),
        labels=tuple(
            PointLabel(points[i]["x"], points[i]["y"], names[i], POINT_SIZE / 2)
            for i in beyond[:MOST_NAMES]
        ),
        aspect=ASPECT,
    )  # fmt: skip


def _fitted(curve: Result, *, room: float) -> Arc:
    """Fit the scales: all points within a circle, and the arc reaches the rates of most of them.

    Parameters
    ----------
    curve : mapping
    room : float
        Share of the width up to the arc.
    """
    points = curve["points"]
    furthest = max(point["x"] for point in points)
    weighty = [point["y"] / point["x"] for point in points if point["x"] >= WEIGHTY * furthest]
    logits = [entry["logit"] for entry in curve["arc"]]
    first = max((one for one in logits if one <= min(weighty)), default=min(logits))
    last = min((one for one in logits if one >= max(weighty)), default=max(logits))
    ends = [
        *(point["y"] for point in points), REACH, -REACH,
        curve["slope"] * furthest - REACH, curve["slope"] * furthest + REACH,
    ]  # fmt: skip
    reached: list[float] = []
    for _ in range(ROUNDS):
        y = number_scale(
            [*ends, *reached], include=(0.0,), title="Logit of the rate / its standard error"
        )
        radius = room - ARC_GAP
        tall = ASPECT / (y.high - y.low)
        high = max(
            point["x"] / sqrt(max(radius**2 - (point["y"] * tall) ** 2, LEAST**2))
            for point in points
        )
        x = number_scale([furthest], include=(0.0,))
        ticks = tuple(tick for tick in x.ticks if tick <= high)
        arc = Arc(
            Scale(low=0.0, high=high, ticks=ticks, labels=x.labels[: len(ticks)],
                  title="Precision (1 / standard error of the logit)"),
            y, radius=room, tall=ASPECT,
        )  # fmt: skip
        reached = [arc.at(first)[1], arc.at(last)[1]]
    return arc


def _distance(point: Result, curve: Result) -> float:
    """Return the standard errors between a row and the line."""
    return float(abs(point["y"] - curve["slope"] * point["x"]))
