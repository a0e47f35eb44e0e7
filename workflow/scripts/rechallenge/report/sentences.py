"""The plain sentences that tell a result: what was pooled, how large it is, how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.contract import OUTCOME_NAMES
from rechallenge.formatting import count, percent, percent_interval, plural
from rechallenge.report.quantities import (
    Model,
    has_estimate,
    has_prediction,
    interval_size,
    is_common_effect,
    level_percent,
    mean_differs,
    primary_model,
)
from rechallenge.withholding import withheld
from rechallenge.wording import estimate_phrase, outcome_name, prediction_sentence

FEW_STUDIES = 5


def headline(estimates: Mapping[str, Any]) -> str:
    """Tell the result of an analysis in one sentence or two.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.

    Returns
    -------
    str
        With rows, studies, events and patients, and the estimate in per cent with its interval;
        or why there is none.
    """
    model = primary_model(estimates)
    if model is None:
        notes = " ".join(estimates["notes"])
        return notes or "No row with counts matches this analysis, so nothing was pooled."
    if model["method"] == "exact":
        return _exact_headline(estimates, model)
    if withheld(model):
        return f"{_basis(estimates)} no estimate is shown: {_after_colon(withheld(model))}"
    if model["estimate"] is None:
        reason = _after_colon(" ".join(model["notes"]))
        return f"{_basis(estimates)} the model reached no estimate: {reason}"
    kind = "the common rate" if is_common_effect(model) else "the pooled rate"
    return (
        f"{_basis(estimates)} {kind}{_of_outcome(estimates['outcome'])} was "
        f"{estimate_phrase(model, level=estimates['level'])}."
    )


def mean_sentence(estimates: Mapping[str, Any]) -> str:
    """Set the marginal mean beside the median where they lie half a point or more apart.

    Returns
    -------
    str
        Empty when they do not.
    """
    model = primary_model(estimates)
    if model is None or not has_estimate(model) or not mean_differs(model):
        return ""
    limits = ""
    if model["mean_low"] is not None and model["mean_high"] is not None:
        size = interval_size(estimates["level"])
        limits = f" ({size} {percent_interval(model['mean_low'], model['mean_high'])})"
    return (
        f"This is the median rate over studies ({percent(model['estimate'])} %); the mean rate "
        f"over studies is {percent(model['mean'])} %{limits}."
    )


def prediction(estimates: Mapping[str, Any]) -> str:
    """Tell the prediction interval, or why there is none; empty where nothing was pooled."""
    model = primary_model(estimates)
    if model is None or model["method"] == "exact" or not has_estimate(model):
        return ""
    if is_common_effect(model):
        return (
            "The common-effect model assumes one rate in all studies, so it has no prediction "
            "interval."
        )
    if has_prediction(model):
        sentence = prediction_sentence(model, level=estimates["level"])
        few = estimates["studies"] < FEW_STUDIES
        warning = "With fewer than five studies the prediction interval is very uncertain."
        return f"{sentence} {warning}" if few else sentence
    if estimates["studies"] < 3:
        return "No prediction interval: it needs at least three studies."
    return "The model has no prediction interval."


def flags(estimates: Mapping[str, Any]) -> tuple[str, ...]:
    """List what a reader must know before the number: few studies, no model, shared patients."""
    model = primary_model(estimates)
    if model is None:
        return ("nothing pooled",)
    found = []
    if estimates["studies"] == 1:
        found.append("one study, nothing pooled")
    elif estimates["studies"] < FEW_STUDIES:
        found.append(f"only {estimates['studies']} studies")
    if model["method"] == "exact" and estimates["studies"] > 1:
        found.append("no model fitted, exact interval")
    if model["estimate"] is None:
        found.append("no estimate reached")
    elif withheld(model):
        found.append("estimate not shown")
    if not model["converged"] and model["estimate"] is not None:
        found.append("not converged")
    if is_common_effect(model):
        found.append("common-effect model")
    if overlaps(estimates):
        found.append("studies may share patients")
    return tuple(found)


def overlaps(estimates: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the overlap groups with two or more pooled studies, and these studies."""
    groups: dict[str, dict[str, str]] = {}
    for row in estimates["rows_table"]:
        group = row["cells"].get("overlap_group", "")
        if row["pooled"] and group:
            groups.setdefault(group, {})[row["study_id"]] = row["study"]
    return tuple(
        (group, tuple(studies.values()))
        for group, studies in sorted(groups.items())
        if len(studies) > 1
    )


def benchmark_sentence(estimates: Mapping[str, Any]) -> str:
    """Tell where a rate of interest lies to the interval, and which omissions change that.

    Returns
    -------
    str
        Empty when no rate was named or there is no estimate.
    """
    rate, model = estimates.get("benchmark"), primary_model(estimates)
    if rate is None or model is None or not has_estimate(model) or model["ci_low"] is None:
        return ""
    place = _side(rate, model)
    sentence = f"The rate of interest, {percent(rate)} %, lies {place} the interval."
    flips = [
        left["omitted"]
        for left in estimates["leave_one_out"]
        if left["estimate"] is not None
        and left["ci_low"] is not None
        and _side(rate, left) != place
    ]
    if flips:
        sentence += f" This changes without {listed(flips)}."
    elif estimates["leave_one_out"]:
        sentence += " Leaving out any one study does not change this."
    return sentence


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Join names in a sentence: ``A``, ``A and B``, ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _after_colon(note: str) -> str:
    return note.partition(": ")[2] or note


def _of_outcome(outcome: str) -> str:
    if outcome in OUTCOME_NAMES:
        name = outcome_name(outcome)
        return f" of {name[0].lower()}{name[1:]}"
    return f" of “{outcome}”" if outcome else ""


def _basis(estimates: Mapping[str, Any]) -> str:
    return (
        f"In {plural(estimates['rows'], 'row')} from "
        f"{plural(estimates['studies'], 'study', 'studies')} "
        f"({count(estimates['events'])} of {plural(estimates['total'], 'patient')})"
    )


def _exact_headline(estimates: Mapping[str, Any], model: Model) -> str:
    level = estimates["level"]
    events, patients = count(estimates["events"]), plural(estimates["total"], "patient")
    if estimates["studies"] == 1:
        name = next(row["study"] for row in estimates["rows_table"] if row["pooled"])
        rows = "" if estimates["rows"] == 1 else f" in {plural(estimates['rows'], 'row')}"
        return (
            f"One study{rows}, {name}: {events} of {patients} had the event, "
            f"{estimate_phrase(model, level=level)}, exact interval. Nothing is pooled."
        )
    limits = percent_interval(model["ci_low"], model["ci_high"])
    return (
        f"In {plural(estimates['rows'], 'row')} from "
        f"{plural(estimates['studies'], 'study', 'studies')}, {events} of {patients} had the event "
        f"({percent(model['estimate'])} %). If one common rate holds, its exact two-sided "
        f"{level_percent(level)} interval is {limits} %."
    )


def _side(rate: float, model: Model) -> str:
    if rate < model["ci_low"]:
        return "below"
    return "above" if rate > model["ci_high"] else "inside"
