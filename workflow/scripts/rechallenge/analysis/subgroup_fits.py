"""Fits behind subgroups: a common τ² by GLMM or two-stage, or a τ² of its own for each level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from rechallenge.effects import Floats, effect_sizes, expit, to_proportion
from rechallenge.errors import InputError
from rechallenge.intervals import chi2_tail, t_quantile
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import NoEstimateError, fit_glmm
from rechallenge.models.regression import regress_two_stage
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample

NO_COMMON = "no estimate with a common between-study variance"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFit:
    """The estimate of one level; ``mu``, ``se`` and ``tau2`` on the scale of the measure."""

    mu: float
    se: float
    estimate: float
    ci_low: float | None
    ci_high: float | None
    tau2: float | None
    interval: str
    df: float | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFits:
    """The levels that a model could estimate, and the test for differences between levels.

    Attributes
    ----------
    model, measure : str
    levels : dict of str to LevelFit
    missing : str
        Why a level that could have been estimated is not here.
    tau2, df : float or None
        Where they are common to the levels.
    test : str
        ``LR``, ``Wald`` or ``F``.
    statistic, p : float or None
    test_df : tuple of int
    notes : tuple of str
    """

    model: str
    measure: str = "PLO"
    levels: Mapping[str, LevelFit] = field(default_factory=dict)
    missing: str = NO_COMMON
    tau2: float | None = None
    df: float | None = None
    test: str = "LR"
    statistic: float | None = None
    test_df: tuple[int, ...] = ()
    p: float | None = None
    notes: tuple[str, ...] = ()


def common_glmm(parts: Mapping[str, Sample], *, level: float) -> LevelFits:
    """Fit a GLMM with an intercept for each level and one τ².

    Parameters
    ----------
    parts : mapping of str to Sample
        The rows of each level with at least two.
    level : float
        Confidence level, 0-1.
    """
    fitted = _with_both(parts)
    if not fitted:
        return LevelFits(model="glmm")
    whole, design = _stacked(fitted)
    df = max(whole.study_count - len(fitted), 0) or None
    notes = [] if df else ["No more studies than levels: no intervals with a common τ²."]
    try:
        fit = fit_glmm(BinomialNormal.of(whole.events, whole.totals, design))
    except NoEstimateError as reason:
        notes.insert(0, f"No estimate with a common between-study variance: {reason}.")
        return LevelFits(model="glmm", df=df, notes=tuple(notes))
    levels = {}
    for j, name in enumerate(fitted):
        mu, se = float(fit.beta[j]), float(np.sqrt(fit.covariance[j, j]))
        reach = None if df is None else t_quantile(level, df) * se
        levels[name] = LevelFit(
            mu=mu,
            se=se,
            estimate=float(expit(mu)),
            ci_low=None if reach is None else float(expit(mu - reach)),
            ci_high=None if reach is None else float(expit(mu + reach)),
            tau2=fit.tau**2,
            interval="none" if df is None else "t",
            df=df,
            note="no interval: not more studies than levels" if df is None else "",
        )
    statistic = p = None
    if len(parts) >= 2:
        # Levels with 0 % or 100 % throughout have a likelihood, only no finite estimate.
        tested = _stacked(parts)[0]
        try:
            null = fit_glmm(BinomialNormal.of(tested.events, tested.totals))
            statistic = max(0.0, 2 * (fit.log_likelihood - null.log_likelihood))
            p = chi2_tail(statistic, len(parts) - 1)
        except NoEstimateError as reason:
            notes.append(f"No test for subgroup differences: {reason}.")
    return LevelFits(
        model="glmm",
        levels=levels,
        tau2=fit.tau**2,
        df=df,
        statistic=statistic,
        test_df=() if p is None else (len(parts) - 1,),
        p=p,
        notes=tuple(notes),
    )


def common_two_stage(parts: Mapping[str, Sample], options: Mapping[str, Any]) -> LevelFits:
    """Fit a two-stage model with an intercept for each level and one τ².

    Parameters
    ----------
    parts : mapping of str to Sample
        The rows of each level with at least two.
    options : mapping
        Keyword options of `rechallenge.pooling.pool_sample`; ``test`` ``t`` becomes ``z``, since
        a regression has no plain t interval.
    """
    measure, tau2 = options.get("measure", "PLO"), options.get("tau2", "REML")
    tau2 = "REML" if tau2 == "auto" else tau2
    test = {"auto": "adhoc", "t": "z"}.get(options.get("test", "auto"), options.get("test", "auto"))
    zero_cell = options.get("zero_cell", 0.5)
    model = f"{measure.lower()}-{tau2.lower()}-{test}"
    fitted = _with_both(parts)
    if len(fitted) < 2:
        alone = separate_fits(fitted, options)
        (tau2_of_one, df_of_one) = next(
            ((fit.tau2, fit.df) for fit in alone.levels.values()), (None, None)
        )
        return replace(alone, model=model, tau2=tau2_of_one, df=df_of_one)
    whole, cells = _stacked(fitted)
    design = cells.copy()
    design[:, 0] = 1
    try:
        fit = regress_two_stage(
            whole,
            design,
            measure=measure,
            tau2=tau2,
            test=test,
            zero_cell=zero_cell,
            engine=options.get("engine", True),
        )
    except InputError as reason:
        note = f"No estimate with a common between-study variance: {reason}."
        return LevelFits(model=model, measure=measure, test="Wald", notes=(note,))
    at = np.eye(len(fitted))
    at[:, 0] = 1
    predicted = fit.predict(at, level=options.get("level", 0.95))
    levels = {}
    for j, (name, part) in enumerate(fitted.items()):
        harmonic = effect_sizes(part.events, part.totals, measure=measure).harmonic_n

        def rate(value: float, harmonic: float = harmonic) -> float:
            return float(to_proportion(value, measure, harmonic_n=harmonic))

        levels[name] = LevelFit(
            mu=float(predicted["mu"][j]),
            se=float(predicted["se"][j]),
            estimate=rate(predicted["mu"][j]),
            ci_low=rate(predicted["low"][j]),
            ci_high=rate(predicted["high"][j]),
            tau2=fit.tau2,
            interval=test,
            df=fit.df,
        )
    notes = []
    left_out = [name for name in parts if name not in fitted]
    if left_out:
        notes.append(
            "Without events, or with events throughout, and left out of the test: "
            f"{', '.join(left_out)}."
        )
    return LevelFits(
        model=model,
        measure=measure,
        levels=levels,
        tau2=fit.tau2,
        df=fit.df,
        test=fit.test,
        statistic=fit.statistic,
        test_df=fit.test_df,
        p=fit.p,
        notes=tuple(notes),
    )


def separate_fits(parts: Mapping[str, Sample], options: Mapping[str, Any]) -> LevelFits:
    """Pool each level for itself, with a τ² of its own.

    The test compares the estimates of the levels by Cochran's Q on the scale of the measure.

    Parameters
    ----------
    parts : mapping of str to Sample
        The rows of each level with at least two.
    options : mapping
        Keyword options of `rechallenge.pooling.pool_sample`.
    """
    levels, notes, model, measure = {}, [], str(options.get("method", "glmm")), "PLO"
    for name, part in parts.items():
        found = pool_sample(part, **{**options, "profiles": False, "engine": False})
        if found.method == "exact":
            continue
        if found.estimate is None or found.mu is None or found.se is None:
            notes.append(f"{name}: {found.notes[0] if found.notes else 'no estimate.'}")
            continue
        model, measure = found.id, found.measure
        levels[name] = LevelFit(
            mu=found.mu,
            se=found.se,
            estimate=found.estimate,
            ci_low=found.ci_low,
            ci_high=found.ci_high,
            tau2=found.tau2,
            interval=found.interval,
            df=found.df,
        )
    statistic = p = None
    if len(levels) >= 2 and all(fit.se > 0 for fit in levels.values()):
        mu = np.array([fit.mu for fit in levels.values()])
        weights = np.array([fit.se**-2 for fit in levels.values()])
        centre = weights @ mu / weights.sum()
        statistic = float(weights @ (mu - centre) ** 2)
        p = chi2_tail(statistic, mu.size - 1)
        left_out = [name for name in parts if name not in levels]
        if left_out:
            notes.append(f"Without an estimate, and left out of the test: {', '.join(left_out)}.")
    return LevelFits(
        model=model,
        measure=measure,
        levels=levels,
        missing="no estimate",
        test="Wald",
        statistic=statistic,
        test_df=() if p is None else (len(levels) - 1,),
        p=p,
        notes=tuple(notes),
    )


def _with_both(parts: Mapping[str, Sample]) -> dict[str, Sample]:
    """Keep the levels that have events and patients without."""
    return {name: part for name, part in parts.items() if 0 < part.events.sum() < part.totals.sum()}


def _stacked(parts: Mapping[str, Sample]) -> tuple[Sample, Floats]:
    """All rows of some levels, and a design with one indicator column for each level."""
    sizes = [part.events.size for part in parts.values()]
    whole = Sample(
        np.concatenate([part.events for part in parts.values()]),
        np.concatenate([part.totals for part in parts.values()]),
        tuple(study for part in parts.values() for study in part.studies),
    )
    return whole, np.repeat(np.eye(len(sizes)), sizes, axis=0)
