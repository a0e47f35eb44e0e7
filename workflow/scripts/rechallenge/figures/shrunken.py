"""Shrunken rates: what the true rate of each row is thought to be, given all rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.charts.chart import Chart, Key, Panel, Rows
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import Mark, Points, Reference, Segments
from rechallenge.figures.charts.scale import rate_scale
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.forest.rows import axis_title, primary_model
from rechallenge.figures.row_names import row_labels, row_name, telling
from rechallenge.figures.style import FAINT, MUTED, POINT, RULE, is_narrow
from rechallenge.figures.text import clean
from rechallenge.formatting import RateScale

Result = Mapping[str, Any]

MODEL = "bayes-half-normal"
MODEL_NAME = "Bayesian logistic model with a half-normal prior on τ"
NAMES, NARROW_NAMES = 0.34, 0.42
LEAST_ROWS = 2


def shrunken_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Draw the observed and the shrunken rate of each row, joined by a line."""
    title = f"Observed and shrunken rates: {clean(estimates['label'])}"
    rows: Sequence[Result] = estimates.get("shrunken", ())
    if len(rows) < LEAST_ROWS:
        return notice(title, f"No shrunken rates: {_reason(estimates)}.", settings)
    scale = RateScale(settings.per)
    pooled = _pooled(estimates)
    level = f"{100 * estimates['level']:g} %"
    end = "" if pooled is None else f" Dotted line: the pooled rate, {scale.phrase(pooled)}."
    caption = (
        f"{title}. Open circles: observed rates. Filled circles and lines: what the true rate of "
        f"each row is thought to be, given all rows, with {level} intervals ({MODEL_NAME}). The "
        f"fewer the patients, the farther a rate is drawn towards the pooled one.{end} These are "
        "no corrected results of the studies."
    )
    description = " ".join(_sentence(row, level, scale) for row in rows)
    figure = draw_chart(shrunken_chart(estimates, settings), width_mm=settings.width)
    return Drawn(figure, title, caption, description)


def shrunken_chart(estimates: Result, settings: FigureSettings) -> Chart:
    """Make the chart of the figure; parameters as in `shrunken_figure`."""
    everything: Sequence[Result] = estimates["shrunken"]
    rows = telling(everything, _pull, most=settings.page_rows)
    scale = RateScale(settings.per)
    labels, places = row_labels(rows)
    observed = [row["events"] / row["total"] for row in rows]
    shrunken = [row["estimate"] for row in rows]
    pooled = _pooled(estimates)
    before = Points(name="observed", x=observed, y=places, size=4.2, colour=MUTED, hollow=True)
    after = Points(name="shrunken", x=shrunken, y=places, size=4.6, colour=POINT)
    intervals = Segments(
        name="intervals", colour=FAINT, width=2.4,
        ends=[((row["low"], y), (row["high"], y)) for row, y in zip(rows, places, strict=True)],
    )  # fmt: skip
    pairs = Segments(
        name="pairs", colour=RULE, width=0.9,
        ends=[((a, y), (b, y)) for a, b, y in zip(observed, shrunken, places, strict=True)],
    )  # fmt: skip
    marks: list[Mark] = [intervals]
    if pooled is not None:
        words = f"pooled rate {scale.phrase(pooled)}"
        marks.append(Reference(name="reference", value=pooled, label=words))
    marks += [pairs, before, after]
    level = f"{100 * estimates['level']:g} %"
    narrow = is_narrow(settings.width)
    wide = () if narrow else _columns(rows, places, len(labels), scale)
    headers = (
        "Patients", f"Observed, {scale.unit}", f"Shrunken, {scale.unit} ({level} interval)"
    )  # fmt: skip
    panel = Panel(
        x=rate_scale(
            [*observed, *shrunken, *(row["high"] for row in rows), pooled],
            title=axis_title(estimates, per=settings.per), per=settings.per,
        ),
        y=Rows(
            labels=labels,
            header="Study" if len(labels) == len(rows) else "Study, arm",
            cells=wide,
            cell_headers=headers[: len(wide)],
        ),
        marks=tuple(marks),
    )  # fmt: skip
    keys = (
        Key(before, "observed rate"),
        Key(after, "shrunken rate"),
        Key(intervals, f"{level} interval of the shrunken rate"),
    )
    headline = primary_model(estimates)
    notes = [f"Model: {MODEL_NAME}."]
    if headline is not None and headline["id"] != MODEL and headline["estimate"] is not None:
        notes.append(f"The pooled rate of the headline is {scale.phrase(headline['estimate'])}.")
    if len(rows) < len(everything):
        notes.append(f"Of {len(everything)} rows, the {len(rows)} that move most are shown.")
    return Chart(
        panels=(panel,),
        names=NARROW_NAMES if narrow else NAMES,
        keys=keys,
        footnotes=(" ".join(notes),),
    )


def _pull(row: Result) -> float:
    """How far a rate is drawn towards the pooled one (0-1)."""
    return float(abs(row["estimate"] - row["events"] / row["total"]))


def _columns(
    rows: Sequence[Result], places: Sequence[int], count: int, scale: RateScale
) -> tuple[tuple[str, ...], ...]:
    columns = [[""] * count for _ in range(3)]
    for row, place in zip(rows, places, strict=True):
        limits = scale.interval(row["low"], row["high"])
        columns[0][place] = str(row["total"])
        columns[1][place] = scale.number(row["events"] / row["total"])
        columns[2][place] = f"{scale.number(row['estimate'])} ({limits})"
    return tuple(map(tuple, columns))


def _pooled(estimates: Result) -> float | None:
    """Pooled rate of the model that shrinks (0-1)."""
    model = next((m for m in estimates["models"] if m["id"] == MODEL), None)
    return None if model is None else model["estimate"]


def _sentence(row: Result, level: str, scale: RateScale) -> str:
    return (
        f"{row_name(row)}: observed {scale.phrase(row['events'] / row['total'])}, shrunken "
        f"{scale.phrase(row['estimate'])} ({level} interval "
        f"{scale.interval(row['low'], row['high'])})."
    )


def _reason(estimates: Result) -> str:
    model = primary_model(estimates)
    if model is None:
        return "nothing was pooled"
    if model["method"] == "exact":
        return "no model was fitted"
    return "the results of this analysis hold none"
