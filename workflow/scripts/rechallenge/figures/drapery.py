"""The drapery plot: the p-value of every rate, for each row, the pooled rate and prediction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.charts.chart import Chart, Key, Panel
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import Line, Mark, Note, Segments
from rechallenge.figures.charts.scale import Scale, rate_scale
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.forest.rows import axis_title
from rechallenge.figures.panel_words import (
    absence,
    pooled_rows,
    row_sentences,
)
from rechallenge.figures.row_names import short_names
from rechallenge.figures.style import (
    INK,
    MUTED,
    NOTE_SIZE,
    PREDICTION,
    RULE,
    is_narrow,
    points_of_mm,
)
from rechallenge.figures.tags import PITCH, height, place_tags
from rechallenge.figures.text import Ruler, clean

Result = Mapping[str, Any]

PLOT = 170.0
"""Height from p = 0 to p = 1, in points; names stand above it."""
LINES = 4
"""Lines of names above the curves."""
LEFT_OUT = 34.0
"""What margins and labels take of the width, in points."""
LONGEST, LONGEST_NARROW = 105.0, 62.0
"""Width of a name, in points."""
LABEL_GAP = 5.0
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
LEVELS = (0.05, 0.01)
FLOOR = 5e-4
"""A curve below this p-value lies on the axis and is left out."""
SHOWN = 0.005
"""The axis ends where every curve has fallen below this p-value, but for few long ones."""
STRETCH = 1.5
"""How much longer the axis may be for the sake of the longest curves."""
ROW = "#A9BFD0"


def drapery_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Drapery plot with its words; without curves, a figure that says why."""
    title = f"Drapery plot: {clean(estimates['label'])}"
    curves = estimates.get("curves", {}).get("drapery", {})
    if not curves:
        return notice(title, absence(estimates, "drapery plot"), settings)
    caption = [
        f"{title}. Each curve gives the two-sided p-value of every rate; the rates at which it "
        "lies above the line at 0.05 are its 95 % interval, those above 0.01 its 99 % interval. "
        "Light curves: single rows. Dark curve: pooled rate.",
    ]
    if curves["prediction"] is not None:
        caption.append("Orange curve: true rate of a similar study (prediction).")
    caption.append(clean(curves["note"]))
    chart = Chart(panels=(_panel(estimates, curves, settings),), keys=_keys(curves))
    figure = draw_chart(chart, width_mm=settings.width)
    words = " ".join(part for part in caption if part)
    sentences = row_sentences(pooled_rows(estimates), estimates, settings)
    return Drawn(figure, title, words, " ".join(sentences))


def _keys(curves: Result) -> tuple[Key, ...]:
    keys = [
        Key(Segments(name="", ends=(), colour=ROW, width=1.0), "single rows"),
        Key(Segments(name="", ends=(), colour=INK, width=1.8), "pooled rate"),
    ]
    if curves["prediction"] is not None:
        words = "true rate of a similar study"
        keys.append(Key(Segments(name="", ends=(), colour=PREDICTION, width=1.8), words))
    return tuple(keys)


def _panel(estimates: Result, curves: Result, settings: FigureSettings) -> Panel:
    x = np.array(curves["x"])
    rows = [np.array(row["p"]) for row in curves["rows"]]
    axis = rate_scale(
        [_end(x, rows, curves)], title=axis_title(estimates, per=settings.per), per=settings.per
    )
    end = axis.high / axis.factor
    width = points_of_mm(settings.width) - LEFT_OUT
    words = "{:g} % interval" if not is_narrow(settings.width) else "{:g} %"
    room = Ruler().width(words.format(95), NOTE_SIZE) + LABEL_GAP
    axis = replace(axis, high=axis.high * width / (width - room), end=axis.high)
    marks: list[Mark] = [
        _curve(f"row-{number}", x, p, end, colour=ROW, width=0.6)
        for number, p in enumerate(rows, start=1)
    ]
    if curves["prediction"] is not None:
        prediction = np.array(curves["prediction"])
        marks.append(_curve("prediction", x, prediction, end, colour=PREDICTION, width=1.6))
    marks.append(_curve("pooled", x, np.array(curves["pooled"]), end, colour=INK, width=1.6))
    tall = height(LINES) / PLOT + 1.0
    y = Scale(
        low=0.0, high=tall, end=1.0, ticks=TICKS, labels=tuple(f"{tick:g}" for tick in TICKS),
        title="p-value (two-sided)",
    )  # fmt: skip
    return Panel(
        x=axis,
        y=y,
        marks=(
            *marks,
            *_levels(end, words, beside=end * (1 + LABEL_GAP / width)),
            *_names(curves, x, rows, settings, points=width - room, end=end),
        ),
        aspect=tall * PLOT / width,
    )


