"""How far the pooled rate moves when recovered counts are read in their other ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np

from rechallenge.effects import expit
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.exact import exact_reason
from rechallenge.models.glmm import NoEstimateError, fit_glmm
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample
from rechallenge.results import PooledEstimate

MOST_COMBINATIONS = 4096

Counts = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReadingsRange:
    """The pooled rate over all combinations of readings.

    Attributes
    ----------
    combinations, fitted : int
        How many there are, and how many were fitted: all, or a seeded sample of
        `MOST_COMBINATIONS`.
    without_estimate : int
        Of those fitted.
    lowest, highest : tuple of (counts, PooledEstimate) or None
        The combinations with the lowest and the highest estimate, as (events, total) of each row
        that has several readings, with their results.
    """

    combinations: int
    fitted: int
    without_estimate: int
    lowest: tuple[tuple[Counts, ...], PooledEstimate] | None
    highest: tuple[tuple[Counts, ...], PooledEstimate] | None


def readings_range(
    sample: Sample,
    others: Mapping[int, Sequence[Counts]],
    options: Mapping[str, Any],
    *,
    combine: bool = False,
    seed: int = 0,
) -> ReadingsRange:
    """Refit with every combination of readings.

    Parameters
    ----------
    sample : Sample
        With the counts that were taken.
    others : mapping of int to sequence of (events, total)
        The other readings by position of the row; at least one row.
    options : mapping
        Keyword options of `rechallenge.pooling.pool_sample`.
    combine : bool
        Sum the counts of each study after reading them.
    seed : int
        Of the sample, where there are too many combinations.
    """
    positions = list(others)
    menus = [((int(sample.events[i]), int(sample.totals[i])), *others[i]) for i in positions]
    combinations = prod(len(menu) for menu in menus)
    chosen: list[tuple[Counts, ...]]
    if combinations <= MOST_COMBINATIONS:
        chosen = list(product(*menus))
    else:
        rng = np.random.default_rng(seed)
        picks = np.stack([rng.integers(len(menu), size=MOST_COMBINATIONS) for menu in menus], 1)
        picks[0] = 0  # the readings that were taken are always among them
        chosen = [
            tuple(menu[j] for menu, j in zip(menus, pick, strict=True)) for pick in picks.tolist()
        ]

    def read(counts: Sequence[Counts]) -> Sample:
        events, totals = sample.events.copy(), sample.totals.copy()
        for position, (x, n) in zip(positions, counts, strict=True):
            events[position], totals[position] = x, n
        whole = Sample(events, totals, sample.studies)
        return whole.combined() if combine else whole

    def fit(counts: Sequence[Counts]) -> PooledEstimate:
        return pool_sample(read(counts), **{**options, "profiles": False, "engine": False})

    def rate(counts: Sequence[Counts]) -> float | None:
        part = read(counts)
        if not by_glmm or exact_reason(part) is not None:
            return fit(counts).estimate
        try:
            # The estimate alone takes half the time of the whole result.
            return float(expit(fit_glmm(BinomialNormal.of(part.events, part.totals)).beta[0]))
        except NoEstimateError:
            return fit(counts).estimate

    by_glmm = (
        options.get("method", "glmm") == "glmm"
        and options.get("tau2", "ML") != "FE"
        and not options.get("multilevel")
    )
    estimates = [rate(counts) for counts in chosen]
    known = [
        (value, counts)
        for value, counts in zip(estimates, chosen, strict=True)
        if value is not None
    ]
    ends = [min(known), max(known)] if known else []
    found = [(counts, fit(counts)) for _, counts in ends]
    return ReadingsRange(
        combinations=combinations,
        fitted=len(chosen),
        without_estimate=len(chosen) - len(known),
        lowest=found[0] if found else None,
        highest=found[1] if found else None,
    )
