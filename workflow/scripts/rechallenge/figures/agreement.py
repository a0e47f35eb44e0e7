"""The model-agreement strip: what each model makes of the same studies, on one axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.charts.chart import Chart, Panel, RowLabel, Rows
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import Mark, Note, Points, Reference, Segments, Span
from rechallenge.figures.charts.scale import rate_scale
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.forest.footnotes import Symbols
from rechallenge.figures.forest.rows import axis_title, primary_model
from rechallenge.figures.style import INK, MUTED, POINT, is_narrow
from rechallenge.figures.text import clean
from rechallenge.formatting import RateScale
from rechallenge.report.quantities import distinct_names, has_prediction
from rechallenge.wording import estimate_phrase, model_name

Result = Mapping[str, Any]

THICK, THIN = 2.2, 0.7
NAMES, NARROW_NAMES = 0.34, 0.46
ABBREVIATED, ABBREVIATION = "Hartung–Knapp", "HK"
NO_ESTIMATE = "no estimate"


def agreement_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Draw the pooled rate of every model with its interval and its prediction interval."""
    title = f"Agreement of models: {clean(estimates['label'])}"
    models: Sequence[Result] = estimates["models"]
    headline = primary_model(estimates)
    shown = [model for model in models if model["estimate"] is not None]
    if headline is None or len(models) < 2 or not shown:
        return notice(title, f"No comparison of models: {_reason(models)}.", settings)
    chart = agreement_chart(estimates, settings)
    level = estimates["level"]
    scale = RateScale(settings.per)
    rates = [model["estimate"] for model in shown]
    caption = (
        f"{title}. Each line is one model fitted to the same studies. {_marks(estimates)} The "
        f"{len(shown)} estimates lie between {scale.range(min(rates), max(rates))}. "
        f"Headline: {model_name(headline)}, "
        f"{estimate_phrase(headline, level=level, scale=scale)}."
    )
    description = " ".join(_sentence(model, level, scale) for model in models)
    return Drawn(draw_chart(chart, width_mm=settings.width), title, caption, description)


def agreement_chart(estimates: Result, settings: FigureSettings) -> Chart:
    """Make the chart of the strip.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json`` with a headline model.
    settings : FigureSettings
    """
    narrow = is_narrow(settings.width)
    models: Sequence[Result] = estimates["models"]
    scale = RateScale(settings.per)
    symbols = Symbols()
    labels = tuple(
        RowLabel(name, symbols.of(*_warnings(model)), bold=model["id"] == estimates["primary"])
        for model, name in zip(models, strip_names(models, narrow=narrow), strict=True)
    )
    short = any(ABBREVIATION in label.text for label in labels)
    level = f"{100 * estimates['level']:g} %"
    rates = tuple(_cell(model, scale) for model in models)
    rows = Rows(
        labels=labels,
        header="Model",
        cells=() if narrow else (rates,),
        cell_headers=() if narrow else (f"Rate, {scale.unit} ({level} interval)",),
    )
    ends = [m[key] for m in models for key in ("estimate", "ci_low", "ci_high")]
    ends += [m[key] for m in models if has_prediction(m) for key in ("pi_low", "pi_high")]
    panel = Panel(
        x=rate_scale(ends, title=axis_title(estimates, per=settings.per), per=settings.per),
        y=rows,
        marks=tuple(_strip(models, estimates["primary"], noted=narrow)),
    )
    return Chart(
        panels=(panel,),
        names=NARROW_NAMES if narrow else NAMES,
        footnotes=(
            _marks(estimates) + (f" {ABBREVIATION}: {ABBREVIATED}." if short else ""),
            *symbols.footnotes(),
        ),
    )


def strip_names(models: Sequence[Result], *, narrow: bool = False) -> tuple[str, ...]:
    """Name models in a few words, with their interval where two have the same name."""
    names = distinct_names(models)
    return tuple(name.replace(ABBREVIATED, ABBREVIATION) if narrow else name for name in names)


def _strip(models: Sequence[Result], primary: str, *, noted: bool) -> list[Mark]:
    found = [(i, model) for i, model in enumerate(models) if model["estimate"] is not None]
    marks: list[Mark] = []
    for _, model in found:
        if model["id"] == primary:
            if model["ci_low"] is not None:
                marks.append(Span(name="headline", low=model["ci_low"], high=model["ci_high"]))
            marks.append(Reference(name="reference", value=model["estimate"]))
    predicted = [(i, model) for i, model in found if has_prediction(model)]
    with_limits = [(i, model) for i, model in found if model["ci_low"] is not None]
    marks += [
        Segments(
            name="predictions", colour=MUTED, width=THIN,
            ends=[((m["pi_low"], i), (m["pi_high"], i)) for i, m in predicted],
        ),
        Segments(
            name="intervals", colour=POINT, width=THICK,
            ends=[((m["ci_low"], i), (m["ci_high"], i)) for i, m in with_limits],
        ),
    ]  # fmt: skip
    for name, kept in (("estimates", True), ("unreliable", False)):
        some = [(i, model) for i, model in found if bool(model["converged"]) is kept]
        marks.append(
            Points(
                name=name, x=[m["estimate"] for _, m in some], y=[i for i, _ in some],
                size=5.0, colour=INK, hollow=not kept,
            )
        )  # fmt: skip
    if noted:
        marks += [Note(0.0, i, NO_ESTIMATE) for i, m in enumerate(models) if m["estimate"] is None]
    return marks


def _cell(model: Result, scale: RateScale) -> str:
    if model["estimate"] is None:
        return NO_ESTIMATE
    limits = scale.interval(model["ci_low"], model["ci_high"])
    return f"{scale.number(model['estimate'])} ({limits})"


def _warnings(model: Result) -> list[str]:
    """Return the notes of a model whose estimate is not shown, missing or not to be relied on."""
    if model["estimate"] is not None and model["converged"]:
        return []
    notes = [clean(note) for note in model["notes"]]
    if model["estimate"] is not None:
        return ["The fit did not converge; hollow circle.", *notes]
    return notes or ["No estimate."]


def _marks(estimates: Result) -> str:
    models = estimates["models"]
    level = f"{100 * estimates['level']:g} %"
    kinds = "confidence"
    if any(model["interval"] == "credible" for model in models):
        kinds = "confidence (Bayesian: credible)"
    sentence = (
        f"Circles and thick lines: pooled rates with {level} {kinds} intervals. Band and dotted "
        "line: the headline model, in bold."
    )
    if any(has_prediction(model) for model in models):
        sentence += f" Thin lines: {level} prediction intervals."
    if any(m["method"] == "beta-binomial" and m["estimate"] is not None for m in models):
        sentence += " The beta-binomial model gives the mean of the rates, not their median."
    return sentence


def _sentence(model: Result, level: float, scale: RateScale) -> str:
    sentence = f"{model_name(model)}: {estimate_phrase(model, level=level, scale=scale)}"
    if has_prediction(model):
        ends = scale.range(model["pi_low"], model["pi_high"])
        sentence += f", prediction interval between {ends}"
    return " ".join([f"{sentence}.", *_warnings(model)])


def _reason(models: Sequence[Result]) -> str:
    if not models:
        return "nothing was pooled"
    if len(models) == 1:
        return f"there is only one result ({model_name(models[0])})"
    return "no model has an estimate"
