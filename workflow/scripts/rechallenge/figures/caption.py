"""Figures in words: titles, captions and descriptions for readers who cannot see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.figures.forest_rows import arm_name, primary_model, size
from rechallenge.figures.subgroup_rows import readable, subgroup_footnotes, subgroups_of
from rechallenge.figures.text import clean
from rechallenge.formatting import count
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


def forest_caption(estimates: Result, *, subgroup: str | None = None) -> str:
    """Caption for print: what the marks are, the model, the pooled rate, heterogeneity."""
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
    return " ".join([*sentences, *_findings(estimates, subgroup)])


def forest_description(estimates: Result, *, subgroup: str | None = None) -> str:
    """Describe the plot row by row, one sentence for each, and what was pooled."""
    rows = [row_sentence(row, level=estimates["level"]) for row in estimates["rows_table"]]
    return " ".join([*rows, *_findings(estimates, subgroup)])


def row_sentence(row: Result, *, level: float) -> str:
    """Tell one row in a sentence: study, arm, patients, rate with its interval."""
    arm = arm_name(row)
    name = clean(row["study"]) + (f", {arm}" if arm else "")
    sentence = f"{name}: {count(row['events'])} of {count(row['total'])} patients"
    if row["rate"] is not None:
        phrase = estimate_phrase({**row, "estimate": row["rate"]}, level=level)
        sentence += f", {phrase}"
    if not row["pooled"]:
        sentence += f"; not pooled: {clean(row['reason']) or 'excluded in the data'}"
    return f"{sentence}."


def leave_one_out_title(estimates: Result) -> str:
    """Title of the leave-one-out plot."""
    return f"Leave-one-out: {clean(estimates['label'])}"


def leave_one_out_caption(estimates: Result) -> str:
    """Caption for print of the leave-one-out plot."""
    if not estimates["leave_one_out"]:
        return f"{leave_one_out_title(estimates)}. {_no_series(estimates)}"
    level = f"{100 * estimates['level']:g} %"
    return (
        f"{leave_one_out_title(estimates)}. Squares and lines: pooled rates with their {level} "
        "intervals, each without one study. Diamond and dotted line: all studies."
    )


def leave_one_out_description(estimates: Result) -> str:
    """Describe the plot, one sentence for each study left out; or say why there is none."""
    model = primary_model(estimates)
    if not estimates["leave_one_out"] or model is None:
        return _no_series(estimates)
    level = estimates["level"]
    sentences = [
        f"Without {clean(entry['omitted'])}: {estimate_phrase(entry, level=level)}."
        for entry in estimates["leave_one_out"]
    ]
    phrase = estimate_phrase(model, level=level)
    return " ".join([*sentences, f"All studies ({size(model)}): {phrase}."])


def _no_series(estimates: Result) -> str:
    """Say why an analysis has no leave-one-out series."""
    model = primary_model(estimates)
    if model is None:
        return "No leave-one-out: nothing was pooled."
    if model["method"] != "exact":
        return "The results of this analysis hold no leave-one-out series."
    reasons = map(clean, model["notes"])
    return " ".join(["No leave-one-out: no model was fitted to all studies.", *reasons])


def _findings(estimates: Result, subgroup: str | None) -> list[str]:
    model = primary_model(estimates)
    if model is None:
        return [clean(note) for note in estimates["notes"]]
    if model["rows"] == 1:
        return [clean(note) for note in model["notes"]]
    level = model["level"]
    counts = f"{count(model['events'])} of {count(model['total'])} patients"
    sentences = [
        f"{size(model)}, {counts}: pooled rate {estimate_phrase(model, level=level)}; "
        f"{model_name(model)}.",
    ]
    if model["estimate"] is not None:
        sentences.append(prediction_sentence(model, level=level))
        if model["method"] != "exact":
            sentences.append(f"{heterogeneity_line(model, level=level)}.")
    if subgroup is not None:
        sentences += _group_sentences(subgroups_of(estimates, subgroup), level)
    sentences += [clean(note) for note in model["notes"]]
    return [sentence for sentence in sentences if sentence]


def _group_sentences(groups: Result, level: float) -> list[str]:
    sentences = [
        f"{readable(group['level'])} ({size(group)}): {estimate_phrase(group, level=level)}."
        for group in groups["groups"]
    ]
    return [*sentences, *map(clean, subgroup_footnotes(groups))]
