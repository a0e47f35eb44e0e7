"""The GOSH plot: pooled rate and I² of the subsets of the rows, with and without one study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from rechallenge.config.settings import FigureSettings
from rechallenge.contract import MEASURES, TAU2_NAMES
from rechallenge.figures.charts.chart import Chart, Key, Panel
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import Cells, Line, Mark, Note, Points, Segments, Span
from rechallenge.figures.charts.scale import Floats, Scale, number_scale
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.forest.rows import axis_title
from rechallenge.figures.panel_words import absence, rates_of
from rechallenge.figures.style import EMPHASIS, INK, POINT, is_narrow, points_of_mm
from rechallenge.figures.text import clean
from rechallenge.formatting import RateScale, plural

Result = Mapping[str, Any]

WITH, WITHOUT, BOTH = ("#F3C9A9", "#9C3F00"), ("#CCE2F1", "#00456F"), ("#E4E4E4", "#4D4D4D")
"""Light and dark end of the tints."""
MOSTLY = 2 / 3
"""Share of the subsets in a cell from which on it has the tint of the study."""
PLOT = 190.0
"""Height of the plot without the histogram above it, in points."""
HISTOGRAM, GAP = 30.0, 5.0
"""Height of the histograms and their distance from the plot, in points."""
LEFT_OUT = 38.0
"""What margins and labels take of the width, in points."""
BARS = "#C9C9C9"
DOT, DOT_NARROW = 1.5, 1.0
DOT_COLOUR = "#FFFFFF"
HEADING = 4.0
"""From the top to the middle of what the vertical axis is, in points."""


def gosh_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """GOSH plot with its words; without subsets, a figure that says why."""
    title = f"Subsets of the studies (GOSH plot): {clean(estimates['label'])}"
    gosh = estimates.get("gosh", {})
    if not gosh or not np.any(gosh["counts"]):
        notes = " ".join(clean(note) for note in gosh.get("notes", ()))
        reason = notes or absence(estimates, "plot of subsets", least=3)
        return notice(title, reason, settings)
    scale = rates_of(estimates, settings)
    chart = Chart(panels=(_panel(estimates, gosh, settings),), keys=_keys(gosh))
    figure = draw_chart(chart, width_mm=settings.width)
    sentences = [_study_sentence(entry, scale) for entry in gosh["studies"]]
    told = [_modes(gosh), *_told(gosh)]
    return Drawn(figure, title, f"{title}. {_caption(gosh)}", " ".join([*told, *sentences]))


def _caption(gosh: Result) -> str:
    sentences = [
        "Each subset of the rows has a pooled rate and an I²; the map shows how many subsets have "
        "these values, the darker the more (logarithmic). Grey bars: how often each rate and each "
        "I² occurs.",
    ]
    if gosh["highlight"]:
        study = clean(gosh["highlight"]["study"], limit=80)
        moves = "moves the median rate of the subsets most"
        does = "drives the second mode" if gosh["modes"]["driver"] else moves
        sentences.append(
            f"{study} {does}. Orange with white dots: over two thirds of the subsets in a cell "
            "hold it; blue: under one third. Lines along the bars: subsets that hold it (solid) "
            "and that lack it (dashed)."
        )
    return " ".join([*sentences, _modes(gosh), *_told(gosh)])


def _modes(gosh: Result) -> str:
    """Say whether the rates have a second mode, and how far apart its study holds them."""
    modes = gosh["modes"]
    measured = f"excess mass {modes['excess_mass']:.3f}, limit {modes['limit']:.3f}"
    if modes["driver"] is None:
        which = "a" if modes["excess_mass"] > modes["limit"] else "no"
        return f"The rates have {which} second mode ({measured})."
    study = clean(modes["driver"]["study"], limit=80)
    return (
        f"The rates have a second mode ({measured}); their distributions with and without {study} "
        f"overlap by {100 * modes['driver']['overlap']:.0f} %."
    )


def _told(gosh: Result) -> list[str]:
    """Say how many subsets there are and how they were pooled."""
    tau2 = gosh["model"]["tau2_method"]
    estimator = "common effect" if tau2 == "FE" else TAU2_NAMES[tau2]
    which = "all" if gosh["exhaustive"] else "a random sample"
    sentences = [clean(note) for note in gosh["notes"]] or [
        f"{plural(gosh['subsets'], 'subset')} of {plural(gosh['rows'], 'row')}, {which}."
    ]
    sentences.append(
        f"Each was pooled by inverse variance ({MEASURES[gosh['model']['measure']]}, {estimator})."
    )
    if gosh["failed"]:
        sentences.append(f"{plural(gosh['failed'], 'subset')} could not be pooled.")
    return sentences


def _study_sentence(entry: Result, scale: RateScale) -> str:
    parts = [
        f"{words} {scale.phrase(entry[f'estimate_{which}'])}, I² {entry[f'i2_{which}']:.0f} %"
        for which, words in (("with", "median rate"), ("without", "without it"))
        if entry[f"estimate_{which}"] is not None
    ]
    return f"Subsets with {clean(entry['study'])}: {'; '.join(parts)}."


def _keys(gosh: Result) -> tuple[Key, ...]:
    if not gosh["highlight"]:
        return ()
    study = clean(gosh["highlight"]["study"], limit=32)
    return (
        Key(Span(name="", low=0, high=0, colour=EMPHASIS), f"most subsets hold {study} (dotted)"),
        Key(Span(name="", low=0, high=0, colour=POINT), "most lack it"),
        Key(Span(name="", low=0, high=0, colour="#8A8A8A"), "mixed"),
        Key(Line(name="", x=(), y=(), colour=EMPHASIS, width=1.2), "with it"),
        Key(Line(name="", x=(), y=(), colour=POINT, width=1.2, style="dashed"), "without it"),
    )


def _panel(estimates: Result, gosh: Result, settings: FigureSettings) -> Panel:
    counts, with_it = _counts(gosh)
    edges, i2 = np.array(gosh["estimate_edges"]), np.array(gosh["i2_edges"])
    width = points_of_mm(settings.width) - LEFT_OUT
    x = number_scale(
        [settings.per * edges[0], settings.per * edges[-1]], tight=True, most=8,
        title=axis_title(estimates, per=settings.per), bounds=(0.0, float(settings.per)),
    )  # fmt: skip
    beside = (HISTOGRAM + GAP) / (width - HISTOGRAM - GAP)
    x = replace(x, high=x.high + beside * (x.high - x.low), end=x.high, factor=float(settings.per))
    top = float(i2[-1])
    y = number_scale([0.0, top])
    shown = sum(tick <= top for tick in y.ticks)
    y = replace(y, high=top * (1 + (HISTOGRAM + GAP) / PLOT), end=top,
                ticks=y.ticks[:shown], labels=y.labels[:shown])  # fmt: skip
    maps: list[Mark] = []
    share = with_it / np.maximum(counts, 1)
    for name, tint, chosen in (
        ("with", WITH, share > MOSTLY), ("without", WITHOUT, share < 1 - MOSTLY),
        ("both", BOTH, (share >= 1 - MOSTLY) & (share <= MOSTLY)),
    ):  # fmt: skip
        dark = np.log1p(np.where(chosen, counts, 0)) / np.log1p(counts.max())
        maps.append(
            Cells(name=name, x_edges=edges.tolist(), y_edges=i2.tolist(), values=dark.tolist(),
                  colours=tint)
        )  # fmt: skip
    if gosh["highlight"]:
        size = DOT_NARROW if is_narrow(settings.width) else DOT
        maps.append(_dots(edges, i2, (counts > 0) & (share > MOSTLY), size=size))
    heading = Note(
        (x.low + 0.002 * (x.high - x.low)) / x.factor,
        top * (1 + (GAP + HISTOGRAM - HEADING) / PLOT),
        "I², %",
        colour=INK,
    )
    above = _histogram(
        "rates",
        edges,
        counts.sum(axis=0),
        with_it.sum(axis=0),
        gosh,
        bar=width / (1 + beside) * (edges[1] - edges[0]) / _length(x),
        start=top * (1 + GAP / PLOT),
        end=y.high,
        upright=True,
    )
    right = _histogram("i2", i2, counts.sum(axis=1), with_it.sum(axis=1), gosh,
                       bar=PLOT * (i2[1] - i2[0]) / top,
                       start=(x.last + GAP / width * (x.high - x.low)) / x.factor,
                       end=x.high / x.factor, upright=False)  # fmt: skip
    return Panel(
        x=x, y=y, marks=(*maps, *above, *right, heading), aspect=(PLOT + HISTOGRAM + GAP) / width
    )


def _dots(edges: Floats, i2: Floats, chosen: Any, *, size: float) -> Points:
    """Mark cells by more than their hue, which grey print loses."""
    rows, columns = np.nonzero(chosen)
    return Points(
        name="with-dots", x=((edges[1:] + edges[:-1]) / 2)[columns].tolist(),
        y=((i2[1:] + i2[:-1]) / 2)[rows].tolist(), size=size, colour=DOT_COLOUR,
    )  # fmt: skip


def _length(x: Scale) -> float:
    """Length of the axis as proportions."""
    return (x.last - x.low) / x.factor


def _counts(gosh: Result) -> tuple[Floats, Floats]:
    """Subsets in each cell, and those of them that hold the study (all, without a study)."""
    counts = np.array(gosh["counts"], dtype=float)
    if not gosh["highlight"]:
        return counts, counts / 2
    return counts, np.array(gosh["highlight"]["counts"], dtype=float)


def _histogram(
    name: str,
    edges: Floats,
    counts: Floats,
    with_it: Floats,
    gosh: Result,
    *,
    bar: float,
    start: float,
    end: float,
    upright: bool,
) -> list[Mark]:
    """Bars for all subsets, and outlines of those with and without the study, by the same scale."""
    reach = (end - start) / counts.max()
    middles = (edges[1:] + edges[:-1]) / 2
    ends = [((at, start), (at, start + reach * n)) for at, n in zip(middles, counts, strict=True)]
    marks: list[Mark] = [
        Segments(name=f"{name}-bars", width=bar * 0.92, colour=BARS,
                 ends=[_turned(pair, upright) for pair in ends if pair[0] != pair[1]])
    ]  # fmt: skip
    if not gosh["highlight"]:
        return marks
    for part, values, colour in (
        ("without", counts - with_it, POINT), ("with", with_it, EMPHASIS)
    ):  # fmt: skip
        held = np.flatnonzero(values)
        if held.size == 0:
            continue
        part_of = slice(held[0], held[-1] + 1)
        along = np.repeat(edges[held[0] : held[-1] + 2], 2)
        up = start + reach * np.concatenate(([0.0], np.repeat(values[part_of], 2), [0.0]))
        x, y = (along, up) if upright else (up, along)
        marks.append(
            Line(name=f"{name}-{part}", x=x.tolist(), y=y.tolist(), colour=colour, width=0.9,
                 style="solid" if part == "with" else "dashed")
        )  # fmt: skip
    return marks


def _turned(
    pair: tuple[tuple[float, float], tuple[float, float]], upright: bool
) -> tuple[tuple[float, float], tuple[float, float]]:
    (a, b), (c, d) = pair
    return ((float(a), float(b)), (float(c), float(d))) if upright else (
        (float(b), float(a)), (float(d), float(c))
    )  # fmt: skip
