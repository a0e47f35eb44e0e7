"""How far true rates differ between studies: τ², τ, Q and I², each with its name and interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.formatting import interval, p_value, significant
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row
from rechallenge.report.quantities import (
    I2_DEFINITIONS,
    Model,
    i2_cell,
    interval_size,
    is_common_effect,
    primary_model,
    q_cell,
    scale_name,
    short_name,
    tau2_cell,
)

TITLE = "Variation between studies"
_INTERVALS = {
    "glmm": "profile likelihood",
    "bayes": "credible interval",
    "inverse-variance": "Q-profile",
}
_READING = (
    "How far true rates spread is told by τ and by the prediction interval. I² is the share of the "
    "variation that lies between studies; it grows with the size of the studies, and was not used "
    "to choose a model."
)


def variation_section(estimates: Mapping[str, Any]) -> Section:
    """Set the heterogeneity of the chosen model beside that of the GLMM and of logit REML.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``, with a primary model.
    """
    model = primary_model(estimates)
    if model is None:
        return Section(TITLE)
    if estimates["studies"] == 1:
        return Section(
            TITLE, (Paragraph("One study tells nothing about variation between studies."),)
        )
    if model["method"] == "exact":
        text = f"Not estimated. {' '.join(model['notes'])}"
        return Section(TITLE, (Paragraph(text),))
    models = _columns(estimates["models"], model)
    blocks: list[Block] = [Paragraph(_opening(estimates, model), kind="lead")]
    if models:
        tests = estimates["studies"] > 2
        blocks += [
            _table(models, level=estimates["level"], tests=tests),
            *_notes(models, tests=tests),
            Paragraph(_READING),
        ]
    return Section(TITLE, tuple(blocks))


def _columns(models: list[Model], primary: Model) -> list[Model]:
    """Choose one model of each kind: the primary, then the GLMM, then logit REML."""
    chosen: list[Model] = []
    kinds = set()
    candidates = [primary] + [
        m
        for m in models
        if m["id"] == "glmm"
        or (
            m["method"] == "inverse-variance"
            and m["measure"] == "PLO"
            and m["tau2_method"] == "REML"
        )
    ]
    for model in candidates:
        kind = (model["method"], model["measure"], model["tau2_method"])
        if model["tau2"] is not None and not is_common_effect(model) and kind not in kinds:
            kinds.add(kind)
            chosen.append(model)
    return chosen


def _opening(estimates: Mapping[str, Any], model: Model) -> str:
    if model["method"] == "beta-binomial" and model["rho"] is not None:
        return (
            "The beta-binomial model has no τ²; the spread of true rates is told by the "
            f"correlation of two patients of one study, rho = {significant(model['rho'])}."
        )
    if model["tau2"] is None:
        return "The chosen model reached no estimate, so it has no τ²."
    if is_common_effect(model):
        return (
            "The chosen model assumes one common rate and estimates no variation between studies; "
            "the models beside it do."
        )
    if estimates["studies"] == 2:
        return (
            "Two studies are too few to judge how much rates vary between studies: the quantities "
            "below are listed without a conclusion, and no test is given."
        )
    level = estimates["level"]
    return _undetected(model, level=level) if model["tau2"] == 0 else _detected(model, level=level)


def _undetected(model: Model, *, level: float) -> str:
    ending = "An estimate of 0 does not show that the rates are the same."
    if model["tau2_low"] is None:
        return f"Not detected; τ² = 0, without an interval (see the notes). {ending}"
    limits = interval(model["tau2_low"], model["tau2_high"])
    return f"Not detected; τ² {interval_size(level)} {limits}. {ending}"


def _detected(model: Model, *, level: float) -> str:
    sentence = (
        f"τ² = {tau2_cell(model, level=level)} and τ = {significant(model['tau'])} "
        f"on the scale of the model ({scale_name(model)})"
    )
    if model["i2"] is None:
        return f"{sentence}."
    definition = I2_DEFINITIONS[model["i2_definition"]]
    return f"{sentence}; I² = {i2_cell(model, level=level)}, computed {definition}."


def _table(models: list[Model], *, level: float, tests: bool) -> Table:
    rows = [
        ("τ²", [tau2_cell(m, level=level) for m in models]),
        ("Interval of τ²", [_method_of_interval(m) for m in models]),
        ("τ", [significant(m["tau"]) for m in models]),
        ("I²", [i2_cell(m, level=level) for m in models]),
        ("I² computed", [I2_DEFINITIONS.get(m["i2_definition"], "–") for m in models]),
        ("H²", [significant(m["h2"]) for m in models]),
    ]
    if tests:
        rows.insert(3, ("Test of homogeneity", [q_cell(m) for m in models]))
        rows.insert(4, ("Test of τ² = 0", [_tau2_test(m) for m in models]))
    return Table(
        caption="Measures of variation between studies",
        headers=("Measure", *(short_name(m) for m in models)),
        rows=tuple(text_row(name, *cells) for name, cells in rows),
    )


def _method_of_interval(model: Model) -> str:
    if model["tau2_low"] is None:
        return "–"
    return _INTERVALS[model["method"]]


def _tau2_test(model: Model) -> str:
    if model["tau2_lr_p"] is None:
        return "–"
    return f"likelihood ratio, p {p_value(model['tau2_lr_p'])}"


def _notes(models: list[Model], *, tests: bool) -> list[Block]:
    notes = []
    if tests and any(m["tau2_lr_p"] is not None for m in models):
        notes.append(
            "The test of τ² = 0 compares the likelihood ratio with a 50:50 mixture of χ²₀ and χ²₁."
        )
    if tests and any(m["q_type"] == "LR" for m in models):
        notes.append(
            "The likelihood-ratio Q compares one common rate with a rate for each row; the Wald Q "
            "of the two-stage model is Cochran’s."
        )
    notes += [
        f"{short_name(m)}: {note}"
        for m in models
        if m["method"] != "glmm"
        for note in m["notes"]
        if "added to events" in note or "τ²" in note
    ]
    return [Bullets(tuple(notes))] if notes else []
