"""How much each row moves the pooled estimate: deletion diagnostics and the Baujat values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from rechallenge.effects import Floats, effect_sizes
from rechallenge.heterogeneity import cochran_q
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import GlmmFit, fit_glmm
from rechallenge.models.least_squares import weighted_fit
from rechallenge.models.random_intercept import pool_glmm
from rechallenge.models.sample import Sample
from rechallenge.models.tau2 import estimate_tau2
from rechallenge.results import PooledEstimate

PREDICTIVE_NODES = 401
PREDICTIVE_REACH = 8.5
SMALLEST_TAIL = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class RowInfluence:
    """Deletion diagnostics of one row; None where the fit without it has no estimate.

    Attributes
    ----------
    rstudent : float or None
        Studentised deleted residual; for the GLMM the normal quantile of the mid-p-value of the
        row's count in the distribution that the other rows predict.
    dffits : float or None
        Shift of the estimate by the row, in units of its own uncertainty.
    cook_d : float or None
        Squared shift of the estimate over its squared standard error.
    cov_r : float or None
        Variance of the estimate without the row over that with it.
    tau2_del, q_del : float or None
        τ² and the statistic of homogeneity without the row.
    hat : float
        Share of the row in the information on the estimate, 0-1.
    weight : float or None
        Weight in per cent; None for the GLMM, which has none.
    baujat_x, baujat_y : float or None
        Squared Pearson residual, and squared shift over the variance without the row
        (Baujat et al. 2002, Stat Med 21:2641).
    """

    rstudent: float | None = None
    dffits: float | None = None
    cook_d: float | None = None
    cov_r: float | None = None
    tau2_del: float | None = None
    q_del: float | None = None
    hat: float
    weight: float | None = None
    baujat_x: float | None = None
    baujat_y: float | None = None


def two_stage_influence(
    sample: Sample, *, measure: str = "PLO", tau2: str = "REML", zero_cell: float = 0.5
) -> tuple[RowInfluence, ...]:
    """Compute deletion diagnostics of a two-stage model with a Wald test, one for each row.

    References
    ----------
    Viechtbauer & Cheung (2010), Res Synth Methods 1:112.
    """
    effects = effect_sizes(sample.events, sample.totals, measure=measure, zero_cell=zero_cell)
    y, v = effects.y, effects.v
    everything = _fit(y, v, tau2)
    hats = everything.weights / everything.weights.sum()
    found = []
    for i in range(y.size):
        keep = np.arange(y.size) != i
        part = _fit(y[keep], v[keep], tau2)
        shift = everything.mu - part.mu
        found.append(
            RowInfluence(
                rstudent=float((y[i] - part.mu) / np.sqrt(v[i] + part.tau2 + part.variance)),
                dffits=float(shift / np.sqrt(hats[i] * (part.tau2 + v[i]))),
                cook_d=float(shift**2 / everything.variance),
                cov_r=part.variance / everything.variance,
                tau2_del=part.tau2,
                q_del=cochran_q(y[keep], v[keep]).statistic,
                hat=float(hats[i]),
                weight=float(100 * hats[i]),
                baujat_x=float((y[i] - everything.mu) ** 2 / (v[i] + everything.tau2)),
                baujat_y=float(shift**2 / part.variance),
            )
        )
    return tuple(found)


def glmm_influence(
    sample: Sample, left_out: Mapping[str, PooledEstimate] | None = None
) -> tuple[RowInfluence, ...]:
    """Compute deletion diagnostics of the binomial-normal model, one for each row.

    Parameters
    ----------
    sample : Sample
        At least two rows, for which the model has an estimate.
    left_out : mapping of str to PooledEstimate, optional
        The model without a study, by study, where that was fitted before; it serves the studies
        with one row.
    """
    everything = fit_glmm(BinomialNormal.of(sample.events, sample.totals))
    variance = float(everything.covariance[0, 0])
    shares = _information_shares(sample, everything)
    found = []
    for i, study in enumerate(sample.studies):
        part = (left_out or {}).get(study) if sample.studies.count(study) == 1 else None
        if part is None:
            part = pool_glmm(
                sample.take(np.arange(len(sample.studies)) != i), test="z", profiles=False
            )
        if part.method != "glmm" or part.mu is None or part.se is None or part.tau is None:
            found.append(RowInfluence(hat=float(shares[i])))
            continue
        shift = float(everything.beta[0]) - part.mu
        count = (sample.events[i], sample.totals[i])
        found.append(
            RowInfluence(
                rstudent=_predictive_residual(*count, part.mu, part.tau),
                dffits=shift / part.se,
                cook_d=shift**2 / variance,
                cov_r=part.se**2 / variance,
                tau2_del=part.tau2,
                q_del=part.q,
                hat=float(shares[i]),
                baujat_x=_predictive_residual(*count, everything.beta[0], everything.tau) ** 2,
                baujat_y=shift**2 / part.se**2,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _TwoStageFit:
    mu: float
    variance: float
    tau2: float
    weights: Floats


def _fit(y: Floats, v: Floats, tau2: str) -> _TwoStageFit:
    variance = estimate_tau2(tau2, y, v)
    fit = weighted_fit(y, v, np.ones((y.size, 1)), variance)
    return _TwoStageFit(
        float(fit.coefficients[0, 0]), float(fit.covariance[0, 0, 0]), variance, fit.weights[0]
    )


def _information_shares(sample: Sample, fit: GlmmFit) -> Floats:
    """Share of each row in the information on the intercept, τ held fixed."""
    parts = []
    for x, n in zip(sample.events, sample.totals, strict=True):
        row = BinomialNormal.of(np.array([x]), np.array([n]))
        at = (
            row.evaluate(fit.beta[None], [fit.tau], nodes=fit.nodes)
            if fit.tau > 0
            else row.conditional(fit.beta)
        )
        parts.append(-float(at.hessian[0, 0, 0]))
    return np.asarray(np.divide(parts, np.sum(parts)))


def _predictive_residual(events: float, total: float, mu: float, tau: float) -> float:
    """Turn the mid-p-value of a count under the predicted distribution into a quantile."""
    z = np.linspace(-PREDICTIVE_REACH, PREDICTIVE_REACH, PREDICTIVE_NODES)
    density = np.exp(-z * z / 2)
    density /= density.sum()
    p = special.expit(mu + tau * z)
    below = special.bdtr(events - 1, int(total), p) if events > 0 else np.zeros_like(p)
    above = special.bdtrc(events, int(total), p)
    low, high = float(density @ below), float(density @ above)
    middle = max(1 - low - high, 0.0) / 2
    # Taken from the smaller tail, so that far residuals keep their size.
    if low + middle < 0.5:
        return float(special.ndtri(max(low + middle, SMALLEST_TAIL)))
    return -float(special.ndtri(max(high + middle, SMALLEST_TAIL)))
