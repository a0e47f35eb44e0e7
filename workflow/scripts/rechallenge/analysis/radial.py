"""Radial (Galbraith) plot: standardised logits against their precision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rechallenge.effects import effect_sizes, expit, to_scale
from rechallenge.intervals import normal_quantile
from rechallenge.models.sample import Sample

ARC_RATES = (
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95,
    0.98, 0.99, 0.995, 0.998, 0.999,
)  # fmt: skip


def radial_entry(
    sample: Sample,
    places: Sequence[Mapping[str, Any]],
    *,
    zero_cell: float = 0.5,
    level: float = 0.95,
) -> dict[str, Any]:
    """Place each row at its precision 1/SE and its standardised logit y/SE.

    The slope is that of the line through the origin, the common-effect logit; a row agrees with
    one common rate when it lies within z of the line. Its limits are those of the common effect.
    ``arc`` holds rates for a curved axis, with their logits: those that the rows span, and the
    next on either side.

    References
    ----------
    Galbraith (1988), Stat Med 7:889.
    """
    effects = effect_sizes(sample.events, sample.totals, measure="PLO", zero_cell=zero_cell)
    precision = 1 / np.sqrt(effects.v)
    information = float(np.sum(precision**2))
    slope = float(np.sum(precision**2 * effects.y)) / information
    reach = normal_quantile(level) / information**0.5
    arc = _arc(float(expit(effects.y.min())), float(expit(effects.y.max())))
    return {
        "measure": "PLO",
        "points": [
            dict(place) | {"x": float(x), "y": float(x * y)}
            for place, x, y in zip(places, precision, effects.y, strict=True)
        ],
        "slope": slope,
        "slope_low": slope - reach,
        "slope_high": slope + reach,
        "arc": [{"rate": rate, "logit": float(to_scale(rate, "PLO"))} for rate in arc],
    }


def _arc(lowest: float, highest: float) -> list[float]:
    below = [rate for rate in ARC_RATES if rate <= lowest]
    above = [rate for rate in ARC_RATES if rate >= highest]
    within = [rate for rate in ARC_RATES if lowest < rate < highest]
    return [*below[-1:], *within, *above[:1]]
