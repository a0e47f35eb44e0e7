"""The batched fits of the simulation against the library, data set by data set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.coverage.design import LEVEL, Counts, cells, simulate
from benchmarks.coverage.profile import FARTHEST_LOGIT, deviance, profile_limits
from benchmarks.coverage.two_stage import (
    fit_reml,
    freeman_tukey_effects,
    freeman_tukey_proportions,
    logit_effects,
)
from rechallenge.bulk.glmm_fit import fit_batch
from rechallenge.bulk.likelihood import Batch
from rechallenge.effects import Floats, expit
from rechallenge.intervals import chi2_quantile, chi2_tail, normal_quantile, t_quantile
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import NoEstimateError, fit_glmm
from rechallenge.models.glmm_profile import profile_mu
from rechallenge.models.sample import Sample
from rechallenge.models.two_stage import pool_two_stage

SETS_PER_CELL = 4
PROFILE_STEP = 4
SEED = 20240
MOST_LEVEL = 1 - 1e-12

ALLOWED = {"fit without estimate": 0.0, "profile coverage": 0.0, "profile limit": 1e-6}
DEFAULT_ALLOWED = 1e-7
"""Profile limits are compared as proportions, everything else on the scale of the model."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Largest difference to the library over a number of comparisons, and what is allowed."""

    quantity: str
    compared: int
    difference: float
    allowed: float

    @property
    def holds(self) -> bool:
        """True when the difference is within what is allowed."""
        return self.compared > 0 and self.difference <= self.allowed


def agreements() -> tuple[Agreement, ...]:
    """Compare fits, profile limits and two-stage pooling on random sets of the whole grid."""
    found: dict[str, list[float]] = {}
    for cell in cells():
        counts = simulate(cell, replicates=SETS_PER_CELL, seed=SEED)
        differences = _two_stage_differences(counts)
        differences |= _glmm_differences(
            counts, cell.mu, cell.k, profiles=cell.number % PROFILE_STEP == 0
        )
        for quantity, values in differences.items():
            found.setdefault(quantity, []).extend(values)
    return tuple(
        Agreement(quantity, len(values), max(values), ALLOWED.get(quantity, DEFAULT_ALLOWED))
        for quantity, values in found.items()
        if values
    )


def _glmm_differences(
    counts: Counts, mu: float, k: int, *, profiles: bool
) -> dict[str, list[float]]:
    modelled = np.flatnonzero(~counts.one_sided)
    if modelled.size == 0:
        return {}
    batch = Batch.of(counts.events[modelled], counts.totals[modelled])
    fit = fit_batch(batch)
    cutoffs = (chi2_quantile(LEVEL), t_quantile(LEVEL, k - 1) ** 2) if profiles else ()
    limits = [profile_limits(batch, fit, cutoff) for cutoff in cutoffs]
    falls = deviance(batch, fit, mu, enough=chi2_quantile(LEVEL)) if profiles else np.empty(0)
    names = ("μ", "τ²", "standard error", "log-likelihood")
    found: dict[str, list[float]] = {name: [] for name in (*names, *ALLOWED)}
    for j in range(batch.size):
        model = BinomialNormal.of(batch.events[j], batch.totals[j])
        try:
            ours = fit_glmm(model)
        except NoEstimateError:
            found["fit without estimate"].append(float(fit.found[j]))
            continue
        found["fit without estimate"].append(float(not fit.found[j]))
        pairs = (
            (fit.mu[j], ours.beta[0]),
            (fit.tau[j] ** 2, ours.tau**2),
            (fit.se[j], ours.covariance[0, 0] ** 0.5),
            (fit.log_likelihood[j], ours.log_likelihood),
        )
        for name, (batched, single) in zip(names, pairs, strict=True):
            found[name].append(_relative(float(batched), float(single)))
        for cutoff, (low, high) in zip(cutoffs, limits, strict=True):
            level = 1 - chi2_tail(cutoff, 1)
            if level > MOST_LEVEL:
                continue
            expected = np.array(profile_mu(model, ours, level=level))
            pair = np.clip([[low[j], high[j]], expected], -FARTHEST_LOGIT, FARTHEST_LOGIT)
            found["profile limit"] += [
                float(value) for value in np.abs(np.diff(expit(pair), axis=0)).ravel()
            ]
            inside = bool(expected[0] <= mu <= expected[1])
            found["profile coverage"].append(float(inside != (falls[j] <= cutoff)))
    return found


def _two_stage_differences(counts: Counts) -> dict[str, list[float]]:
    logit = fit_reml(*logit_effects(counts))
    arcsine = fit_reml(*freeman_tukey_effects(counts))
    reach = normal_quantile(LEVEL) * arcsine.se
    low = freeman_tukey_proportions(arcsine.mu - reach, counts)
    high = freeman_tukey_proportions(arcsine.mu + reach, counts)
    found: dict[str, list[float]] = {}
    for j in range(counts.events.shape[0]):
        sample = Sample.of(counts.events[j], counts.totals[j])
        for test, factor in (("z", 1.0), ("knha", logit.q[j]), ("adhoc", max(1.0, logit.q[j]))):
            ours = pool_two_stage(sample, test=test, level=LEVEL, engine=False)
            batched = (logit.mu[j], logit.se[j] * factor**0.5, logit.tau2[j])
            found.setdefault(f"logit REML, {test}", []).extend(
                _differences(batched, (ours.mu, ours.se, ours.tau2))
            )
        pft = pool_two_stage(sample, measure="PFT", test="z", level=LEVEL, engine=False)
        found.setdefault("Freeman–Tukey limits", []).extend(
            _differences((low[j], high[j]), (pft.ci_low, pft.ci_high))
        )
    return found


def _differences(
    batched: tuple[Floats | float, ...], single: tuple[float | None, ...]
) -> list[float]:
    return [
        np.inf if one is None else _relative(float(many), one)
        for many, one in zip(batched, single, strict=True)
    ]


def _relative(batched: float, single: float) -> float:
    """Absolute difference, relative to values above 1."""
    return abs(batched - single) / max(1.0, abs(single))
