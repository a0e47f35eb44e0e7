"""Subgroups: the rate in each level of a variable, and the test for differences between levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rechallenge.analysis.subgroup_fits import (
    LevelFits,
    common_glmm,
    common_two_stage,
    separate_fits,
)
from rechallenge.formatting import plural
from rechallenge.intervals import binomial_interval
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
        On the scale of the measure.
    estimate, ci_low, ci_high : float or None
        Proportions; for a single row, and for 0 % or 100 % throughout, the exact interval of the
        counts; None where the model gives nothing.
    tau2 : float or None
        Between-study variance within this level.
    interval : str
        Kind of interval, such as ``t``; ``exact`` or ``none`` where the level is not pooled.
    df : float or None
        Degrees of freedom of the interval.
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
    tau2: float | None
    interval: str
    df: float | None
    note: str


@dataclass(frozen=True, slots=True)
class Subgroups:
    """All levels of one variable and the test for differences between them.

    Attributes
    ----------
    variable : str
    model, measure : str
        Which model, such as ``glmm`` or ``plo-reml-adhoc``, and its scale.
    tau2_mode : str
        ``common`` or ``separate``.
    groups : tuple of Subgroup
        Sorted by level.
    tau2 : float or None
        Between-study variance within levels where it is common to them.
    df : float or None
        Degrees of freedom of the intervals where they are common to the levels.
    test_type : str
        ``LR``, ``Wald`` or ``F``.
    test_statistic, test_p : float or None
        Test of equal rates among levels with at least two rows.
    test_df : tuple of int
        One number, or two for ``F``; empty without a test.
    blank_rows : int
        Rows without a level, left out here.
    notes : tuple of str
    """

    variable: str
    model: str
    measure: str
    tau2_mode: str
    groups: tuple[Subgroup, ...]
    tau2: float | None
    df: float | None
    test_type: str
    test_statistic: float | None
    test_df: tuple[int, ...]
    test_p: float | None
    blank_rows: int
    notes: tuple[str, ...]


def subgroup_analysis(
    sample: Sample,
    levels: Sequence[str],
    *,
    variable: str,
    options: Mapping[str, Any] | None = None,
    separate: bool = False,
) -> Subgroups:
    """Estimate the rate in each level of a variable.

    With a common τ² one model with an intercept for each level is fitted to the levels with at
    least two rows: the GLMM, tested by likelihood ratio against one intercept for all, or the
    two-stage model that the options name, tested by the Wald statistic (F for Hartung-Knapp).
    With separate τ² each level is pooled for itself, and the test is that of Cochran between the
    levels. Levels with a single row, and levels with 0 % or 100 % throughout, get the exact
    interval of their counts.

    Parameters
    ----------
    sample : Sample
    levels : sequence of str
        Level of each row; blank where unknown.
    variable : str
        Name of the column.
    options : mapping, optional
        Keyword options of `rechallenge.pooling.pool_sample`. The common τ² of a model other than
        two-stage is that of the GLMM.
    separate : bool
        A τ² of its own for each level.

    References
    ----------
    Borenstein & Higgins (2013), Prev Sci 14:134, on common and separate τ².
    """
    options = dict(options or {})
    level = options.get("level", 0.95)
    given = np.array(levels, dtype=object)
    names = sorted({name for name in levels if name})
    members = {name: sample.take(given == name) for name in names}
    several = [name for name in names if members[name].events.size >= 2]
    notes: list[str] = []
    blank = sum(1 for name in levels if not name)
    if blank:
        verb = "is" if blank == 1 else "are"
        notes.append(
            f"{plural(blank, 'row')} without a value of “{variable}” {verb} left out here."
        )
    parts = {name: members[name] for name in several}
    if separate:
        fits = separate_fits(parts, options)
    elif options.get("method", "glmm") == "inverse-variance" and not options.get("multilevel"):
        fits = common_two_stage(parts, options)
    else:
        fits = common_glmm(parts, level=level)
    notes += fits.notes
    if len(several) < 2:
        notes.append("No test for subgroup differences: fewer than two levels have two rows.")
    elif fits.p is None and not fits.notes:
        notes.append("No test for subgroup differences: fewer than two levels have an estimate.")
    return Subgroups(
        variable=variable,
        model=fits.model,
        measure=fits.measure,
        tau2_mode="separate" if separate else "common",
        groups=tuple(_group(name, members[name], fits, level=level) for name in names),
        tau2=fits.tau2,
        df=fits.df,
        test_type=fits.test,
        test_statistic=fits.statistic,
        test_df=fits.test_df,
        test_p=fits.p,
        blank_rows=blank,
        notes=tuple(notes),
    )


def _group(name: str, part: Sample, fits: LevelFits, *, level: float) -> Subgroup:
    events, total = int(part.events.sum()), int(part.totals.sum())
    found = fits.levels.get(name)
    mu = se = estimate = low = high = tau2 = df = None
    interval, note = "none", ""
    if part.events.size == 1 or events in (0, total):
        limits = binomial_interval([events], [total], level=level)
        estimate, low, high = events / total, float(limits[0][0]), float(limits[1][0])
        interval = "exact"
        note = (
            "one row, not pooled"
            if part.events.size == 1
            else "exact interval of the summed counts under one common rate"
        )
    elif found is None:
        note = fits.missing
    else:
        mu, se, tau2, df = found.mu, found.se, found.tau2, found.df
        estimate, low, high = found.estimate, found.ci_low, found.ci_high
        interval, note = found.interval, found.note
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
        tau2=tau2,
        interval=interval,
        df=df,
        note=note,
    )
