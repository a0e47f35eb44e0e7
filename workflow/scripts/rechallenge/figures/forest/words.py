"""Figures in words: titles, captions and descriptions for readers who cannot see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.forest.order import ordered
from rechallenge.figures.forest.presets import PRESETS
from rechallenge.figures.forest.rows import arm_name, primary_model, rate_scale, size
from rechallenge.figures.forest.subgroups import readable, subgroup_footnotes, subgroups_of
from rechallenge.figures.text import clean
from rechallenge.formatting import PER_CENT, RateScale, count
from rechallenge.wording import (
    estimate_phrase,
    heterogeneity_line,
    model_name,
    prediction_sentence,
)

Result = Mapping[str, Any]


def forest_title(estimates: Result, *, subgroup: str | None = None) -> str:
    """Title of the forest plot, with the subgroup variable where there is one."""
    ending = "" if subgroup is None else f", by {readable(subgroup).lower()}"
    return f"Forest plot: {clean(estimates['label'])}{ending}"


def forest_caption(
    estimates: Result, settings: FigureSettings | None = None, *, subgroup: str | None = None
) -> str:
    """Caption for print: what the marks are, the model, the pooled rate, heterogeneity."""
    settings = settings or FigureSettings()
    level = f"{100 * estimates['level']:g} %"
    sentences = [
        f"{forest_title(estimates, subgroup=subgroup)}.",
        f"Squares: observed rates; lines: exact (Clopper–Pearson) {level} confidence intervals.",
    ]
    model = primary_model(estimates)
    if model is not None and model["rows"] > 1 and model["estimate"] is not None:
        sentences.append("Diamond and dotted line: pooled rate.")
        if model["pi_low"] is not None:
            sentences.append(f"Bar: {level} prediction interval.")
        if subgroup is not None:
            sentences.append("Grey diamonds: pooled rates of the subgroups.")
    scale = rate_scale(estimates, settings.per)
    sentences += _findings(estimates, subgroup, scale)
    return PRESETS[settings.preset].numbers.write(" ".join(sentences))


def forest_description(
    estimates: Result, settings: FigureSettings | None = None, *, subgroup: str | None = None
) -> str:
    """Describe the plot row by row, one sentence for each, and what was pooled."""
    settings = settings or FigureSettings()
    scale = rate_scale(estimates, settings.per)
    studies = ordered(estimates["rows_table"], settings.order)
    rows = [
        row_sentence(row, level=estimates["level"], scale=scale)
        for study in studies
        for row in study
    ]
    return " ".join([*rows, *_findings(estimates, subgroup, scale)])


def row_sentence(row: Result, *, level: float, scale: RateScale = PER_CENT) -> str:
    """Tell one row in a sentence: study, arm, patients, rate with its interval."""
    arm = arm_name(row)
    name = clean(row["study"]) + (f", {arm}" if arm else "")
    sentence = f"{name}: {count(row['events'])} of {count(row['total'])} patients"
    if row["rate"] is not None:
        phrase = estimate_phrase({**row, "estimate": row["rate"]}, level=level, scale=scale)
        sentence += f", {phrase}"
    if not row["pooled"]:
        sentence += f"; not pooled: {clean(row['reason']) or 'excluded in the data'}"
    return f"{sentence}."


def _findings(estimates: Result, subgroup: str | None, scale: RateScale) -> list[str]:
    model = primary_model(estimates)
    if model is None:
        return [clean(note) for note in estimates["notes"]]
    if model["rows"] == 1:
        return [clean(note) for note in model["notes"]]
    level = model["level"]
    counts = f"{count(model['events'])} of {count(model['total'])} patients"
    sentences = [
        f"{size(model)}, {counts}: pooled rate "
        f"{estimate_phrase(model, level=level, scale=scale)}; {model_name(model)}.",
    ]
    if model["estimate"] is not None:
        sentences.append(prediction_sentence(model, level=level, scale=scale))
        if model["method"] != "exact":
            sentences.append(f"{heterogeneity_line(model, level=level)}.")
    if subgroup is not None:
        sentences += _group_sentences(subgroups_of(estimates, subgroup), level, scale)
    sentences += [clean(note) for note in model["notes"]]
    return [sentence for sentence in sentences if sentence]


def _group_sentences(groups: Result, level: float, scale: RateScale) -> list[str]:
    sentences = [
        f"{readable(group['level'])} ({size(group)}): "
        f"{estimate_phrase(group, level=level, scale=scale)}."
        for group in groups["groups"]
    ]
    return [*sentences, *map(clean, subgroup_footnotes(groups))]
