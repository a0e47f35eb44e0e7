"""The funnel plot: observed rates against the number of patients, with what chance alone gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.charts.chart import Chart, Panel, PointLabel
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import Line, Points, Reference
from rechallenge.figures.charts.scale import log_scale, rate_scale
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.forest.rows import axis_title
from rechallenge.figures.panel_words import (
    absence,
    pooled_rows,
    rates_of,
    row_sentences,
)
from rechallenge.figures.row_names import short_names
from rechallenge.figures.style import INK, MUTED, POINT, is_narrow
from rechallenge.figures.text import clean
from rechallenge.formatting import plural

Result = Mapping[str, Any]

ASPECT, ASPECT_NARROW = 0.52, 0.8
MOST_NAMES = 12
NUMBERED = "Rows outside the limits by number"
POINT_SIZE = 4.5
CAVEAT = (
    "Asymmetry has many causes, differences between the studies among them; no test was made. "
    "For proportions a funnel near 0 % or 100 % is skewed by construction."
)


def funnel_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Funnel plot against sample size with its words; without limits, a figure that says why."""
    title = f"Funnel plot: {clean(estimates['label'])}"
    curve = estimates.get("curves", {}).get("funnel", {})
    if not curve:
        return notice(title, absence(estimates, "funnel plot"), settings)
    rows = pooled_rows(estimates)
    low, high = _limits(curve)
    beyond = [
        i
        for i, row in enumerate(rows)
        if not _at(row["total"], curve, low) <= row["rate"] <= _at(row["total"], curve, high)
    ]
    level = f"{100 * estimates['level']:g} %"
    found = (
        f"{len(beyond)} of {plural(len(rows), 'row')} {'lies' if len(beyond) == 1 else 'lie'} "
        "outside the limits."
    )
    caption = (
        f"{title}. Points: observed rates of the rows against their number of patients "
        "(logarithmic scale). Dotted line: pooled rate, "
        f"{rates_of(estimates, settings).phrase(curve['reference'])}. Grey lines: exact limits "
        f"between which at least {level} of the observed rates would lie if this were the true "
        f"rate everywhere and chance alone made them differ. {found} {CAVEAT}"
    )
    panel = _panel(estimates, curve, rows, settings, beyond=beyond)
    figure = draw_chart(Chart(panels=(panel,), numbered=NUMBERED), width_mm=settings.width)
    sentences = row_sentences(rows, estimates, settings)
    return Drawn(figure, title, caption, " ".join([*sentences, found, CAVEAT]))


def hull(totals: Sequence[int], limit: Sequence[float], *, side: int) -> list[float]:
    """Smooth a limit outwards, so that it gets nowhere wider as totals grow.

    Counts are whole, so an exact limit runs to and fro. Its outermost places are joined by straight
    lines over the logarithm of the totals, with no exact limit beyond them.

    Parameters
    ----------
    totals : sequence of int
        Ascending.
    limit : sequence of float
        Proportions.
    side : int
        1 for an upper limit, -1 for a lower one.
    """
    outward = side * np.array(limit)
    beyond = np.maximum.accumulate(outward[::-1])[::-1]
    outermost = outward >= np.append(beyond[1:], -np.inf)
    at = np.log(totals)
    return [float(end) for end in side * np.interp(at, at[outermost], outward[outermost])]


def _panel(
    estimates: Result,
    curve: Result,
    rows: Sequence[Result],
    settings: FigureSettings,
    *,
    beyond: Sequence[int],
) -> Panel:
    totals = [row["total"] for row in rows]
    rates = [row["rate"] for row in rows]
    low, high = _limits(curve)
    wide = [end for n, end in zip(curve["totals"], high, strict=True) if n >= min(totals)]
    x = rate_scale(
        [*rates, curve["reference"], *wide], title=axis_title(estimates, per=settings.per),
        per=settings.per,
    )  # fmt: skip
    limits = [
        _limit(name, end, curve["totals"], stop=stop)
        for name, end, stop in (("low", low, 0.0), ("high", high, 1.0))
    ]
    pooled = f"pooled rate {rates_of(estimates, settings).phrase(curve['reference'])}"
    names = short_names(rows)
    named = sorted(beyond, key=lambda i: -totals[i])[:MOST_NAMES]
    return Panel(
        x=x,
        y=log_scale([*totals, *curve["totals"]], title="Patients in the row (logarithmic scale)"),
        marks=(
            *limits,
            Reference(name="pooled", value=curve["reference"], label=pooled, colour=INK),
            Points(name="rows", x=rates, y=totals, size=POINT_SIZE, colour=POINT),
        ),
        labels=tuple(
            PointLabel(rates[i], totals[i], names[i], POINT_SIZE / 2) for i in named
        ),
        aspect=ASPECT_NARROW if is_narrow(settings.width) else ASPECT,
    )  # fmt: skip


def _limits(curve: Result) -> tuple[list[float], list[float]]:
    low, high = (
        hull(curve["totals"], curve[name], side=side) for name, side in (("low", -1), ("high", 1))
    )
    return low, high


def _at(total: int, curve: Result, limit: Sequence[float]) -> float:
    """Limit for a number of patients."""
    return float(np.interp(np.log(total), np.log(curve["totals"]), limit))


def _limit(name: str, ends: Sequence[float], totals: Sequence[int], *, stop: float) -> Line:
    """Draw a limit without the part that lies on the edge of the plot, where it says nothing."""
    first = max(sum(end == stop for end in ends) - 1, 0)
    return Line(name=name, x=ends[first:], y=totals[first:], colour=MUTED, width=0.8)
