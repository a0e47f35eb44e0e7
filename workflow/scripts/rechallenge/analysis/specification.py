"""Specification curve: every sensible way to pool the same studies, side by side.

Simonsohn, Simmons & Nelson (2020), Nat Hum Behav 4:1208; for meta-analyses Voracek, Kossmeier &
Tran (2019), Z Psychol 227:64.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rechallenge.analysis.specification_data import (
    ALL_ROWS,
    COMBINED,
    KEPT,
    NESTED,
    SEPARATE,
    Level,
    data_sets,
)
from rechallenge.analysis.specification_fits import Menu, fitted_models, nested_models
from rechallenge.config.settings import ModelSettings
from rechallenge.contract import INTERVAL_NAMES, MEASURES, TAU2_NAMES, WITHHELD
from rechallenge.effects import to_scale
from rechallenge.models.sample import Sample
from rechallenge.results import PooledEstimate
from rechallenge.studies.rows import Row

CHOICES = {
    "model": "Model",
    "tau2": "Estimator of τ²",
    "interval": "Interval",
    "rows": "Rows",
    "arms": "Arms",
    "outliers": "Outliers",
}
MODELS = {
    "glmm": "Random-effects logistic (GLMM)",
    "beta-binomial": "Beta-binomial",
    "bayes": "Bayesian logistic",
    "multilevel": "Three-level",
    **{measure.lower(): f"Inverse variance, {words}" for measure, words in MEASURES.items()},
}
SHARES_NOTE = (
    "A choice's share is the sum of squares between the means of its levels over the total, of "
    "the logits of the estimates, each choice for itself. The combinations are not balanced: the "
    "shares overlap and need not add up to 1."
)
FURTHEST_NOTE = (
    "The furthest row is that with the largest absolute studentised deleted residual of the "
    "two-stage logit model (REML), found anew in each selection of rows; it is left out however "
    "near it lies."
)


@dataclass(frozen=True, slots=True)
class _Specification:
    estimate: float
    low: float
    high: float
    rows: int
    studies: int
    levels: tuple[str, ...]
    primary: bool = False


def specification_entry(
    sample: Sample,
    rows: Sequence[Row],
    result: PooledEstimate,
    model: ModelSettings,
    *,
    benchmark: float | None = None,
) -> dict[str, Any]:
    """Pool in every sensible way, and say how far the results differ and by which choices.

    Parameters
    ----------
    sample : Sample
    rows : sequence of Row
        The rows of the sample, in its order.
    result : PooledEstimate
        The headline; one of the specifications is it, where it has an estimate to show.
    model : ModelSettings
    benchmark : float, optional
        Rate of interest, 0-1.

    Returns
    -------
    dict
        Empty with fewer than three studies, or when no specification has an estimate.
    """
    menu = Menu.of(model)
    found: list[_Specification] = []
    labels: dict[str, dict[str, str]] = {choice: {} for choice in CHOICES}
    failed = withheld = 0
    for data in data_sets(sample, rows, zero_cell=model.zero_cell):
        chosen = (data.rows, data.arms, data.outliers)
        fit_all = nested_models if data.arms is NESTED else fitted_models
        for fit in fit_all(data.sample, menu, level=model.level, zero_cell=model.zero_cell):
            withheld += fit.withheld
            if fit.estimate is None or fit.low is None or fit.high is None:
                failed += 1
                continue
            if fit.withheld:
                continue
            names = _noted(labels, (*_modelled(fit.model, fit.tau2, fit.interval), *chosen))
            size = (data.sample.events.size, data.sample.study_count)
            found.append(_Specification(fit.estimate, fit.low, fit.high, *size, names))
    if not found:
        return {}
    found = _with_headline(found, labels, result, model)
    found.sort(key=lambda one: (one.estimate, one.low, one.high, one.levels))
    return _entry(found, labels, benchmark) | {
        "failed": failed,
        "withheld": withheld,
        "notes": _notes(found, failed, withheld),
    }


EQUAL = 1e-9
"""Range within which values differ by nothing but rounding and the end of iterations."""


def variance_shares(values: Sequence[float], levels: Sequence[Sequence[str]]) -> list[float]:
    """Sum of squares between the means of the levels over the total, for each choice (eta²).

    Parameters
    ----------
    values : sequence of float
    levels : sequence of sequence of str
        For each choice, the level of each value.

    Returns
    -------
    list of float
        0-1; 0 for every choice where all values are equal but for rounding.
    """
    y = np.asarray(values, dtype=float)
    y = y - y.mean()
    total = float(y @ y) if np.ptp(y) > EQUAL else 0.0
    shares = []
    for column in levels:
        _, at = np.unique(np.asarray(column), return_inverse=True)
        sums, sizes = np.bincount(at, weights=y), np.bincount(at)
        shares.append(float(np.sum(sums**2 / sizes)) / total if total > 0 else 0.0)
    return shares


def _noted(labels: dict[str, dict[str, str]], levels: Sequence[Level]) -> tuple[str, ...]:
    """Remember the labels of the levels that were used; their names, in the order of choices."""
    for choice, level in zip(CHOICES, levels, strict=True):
        labels[choice][level.name] = level.label
    return tuple(level.name for level in levels)


def _modelled(model: str, tau2: str, interval: str) -> tuple[Level, ...]:
    words = (MODELS[model], TAU2_NAMES.get(tau2, tau2), INTERVAL_NAMES[interval])
    # The t of Student stays small.
    return tuple(
        Level(name, word if word.startswith("t ") else word[:1].upper() + word[1:])
        for name, word in zip((model, tau2, interval), words, strict=True)
    )


def _with_headline(
    found: list[_Specification],
    labels: dict[str, dict[str, str]],
    result: PooledEstimate,
    model: ModelSettings,
) -> list[_Specification]:
    """Mark the specification that is the headline, with its own numbers; add it where none is."""
    if result.estimate is None or result.ci_low is None or result.ci_high is None:
        return found
    if any(note.startswith(WITHHELD) for note in result.notes):
        return found
    name = result.measure.lower() if result.method == "inverse-variance" else result.method
    # Without a study of several arms there is nothing to sum.
    summed = COMBINED if COMBINED.name in labels["arms"] else SEPARATE
    arms = {"combine": summed, "multilevel": NESTED}.get(model.arms, SEPARATE)
    levels = (*_modelled(name, result.tau2_method, result.interval), ALL_ROWS, arms, KEPT)
    names = _noted(labels, levels)
    own = _Specification(
        result.estimate, result.ci_low, result.ci_high, result.rows, result.studies, names, True
    )
    return [one for one in found if one.levels != names] + [own]


def _entry(
    found: Sequence[_Specification], labels: Mapping[str, dict[str, str]], benchmark: float | None
) -> dict[str, Any]:
    used = [choice for choice in CHOICES if len(labels[choice]) > 1]
    positions = [list(CHOICES).index(choice) for choice in used]
    estimates = [one.estimate for one in found]
    count = len(found)
    shares_about: dict[str, float | None] = dict.fromkeys(("below", "above", "open"))
    if benchmark is not None:
        below = sum(one.high < benchmark for one in found)
        above = sum(one.low > benchmark for one in found)
        sides = {"below": below, "above": above, "open": count - below - above}
        shares_about = {side: number / count for side, number in sides.items()}
    inner = [one for one in found if 0 < one.estimate < 1]
    shares = variance_shares(
        [float(to_scale(one.estimate, "PLO")) for one in inner],
        [[one.levels[i] for one in inner] for i in positions],
    )
    return {
        "choices": [
            {
                "name": choice,
                "label": CHOICES[choice],
                "levels": [
                    {"name": name, "label": label} for name, label in labels[choice].items()
                ],
            }
            for choice in used
        ],
        "specifications": [
            {
                "estimate": one.estimate,
                "ci_low": one.low,
                "ci_high": one.high,
                "rows": one.rows,
                "studies": one.studies,
                "choices": {
                    choice: one.levels[i] for choice, i in zip(used, positions, strict=True)
                },
                "primary": one.primary,
            }
            for one in found
        ],
        "benchmark": benchmark,
        **{f"share_{side}": share for side, share in shares_about.items()},
        "median": float(np.median(estimates)),
        "lowest": estimates[0],
        "highest": estimates[-1],
        "variance_shares": [
            {"choice": choice, "share": share} for choice, share in zip(used, shares, strict=True)
        ],
    }


def _notes(found: Sequence[_Specification], failed: int, withheld: int) -> list[str]:
    notes = [SHARES_NOTE]
    if any(one.levels[-1] != KEPT.name for one in found):
        notes.append(FURTHEST_NOTE)
    if withheld:
        notes.append(
            f"{withheld} Freeman–Tukey combinations are withheld: their back-transformed rates "
            "cannot be relied on."
        )
    if failed:
        notes.append(f"{failed} combinations have no estimate.")
    return notes
