"""Arms of one study: a total beside its parts, and arms that are not independent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from rechallenge.studies.checks.compared import Compared
from rechallenge.studies.checks.several_places import Placed, enumerated, joint_finding, places
from rechallenge.studies.checks.spelling import words
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row

WHOLE = frozenset({"overall", "all", "total", "combined", "pooled", "whole", "entire", "both"})
WHOLE_BESIDE = frozenset(
    {"patient", "patients", "subjects", "participants", "arm", "arms", "cohort", "cohorts"}
    | {"group", "groups", "population", "study", "sample", "the"}
)
_FEWEST_PATIENTS = 10


@dataclass(frozen=True, slots=True)
class _Said:
    """What rows say, by their index."""

    arms: Sequence[str]
    folded_arms: Sequence[str]
    outcomes: Sequence[str]
    folded_outcomes: Sequence[str]
    events: Sequence[int]
    totals: Sequence[int]


def check_arms(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    """Report arms beside their total (E304, W304), and studies with several arms (N305).

    A row that is the sum of the others is an error where its arm is named like a total or not at
    all; under another name the sum may be a coincidence, and is a warning.

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
    included = compared.included()
    said = _Said(
        compared.cells("arm"),
        compared.folded("arm"),
        compared.cells("outcome"),
        compared.folded("outcome"),
        compared.counts("events"),
        compared.counts("total"),
    )
    placed = compared.placed()
    findings: list[Finding] = []
    for study in studies:
        dependent: list[list[int]] = []
        for arms in _several_arms([index for index in study if included[index]], said):
            total = _total_row(arms, said)
            if total is None:
                dependent.append(arms)
            else:
                whole, code = total
                parts = compared.rows_at(index for index in arms if index != whole)
                findings.append(_beside_total(parts, compared[whole], code, tables))
        if dependent:
            rows = [placed(index) for arms in dependent for index in arms]
            findings.append(_dependent(rows, [_arms(arms, said) for arms in dependent], tables))
    return findings


def _several_arms(study: Sequence[int], said: _Said) -> Iterator[list[int]]:
    """Give the rows of each outcome of a study that has several, all of them other arms."""
    by_outcome: dict[str, list[int]] = {}
    for index in study:
        by_outcome.setdefault(said.folded_outcomes[index], []).append(index)
    for arms in by_outcome.values():
        if len(arms) > 1 and len({said.folded_arms[index] for index in arms}) == len(arms):
            yield arms


@lru_cache(maxsize=1024)
def is_whole(arm: str) -> bool:
    """Tell whether an arm is named like the whole study: ``overall``, ``all patients``."""
    if not any(word in arm.casefold() for word in WHOLE):
        return False
    said = set(words(arm))
    return bool(said & WHOLE) and said <= WHOLE | WHOLE_BESIDE


def _total_row(arms: Sequence[int], said: _Said) -> tuple[int, str] | None:
    """Return the row that holds the patients of the others, and the code of the finding."""
    events = sum([said.events[index] for index in arms])
    total = sum([said.totals[index] for index in arms])
    sums = [
        index
        for index in arms
        if len(arms) > 2 and 2 * said.totals[index] == total and 2 * said.events[index] == events
    ]
    for index in sums:
        if is_whole(said.arms[index]) or not said.arms[index]:
            return index, "E304"
    whole = [index for index in arms if is_whole(said.arms[index])]
    if len(whole) == 1 and all(_fits(row, whole[0], said) for row in arms if row != whole[0]):
        return whole[0], "W304"
    if len(sums) == 1:
        fewest = _FEWEST_PATIENTS if said.events[sums[0]] else 2 * _FEWEST_PATIENTS
        if said.totals[sums[0]] >= fewest:
            return sums[0], "W304"
    return None


def _fits(part: int, whole: int, said: _Said) -> bool:
    """Tell whether the patients of one row may be some of those of another."""
    events, total = said.events[part], said.totals[part]
    whole_events, whole_total = said.events[whole], said.totals[whole]
    return (
        total < whole_total
        and events <= whole_events
        and total - events <= whole_total - whole_events
    )


def _beside_total(
    parts: Sequence[Row], whole: Row, code: str, tables: Mapping[str, Table]
) -> Finding:
    remedy = "keep the arms or the total, not both"
    if code == "W304":
        remedy += ": set include to 0 for the others"
    return joint_finding(
        [*parts, whole],
        tables,
        code=code,
        column="arm",
        problem=partial(_sum, parts, whole),
        remedy=remedy,
    )


def _sum(parts: Sequence[Row], whole: Row, here: str) -> str:
    elsewhere = [row for row in (*parts, whole) if row.file != here]
    also = f" (with {places(elsewhere, here)})" if elsewhere else ""
    shown = " + ".join(map(_counts, parts[:6]))
    if len(parts) > 6:
        shown += f" + {len(parts) - 6} more"
    if sum(row.total or 0 for row in parts) == whole.total and (
        sum(row.events or 0 for row in parts) == whole.events
    ):
        return f"{shown} = {_counts(whole)}{also}"
    return (
        f"{_counts(whole)} is named like the whole study and may hold the patients of {shown}{also}"
    )


def _counts(row: Row) -> str:
    name = quoted(row.arm) if row.arm else "the row without an arm"
    return f"{name} {row.events}/{row.total}"


def _dependent(rows: Sequence[Placed], arms: Sequence[str], tables: Mapping[str, Table]) -> Finding:
    return joint_finding(
        rows,
        tables,
        code="N305",
        column="arm",
        problem=f"{enumerated(arms)} of one study are not independent",
        remedy="nothing to do: unless configured otherwise they are pooled as separate rows, with "
        "arms combined and a three-level model beside",
    )


def _arms(arms: Sequence[int], said: _Said) -> str:
    outcome = said.outcomes[arms[0]]
    return f"{len(arms)} arms" + (f" with {quoted(outcome)}" if outcome else "")
