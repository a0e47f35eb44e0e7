"""Curves that figures draw: drapery, predictive distribution, radial plot and funnel limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rechallenge.analysis.drapery import drapery_entry
from rechallenge.analysis.radial import radial_entry
from rechallenge.analysis.true_rate import TrueRate, true_rate
from rechallenge.contract import WITHHELD
from rechallenge.effects import Floats
from rechallenge.intervals import binomial_quantile
from rechallenge.models.bayes import Posterior
from rechallenge.models.sample import Sample
from rechallenge.results import PooledEstimate

DENSITY_POINTS = 161
DENSITY_TAIL = 0.005
FUNNEL_POINTS = 61


def curves_entry(
    sample: Sample,
    places: Sequence[Mapping[str, Any]],
    result: PooledEstimate,
    *,
    posterior: Posterior | None = None,
    benchmark: float | None = None,
    zero_cell: float = 0.5,
) -> dict[str, Any]:
    """Compute the curves of an analysis.

    Parameters
    ----------
    sample : Sample
        The rows that were pooled, at least two.
    places : sequence of mapping
        ``study_id``, ``study`` and ``arm`` of each row.
    result : PooledEstimate
        The headline model. Without an estimate, or with one that must not be shown, the radial
        plot alone is computed.
    posterior : Posterior, optional
        Of the Bayesian model, for a Bayesian headline.
    benchmark : float, optional
        Rate of interest, 0-1.
    zero_cell : float
        For the logits of the radial plot.

    Returns
    -------
    dict
        ``drapery``, ``predictive``, ``radial`` and ``funnel``; empty where there is none.
    """
    found: dict[str, Any] = {"drapery": {}, "predictive": {}, "radial": {}, "funnel": {}}
    found["radial"] = radial_entry(sample, places, zero_cell=zero_cell, level=result.level)
    if result.estimate is None or any(note.startswith(WITHHELD) for note in result.notes):
        return found
    predicted = true_rate(result, sample, posterior)
    found["drapery"] = drapery_entry(sample, places, result, predicted, posterior)
    if predicted is not None:
        found["predictive"] = _predictive_entry(result, predicted, benchmark)
    found["funnel"] = funnel_entry(result.estimate, sample.totals, level=result.level)
    return found


def funnel_entry(reference: float, totals: Floats, *, level: float = 0.95) -> dict[str, Any]:
    """Give limits of the observed rate if the reference were the true rate, over sizes of rows.

    They are exact: at most (1 - level)/2 of all samples have a lower rate than ``low``, and at
    most as many a higher one than ``high``. Counts are whole, so the limits run in steps.

    Parameters
    ----------
    reference : float
        Proportion.
    totals : ndarray, shape (k,)
        Sizes that the grid must span.
    level : float
        Confidence level, 0-1.
    """
    ends = (max(1.0, 0.8 * float(totals.min())), 1.2 * float(totals.max()))
    grid = np.unique(np.round(np.geomspace(*ends, FUNNEL_POINTS)))
    tail = (1 - level) / 2
    low = binomial_quantile(tail, grid, reference)
    high = grid - binomial_quantile(tail, grid, 1 - reference)
    return {
        "reference": reference,
        "totals": [int(n) for n in grid],
        "low": (low / grid).tolist(),
        "high": (high / grid).tolist(),
    }


def _predictive_entry(
    result: PooledEstimate, predicted: TrueRate, benchmark: float | None
) -> dict[str, Any]:
    """Density of the true rate of a similar study over its middle 99 %."""
    low, median, high = predicted.quantiles(np.array([DENSITY_TAIL, 0.5, 1 - DENSITY_TAIL]))
    ends = (np.arcsin(np.sqrt(low)), np.arcsin(np.sqrt(high)))
    evenly = np.sin(np.linspace(*ends, DENSITY_POINTS)) ** 2
    marked = [median, result.pi_low, result.pi_high]
    rates = np.unique(np.concatenate([evenly, np.array(marked, dtype=float)]))
    rates = rates[(rates > 0) & (rates < 1)]
    above = None
    if benchmark is not None:
        above = float(predicted.tails(np.array([benchmark]))[1][0])
    return {
        "x": rates.tolist(),
        "density": predicted.density(rates).tolist(),
        "median": float(median),
        "low": result.pi_low,
        "high": result.pi_high,
        "benchmark": benchmark,
        "probability_above": above,
    }
