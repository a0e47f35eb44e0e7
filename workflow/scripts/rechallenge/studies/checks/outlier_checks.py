"""Counts that lie far from those of the other studies, as typing errors do."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rechallenge.studies.checks.compared import Compared, indices_by
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row

_FEWEST_ROWS = 5
_ENOUGH_OF_A_CANCER = 10
_SHARE_OF_FALSE_ALARMS = 0.05
_WORTH_SUMMING = 2.0
_MANY_ROWS = 100
_LARGEST_TOTAL = 10_000
_SUPPOSED = 0.25
"""Least correlation times the number of other rows: few rows that agree may do so by chance."""
_QUANTILE = -1.0364333894937898
"""The 15 % quantile of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """Events and totals of rows, by index."""

    events: Sequence[int]
    totals: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums over rows, from which the moments without any one of them follow."""

    rows: int
    events: int
    patients: int
    squared_events: float
    squared_totals: int

    @classmethod
    def over(cls, counts: Iterable[tuple[int, int]]) -> _Sums:
        events, totals = zip(*counts, strict=True)
        return cls(
            len(events),
            sum(events),
            sum(totals),
            math.fsum([x * x / n for x, n in zip(events, totals, strict=True)]),
            sum([n * n for n in totals]),
        )

    def without(self, events: int, total: int) -> _Sums:
        return _Sums(
            self.rows - 1,
            self.events - events,
            self.patients - total,
            self.squared_events - events * events / total,
            self.squared_totals - total * total,
        )


def check_outliers(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    """Report counts in the outer 0.05/k of what k - 1 other rows of the outcome predict (N309).

    Rows are compared with those of their tumour where these are at least 10, else with all of the
    outcome where these are at least 5.

    Parameters
    ----------
    compared : Compared
        Countable rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.

    Notes
    -----
    The prediction is beta-binomial. Its correlation within studies comes from the weighted sum of
    squares of Kleinman (J Am Stat Assoc 1973;68:46-54), of which the upper 85 % limit by the
    chi-square distribution is taken, as few studies tell little; the variance of the mean is added.
    """
    included, cancers = compared.included(), compared.folded("cancer")
    for index, names in compared.doubted().items():
        if "cancer" in names:
            cancers[index] = ""
    counts = _Counts(compared.counts("events"), compared.counts("total"))
    findings: list[Finding] = []
    for outcome in indices_by(compared.folded("outcome")).values():
        pooled = [index for index in outcome if included[index]]
        if len(pooled) < _FEWEST_ROWS:
            continue
        mixed: list[int] = []
        by_cancer = indices_by(cancers[index] for index in pooled)
        for name, places in by_cancer.items():
            cancer = [pooled[place] for place in places]
            if len(cancer) >= _ENOUGH_OF_A_CANCER and name:
                findings += _found(_Screen.of(cancer, counts), cancer, compared, tables)
            else:
                mixed += cancer
        if mixed:
            findings += _found(_Screen.of(pooled, counts), mixed, compared, tables)
    return findings


def _found(
    screen: _Screen, indices: Sequence[int], compared: Compared, tables: Mapping[str, Table]
) -> list[Finding]:
    rows = compared.rows_at(screen.outliers(indices))
    return [screen.finding(row, tables[row.file]) for row in rows]


@dataclass(frozen=True, slots=True)
class _Screen:
    """Rows with which others are compared; `shares` are their sorted proportions.

    `counts` are those of all rows, by index.
    """

    counts: _Counts
    sums: _Sums
    shares: array[float]

    @classmethod
    def of(cls, indices: Sequence[int], counts: _Counts) -> _Screen:
        events = [counts.events[index] for index in indices]
        totals = [counts.totals[index] for index in indices]
        shares = sorted([x / n for x, n in zip(events, totals, strict=True)])
        return cls(counts, _Sums.over(zip(events, totals, strict=True)), array("d", shares))

    def outliers(self, indices: Sequence[int]) -> list[int]:
        events, totals = self.counts.events, self.counts.totals
        level = _SHARE_OF_FALSE_ALARMS / self.sums.rows / 2
        mean = self.sums.events / self.sums.patients
        near = self._near(mean)
        far = [index for index in indices if abs(events[index] / totals[index] - mean) > near]
        return [i for i in far if is_outlier(events[i], totals[i], self.sums, level)]

    def _near(self, mean: float) -> float:
        """Return a distance from the mean within which none of many rows can be an outlier.

        Of many rows one hardly moves the moments, so that those of all rows give a bound; it is
        half of the deviation below which no tail is summed.
        """
        correlation = _correlation(self.sums)
        if self.sums.rows < _MANY_ROWS or correlation is None:
            return -1.0
        return _WORTH_SUMMING / 2 * math.sqrt(mean * (1 - mean) * correlation)

    def finding(self, row: Row, table: Table) -> Finding:
        share = (row.events or 0) / (row.total or 1)
        low, high = self._others(share)
        of_outcome = f" of {quoted(row.outcome)}" if row.outcome else ""
        return Finding(
            code="N309",
            file=row.file,
            rows=(row.line,),
            study=row.study,
            column=table.label("events"),
            problem=f"{row.events}/{row.total} is {_percent(share)} % where most other rows"
            f"{of_outcome} lie between {_percent(low)} % and {_percent(high)} %",
            remedy="check for a typing error before believing it",
        )

    def _others(self, share: float) -> tuple[float, float]:
        """Return the range of the other proportions without the outer 5 % at each end."""
        others = list(self.shares)
        del others[bisect_left(others, share)]
        cut = len(others) // 20
        return others[cut], others[-1 - cut]


def is_outlier(events: int, total: int, sums: _Sums, level: float) -> bool:
    """Tell whether a count has at most the probability `level` beyond it on its side."""
    others = sums.without(events, total)
    correlation = _correlation(others)
    if correlation is None:
        return False
    # Beyond this total a row is as sure as its share of it; more events would only take longer.
    if total > _LARGEST_TOTAL:
        events, total = round(events * _LARGEST_TOTAL / total), _LARGEST_TOTAL
    # Alike patients within studies tell as much as fewer patients that have nothing in common.
    inflation = 1 + (others.squared_totals / others.patients - 1) * correlation
    mean = (others.events / inflation + 0.5) / (others.patients / inflation + 1)
    of_mean = (
        correlation * others.squared_totals / others.patients**2
        + (1 - correlation) / others.patients
    )
    spread = min(correlation + of_mean, 0.999)
    deviation = (events / total - mean) / math.sqrt(
        mean * (1 - mean) * (spread + (1 - spread) / total)
    )
    if abs(deviation) < _WORTH_SUMMING:
        return False
    alpha, beta = mean * (1 / spread - 1), (1 - mean) * (1 / spread - 1)
    if deviation < 0:
        # The lower tail is the upper tail of the patients without the outcome.
        events, alpha, beta = total - events, beta, alpha
    return not upper_tail_reaches(level, events, total, alpha, beta)


def _correlation(sums: _Sums) -> float | None:
    """Return the upper limit of the correlation within studies, None where nothing tells it."""
    free = sums.rows - 1
    share = sums.events / sums.patients
    expected = sums.patients - sums.rows - sums.squared_totals / sums.patients + 1
    if expected <= 0:
        return None
    if not 0 < share < 1:
        return _SUPPOSED / sums.rows
    squares = sums.squared_events - sums.events**2 / sums.patients
    dispersion = max(squares, 0.0) / (share * (1 - share)) / lower_chi_square(free)
    return min(max((dispersion - 1) * free / expected, _SUPPOSED / sums.rows), 0.99)


@lru_cache(maxsize=8)
def lower_chi_square(free: int) -> float:
    """Return the 15 % quantile of chi-square by Wilson and Hilferty (PNAS 1931;17:684-688)."""
    part = 2 / (9 * free)
    return free * (1 - part + _QUANTILE * math.sqrt(part)) ** 3


def upper_tail_reaches(level: float, events: int, total: int, alpha: float, beta: float) -> bool:
    """Tell whether a beta-binomial count of `events` or more has a probability above `level`."""
    term = math.exp(
        _log_beta(events + alpha, total - events + beta)
        - _log_beta(alpha, beta)
        + math.lgamma(total + 1)
        - math.lgamma(events + 1)
        - math.lgamma(total - events + 1)
    )
    tail = 0.0
    for count in range(events, total + 1):
        tail += term
        if tail > level:
            return True
        if count < total:
            term *= (total - count) * (count + alpha)
            term /= (count + 1) * (total - count - 1 + beta)
    return False


def _log_beta(one: float, other: float) -> float:
    return math.lgamma(one) + math.lgamma(other) - math.lgamma(one + other)


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.1f}" if 0 < percent < 10 or 90 < percent < 100 else f"{percent:.0f}"
