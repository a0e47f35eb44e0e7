"""The models that always run beside the chosen one, so that a reader sees whether they agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rechallenge.config.settings import ModelSettings
from rechallenge.effects import Floats
from rechallenge.models.bayes import PRIORS, Posterior, likelihood_grid, pool_bayes, posterior
from rechallenge.models.multilevel import pool_three_level
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample
from rechallenge.results import PooledEstimate


def _two_stage(measure: str, test: str) -> dict[str, Any]:
    return {"method": "inverse-variance", "measure": measure, "tau2": "REML", "test": test}


STRIP: dict[str, dict[str, Any]] = {
    "glmm": {"method": "glmm"},
    "beta-binomial": {"method": "beta-binomial"},
    "plo-reml-z": _two_stage("PLO", "z"),
    "plo-reml-knha": _two_stage("PLO", "knha"),
    "plo-reml-adhoc": _two_stage("PLO", "adhoc"),
    "pas-reml-adhoc": _two_stage("PAS", "adhoc"),
    "common-effect": {"method": "glmm", "tau2": "FE"},
}
"""Options of `pool_sample` by the id that the result has."""


def pool_options(model: ModelSettings) -> dict[str, Any]:
    """Options of `pool_sample` for the settings of an analysis."""
    return {
        "method": model.method,
        "measure": model.measure,
        "tau2": model.tau2,
        "test": model.test,
        "level": model.level,
        "zero_cell": model.zero_cell,
        "multilevel": model.arms == "multilevel",
    }


@dataclass(frozen=True, slots=True)
class Agreement:
    """The models side by side, the chosen one first.

    Attributes
    ----------
    models : tuple of PooledEstimate
    shrunken : tuple of ndarray or None
        Posterior mean and standard deviation of each row's true logit (half-normal prior), of the
        rows that were pooled, in their order; None where nothing was modelled.
    posterior : Posterior or None
        Of the Bayesian model with the half-normal prior; None where nothing was modelled.
    """

    models: tuple[PooledEstimate, ...]
    shrunken: tuple[Floats, Floats] | None = None
    posterior: Posterior | None = None


def fit_all(sample: Sample, model: ModelSettings) -> Agreement:
    """Fit the chosen model and, after it, every other of the strip, each once.

    Where no model can be fitted (one study, no events at all) the exact result stands alone.
    """
    chosen = sample.combined() if model.arms == "combine" else sample
    primary = pool_sample(chosen, **pool_options(model))
    if primary.method == "exact":
        return Agreement((primary,))
    results = {primary.id: primary}
    shared: dict[str, Any] = {"level": model.level, "zero_cell": model.zero_cell}
    for name, options in STRIP.items():
        if name not in results:
            results[name] = pool_sample(chosen, **(options | shared))
    grid = likelihood_grid(chosen)
    for prior in PRIORS:
        bayes = pool_bayes(chosen, prior=prior, level=model.level, grid=grid)
        results[bayes.id] = bayes
    if sample.study_count < sample.events.size:
        nested = pool_three_level(sample, **shared)
        results.setdefault(nested.id, nested)
    if sample.study_count < sample.events.size and model.arms != "combine":
        combined = _renamed(pool_sample(sample.combined(), method="glmm", **shared))
        results[combined.id] = combined
    half_normal = posterior(grid, PRIORS[0])
    return Agreement(tuple(results.values()), half_normal.shrunken_logits(), half_normal)


def _renamed(result: PooledEstimate) -> PooledEstimate:
    fields = result.as_dict() | {
        "id": f"{result.id}-combined",
        "notes": ("The counts of each study's arms were summed first.", *result.notes),
    }
    return PooledEstimate(**fields)
