"""The intervals that are compared: whether each holds the true median, and how wide it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage.design import LEVEL, Cell, Counts, simulate
from benchmarks.coverage.profile import deviance, profile_limits
from benchmarks.coverage.two_stage import (
    TwoStageFit,
    fit_reml,
    freeman_tukey_effects,
    freeman_tukey_proportions,
    logit_effects,
)
from rechallenge.bulk.glmm_fit import BatchFit, fit_batch
from rechallenge.bulk.likelihood import Batch
from rechallenge.effects import Floats, expit
from rechallenge.intervals import (
    binomial_interval,
    chi2_quantile,
    normal_quantile,
    t_quantile,
)

GLMM_T = "GLMM, t"
GLMM_CHI2 = "GLMM, profile χ²"
GLMM_T2 = "GLMM, profile t²"
GLMM_Z = "GLMM, Wald z"
REML_Z = "logit REML, z"
REML_HK = "logit REML, Hartung–Knapp"
REML_ADHOC = "logit REML, ad hoc Hartung–Knapp"
PFT_Z = "Freeman–Tukey REML, z"
INTERVALS = (GLMM_T, GLMM_CHI2, GLMM_T2, GLMM_Z, REML_Z, REML_HK, REML_ADHOC, PFT_Z)
TWO_STAGE = (REML_Z, REML_HK, REML_ADHOC, PFT_Z)
CANDIDATES = (GLMM_T, GLMM_CHI2, GLMM_T2)
"""The intervals that may become the default; the others are what other programs report."""


@dataclass(frozen=True, slots=True)
class Result:
    """One interval in one cell.

    Attributes
    ----------
    replicates : int
        Data sets drawn.
    covered : int
        Of these, data sets whose interval holds the true median.
    one_sided, one_sided_covered : int
        Data sets without any event or with events throughout, and how many of them are covered;
        they are part of `replicates` and `covered`.
    no_interval : int
        Data sets without a finite estimate; not covered, and left out of the width.
    width_sets : int
        Data sets behind the width.
    median_width : float
        Median width in percentage points.
    """

    k: int
    true_median: float
    tau: float
    interval: str
    replicates: int
    covered: int
    one_sided: int
    one_sided_covered: int
    no_interval: int
    width_sets: int
    median_width: float

    @property
    def coverage(self) -> float:
        """Share of data sets covered, in per cent."""
        return 100 * self.covered / self.replicates


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one interval did in each data set; NaN in `width` where it was not computed."""

    covered: NDArray[np.bool_]
    width: Floats
    no_interval: int = 0


def run_cell(cell: Cell, *, replicates: int, widths: int, seed: int) -> tuple[Result, ...]:
    """Simulate one cell; widths of all intervals come from its first `widths` data sets."""
    counts = simulate(cell, replicates=replicates, seed=seed)
    outcomes = _glmm_outcomes(cell, counts, widths) | _two_stage_outcomes(cell, counts)
    one_sided = counts.one_sided
    results = []
    for name in INTERVALS:
        outcome = outcomes[name]
        first = outcome.width[:widths]
        known = first[np.isfinite(first)]
        results.append(
            Result(
                k=cell.k,
                true_median=cell.median,
                tau=cell.tau,
                interval=name,
                replicates=replicates,
                covered=int(outcome.covered.sum()),
                one_sided=int(one_sided.sum()),
                one_sided_covered=int(outcome.covered[one_sided].sum()),
                no_interval=outcome.no_interval,
                width_sets=int(known.size),
                median_width=round(float(np.median(known)), 2),
            )
        )
    return tuple(results)


def _glmm_outcomes(cell: Cell, counts: Counts, widths: int) -> dict[str, Outcome]:
    """Intervals of the GLMM; where it cannot be fitted, the exact interval under one rate."""
    modelled = np.flatnonzero(~counts.one_sided)
    batch = Batch.of(counts.events[modelled], counts.totals[modelled])
    fit = fit_batch(batch)
    exact = _exact(cell, counts)
    outcomes = {}
    for name, quantile in ((GLMM_T, t_quantile(LEVEL, cell.k - 1)), (GLMM_Z, _z())):
        low, high = fit.mu - quantile * fit.se, fit.mu + quantile * fit.se
        outcomes[name] = _merged(
            exact,
            modelled,
            fit,
            (low <= cell.mu) & (cell.mu <= high),
            100 * (expit(high) - expit(low)),
        )
    chi2 = chi2_quantile(LEVEL)
    fall = deviance(batch, fit, cell.mu, enough=chi2)
    some = np.flatnonzero(modelled < widths)
    subset = batch.take(some)
    subfit = BatchFit(
        fit.mu[some], fit.tau[some], fit.se[some], fit.log_likelihood[some], fit.found[some]
    )
    for name, cutoff in ((GLMM_CHI2, chi2), (GLMM_T2, t_quantile(LEVEL, cell.k - 1) ** 2)):
        width = np.full(modelled.size, np.nan)
        low, high = profile_limits(subset, subfit, cutoff)
        width[some] = 100 * (expit(high) - expit(low))
        outcomes[name] = _merged(exact, modelled, fit, fall <= cutoff, width)
    return outcomes


def _merged(
    exact: Outcome,
    modelled: NDArray[np.intp],
    fit: BatchFit,
    covered: NDArray[np.bool_],
    width: Floats,
) -> Outcome:
    """Put the intervals of the modelled data sets beside the exact ones of the others."""
    both = Outcome(exact.covered.copy(), exact.width.copy(), int((~fit.found).sum()))
    both.covered[modelled] = covered & fit.found
    both.width[modelled] = np.where(fit.found, width, np.nan)
    return both


def _exact(cell: Cell, counts: Counts) -> Outcome:
    low, high = binomial_interval(counts.events.sum(axis=1), counts.totals.sum(axis=1), level=LEVEL)
    return Outcome((low <= cell.median) & (cell.median <= high), 100 * (high - low))


def _two_stage_outcomes(cell: Cell, counts: Counts) -> dict[str, Outcome]:
    logit = fit_reml(*logit_effects(counts))
    t = t_quantile(LEVEL, cell.k - 1)
    reaches = {
        REML_Z: _z() * logit.se,
        REML_HK: t * logit.se * np.sqrt(logit.q),
        REML_ADHOC: t * logit.se * np.sqrt(np.maximum(1.0, logit.q)),
    }
    outcomes = {}
    for name, reach in reaches.items():
        low, high = expit(logit.mu - reach), expit(logit.mu + reach)
        outcomes[name] = _between(cell, low, high)
    arcsine = fit_reml(*freeman_tukey_effects(counts))
    outcomes[PFT_Z] = _between(cell, *_freeman_tukey_limits(arcsine, counts))
    return outcomes


def _freeman_tukey_limits(fit: TwoStageFit, counts: Counts) -> tuple[Floats, Floats]:
    reach = _z() * fit.se
    return (
        freeman_tukey_proportions(fit.mu - reach, counts),
        freeman_tukey_proportions(fit.mu + reach, counts),
    )


def _between(cell: Cell, low: Floats, high: Floats) -> Outcome:
    return Outcome((low <= cell.median) & (cell.median <= high), 100 * (high - low))


def _z() -> float:
    return normal_quantile(LEVEL)
