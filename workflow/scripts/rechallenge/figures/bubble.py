"""The bubble plot of a meta-regression: rates against a moderator, with line and bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite, sqrt
from typing import Any

import numpy as np

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.charts.chart import Chart, Key, Panel, PointLabel
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import Band, Line, Points, Span
from rechallenge.figures.charts.scale import number_scale, rate_scale
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.forest.rows import axis_title, primary_model
from rechallenge.figures.panel_words import pooled_rows, row_sentences
from rechallenge.figures.row_names import short_names
from rechallenge.figures.stems import stems
from rechallenge.figures.style import BAND, FAINT_BAND, INK, POINT, is_narrow
from rechallenge.figures.text import clean, spaced
from rechallenge.formatting import p_value, plural
from rechallenge.report.regression import odds_ratio_cell
from rechallenge.wording import column_title

Result = Mapping[str, Any]

ASPECT, ASPECT_NARROW = 0.52, 0.8
LARGEST, SMALLEST = 15.0, 3.0
"""Diameters of the bubbles in points."""
MOST_NAMES = 12
FITS = ("glmm", "plo-reml-knha")


def bubble_figures(estimates: Result, settings: FigureSettings) -> Iterator[tuple[str, Drawn]]:
    """Draw one plot for each regression on a single number.

    Yields
    ------
    (str, Drawn)
        The stem of its files, ``bubble-<moderator>``, different for each.
    """
    regressions = estimates.get("meta_regression", {})
    found = [name for name, regression in regressions.items() if is_single_number(regression)]
    for name, stem in stems("bubble", found).items():
        yield stem, bubble_figure(estimates, settings, name)


def is_single_number(regression: Result) -> bool:
    """Tell whether a regression has one moderator whose values are numbers."""
    terms = regression["terms"]
    return len(terms) == 1 and bool(terms[0]["numeric"])


def bubble_figure(estimates: Result, settings: FigureSettings, name: str) -> Drawn:
    """Bubble plot of one regression with its words; without a fit, a figure that says why."""
    regression = estimates["meta_regression"][name]
    (column,) = regression["moderators"]
    words = clean(spaced(column), limit=60)
    title = f"Bubble plot: {clean(estimates['label'])}, by {words}"
    fit = _fit(estimates, regression)
    if fit is None:
        reasons = " ".join(clean(note) for note in regression["notes"])
        reason = f"No bubble plot by {words}: no regression was fitted. {reasons}".strip()
        return notice(title, reason, settings)
    rows = [row for row in pooled_rows(estimates) if value_of(row, column) is not None]
    level = f"{100 * estimates['level']:g} %"
    findings = _findings(regression, fit, words)
    caption = " ".join(
        [
            f"{title}. Bubbles: observed rates of {plural(regression['rows'], 'row')}, area by "
            f"number of patients. Line: rate by the regression. Inner band: {level} confidence "
            f"interval of the line; outer band: {level} prediction interval of the true rate of a "
            "similar study.",
            *findings,
        ]
    )
    chart = Chart(
        panels=(_panel(estimates, fit["band"], rows, column, settings),), keys=_keys(level)
    )
    figure = draw_chart(chart, width_mm=settings.width)
    sentences = row_sentences(rows, estimates, settings)
    told = [
        f"{words} {value_of(row, column):g}: {sentence}"
        for row, sentence in zip(rows, sentences, strict=True)
    ]
    return Drawn(figure, title, caption, " ".join([*told, *findings]))


def value_of(row: Result, column: str) -> float | None:
    """Read the moderator of a row; None where it has none."""
    text = str(row.get(column) or "") or row["cells"].get(column, "")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _fit(estimates: Result, regression: Result) -> Result | None:
    """Choose the regression that belongs to the headline; None where none has a line."""
    model = primary_model(estimates)
    two_stage = model is not None and model["method"] == "inverse-variance"
    for name in FITS[::-1] if two_stage else FITS:
        if regression["fits"].get(name, {}).get("band"):
            return dict(regression["fits"][name])
    return None


def _findings(regression: Result, fit: Result, words: str) -> list[str]:
    """Say what the line tells, which rows it rests on, and what it cannot tell."""
    slope = fit["coefficients"][-1]
    sentences = [
        f"Odds ratio for one unit more of {words}: {odds_ratio_cell(slope)}, "
        f"p {p_value(slope['p'])}."
    ]
    sentences += [clean(note) for note in regression["notes"]]
    return [*sentences, "Differences between studies are observational."]


def _keys(level: str) -> tuple[Key, ...]:
    return (
        Key(
            Points(name="", x=(), y=(), colour=POINT, hollow=True),
            "observed rate, area by patients",
        ),
        Key(Span(name="", low=0, high=0, colour=BAND), f"{level} CI of the line"),
        Key(Span(name="", low=0, high=0, colour=FAINT_BAND), f"{level} prediction interval"),
    )


def _panel(
    estimates: Result, band: Result, rows: Sequence[Result], column: str, settings: FigureSettings
) -> Panel:
    values = [value_of(row, column) or 0.0 for row in rows]
    rates = [row["rate"] for row in rows]
    most = max((row["total"] for row in rows), default=1)
    sizes = [max(LARGEST * sqrt(row["total"] / most), SMALLEST) for row in rows]
    order = sorted(range(len(rows)), key=lambda i: -sizes[i])
    names = short_names(rows)
    return Panel(
        x=number_scale(
            [*values, *band["at"]], title=column_title(clean(column, limit=80)), tight=True, most=9,
            whole=bool(values) and all(value.is_integer() for value in values),
        ),
        y=rate_scale(
            [*rates, *band["ci_high"], *band["pi_high"]],
            title=axis_title(estimates, per=settings.per), per=settings.per,
        ),
        marks=(
            Band(name="prediction", x=band["at"], low=band["pi_low"], high=band["pi_high"],
                 colour=FAINT_BAND),
            Band(name="interval", x=band["at"], low=band["ci_low"], high=band["ci_high"],
                 colour=BAND),
            Line(name="line", x=band["at"], y=band["estimate"], colour=INK),
            Points(name="rows", x=[values[i] for i in order], y=[rates[i] for i in order],
                   size=[sizes[i] for i in order], colour=POINT, hollow=True),
        ),
        labels=tuple(
            PointLabel(values[i], rates[i], names[i], sizes[i] / 2)
            for i in _worth_naming(values, rates, band, order)
        ),
        aspect=ASPECT_NARROW if is_narrow(settings.width) else ASPECT,
    )  # fmt: skip


def _worth_naming(
    values: Sequence[float], rates: Sequence[float], band: Result, order: Sequence[int]
) -> list[int]:
    """Rows beyond the prediction band first, then the largest."""
    low = np.interp(values, band["at"], band["pi_low"])
    high = np.interp(values, band["at"], band["pi_high"])
    within = [bool(low[i] <= rate <= high[i]) for i, rate in enumerate(rates)]
    return sorted(order, key=lambda i: within[i])[:MOST_NAMES]
