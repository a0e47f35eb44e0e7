"""What the simulated cells say of each interval, and which interval they speak for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from benchmarks.coverage.intervals import CANDIDATES, GLMM_CHI2, GLMM_T, GLMM_T2, GLMM_Z, Result
from rechallenge.pooling import glmm_test

FLOOR = 93.0
"""Coverage in per cent below which a cell counts against a 95 % interval."""

DEAREST = 2.0
"""Times the median width of the narrowest candidate above which a candidate costs too much."""

GROUPS = ((2,), (3,), (4, 5), (6, 8, 10), (15,))
NAME_OF_TEST = {"t": GLMM_T, "profile": GLMM_CHI2, "profile-t": GLMM_T2, "z": GLMM_Z}


@dataclass(frozen=True, slots=True)
class Summary:
    """One interval over several cells; coverage in per cent, width in percentage points."""

    interval: str
    cells: int
    below: int
    surely_below: int
    worst: Result
    best_coverage: float
    mean_coverage: float
    width: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates for some numbers of studies, and the two choices among them.

    Attributes
    ----------
    by_rule : str
        Fewest cells below `FLOOR`, then the narrowest.
    recommended : str
        The same among the candidates at most `DEAREST` times as wide as the narrowest.
    """

    ks: tuple[int, ...]
    candidates: tuple[Summary, ...]
    by_rule: str
    recommended: str

    def affords(self, summary: Summary) -> bool:
        """Tell whether a candidate is narrow enough to be recommended."""
        return affordable(summary, self.candidates)

    def of(self, interval: str) -> Summary:
        """Return the summary of one candidate."""
        return next(summary for summary in self.candidates if summary.interval == interval)


def standard_error(coverage: float, replicates: int) -> float:
    """Monte Carlo standard error of a coverage, both in per cent."""
    return float((coverage * (100 - coverage) / replicates) ** 0.5)


def summarise(results: Sequence[Result], interval: str, ks: Sequence[int]) -> Summary:
    """Summarise an interval over the cells with these numbers of studies."""
    chosen = [r for r in results if r.interval == interval and r.k in ks]
    below = [r for r in chosen if r.coverage < FLOOR]
    return Summary(
        interval=interval,
        cells=len(chosen),
        below=len(below),
        surely_below=sum(
            r.coverage + 2 * standard_error(r.coverage, r.replicates) < FLOOR for r in below
        ),
        worst=min(chosen, key=lambda r: r.coverage),
        best_coverage=max(r.coverage for r in chosen),
        mean_coverage=fmean(r.coverage for r in chosen),
        width=median(r.median_width for r in chosen),
    )


def choose(results: Sequence[Result], ks: tuple[int, ...]) -> Choice:
    """Choose among the candidates for these numbers of studies."""
    candidates = tuple(summarise(results, name, ks) for name in CANDIDATES)
    within = [c for c in candidates if affordable(c, candidates)]
    return Choice(ks, candidates, _fewest(candidates), _fewest(within))


def affordable(summary: Summary, candidates: Sequence[Summary]) -> bool:
    """Tell whether an interval is at most `DEAREST` times as wide as the narrowest."""
    return summary.width <= DEAREST * min(c.width for c in candidates)


def default_interval(k: int) -> str:
    """Name of the interval that the library reports for k studies unless told otherwise."""
    return NAME_OF_TEST[glmm_test("auto", k)]


def default_results(results: Sequence[Result]) -> list[Result]:
    """Keep the results of the interval that is the default for its number of studies."""
    return [r for r in results if r.interval == default_interval(r.k)]


def _fewest(candidates: Sequence[Summary]) -> str:
    return min(candidates, key=lambda c: (c.below, c.width)).interval
