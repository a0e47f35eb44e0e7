"""Every comparison there is."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.accuracy.bayes import bayes
from benchmarks.accuracy.binomial import beta_binomial, glmm, series, subgroups
from benchmarks.accuracy.combinations import specifications, subsets
from benchmarks.accuracy.comparison import Found
from benchmarks.accuracy.high_precision import high_precision
from benchmarks.accuracy.intervals import intervals
from benchmarks.accuracy.reference import Names
from benchmarks.accuracy.regression import glmm_regression, two_stage_regression
from benchmarks.accuracy.sensitivity import sensitivity
from benchmarks.accuracy.small_study import small_study
from benchmarks.accuracy.three_level import three_level
from benchmarks.accuracy.two_stage import two_stage

COLLECTORS = (
    high_precision,
    two_stage,
    glmm,
    subgroups,
    series,
    glmm_regression,
    beta_binomial,
    three_level,
    bayes,
    sensitivity,
    two_stage_regression,
    small_study,
    subsets,
    specifications,
)


def collect(names: Names = None) -> Iterator[Found]:
    """Compare everything; ``names`` keeps some data sets, and the intervals of single rows."""
    for collector in COLLECTORS:
        yield from collector(names)
    yield from intervals()
