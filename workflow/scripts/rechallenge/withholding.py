"""Estimates that were computed and must not be shown: the guard of Freeman-Tukey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.contract import WITHHELD

HIDDEN_KEYS = (
    "estimate", "ci_low", "ci_high", "profile_low", "profile_high", "pi_low", "pi_high",
    "mean", "mean_low", "mean_high",
)  # fmt: skip


def withheld(model: Mapping[str, Any]) -> str:
    """Say why an estimate must not be shown; empty when it may."""
    return next((note for note in model["notes"] if note.startswith(WITHHELD)), "")


def as_shown(estimates: Mapping[str, Any]) -> dict[str, Any]:
    """Return an analysis as figures and summaries may show it.

    A withheld model loses its proportions and counts as without estimate; if it is the primary
    model, the series that rest on it go too. Its notes say why.
    """
    models = [
        model | dict.fromkeys(HIDDEN_KEYS) | {"converged": False, "interval": "none"}
        if withheld(model)
        else model
        for model in estimates["models"]
    ]
    hidden = any(withheld(m) for m in estimates["models"] if m["id"] == estimates["primary"])
    series: dict[str, Any] = (
        {"leave_one_out": [], "cumulative": [], "readings": {}, "overlap": {}} if hidden else {}
    )
    return {**estimates, "models": models, **series}
