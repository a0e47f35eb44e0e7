"""Series of fits in words: titles, captions and descriptions for readers who cannot see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.forest.presets import PRESETS
from rechallenge.figures.forest.rows import primary_model, rate_scale, size
from rechallenge.figures.forest.series import Series, has_series
from rechallenge.figures.text import clean
from rechallenge.wording import estimate_phrase, model_name

Result = Mapping[str, Any]


def series_title(estimates: Result, series: Series) -> str:
    """Title of the plot of a series."""
    return f"{series.title}: {clean(estimates['label'])}"


def series_caption(
    estimates: Result, series: Series, settings: FigureSettings | None = None
) -> str:
    """Caption for print of the plot of a series."""
    settings = settings or FigureSettings()
    numbers = PRESETS[settings.preset].numbers
    title = series_title(estimates, series)
    model = primary_model(estimates)
    if model is None or not has_series(estimates, series):
        return f"{title}. {no_series(estimates, series)}"
    level = f"{100 * estimates['level']:g} %"
    scale = rate_scale(estimates, settings.per)
    return numbers.write(
        f"{title}. Squares and lines: pooled rates with their {level} intervals, {series.lines}. "
        f"Diamond and dotted line: all studies ({size(model)}), "
        f"{estimate_phrase(model, level=estimates['level'], scale=scale)}. {model_name(model)}."
    )


def series_description(
    estimates: Result, series: Series, settings: FigureSettings | None = None
) -> str:
    """Describe the plot, one sentence for each line; or say why there is none."""
    settings = settings or FigureSettings()
    model = primary_model(estimates)
    if model is None or not has_series(estimates, series):
        return no_series(estimates, series)
    level, scale = estimates["level"], rate_scale(estimates, settings.per)
    sentences = [
        f"{series.label.format(clean(fit[series.study]))}: "
        f"{estimate_phrase(fit, level=level, scale=scale)}."
        for fit in estimates[series.key]
    ]
    phrase = estimate_phrase(model, level=level, scale=scale)
    return " ".join([*sentences, f"All studies ({size(model)}): {phrase}."])


def no_series(estimates: Result, series: Series) -> str:
    """Say why an analysis has no such series."""
    name = f"{series.title[0].lower()}{series.title[1:]}"
    model = primary_model(estimates)
    if model is None:
        return f"No {name}: nothing was pooled."
    if model["method"] != "exact":
        return f"The results of this analysis hold no {name} series."
    reasons = map(clean, model["notes"])
    return " ".join([f"No {name}: no model was fitted to all studies.", *reasons])
