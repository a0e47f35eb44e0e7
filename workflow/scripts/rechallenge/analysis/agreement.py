"""The models that always run beside the chosen one, so that a reader sees whether they agree."""

from __future__ import annotations

from typing import Any

from rechallenge.config.settings import ModelSettings
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample
from rechallenge.results import PooledEstimate

STRIP: tuple[dict[str, Any], ...] = (
    {"method": "glmm"},
    {"method": "inverse-variance", "measure": "PLO", "tau2": "REML", "test": "z"},
    {"method": "inverse-variance", "measure": "PLO", "tau2": "REML", "test": "knha"},
    {"method": "inverse-variance", "measure": "PLO", "tau2": "REML", "test": "adhoc"},
    {"method": "inverse-variance", "measure": "PAS", "tau2": "REML", "test": "adhoc"},
    {"method": "glmm", "tau2": "FE"},
)


def pool_options(model: ModelSettings) -> dict[str, Any]:
    """Options of `pool_sample` for the settings of an analysis."""
    return {
        "method": model.method,
        "measure": model.measure,
        "tau2": model.tau2,
        "test": model.test,
        "level": model.level,
        "zero_cell": model.zero_cell,
    }


def fit_all(sample: Sample, model: ModelSettings) -> tuple[PooledEstimate, ...]:
    """Fit the chosen model and, after it, every other of the strip, each once.

    Where no model can be fitted (one study, no events at all) the exact result stands alone.
    """
    chosen = sample.combined() if model.arms == "combine" else sample
    results = [pool_sample(chosen, **pool_options(model))]
    if results[0].method == "exact":
        return tuple(results)
    shared: dict[str, Any] = {"level": model.level, "zero_cell": model.zero_cell}
    results += [pool_sample(chosen, **(options | shared)) for options in STRIP]
    if sample.study_count < sample.events.size and model.arms == "separate":
        results.append(_renamed(pool_sample(sample.combined(), method="glmm", **shared)))
    unique: dict[str, PooledEstimate] = {}
    for result in results:
        unique.setdefault(result.id, result)
    return tuple(unique.values())


def _renamed(result: PooledEstimate) -> PooledEstimate:
    fields = result.as_dict() | {
        "id": f"{result.id}-combined",
        "notes": ("The counts of each study's arms were summed first.", *result.notes),
    }
    return PooledEstimate(**fields)
