"""Outcomes that include each other: the narrower cannot have more patients than the wider."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rechallenge.contract import OUTCOME_NAMES
from rechallenge.studies.checks.compared import Compared
from rechallenge.studies.checks.several_places import joint_finding, places
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding
from rechallenge.studies.rows import Row

_WIDER = {
    "cr": ("orr", "dcr"),
    "orr": ("dcr",),
    "grade3_ae": ("grade2_ae", "any_ae"),
    "grade2_ae": ("any_ae",),
    "grade3_recurrent_ae": ("any_recurrent_ae",),
}
"""For every outcome those that include it, the nearest first."""

_WORDS = {
    "cr": ("complete response", "complete responses"),
    "orr": ("response", "responses"),
    "dcr": ("patient with disease control", "patients with disease control"),
    "grade3_ae": ("grade ≥ 3 event", "grade ≥ 3 events"),
    "grade2_ae": ("grade ≥ 2 event", "grade ≥ 2 events"),
    "any_ae": ("any-grade event", "any-grade events"),
    "grade3_recurrent_ae": ("recurrent grade ≥ 3 event", "recurrent grade ≥ 3 events"),
    "any_recurrent_ae": ("recurrent any-grade event", "recurrent any-grade events"),
}
_CODES = {code: code for code in _WORDS} | {
    name.casefold(): code for code, name in OUTCOME_NAMES.items() if code in _WORDS
}
_RARE = 0.01
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two rows of one arm: an outcome and one that includes it."""

    narrow: Row
    wide: Row

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Events and total of the narrower outcome, then of the wider."""
        return (
            self.narrow.events or 0,
            self.narrow.total or 0,
            self.wide.events or 0,
            self.wide.total or 0,
        )


def check_outcome_order(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    """Compare complete response ≤ response ≤ disease control, and grades of adverse events.

    More events of the narrower outcome are impossible (E211) where both rows have the same total,
    and doubtful (W211) where the totals differ. A larger share is doubtful too when the rarer of
    100 ways to draw the smaller group from the larger would hold so many events.

    Parameters
    ----------
    compared : Compared
        Countable rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    studies = list(compared.several())
    if not studies:
        return []
    codes = [_CODES.get(outcome, "") for outcome in compared.folded("outcome")]
    if len(set(codes) - {""}) < 2:
        return []
    arms, included = compared.folded("arm"), compared.included()
    events, totals = compared.counts("events"), compared.counts("total")
    findings: list[Finding] = []
    for study in studies:
        by_arm: dict[tuple[str, bool], dict[str, list[int]]] = {}
        for index in study:
            if codes[index]:
                arm = by_arm.setdefault((arms[index], included[index]), {})
                arm.setdefault(codes[index], []).append(index)
        for by_code in by_arm.values():
            for narrow, wide in _pairs(by_code):
                if _doubted(events[narrow], totals[narrow], events[wide], totals[wide]):
                    findings += _found(_Pair(compared[narrow], compared[wide]), tables)
    return findings


def _pairs(by_code: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Give the index of each outcome of an arm, and that of the nearest which includes it."""
    if len(by_code) < 2:
        return
    for code, found in by_code.items():
        wider = next((name for name in _WIDER.get(code, ()) if name in by_code), "")
        # A repeated outcome has its own finding (E301), and which of its rows counts is unknown.
        if wider and len(found) == 1 and len(by_code[wider]) == 1:
            yield found[0], by_code[wider][0]


def _doubted(events: int, total: int, wide_events: int, wide_total: int) -> bool:
    """Tell whether the narrower outcome has too many events for the wider."""
    return events > wide_events or (
        total < wide_total and _larger_share(events, total, wide_events, wide_total)
    )


def _found(pair: _Pair, tables: Mapping[str, Table]) -> list[Finding]:
    events, total, wide_events, wide_total = pair.counts
    remedy = "correct one of the two counts, or swap them"
    if _code(pair.narrow).endswith("_ae"):
        remedy = "count patients, not events, or swap the two counts"
    verb = "exceed" if events > wide_events else "are a larger share than"
    both = (pair.narrow, pair.wide)
    if total == wide_total:
        return [
            joint_finding(
                both,
                tables,
                code="E211",
                column="events",
                problem=partial(_impossible, pair),
                remedy=remedy,
                file=file,
            )
            for file in sorted({row.file for row in both})
        ]
    return [
        joint_finding(
            both,
            tables,
            code="W211",
            column="events",
            problem=partial(_doubtful, pair, verb),
            remedy=f"{remedy}; if both are right, say in “population” whom the totals count",
        )
    ]


def _code(row: Row) -> str:
    return _CODES[row.outcome.casefold()]


def _words(row: Row) -> str:
    one, several = _WORDS[_code(row)]
    return f"{row.events} {one if row.events == 1 else several}"


def _impossible(pair: _Pair, here: str) -> str:
    verb = "exceeds" if pair.narrow.events == 1 else "exceed"
    return (
        f"{_words(pair.narrow)} ({places([pair.narrow], here)}) {verb} {_words(pair.wide)} "
        f"({places([pair.wide], here)}) in the same arm of {pair.narrow.total} patients"
    )


def _doubtful(pair: _Pair, verb: str, here: str) -> str:
    if pair.narrow.events == 1:
        verb = {"exceed": "exceeds", "are a larger share than": "is a larger share than"}[verb]
    return (
        f"{_words(pair.narrow)} among {pair.narrow.total} patients "
        f"({places([pair.narrow], here)}) {verb} {_words(pair.wide)} among {pair.wide.total} "
        f"({places([pair.wide], here)}) in the same arm"
    )


def _larger_share(events: int, total: int, wide_events: int, wide_total: int) -> bool:
    """Tell whether a share is larger than chance explains when the smaller group is a random part.

    The number of the wider outcome's events in a random part is hypergeometric; its upper tail is
    summed from `events` on, where it falls.
    """
    if events * wide_total <= wide_events * total:
        return False
    others = wide_total - wide_events
    term = math.exp(
        _log_choose(wide_events, events)
        + _log_choose(others, total - events)
        - _log_choose(wide_total, total)
    )
    tail = 0.0
    for count in range(events, min(wide_events, total) + 1):
        tail += term
        if tail >= _RARE or term < _NEGLIGIBLE:
            break
        term *= (wide_events - count) * (total - count)
        term /= (count + 1) * (others - total + count + 1)
    return tail < _RARE


def _log_choose(n: int, k: int) -> float:
    if k > n:
        return -math.inf
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
