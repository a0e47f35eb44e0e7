"""The specification curve: the estimate under every defensible way to analyse the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.charts.chart import Chart, Key, Panel, RowLabel, Rows
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import (
    Band,
    Cells,
    Line,
    Mark,
    Points,
    Reference,
    Segments,
    Style,
)
from rechallenge.figures.charts.scale import Scale, rate_scale
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.forest.rows import axis_title
from rechallenge.figures.panel_words import absence, rates_of
from rechallenge.figures.style import BAND, EMPHASIS, INK, POINT, is_narrow
from rechallenge.figures.text import clean, spaced
from rechallenge.formatting import RateScale, percent, plural

Result = Mapping[str, Any]

ASPECT, ASPECT_NARROW = 0.4, 0.9
MOST_COLUMNS = 300
"""Columns of the table of choices; with more specifications, one column stands for several."""
MOST_LINES = 150
"""Up to so many intervals are drawn one by one, more as an area."""
FINE = 5
"""Steps of the map in a row, the outer ones blank."""
LONGEST = 60
NAMES, NAMES_NARROW = 0.34, 0.42
"""Share of the width for the names of the choices."""
SHARES = "Share: how much of the variance of the rates goes with a choice."
USED = ("#DCE7EF", "#12496B")


def specification_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Specification curve with its words; without specifications, a figure that says why."""
    title = f"Specification curve: {clean(estimates['label'])}"
    curve = estimates.get("specification", {})
    if not curve or not curve["specifications"]:
        notes = " ".join(clean(note) for note in curve.get("notes", ()))
        return notice(title, notes or absence(estimates, "specification curve"), settings)
    scale = rates_of(estimates, settings)
    level = f"{100 * estimates['level']:g} %"
    findings = _findings(curve, scale)
    chart = Chart(
        panels=(_upper(estimates, curve, settings), _lower(curve)),
        names=NAMES_NARROW if is_narrow(settings.width) else NAMES,
        keys=_keys(curve, level, scale),
        footnotes=(*findings, *([SHARES] if curve["variance_shares"] else [])),
    )
    figure = draw_chart(chart, width_mm=settings.width)
    order = "the choices of each specification, in the same order"
    if len(curve["specifications"]) > MOST_COLUMNS:
        order += "; one column stands for several, the darker the more of them"
    caption = [
        f"{title}. Above: pooled rate with its {level} interval for each specification, sorted by "
        f"rate. Below: {order}.",
        *findings,
        *_remarks(curve),
    ]
    words = [*findings, *_level_sentences(curve, scale)]
    return Drawn(figure, title, " ".join(caption), " ".join(words))


def _findings(curve: Result, scale: RateScale) -> list[str]:
    number = len(curve["specifications"])
    sentences = [
        f"{plural(number, 'specification')}: rates from {scale.number(curve['lowest'])} to "
        f"{scale.phrase(curve['highest'])}, median {scale.phrase(curve['median'])}."
    ]
    if curve["benchmark"] is not None and curve["share_open"] is not None:
        sentences.append(
            f"Benchmark {scale.phrase(curve['benchmark'])}: the whole interval lies above it in "
            f"{percent(curve['share_above'])} % of the specifications, below it in "
            f"{percent(curve['share_below'])} %, and across it in "
            f"{percent(curve['share_open'])} %."
        )
    return sentences


def _remarks(curve: Result) -> list[str]:
    """Tell what must be known beside the findings, by the notes of the results if there are any."""
    if curve["notes"]:
        return [clean(note) for note in curve["notes"]]
    gone = [
        f"{plural(curve[key], 'specification')} {words}"
        for key, words in (("failed", "could not be fitted"), ("withheld", "must not be shown"))
        if curve[key]
    ]
    remarks = [f"Left out: {'; '.join(gone)}."] if gone else []
    return [*remarks, SHARES] if curve["variance_shares"] else remarks


def _level_sentences(curve: Result, scale: RateScale) -> list[str]:
    """One sentence for each level of each choice: how many use it and between which rates."""
    sentences = []
    for choice in curve["choices"]:
        for level in choice["levels"]:
            rates = [
                entry["estimate"]
                for entry in curve["specifications"]
                if entry["choices"].get(choice["name"]) == level["name"]
            ]
            if rates:
                sentences.append(
                    f"{_words(choice)}, {_words(level)}: "
                    f"{plural(len(rates), 'specification')}, {scale.number(min(rates))} to "
                    f"{scale.phrase(max(rates))}."
                )
    return sentences


def _words(entry: Result) -> str:
    """Label of a choice or a level; codes of the review in it are written with spaces."""
    return ": ".join(spaced(part) for part in clean(entry["label"], limit=LONGEST).split(": "))


def _keys(curve: Result, level: str, scale: RateScale) -> tuple[Key, ...]:
    keys = [
        Key(Segments(name="", ends=(), colour=POINT, width=1.6), "pooled rate"),
        Key(Segments(name="", ends=(), colour=BAND, width=6.0), f"{level} interval"),
    ]
    if any(entry["primary"] for entry in curve["specifications"]):
        keys.append(
            Key(Points(name="", x=(), y=(), shape="diamond", colour=EMPHASIS), "primary analysis")
        )
    lines: list[tuple[str, float | None, Style]] = [
        ("median", curve["median"], "dotted"),
        ("benchmark", curve["benchmark"], "dashed"),
    ]
    keys += [
        Key(Line(name="", x=(), y=(), colour=INK, style=style), f"{name} {scale.phrase(value)}")
        for name, value, style in lines
        if value is not None
    ]
    return tuple(keys)


