"""Footnotes of a forest plot: symbols behind rows, and what the figure says about its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.formatting import percent, percent_interval
from rechallenge.wording import heterogeneity_line, model_name

Result = Mapping[str, Any]

SIGNS = "†‡§¶‖#"
MEAN_DIFFERS = 0.005
"""From this difference on the mean is printed beside the median (proportion)."""


class Symbols:
    """Hands out one symbol for each distinct footnote, in order of first use."""

    def __init__(self) -> None:
        self._signs: dict[str, str] = {}

    def of(self, *notes: str) -> str:
        """Symbols of some notes, put together; empty without notes."""
        for note in notes:
            i = len(self._signs)
            self._signs.setdefault(note, SIGNS[i % len(SIGNS)] * (i // len(SIGNS) + 1))
        return "\u2009".join(sign for note, sign in self._signs.items() if note in notes)

    def footnotes(self) -> tuple[str, ...]:
        """Each symbol with its note."""
        return tuple(f"{sign} {note}" for note, sign in self._signs.items())


def model_footnotes(estimates: Result, model: Result) -> tuple[str, ...]:
    """Say what was fitted and what it found: heterogeneity, model, mean, notes.

    A single row is its own result, so only its note is given.
    """
    if model["rows"] == 1:
        return tuple(model["notes"])
    lines = []
    if model["method"] != "exact" and model["estimate"] is not None:
        lines.append(f"{heterogeneity_line(model, level=model['level'])}.")
    lines.append(model_sentence(model))
    lines += [*model["notes"], *estimates["notes"]]
    return tuple(lines)


def model_sentence(model: Result) -> str:
    """Name the model; with random effects, which rate it is, with the mean where it differs."""
    sentence = f"Model: {model_name(model)}."
    mean = model["mean"]
    if mean is not None and model["estimate"] is not None and (
        abs(mean - model["estimate"]) >= MEAN_DIFFERS
    ):  # fmt: skip
        sentence += (
            f" The pooled rate is the median of the true rates; their mean is {percent(mean)} %"
        )
        if model["mean_low"] is not None:
            interval = percent_interval(model["mean_low"], model["mean_high"])
            sentence += f" ({100 * model['level']:g} % CI {interval})"
        sentence += "."
    if model["i2"] is not None and model["i2_definition"] is not None:
        source = "τ²" if model["i2_definition"] == "tau2" else model["i2_definition"]
        sentence += f" I² was computed from {source}."
    return sentence


def marks_sentence(
    *, level: float, pooled: bool, prediction: bool, arrows: bool, weights: bool
) -> str:
    """Explain the marks that a figure has."""
    sentence = (
        f"Squares and lines: observed rates with exact (Clopper–Pearson) {100 * level:g} % "
        "intervals; area of squares by number of patients."
    )
    if arrows:
        sentence += " Arrows: the interval goes on beyond the axis."
    if pooled:
        sentence += " Dotted line: pooled rate."
    if prediction:
        sentence += " Bar: where the true rate of a similar study is expected."
    if weights:
        sentence += (
            " Weights are those of the two-stage logit model (REML), for orientation; "
            "a logistic model has none of its own."
        )
    return sentence