def _levels(end: float, words: str, *, beside: float) -> list[Mark]:
    """Draw lines at the p-values of usual intervals, with what they are right of the plot."""
    marks: list[Mark] = []
    lowest = 0.0
    for level in sorted(LEVELS):
        marks.append(
            Segments(name=f"level-{level:g}", ends=[((0.0, level), (end, level))], colour=MUTED,
                     width=0.6)
        )  # fmt: skip
        lowest = max(level, lowest)
        marks.append(Note(beside, lowest, words.format(100 * (1 - level)), colour=INK))
        lowest += PITCH / PLOT
    return marks


def _curve(name: str, x: Any, p: Any, end: float, *, colour: str, width: float) -> Line:
    """Make a line of the part of a curve that stands off the axis, as far as this goes."""
    stop = min(end, x[-1])
    x, p = np.append(x[x < stop], stop), np.append(p[x < stop], np.interp(stop, x, p))
    above = p > FLOOR
    kept = above | np.append(above[1:], False) | np.append(False, above[:-1])
    return Line(name=name, x=x[kept].tolist(), y=p[kept].tolist(), colour=colour, width=width)


def _end(x: Any, rows: Sequence[Any], curves: Result) -> float:
    """Where the axis may end: beyond all curves, unless few long ones would squeeze the others."""
    whole = [np.array(curves["pooled"])]
    if curves["prediction"] is not None:
        whole.append(np.array(curves["prediction"]))
    feet = [float(x[p > SHOWN].max(initial=0.0)) for p in (*whole, *rows)]
    tops = [float(x[np.argmax(p)]) for p in rows]
    of_rows = sorted(feet[len(whole) :])
    needed = max(*feet[: len(whole)], *tops, of_rows[-1 - len(rows) // 5])
    return max(feet) if max(feet) <= STRETCH * needed else needed


def _names(
    curves: Result,
    x: Any,
    rows: Sequence[Any],
    settings: FigureSettings,
    *,
    points: float,
    end: float,
) -> list[Mark]:
    """Name curves above their tops, the narrowest (that is, the largest rows) first."""
    ruler = Ruler()
    longest = LONGEST_NARROW if is_narrow(settings.width) else LONGEST
    names = [ruler.shortened(name, longest, NOTE_SIZE) for name in short_names(curves["rows"])]
    tops = [float(x[p >= 0.999 * p.max()].mean()) for p in rows]
    order = sorted(range(len(rows)), key=lambda i: (float(np.trapezoid(rows[i], x)), i))
    tags = place_tags(
        [tops[i] / end * points for i in order],
        [ruler.width(names[i], NOTE_SIZE) for i in order],
        room=points,
        lines=LINES,
    )
    shown = [(order[tag.number], tag) for tag in tags]
    uprights = Segments(
        name="uprights", width=0.4, colour=RULE,
        ends=[
            ((tops[i], 1.0), (tops[i], 1.0 + (height(tag.line) - PITCH / 2) / PLOT))
            for i, tag in shown
        ],
    )  # fmt: skip
    notes = [
        Note(tag.x / points * end, 1.0 + height(tag.line) / PLOT, names[i], tag.align, INK)
        for i, tag in shown
    ]
    return [uprights, *notes]
