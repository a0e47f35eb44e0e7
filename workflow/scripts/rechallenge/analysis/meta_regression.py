"""Meta-regressions of an analysis: GLMM and two-stage, with predictions and a permutation test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rechallenge.analysis.moderators import Design, Term, make_design
from rechallenge.effects import Floats, effect_sizes, to_proportion
from rechallenge.errors import InputError
from rechallenge.formatting import plural
from rechallenge.models.glmm import NoEstimateError
from rechallenge.models.many_designs import knapp_hartung_fs
from rechallenge.models.regression import (
    Regression,
    regress_glmm,
    regress_two_stage,
)
from rechallenge.models.sample import Sample

ROWS_PER_COEFFICIENT = 10
PERMUTATIONS = 499
PREDICTED_POINTS = 5
BAND_POINTS = 41


@dataclass(frozen=True, slots=True)
class MetaRegression:
    """Meta-regressions on one set of moderators.

    Attributes
    ----------
    moderators : tuple of str
    design : Design
    dropped : int
        Rows without a value of a moderator.
    fits : mapping of str to Regression
        By model: ``glmm``, ``plo-reml-knha``; empty where nothing can be fitted.
    permutation_p : float or None
        Of the omnibus test of the two-stage model, the rows of the moderators shuffled.
    notes : tuple of str
    """

    moderators: tuple[str, ...]
    design: Design
    dropped: int
    fits: Mapping[str, Regression]
    permutation_p: float | None
    notes: tuple[str, ...]


def meta_regression(
    sample: Sample,
    cells: Sequence[Mapping[str, str]],
    moderators: Sequence[str],
    *,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> MetaRegression:
    """Fit the regressions on some moderators together.

    Parameters
    ----------
    sample : Sample
    cells : sequence of mapping
        Text of each row of the sample by column.
    moderators : sequence of str
    permutations : int
        Shuffles of the permutation test (Higgins & Thompson 2004, Stat Med 23:1663); 0 for none.
        The observed order counts as one of them.
    seed : int
    """
    design = make_design(cells, moderators)
    dropped = len(cells) - len(design.kept)
    notes = []
    if dropped:
        verb = "is" if dropped == 1 else "are"
        notes.append(f"{plural(dropped, 'row')} without a value {verb} left out here.")
    part = sample.take(np.array(design.kept, dtype=int))
    fits: dict[str, Regression] = {}
    problem = _problem(design)
    if problem:
        return MetaRegression(tuple(moderators), design, dropped, {}, None, (*notes, problem))
    for name, regress in (("glmm", regress_glmm), ("plo-reml-knha", regress_two_stage)):
        try:
            fits[name] = regress(part, design.matrix)
        except (InputError, NoEstimateError) as reason:
            notes.append(f"No {name} regression: {reason}.")
    k, p = design.matrix.shape
    if k < ROWS_PER_COEFFICIENT * p:
        notes.append(
            f"{plural(k, 'row')} for {plural(p, 'coefficient')}: with fewer than "
            f"{ROWS_PER_COEFFICIENT} rows a coefficient such a regression finds patterns in noise."
        )
    shuffled = None
    if permutations and "plo-reml-knha" in fits:
        shuffled = _permutation_p(part, design.matrix, permutations, seed)
    return MetaRegression(tuple(moderators), design, dropped, fits, shuffled, tuple(notes))


def predictions(
    result: MetaRegression, fit: Regression, *, level: float, points: int = PREDICTED_POINTS
) -> list[dict[str, Any]]:
    """Predict the rate over the range of a single moderator, as proportions 0-1.

    Numbers give evenly spaced points from the smallest to the largest value, words every level.
    Regressions on several moderators give none.
    """
    if len(result.design.terms) != 1:
        return []
    (term,) = result.design.terms
    values = _values(term, result.design.matrix, points)
    columns = term.columns([str(value) for value in values]).reshape(len(values), -1)
    at = np.hstack([np.ones((len(values), 1)), columns])
    told = fit.predict(at, level=level)
    rates = {
        key: to_proportion(told[key], "PLO") for key in ("mu", "low", "high", "pi_low", "pi_high")
    }
    return [
        {
            "at": value,
            "mu": float(told["mu"][i]),
            "se": float(told["se"][i]),
            "estimate": float(rates["mu"][i]),
            "ci_low": float(rates["low"][i]),
            "ci_high": float(rates["high"][i]),
            "pi_low": float(rates["pi_low"][i]),
            "pi_high": float(rates["pi_high"][i]),
        }
        for i, value in enumerate(values)
    ]


def band(result: MetaRegression, fit: Regression, *, level: float) -> dict[str, list[float]]:
    """Give the line over a single numeric moderator with its limits; empty for any other.

    Returns
    -------
    dict
        ``at`` on the scale of the moderator; ``estimate``, the limits of its mean (``ci_*``) and
        those of the true rate of a similar study (``pi_*``) as proportions.
    """
    if len(result.design.terms) != 1 or not result.design.terms[0].numeric:
        return {}
    points = predictions(result, fit, level=level, points=BAND_POINTS)
    keys = ("at", "estimate", "ci_low", "ci_high", "pi_low", "pi_high")
    return {key: [point[key] for point in points] for key in keys}


def _problem(design: Design) -> str:
    """Say why no regression can be fitted; empty when it can."""
    k, p = design.matrix.shape
    names = ", ".join(f"“{term.column}”" for term in design.terms)
    if k <= p:
        return f"No regression on {names}: {plural(k, 'row')} for {plural(p, 'coefficient')}."
    constant = [
        term.column
        for term in design.terms
        if not term.labels or (term.numeric and not design.matrix[:, _column(design, term)].any())
    ]
    if constant:
        return f"No regression on {names}: “{constant[0]}” is the same in every row."
    if np.linalg.matrix_rank(design.matrix) < p:
        return f"No regression on {names}: one moderator follows from the others in these rows."
    return ""


def _column(design: Design, term: Term) -> int:
    return design.labels.index(term.labels[0])


def _values(term: Term, matrix: Floats, points: int) -> list[Any]:
    if not term.numeric:
        return sorted([term.reference, *term.labels])
    values = matrix[:, 1] + term.centre
    low, high = float(values.min()), float(values.max())
    return [float(value) for value in np.linspace(low, high, points)]


def _permutation_p(sample: Sample, design: Floats, permutations: int, seed: int) -> float:
    """Share of shuffles whose F is at least the observed one, moderators shuffled together."""
    effects = effect_sizes(sample.events, sample.totals)
    generator = np.random.default_rng(seed)
    orders = [generator.permutation(design.shape[0]) for _ in range(permutations)]
    found = knapp_hartung_fs(effects.y, effects.v, np.stack([design, *(design[o] for o in orders)]))
    # Rounding must not turn the observed order, met again, into a smaller value.
    at_least = int(np.sum(found >= found[0] * (1 - 1e-9)))
    return at_least / (permutations + 1)
