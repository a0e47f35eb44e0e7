"""Three-level pooling: rows within studies, with a cluster-robust interval.

y = μ + a_study + b_row + e, with a ~ N(0, σ²_study), b ~ N(0, σ²_row) and known sampling
variances; REML for the two variances (Konstantopoulos 2011, Res Synth Methods 2:61). The interval
is CR2 with Satterthwaite degrees of freedom (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018,
J Bus Econ Stat 36:672, equations 4 and 11).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import linalg, optimize

from rechallenge.effects import (
    Floats,
    effect_sizes,
    marginal_proportion,
    to_proportion,
)
from rechallenge.errors import InputError
from rechallenge.heterogeneity import cochran_q, h_squared, i_squared, typical_variance
from rechallenge.intervals import normal_quantile, t_quantile
from rechallenge.models.sample import Sample
from rechallenge.results import PooledEstimate

MULTILEVEL_TESTS = ("cr2", "z")
SCAN = (0.0, 0.05, 0.15, 0.4, 1.0, 2.5)


@dataclass(frozen=True, slots=True)
class ThreeLevelFit:
    """A fitted three-level model.

    Attributes
    ----------
    mu, se : float
        Pooled value and its model-based standard error.
    study_variance, row_variance : float
        σ² between studies and between rows of a study.
    log_likelihood : float
        Restricted log-likelihood with all its constants.
    robust_se, robust_df : float
        CR2 standard error and Satterthwaite degrees of freedom.
    """

    mu: float
    se: float
    study_variance: float
    row_variance: float
    log_likelihood: float
    robust_se: float
    robust_df: float


def fit_three_level(y: Floats, v: Floats, studies: tuple[str, ...]) -> ThreeLevelFit:
    """Fit by REML from several starting points, and add the cluster-robust uncertainty.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effect sizes and sampling variances.
    studies : tuple of str, length k
    """
    names = list(dict.fromkeys(studies))
    member = np.array([[float(study == name) for name in names] for study in studies])
    scale = float(np.sqrt(np.mean(v)))

    def loss(deviations: Floats) -> tuple[float, Floats]:
        value, slope = _restricted(deviations * scale, y, v, member)
        return -value, -slope * scale

    starts = [(a, b) for a in SCAN for b in SCAN]
    ranked = sorted(starts, key=lambda start: loss(np.array(start))[0])[:4]
    # A start at exactly 0 would stay there: the slope by a standard deviation vanishes at 0.
    fits = [
        optimize.minimize(
            loss,
            np.maximum(start, 0.02),
            jac=True,
            method="L-BFGS-B",
            bounds=[(0, None)] * 2,
            options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 500},
        ).x
        for start in ranked
    ]
    fits += [np.array([0.0, fit[1]]) for fit in fits] + [np.array([fit[0], 0.0]) for fit in fits]
    fits = [_polished(fit, loss) for fit in fits]
    best = min(fits, key=lambda fit: loss(fit)[0])
    study_variance, row_variance = (float(s) for s in (best * scale) ** 2)
    variance = np.diag(v + row_variance) + study_variance * (member @ member.T)
    inverse = np.linalg.inv(variance)
    bread = 1 / float(inverse.sum())
    mu = bread * float(inverse.sum(axis=0) @ y)
    robust_se, robust_df = _cr2(y - mu, variance, inverse, bread, member)
    return ThreeLevelFit(
        mu=mu,
        se=bread**0.5,
        study_variance=study_variance,
        row_variance=row_variance,
        log_likelihood=_restricted(best * scale, y, v, member)[0],
        robust_se=robust_se,
        robust_df=robust_df,
    )


def _restricted(deviations: Floats, y: Floats, v: Floats, member: Floats) -> tuple[float, Floats]:
    """Restricted log-likelihood and its slope by the two standard deviations.

    Within a study the covariance is diagonal but for σ²_study everywhere, so that its inverse is
    known (Sherman & Morrison): no k × k matrix is needed.
    """
    study, row = deviations
    shared = study * study
    w = 1 / (v + row * row)
    sums = w @ member
    growth = 1 + shared * sums
    shrink = shared / growth
    ones = w * (1 - member @ (shrink * sums))
    information = float(ones.sum())
    inverse_y = w * (y - member @ (shrink * ((w * y) @ member)))
    py = inverse_y - ones * (float(inverse_y.sum()) / information)
    value = -0.5 * (
        (y.size - 1) * np.log(2 * np.pi)
        - np.log(y.size)
        - float(np.log(w).sum())
        + float(np.log(growth).sum())
        + np.log(information)
        + float(y @ py)
    )
    of_studies, per_study = py @ member, ones @ member
    trace_blocks = float((sums / growth).sum()) - float(per_study @ per_study) / information
    trace = float((w - (member @ shrink) * w * w).sum()) - float(ones @ ones) / information
    by_study = study * (float(of_studies @ of_studies) - trace_blocks)
    by_row = row * (float(py @ py) - trace)
    return float(value), np.array([by_study, by_row])


def _polished(start: Floats, loss: Callable[[Floats], tuple[float, Floats]]) -> Floats:
    """Newton steps on the free standard deviations, with a numerical Hessian of the slope."""
    x = np.asarray(start, dtype=float).copy()
    for _ in range(20):
        free = np.flatnonzero(x > 1e-7)
        if not free.size:
            break
        slope = loss(x)[1]
        hessian = np.empty((free.size, free.size))
        for j, index in enumerate(free):
            step = np.zeros(2)
            step[index] = 1e-5 * max(x[index], 1e-3)
            hessian[:, j] = (loss(x + step)[1] - loss(x - step)[1])[free] / (2 * step[index])
        try:
            move = np.linalg.solve((hessian + hessian.T) / 2, slope[free])
        except np.linalg.LinAlgError:
            break
        proposal = x.copy()
        proposal[free] = np.maximum(x[free] - move, 0.0)
        if loss(proposal)[0] > loss(x)[0] + 1e-12:
            break
        x = proposal
        if np.max(np.abs(move)) < 1e-12:
            break
    return x


def _cr2(
    residuals: Floats, variance: Floats, inverse: Floats, bread: float, member: Floats
) -> tuple[float, float]:
    """CR2 standard error of the mean and its Satterthwaite degrees of freedom."""
    weights = inverse.sum(axis=0)
    hat = np.outer(np.ones(residuals.size), weights) * bread
    keep = np.eye(residuals.size) - hat
    meat, directions = 0.0, []
    for column in member.T:
        rows = np.flatnonzero(column)
        block = variance[np.ix_(rows, rows)]
        root = linalg.cholesky(block)
        middle = root @ (block - bread) @ root.T
        adjust = root.T @ _inverse_root(middle) @ root
        # W_i X_i M: V is block-diagonal by study, so this needs the block's own inverse only.
        influence = np.linalg.solve(block, np.ones(rows.size)) * bread
        score = float(influence @ adjust @ residuals[rows])
        meat += score * score
        directions.append(keep[rows].T @ adjust.T @ influence)
    p = np.array(directions)
    gram = p @ variance @ p.T
    return meat**0.5, float(np.trace(gram) ** 2 / np.sum(gram * gram))


def _inverse_root(matrix: Floats) -> Floats:
    """Symmetric inverse square root, with directions that carry no variance left out."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    usable = values > 1e-12 * max(float(values.max()), 1e-300)
    roots = np.where(usable, 1 / np.sqrt(np.where(usable, values, 1.0)), 0.0)
    return np.asarray((vectors * roots) @ vectors.T)


