"""Regressions of rates on the size of rows, against R's lm."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.accuracy.comparison import Found, compared
from benchmarks.accuracy.reference import Names, results, sample
from rechallenge.analysis.small_study import SMALL_STUDY_TESTS, small_study_pattern


def small_study(names: Names = None) -> Iterator[Found]:
    """Compare both tests on every data set of ten rows or more."""
    for name, told in results("small_study", names):
        for test in SMALL_STUDY_TESTS:
            own = small_study_pattern(sample(name), test=test, replicates=1)
            for key in ("slope", "se", "statistic", "p"):
                yield from compared(
                    f"small-study-{key}", name, test, getattr(own, key), told[test][key]
                )