def _across(number: int, title: str = "") -> Scale:
    return Scale(low=0.5, high=number + 0.5, ticks=(), labels=(), title=title)


def _upper(estimates: Result, curve: Result, settings: FigureSettings) -> Panel:
    entries = curve["specifications"]
    at = [float(i) for i in range(1, len(entries) + 1)]
    rates = [entry["estimate"] for entry in entries]
    low = [entry["estimate"] if entry["ci_low"] is None else entry["ci_low"] for entry in entries]
    high = [
        entry["estimate"] if entry["ci_high"] is None else entry["ci_high"] for entry in entries
    ]
    marks: list[Mark] = []
    if len(entries) > MOST_LINES:
        marks += [
            Band(name="intervals", x=at, low=low, high=high, colour=BAND),
            Line(name="rates", x=at, y=rates, colour=POINT, width=1.6),
        ]
    else:
        marks += [
            Segments(name="intervals", colour="#9DBFD8", width=1.0,
                     ends=[((x, a), (x, b)) for x, a, b in zip(at, low, high, strict=True)]),
            Points(name="rates", x=at, y=rates, colour=POINT, size=3.0),
        ]  # fmt: skip
    marks.append(Reference(name="median", value=curve["median"], axis="y", colour=INK))
    if curve["benchmark"] is not None:
        marks.append(
            Reference(name="benchmark", value=curve["benchmark"], axis="y", colour=INK,
                      style="dashed")
        )  # fmt: skip
    for i, entry in enumerate(entries):
        if entry["primary"]:
            marks += [
                Segments(name="primary-interval", colour=EMPHASIS, width=1.2,
                         ends=[((at[i], low[i]), (at[i], high[i]))]),
                Points(name="primary", x=[at[i]], y=[rates[i]], shape="diamond", size=5.0,
                       colour=EMPHASIS),
            ]  # fmt: skip
    return Panel(
        x=_across(len(entries)),
        y=rate_scale([*low, *high, curve["benchmark"]],
                     title=axis_title(estimates, per=settings.per), per=settings.per,
                     from_zero=min(low) < 0.5 * max(high)),
        marks=tuple(marks),
        aspect=ASPECT_NARROW if is_narrow(settings.width) else ASPECT,
        name="curve",
    )  # fmt: skip


def _lower(curve: Result) -> Panel:
    entries = curve["specifications"]
    shares = {entry["choice"]: entry["share"] for entry in curve["variance_shares"]}
    labels: list[RowLabel] = []
    right: list[str] = []
    used: list[list[bool]] = []
    for choice in curve["choices"]:
        labels.append(RowLabel(_words(choice), bold=True))
        share = shares.get(choice["name"])
        right.append("" if share is None else percent(share, decimals=0))
        used.append([False] * len(entries))
        for level in choice["levels"]:
            labels.append(RowLabel(_words(level), indent=1))
            right.append("")
            used.append([e["choices"].get(choice["name"]) == level["name"] for e in entries])
    title = "Specifications, sorted by their rate"
    return Panel(
        x=_across(len(entries), title),
        y=Rows(
            labels=tuple(labels),
            header="Choice",
            cells=(tuple(right),) if shares else (),
            cell_headers=("Share, %",) if shares else (),
        ),
        marks=(_map(used), *_primary(entries, used)),
        name="choices",
    )


def _map(used: Sequence[Sequence[bool]]) -> Cells:
    """Draw the table of choices as one map; a cell is as dark as its share of specifications."""
    table = np.array(used, dtype=float)
    rows, number = table.shape
    columns = min(number, MOST_COLUMNS)
    edges = np.linspace(0, number, columns + 1)
    summed = np.concatenate((np.zeros((rows, 1)), np.cumsum(table, axis=1)), axis=1)
    shares = np.array([np.diff(np.interp(edges, np.arange(number + 1), row)) for row in summed])
    shares *= columns / number
    fine = np.zeros((rows, FINE, columns))
    fine[:, 1:-1, :] = shares[:, None, :]
    return Cells(
        name="map",
        x_edges=(edges + 0.5).tolist(),
        y_edges=np.linspace(-0.5, rows - 0.5, rows * FINE + 1).tolist(),
        values=fine.reshape(rows * FINE, columns).tolist(),
        colours=USED,
    )


def _primary(entries: Sequence[Result], used: Sequence[Sequence[bool]]) -> list[Mark]:
    marks: list[Mark] = []
    for i, entry in enumerate(entries):
        if entry["primary"]:
            rows = [float(row) for row, flags in enumerate(used) if flags[i]]
            marks.append(
                Points(name="primary", x=[i + 1.0] * len(rows), y=rows, shape="square", size=4.0,
                       colour=EMPHASIS)
            )  # fmt: skip
    return marks
