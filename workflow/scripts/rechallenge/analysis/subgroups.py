"""Subgroups of a binomial-normal model with a common τ², and the likelihood-ratio test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rechallenge.effects import expit
from rechallenge.formatting import plural
from rechallenge.intervals import binomial_interval, chi2_tail, t_quantile
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import GlmmFit, NoEstimateError, fit_glmm
from rechallenge.models.sample import Sample


@dataclass(frozen=True, slots=True)
class Subgroup:
    """One level of a subgroup variable.

    Attributes
    ----------
    level : str
    rows, studies, events, total : int
    pooled : bool
        False where the level is shown without being pooled; ``note`` says why.
    mu, se : float or None
        Logit scale.
    estimate, ci_low, ci_high : float or None
        Proportions; for a single row, and for 0 % or 100 % throughout, the exact interval of the
        counts; None where the common model gives nothing.
    interval : str
        ``t``, ``exact`` or ``none``.
    note : str
    """

    level: str
    rows: int
    studies: int
    events: int
    total: int
    pooled: bool
    mu: float | None
    se: float | None
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    interval: str
    note: str


@dataclass(frozen=True, slots=True)
class Subgroups:
    """All levels of one variable and the test for differences between them.

    Attributes
    ----------
    variable : str
    groups : tuple of Subgroup
        Sorted by level.
    tau2 : float or None
        Between-study variance within levels, common to all of them (logit scale).
    df : int or None
        Degrees of freedom of the intervals: studies - levels.
    test_statistic, test_df, test_p : float, int or None
        Likelihood-ratio test of equal rates among levels with at least two rows.
    blank_rows : int
        Rows without a level, left out here.
    notes : tuple of str
    """

    variable: str
    groups: tuple[Subgroup, ...]
    tau2: float | None
    df: int | None
    test_statistic: float | None
    test_df: int | None
    test_p: float | None
    blank_rows: int
    notes: tuple[str, ...]


def subgroup_analysis(
    sample: Sample, levels: Sequence[str], *, variable: str, level: float = 0.95
) -> Subgroups:
    """Estimate the rate in each level of a variable.

    One GLMM with an intercept for each level and a common τ² is fitted to the levels with at
    least two rows; it is compared with one intercept for all of them by likelihood ratio. Levels
    with a single row, and levels with 0 % or 100 % throughout, get the exact interval of their
    counts.

    Parameters
    ----------
    sample : Sample
    levels : sequence of str
        Level of each row; blank where unknown.
    variable : str
        Name of the column.
    level : float
        Confidence level, 0-1.
    """
    given = np.array(levels, dtype=object)
    names = sorted({name for name in levels if name})
    members = {name: sample.take(given == name) for name in names}
    several = [name for name in names if members[name].events.size >= 2]
    fitted = [
        name for name in several if 0 < members[name].events.sum() < members[name].totals.sum()
    ]
    notes: list[str] = []
    blank = sum(1 for name in levels if not name)
    if blank:
        verb = "is" if blank == 1 else "are"
        notes.append(
            f"{plural(blank, 'row')} without a value of “{variable}” {verb} left out here."
        )
    fit: GlmmFit | None = None
    df: int | None = None
    statistic = test_df = p = None
    if fitted:
        part = sample.take(np.isin(given.astype(str), fitted))
        row_levels = [name for name in levels if name in set(fitted)]
        design = np.array([[float(name == column) for column in fitted] for name in row_levels])
        df = max(part.study_count - len(fitted), 0) or None
        try:
            fit = fit_glmm(BinomialNormal.of(part.events, part.totals, design))
        except NoEstimateError as reason:
            notes.append(f"No estimate with a common between-study variance: {reason}.")
        if df is None:
            notes.append("No more studies than levels: no intervals with a common τ².")
    if fit is not None and len(several) >= 2:
        tested = sample.take(np.isin(given.astype(str), several))
        try:
            null = fit_glmm(BinomialNormal.of(tested.events, tested.totals))
            statistic = max(0.0, 2 * (fit.log_likelihood - null.log_likelihood))
            test_df = len(several) - 1
            p = chi2_tail(statistic, test_df)
        except NoEstimateError as reason:
            notes.append(f"No test for subgroup differences: {reason}.")
    elif len(several) < 2:
        notes.append("No test for subgroup differences: fewer than two levels have two rows.")
    return Subgroups(
        variable=variable,
        groups=tuple(_group(name, members[name], fit, fitted, df, level=level) for name in names),
        tau2=None if fit is None else fit.tau**2,
        df=df,
        test_statistic=statistic,
        test_df=test_df,
        test_p=p,
        blank_rows=blank,
        notes=tuple(notes),
    )


def _group(
    name: str,
    part: Sample,
    fit: GlmmFit | None,
    fitted: list[str],
    df: int | None,
    *,
    level: float,
) -> Subgroup:
    events, total = int(part.events.sum()), int(part.totals.sum())
    mu = se = estimate = low = high = None
    interval = "none"
    if part.events.size == 1 or events in (0, total):
        limits = binomial_interval([events], [total], level=level)
        estimate, low, high = events / total, float(limits[0][0]), float(limits[1][0])
        interval = "exact"
        note = (
            "one row, not pooled"
            if part.events.size == 1
            else "exact interval of the summed counts under one common rate"
        )
    elif fit is None:
        note = "no estimate with a common between-study variance"
    else:
        j = fitted.index(name)
        mu, se = float(fit.beta[j]), float(np.sqrt(fit.covariance[j, j]))
        estimate = float(expit(mu))
        note = "no interval: not more studies than levels"
        if df is not None:
            reach = t_quantile(level, df) * se
            low, high = float(expit(mu - reach)), float(expit(mu + reach))
            interval, note = "t", ""
    return Subgroup(
        level=name,
        rows=part.events.size,
        studies=part.study_count,
        events=events,
        total=total,
        pooled=mu is not None,
        mu=mu,
        se=se,
        estimate=estimate,
        ci_low=low,
        ci_high=high,
        interval=interval,
        note=note,
    )
