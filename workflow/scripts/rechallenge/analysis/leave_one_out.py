"""Leave-one-out: the pooled estimate without each study in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rechallenge.models.sample import Sample
from rechallenge.pooling import glmm_test, pool_sample
from rechallenge.results import PooledEstimate


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The estimate without one study (all its rows)."""

    study_id: str
    result: PooledEstimate


def leave_one_out(sample: Sample, options: Mapping[str, Any]) -> tuple[LeftOut, ...]:
    """Refit without each study, with one interval rule along the whole series.

    Parameters
    ----------
    sample : Sample
        At least two studies.
    options : mapping
        Keyword options of `pool_sample`; ``test`` ``auto`` is resolved once, for the smallest
        member of the series, because the width of an interval changes with the rule.

    Returns
    -------
    tuple of LeftOut
        In order of first appearance of the studies; empty with fewer than two studies.
    """
    studies = list(dict.fromkeys(sample.studies))
    if len(studies) < 2:
        return ()
    options = dict(options)
    if options.get("method", "glmm") == "glmm" and not options.get("multilevel"):
        options["test"] = glmm_test(options.get("test", "auto"), len(studies) - 1)
    return tuple(
        LeftOut(
            study,
            pool_sample(
                sample.take([name != study for name in sample.studies]),
                **{"profiles": False, "engine": False} | options,
            ),
        )
        for study in studies
    )