def pool_three_level(
    sample: Sample,
    *,
    measure: str = "PLO",
    test: str = "cr2",
    level: float = 0.95,
    zero_cell: float = 0.5,
) -> PooledEstimate:
    """Pool rows within studies by the three-level model.

    Parameters
    ----------
    sample : Sample
        At least two studies.
    measure : {"PR", "PLN", "PLO", "PAS", "PFT"}
    test : {"cr2", "z"}
        Cluster-robust interval with Satterthwaite degrees of freedom, or the model-based one.
    level : float
        Confidence level, 0-1.
    zero_cell : float
        See `rechallenge.effects.effect_sizes`.

    Returns
    -------
    PooledEstimate
        ``tau2`` is the sum of both variances, ``rho`` the share between studies.

    Raises
    ------
    InputError
        For an unknown measure or test.
    """
    if test not in MULTILEVEL_TESTS:
        raise InputError(f"unknown test {test!r}; choose one of {', '.join(MULTILEVEL_TESTS)}")
    effects = effect_sizes(sample.events, sample.totals, measure=measure, zero_cell=zero_cell)
    y, v = effects.y, effects.v
    fit = fit_three_level(y, v, sample.studies)
    tau2 = fit.study_variance + fit.row_variance
    robust = test == "cr2"
    se = fit.robust_se if robust else fit.se
    df = fit.robust_df if robust else None
    quantile = normal_quantile(level) if df is None else t_quantile(level, df)

    def proportion(value: float) -> float:
        return float(to_proportion(value, measure, harmonic_n=effects.harmonic_n))

    def marginal(value: float) -> float:
        return marginal_proportion(value, tau2**0.5, measure, harmonic_n=effects.harmonic_n)

    low, high = fit.mu - quantile * se, fit.mu + quantile * se
    notes: tuple[str, ...] = (
        "Rows are nested in studies; τ² is the sum of the variances between studies and between "
        "rows of a study, rho the share between studies.",
    )
    pi_low = pi_high = None
    if sample.study_count > 2:
        reach = t_quantile(level, sample.study_count - 1) * float(np.sqrt(tau2 + se * se))
        pi_low, pi_high = proportion(fit.mu - reach), proportion(fit.mu + reach)
    else:
        notes += ("No prediction interval: it needs at least three studies.",)
    if df is not None and df < 4:
        notes += (
            f"With {df:.1f} Satterthwaite degrees of freedom the robust interval is uncertain.",
        )
    typical = typical_variance(v)
    q = cochran_q(y, v)
    return sample.estimate(
        id=f"{measure.lower()}-multilevel-{test}",
        method="multilevel",
        measure=measure,
        tau2_method="REML",
        test=test,
        level=level,
        mu=fit.mu,
        se=se,
        mu_low=low,
        mu_high=high,
        estimate=proportion(fit.mu),
        ci_low=proportion(low),
        ci_high=proportion(high),
        interval=test,
        df=df,
        pi_low=pi_low,
        pi_high=pi_high,
        mean=marginal(fit.mu),
        mean_low=marginal(low),
        mean_high=marginal(high),
        tau2=tau2,
        tau=tau2**0.5,
        i2=i_squared(tau2, typical),
        i2_definition="tau2",
        h2=h_squared(tau2, typical),
        rho=fit.study_variance / tau2 if tau2 > 0 else None,
        q=q.statistic,
        q_df=q.df,
        q_p=q.p,
        q_type="Wald",
        notes=notes,
    )
