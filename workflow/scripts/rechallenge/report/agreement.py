"""All models side by side, with what has to be said of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.formatting import fixed, percent
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row
from rechallenge.report.quantities import (
    Model,
    estimate_cell,
    has_estimate,
    i2_cell,
    is_common_effect,
    mean_cell,
    prediction_cell,
    scale_name,
    short_name,
    tau2_cell,
)
from rechallenge.wording import model_name

TITLE = "The models side by side"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def agreement_section(estimates: Mapping[str, Any]) -> Section:
    """Table every model of an analysis, so that a reader sees whether they agree."""
    models: Sequence[Model] = estimates["models"]
    notes = tuple(dict.fromkeys(note for model in models for note in _notes(model)))
    shown = [model for model in models if has_estimate(model)]
    blocks: list[Block] = []
    if len(shown) > 1:
        blocks.append(Paragraph(_range(shown)))
    rows = tuple(
        text_row(
            model_name(model) + (" (chosen)" if model["id"] == estimates["primary"] else ""),
            estimate_cell(model),
            mean_cell(model),
            prediction_cell(model),
            tau2_cell(model),
            i2_cell(model),
            ", ".join(str(notes.index(note) + 1) for note in _notes(model)) or "–",
            muted=not has_estimate(model),
        )
        for model in models
    )
    level = f"{100 * estimates['level']:g} %"
    blocks.append(
        Table(
            caption=f"Models; estimates in per cent with {level} intervals",
            headers=(
                "Model",
                "Estimate (CI)",
                "Mean",
                "Prediction interval",
                "τ² (CI)",
                "I²",
                "Notes",
            ),
            rows=rows,
            numeric=frozenset({1, 2, 3, 4, 5}),
        )
    )
    if notes:
        blocks.append(Bullets(notes, numbered=True))
    blocks += [Paragraph(text) for text in _reading(models)]
    return Section(TITLE, tuple(blocks))


def _notes(model: Model) -> list[str]:
    """Return the notes of a model, with the correlation of rows of one study where there is one."""
    if model["method"] != "multilevel" or model["tau2"] is None:
        return list(model["notes"])
    if model["rho"] is None:
        return [*model["notes"], "Three-level model: rho is not defined, since τ² = 0."]
    return [*model["notes"], f"Three-level model: rho = {fixed(model['rho'], decimals=2)}."]


def _range(models: Sequence[Model]) -> str:
    lowest = min(models, key=lambda m: m["estimate"])
    highest = max(models, key=lambda m: m["estimate"])
    if percent(lowest["estimate"]) == percent(highest["estimate"]):
        return (
            f"The {len(models)} models with an estimate all give {percent(lowest['estimate'])} %."
        )
    return (
        f"The estimates of {len(models)} models lie between {percent(lowest['estimate'])} % "
        f"({short_name(lowest)}) and {percent(highest['estimate'])} % ({short_name(highest)})."
    )


def _reading(models: Sequence[Model]) -> list[str]:
    texts = []
    if any(
        not is_common_effect(m)
        and m["measure"] != "PR"
        and m["method"] != "beta-binomial"
        and has_estimate(m)
        for m in models
    ):
        texts.append(
            "The estimate of a random-effects model on a transformed scale is the median rate over "
            "studies; the mean is the average of the rates over studies."
        )
    if any(m["method"] == "beta-binomial" and has_estimate(m) for m in models):
        texts.append("The beta-binomial model estimates the mean rate and has no median.")
    if len({m["measure"] for m in models if m["tau2"] is not None}) > 1:
        scales = sorted({scale_name(m) for m in models if m["tau2"] is not None})
        texts.append(
            f"τ² is measured on the scale of each model ({', '.join(scales)}); its size is not "
            "comparable between scales."
        )
    differences = [
        m["second_implementation"] for m in models if m["second_implementation"] is not None
    ]
    if differences:
        texts.append(
            "Two-stage models were fitted by two implementations, whose μ and τ² "
            f"{_difference(max(differences))}."
        )
    return texts


def _difference(value: float) -> str:
    """Write a difference near 0 with a power of ten, ``differ by 3.3 × 10⁻⁷ at most``."""
    if value == 0:
        return "agree exactly"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"differ by {mantissa} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)} at most"
