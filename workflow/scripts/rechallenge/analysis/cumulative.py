"""Cumulative pooling: the estimate as studies accrue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample
from rechallenge.results import PooledEstimate


@dataclass(frozen=True, slots=True)
class Accrued:
    """The estimate once a study (all its rows) has been added."""

    study_id: str
    result: PooledEstimate


def cumulative(
    sample: Sample, order: Sequence[str], options: Mapping[str, Any]
) -> tuple[Accrued, ...]:
    """Pool the first study, the first two, and so on.

    Parameters
    ----------
    sample : Sample
    order : sequence of str
        Every study of the sample once, in the order in which they accrue.
    options : mapping
        Keyword options of `pool_sample`. For the GLMM, ``test`` ``auto`` becomes ``profile``
        along the whole series: it begins with two studies, where a t interval says nothing, and a
        change of rule on the way would look like a change of the data.

    Returns
    -------
    tuple of Accrued
        The first entry is the first study's own exact interval.
    """
    options = dict(options)
    by_glmm = options.get("method", "glmm") == "glmm" and not options.get("multilevel")
    if by_glmm and options.get("test", "auto") == "auto":
        options["test"] = "profile"
    series = []
    for size in range(1, len(order) + 1):
        present = set(order[:size])
        part = sample.take([name in present for name in sample.studies])
        series.append(
            Accrued(
                order[size - 1], pool_sample(part, **{"profiles": False, "engine": False} | options)
            )
        )
    return tuple(series)
