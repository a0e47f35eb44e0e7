"""Footnotes of a forest plot: symbols behind rows, and what the figure says about its model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.figures.forest.presets import SIGNS
from rechallenge.formatting import PER_CENT, RateScale
from rechallenge.wording import heterogeneity_line, model_name

Result = Mapping[str, Any]

MEAN_DIFFERS = 0.005
"""From this difference on the mean is printed beside the median (proportion)."""


class Symbols:
    """Hands out one symbol for each distinct footnote, in order of first use.

    Where a figure has more footnotes than signs, these are doubled, tripled and so on.
    """

    def __init__(self, signs: Sequence[str] = SIGNS) -> None:
        self._alphabet = tuple(signs)
        self._signs: dict[str, str] = {}

    def of(self, *notes: str) -> str:
        """Symbols of some notes, put together; empty without notes."""
        for note in notes:
            times, i = divmod(len(self._signs), len(self._alphabet))
            self._signs.setdefault(note, self._alphabet[i] * (times + 1))
        return "\u2009".join(sign for note, sign in self._signs.items() if note in notes)

    def footnotes(self) -> tuple[str, ...]:
        """Each symbol with its note."""
        return tuple(f"{sign} {note}" for note, sign in self._signs.items())


def model_footnotes(
    estimates: Result, model: Result, *, scale: RateScale = PER_CENT, heterogeneity: bool = True
) -> tuple[str, ...]:
    """Say what was fitted and what it found: heterogeneity, model, mean, notes.

    A single row is its own result, so only its note is given.
    """
    if model["rows"] == 1:
        return tuple(model["notes"])
    lines = []
    if heterogeneity and model["method"] != "exact" and model["estimate"] is not None:
        lines.append(f"{heterogeneity_line(model, level=model['level'])}.")
    lines.append(model_sentence(model, scale=scale))
    if not heterogeneity and model["q_type"] == "LR":
        lines[-1] += " χ² is that of the likelihood-ratio test."
    lines += [*model["notes"], *estimates["notes"]]
    return tuple(lines)


def model_sentence(model: Result, *, scale: RateScale = PER_CENT) -> str:
    """Name the model; with random effects, which rate it is, with the mean where it differs."""
    sentence = f"Model: {model_name(model)}."
    mean = model["mean"]
    if mean is not None and model["estimate"] is not None and (
        abs(mean - model["estimate"]) >= MEAN_DIFFERS
    ):  # fmt: skip
        sentence += (
            f" The pooled rate is the median of the true rates; their mean is {scale.phrase(mean)}"
        )
        if model["mean_low"] is not None:
            interval = scale.interval(model["mean_low"], model["mean_high"])
            sentence += f" ({100 * model['level']:g} % CI {interval})"
        sentence += "."
    if model["i2"] is not None and model["i2_definition"] is not None:
        source = "τ²" if model["i2_definition"] == "tau2" else model["i2_definition"]
        sentence += f" I² was computed from {source}."
    return sentence


def marks_sentence(
    *,
    level: float,
    pooled: bool,
    prediction: bool,
    weights: bool,
    models: bool = False,
) -> str:
    """Explain the marks that a figure has."""
    sentence = (
        f"Squares and lines: observed rates with exact (Clopper–Pearson) {100 * level:g} % "
        "intervals; area of squares by number of patients."
    )
    if pooled:
        sentence += " Dotted line: pooled rate."
    if prediction:
        sentence += " Bar: where the true rate of a similar study is expected."
    if models:
        sentence += " Light diamonds: further models of the same data."
    if weights:
        sentence += (
            " Weights are those of the two-stage logit model (REML), for orientation; "
            "a logistic model has none of its own."
        )
    return sentence
