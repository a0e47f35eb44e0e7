"""The predictive distribution: where the true rate of one further, similar study is expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

import numpy as np

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.charts.chart import Chart, Key, Panel
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import Band, Line, Mark, Points, Reference, Span
from rechallenge.figures.charts.scale import Scale, rate_scale
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.forest.rows import axis_title
from rechallenge.figures.panel_words import (
    absence,
    pooled_rows,
    rates_of,
    row_sentences,
)
from rechallenge.figures.style import EMPHASIS, INK, MUTED, POINT, points_of_mm
from rechallenge.figures.text import clean
from rechallenge.formatting import RateScale

Result = Mapping[str, Any]

CURVE = 105.0
"""Height of the curve in points."""
LARGEST, SMALLEST = 9.0, 1.8
"""Diameters of the dots in points."""
FEW = 25
"""With more rows than these the dots get smaller."""
GAP = 3.0
"""Between the line and the dots below it, in points."""
SHADE = "#F3D3BE"
"""`EMPHASIS`, made light."""
LEFT_OUT = 24.0
"""What margins and labels take of the width, in points."""


def predictive_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Density of the true rate with its words; without one, a figure that says why."""
    title = f"Predicted true rate of a similar study: {clean(estimates['label'])}"
    curve = estimates.get("curves", {}).get("predictive", {})
    if not curve:
        reason = absence(estimates, "predictive distribution", least=3)
        return notice(title, reason, settings)
    rows = pooled_rows(estimates)
    scale = rates_of(estimates, settings)
    level = f"{100 * estimates['level']:g} %"
    findings = [
        f"Its median is {scale.phrase(curve['median'])}; with a probability of {level} it lies "
        f"between {scale.range(curve['low'], curve['high'])} (prediction interval, shaded)"
    ]
    if curve["probability_above"] is not None:
        findings.append(_benchmark(curve, scale))
    told = [f"{finding}." for finding in findings]
    caption = [
        f"{title}. Curve: how probable the rates are for the true rate of one further study like "
        "these, by the model of the headline.",
        *told,
        "Dots: observed rates of the rows, area by number of patients; they vary more than true "
        "rates.",
    ]
    chart = Chart(
        panels=(_panel(estimates, curve, rows, settings),), keys=_keys(curve, level, scale),
        footnotes=tuple(f"{finding}." for finding in findings[1:]),
    )  # fmt: skip
    figure = draw_chart(chart, width_mm=settings.width)
    sentences = row_sentences(rows, estimates, settings)
    return Drawn(figure, title, " ".join(caption), " ".join([*told, *sentences]))


def _keys(curve: Result, level: str, scale: RateScale) -> tuple[Key, ...]:
    interval = scale.interval(curve["low"], curve["high"])
    return (
        Key(
            Span(name="", low=0, high=0, colour=SHADE),
            f"{level} prediction interval, {interval} {scale.unit}",
        ),
        Key(Points(name="", x=(), y=(), colour=POINT), "observed rate, area by patients"),
    )


def _benchmark(curve: Result, scale: RateScale) -> str:
    above = 100 * curve["probability_above"]
    chance = "less than 1 %" if above < 1 else "more than 99 %" if above > 99 else f"{above:.0f} %"
    return (
        f"The probability of a true rate above the benchmark of "
        f"{scale.phrase(curve['benchmark'])} is {chance}"
    )


def _panel(
    estimates: Result, curve: Result, rows: Sequence[Result], settings: FigureSettings
) -> Panel:
    x = rate_scale(
        [curve["high"], curve["x"][-1], curve["benchmark"], *(row["rate"] for row in rows)],
        title=axis_title(estimates, per=settings.per), per=settings.per,
    )  # fmt: skip
    scale = rates_of(estimates, settings)
    width = points_of_mm(settings.width) - LEFT_OUT
    most = max((row["total"] for row in rows), default=1)
    largest = LARGEST * min(sqrt(FEW / max(len(rows), 1)), 1.0)
    sizes = [max(largest * sqrt(row["total"] / most), SMALLEST) for row in rows]
    heights = stacked([float(x.share(row["rate"])) * width for row in rows], sizes)
    depth = max(heights) + max(sizes) / 2 + 1 if heights else 0.0
    peak = max(curve["density"])
    per_point = peak / CURVE
    y = Scale(low=-depth * per_point, high=1.03 * peak, ticks=(), labels=())
    inside = _between(curve, curve["low"], curve["high"])
    marks: list[Mark] = [
        Band(name="interval", x=inside[0], low=[0.0] * len(inside[0]), high=inside[1],
             colour=SHADE),
        Line(name="base", x=(0.0, x.high / x.factor), y=(0.0, 0.0), colour=MUTED, width=0.5),
        Line(name="density", x=curve["x"], y=curve["density"], colour=EMPHASIS, width=1.2),
        Reference(name="median", value=curve["median"], colour=INK,
                  label=f"median {scale.phrase(curve['median'])}"),
    ]  # fmt: skip
    if curve["benchmark"] is not None:
        marks.append(
            Reference(name="benchmark", value=curve["benchmark"], colour=INK, style="dashed",
                      label=f"benchmark {scale.phrase(curve['benchmark'])}")
        )  # fmt: skip
    order = sorted(range(len(rows)), key=lambda i: -sizes[i])
    marks.append(
        Points(
            name="rows", x=[rows[i]["rate"] for i in order],
            y=[-heights[i] * per_point for i in order], size=[sizes[i] for i in order],
            colour=POINT,
        )
    )  # fmt: skip
    return Panel(x=x, y=y, marks=tuple(marks), aspect=(CURVE * 1.03 + depth) / width)


def _between(curve: Result, low: float, high: float) -> tuple[list[float], list[float]]:
    """Return the part of the curve from one rate to another, both ends included."""
    x = [low, *(rate for rate in curve["x"] if low < rate < high), high]
    return x, np.interp(x, curve["x"], curve["density"]).tolist()


def stacked(places: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Stack dots so that none covers another.

    Parameters
    ----------
    places, sizes : sequence of float
        Middle and diameter of each dot, in points.

    Returns
    -------
    list of float
        How far below the line the middle of each dot stands, in points; the large ones are highest.
    """
    depths = [0.0] * len(places)
    placed: list[int] = []
    for i in sorted(range(len(places)), key=lambda i: (-sizes[i], places[i])):
        depth = max(sizes) / 2 + GAP
        near = [j for j in placed if abs(places[j] - places[i]) < (sizes[j] + sizes[i]) / 2 + 0.5]
        tries = [depth]
        for j in near:
            reach = (sizes[j] + sizes[i]) / 2 + 0.5
            tries.append(depths[j] + sqrt(reach**2 - (places[j] - places[i]) ** 2))
        depths[i] = min(
            one for one in sorted(tries)
            if all(
                (places[j] - places[i]) ** 2 + (depths[j] - one) ** 2
                >= ((sizes[j] + sizes[i]) / 2 + 0.4) ** 2
                for j in near
            )
        )  # fmt: skip
        placed.append(i)
    return depths
