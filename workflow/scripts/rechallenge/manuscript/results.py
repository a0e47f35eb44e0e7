"""The results of an analysis in the past tense, each sentence made from its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.contract import OUTCOME_NAMES
from rechallenge.formatting import (
    count,
    fixed,
    p_value,
    percent,
    percent_interval,
    plural,
    significant,
)
from rechallenge.manuscript.prose import Sentence
from rechallenge.report.quantities import (
    has_estimate,
    has_prediction,
    i2_cell,
    interval_size,
    is_common_effect,
    level_percent,
    mean_differs,
    primary_model,
    short_name,
    tau2_cell,
)
from rechallenge.report.sentences import headline, listed
from rechallenge.report.subgroups import readable
from rechallenge.withholding import withheld
from rechallenge.wording import estimate_phrase, outcome_name

Result = Mapping[str, Any]


def results_paragraphs(estimates: Result) -> tuple[tuple[Sentence, ...], ...]:
    """Write the results of an analysis.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.

    Returns
    -------
    tuple of tuple of Sentence
        The pooled result with its heterogeneity, then sensitivity, then subgroups and moderators;
        paragraphs without content are left out.
    """
    model = primary_model(estimates)
    if model is None or model["method"] == "exact" or not has_estimate(model):
        return ((Sentence(headline(estimates)), *_excluded(estimates)),)
    paragraphs = (
        (*_pooled(estimates, model), *_variation(estimates, model), *_excluded(estimates)),
        (*_stability(estimates, model), *_models(estimates, model), *_data_choices(estimates)),
        (*_subgroups(estimates), *_regressions(estimates)),
    )
    return tuple(paragraph for paragraph in paragraphs if paragraph)


def _pooled(estimates: Result, model: Result) -> list[Sentence]:
    level = estimates["level"]
    arms = (
        "" if estimates["rows"] == estimates["studies"] else f" ({count(estimates['rows'])} arms)"
    )
    studies = plural(estimates["studies"], "study", "studies")
    name = estimates["outcome"]
    outcome = outcome_name(name).lower() if name in OUTCOME_NAMES else f"“{name}”"
    of = f" with {outcome}" if name else ""
    kind = "common" if is_common_effect(model) else "pooled"
    sentences = [
        f"We included {studies}{arms} with {plural(estimates['total'], 'patient')}, of whom "
        f"{count(estimates['events'])} had the outcome.",
        f"The {kind} proportion of patients{of} was {estimate_phrase(model, level=level)}.",
    ]
    if mean_differs(model):
        limits = percent_interval(model["mean_low"], model["mean_high"])
        sentences.append(
            f"The mean of the true proportions was {percent(model['mean'])} % "
            f"({interval_size(level)} {limits})."
        )
    if has_prediction(model):
        limits = percent_interval(model["pi_low"], model["pi_high"])
        sentences.append(
            f"The {level_percent(level)} prediction interval for the true proportion of a similar "
            f"study was {limits} %."
        )
        if estimates["studies"] < 5:
            sentences.append("With fewer than five studies it is very uncertain.")
    return [Sentence(text) for text in sentences]


def _variation(estimates: Result, model: Result) -> list[Sentence]:
    level = estimates["level"]
    if is_common_effect(model) or model["tau2"] is None or estimates["studies"] < 3:
        return []
    if model["tau2"] == 0:
        text = (
            "Variation between studies was not detected "
            f"(τ² {tau2_cell(model, level=level)}), which does not show that proportions were the "
            "same."
        )
        return [Sentence(text)]
    parts = [f"τ² was {tau2_cell(model, level=level)}"]
    if model["i2"] is not None:
        parts.append(f"I² was {i2_cell(model, level=level)}")
    text = f"{listed(parts)}"
    if model["q"] is not None:
        text += (
            f"; test of homogeneity Q = {fixed(model['q'])}, df = {model['q_df']}, "
            f"p {p_value(model['q_p'])}"
        )
    return [Sentence(f"{text}.")]


def _excluded(estimates: Result) -> list[Sentence]:
    shown = [row for row in estimates["rows_table"] if not row["pooled"]]
    if not shown:
        return []
    names = list(dict.fromkeys(row["study"] for row in shown))
    rows = "One row" if len(shown) == 1 else plural(len(shown), "further row")
    verb = "was" if len(shown) == 1 else "were"
    named = f" ({listed(names)})" if len(names) <= 6 else ""
    return [Sentence(f"{rows}{named} that met the criteria {verb} not pooled; see the table.")]


def _stability(estimates: Result, model: Result) -> list[Sentence]:
    series = [left for left in estimates["leave_one_out"] if left["estimate"] is not None]
    if len(series) < 2:
        return []
    low = min(series, key=lambda left: left["estimate"])
    high = max(series, key=lambda left: left["estimate"])
    return [
        Sentence(
            "When single studies were left out, the pooled proportion lay between "
            f"{percent(low['estimate'])} % (without {low['omitted']}) and "
            f"{percent(high['estimate'])} % (without {high['omitted']})."
        )
    ]


def _models(estimates: Result, model: Result) -> list[Sentence]:
    others = [m for m in estimates["models"] if has_estimate(m) and m["id"] != model["id"]]
    if len(others) < 2:
        return []
    low = min(others, key=lambda other: other["estimate"])
    high = max(others, key=lambda other: other["estimate"])
    sentences = [
        f"The estimates of {len(others)} other models lay between {percent(low['estimate'])} % "
        f"({_in_sentence(low)}) and {percent(high['estimate'])} % ({_in_sentence(high)})."
    ]
    if any(withheld(m) for m in estimates["models"]):
        sentences.append(
            "The Freeman–Tukey estimate is not shown, since its back-transformation misleads here."
        )
    return [Sentence(text) for text in sentences]


def _in_sentence(model: Result) -> str:
    name = short_name(model)
    kept = name.startswith(("GLMM", "Bayes"))
    return (name if kept else f"{name[0].lower()}{name[1:]}").replace("cauchy", "Cauchy")


def _data_choices(estimates: Result) -> list[Sentence]:
    sentences = []
    readings = estimates["readings"]
    if readings.get("fitted") and readings["lowest"] is not None:
        low, high = readings["lowest"]["estimate"], readings["highest"]["estimate"]
        sentences.append(
            f"Over {plural(readings['fitted'], 'combination')} of readings of recovered counts "
            f"the pooled proportion lay between {percent(low)} % and {percent(high)} %."
        )
    overlap = estimates["overlap"]
    if overlap.get("groups") and overlap.get("estimate") is not None:
        sentences.append(
            "Without studies that may share patients with a larger one it was "
            f"{estimate_phrase(overlap, level=estimates['level'])}."
        )
    return [Sentence(text) for text in sentences]


def _subgroups(estimates: Result) -> list[Sentence]:
    sentences = []
    for variable, groups in estimates["subgroups"].items():
        pooled = [group for group in groups["groups"] if group["pooled"]]
        if len(pooled) < 2 or groups["test"]["p"] is None:
            continue
        sentences.append(f"By {readable(variable)}: {_group_list(pooled, estimates['level'])}.")
        sentences.append(
            f"Test for differences between these subgroups: p {p_value(groups['test']['p'])}."
        )
    if sentences:
        sentences.append("Differences between subgroups are observational.")
    return [Sentence(text) for text in sentences]


def _group_list(groups: Sequence[Result], level: float) -> str:
    parts = [
        f"{readable(group['level'])} {estimate_phrase(group, level=level)}, "
        f"{plural(group['studies'], 'study', 'studies')}"
        for group in groups
    ]
    return "; ".join(parts)


def _regressions(estimates: Result) -> list[Sentence]:
    sentences = []
    for regression in estimates["meta_regression"].values():
        fit = regression["fits"].get("glmm")
        if not fit or len(regression["terms"]) != 1 or not regression["terms"][0]["numeric"]:
            continue
        slope = fit["coefficients"][1]
        name = readable(regression["moderators"][0])
        low, high = significant(slope["low"]), significant(slope["high"])
        sentences.append(
            f"In the meta-regression on {name} ({plural(regression['rows'], 'row')}) the log odds "
            f"changed by {significant(slope['value'])} per unit "
            f"({interval_size(estimates['level'])} {low} to {high}; likelihood-ratio test p "
            f"{p_value(fit['test']['p'])})."
        )
    return [Sentence(text) for text in sentences]
