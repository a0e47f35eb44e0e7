"""Arms of one study: a total beside its parts, and arms that are not independent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from rechallenge.studies.checks.several_places import (
    enumerated,
    grouped,
    joint_finding,
    places,
)
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


def check_arms(rows: Sequence[Row], tables: Mapping[str, Table]) -> list[Finding]:
    """Report arms beside their total (E304, W304), and studies with several arms (N305).

    A row that is the sum of the others is an error where its arm is named like a total or not at
    all; under another name the sum may be a coincidence, and is a warning.

    Parameters
    ----------
    rows : sequence of Row
        Countable rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    findings: list[Finding] = []
    dependent: dict[str, list[list[Row]]] = {}
    pooled = (row for row in rows if row.include)
    for arms in _several_rows(pooled):
        if len(arms) == 1 or len({row.arm.casefold() for row in arms}) < len(arms):
            continue
        total = _total_row(arms)
        if total is None:
            dependent.setdefault(arms[0].study_id, []).append(arms)
        else:
            findings.append(_beside_total(arms, total, tables))
    return findings + [_dependent(several, tables) for several in dependent.values()]


def _several_rows(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Give the rows of each study and outcome with more than one."""
    for study in grouped((row.study_id, row) for row in rows):
        if len({row.outcome.casefold() for row in study}) < len(study):
            yield from grouped((row.outcome.casefold(), row) for row in study)


def is_whole(arm: str) -> bool:
    """Tell whether an arm is named like the whole study: ``overall``, ``all patients``."""
    if not any(word in arm.casefold() for word in WHOLE):
        return False
    said = set(words(arm))
    return bool(said & WHOLE) and said <= WHOLE | WHOLE_BESIDE


def _total_row(arms: Sequence[Row]) -> tuple[Row, str] | None:
    """Return the row that holds the patients of the others, and the code of the finding."""
    events = sum(row.events or 0 for row in arms)
    total = sum(row.total or 0 for row in arms)
    sums = [
        row
        for row in arms
        if len(arms) > 2 and 2 * (row.events or 0) == events and 2 * (row.total or 0) == total
    ]
    for row in sums:
        if is_whole(row.arm) or not row.arm:
            return row, "E304"
    whole = [row for row in arms if is_whole(row.arm)]
    if len(whole) == 1 and all(_fits(row, whole[0]) for row in arms if row is not whole[0]):
        return whole[0], "W304"
    if len(sums) == 1:
        fewest = _FEWEST_PATIENTS if sums[0].events else 2 * _FEWEST_PATIENTS
        if (sums[0].total or 0) >= fewest:
            return sums[0], "W304"
    return None


def _fits(part: Row, whole: Row) -> bool:
    """Tell whether the patients of one row may be some of those of another."""
    events, total = part.events or 0, part.total or 0
    whole_events, whole_total = whole.events or 0, whole.total or 0
    return (
        total < whole_total
        and events <= whole_events
        and total - events <= whole_total - whole_events
    )


def _beside_total(
    arms: Sequence[Row], found: tuple[Row, str], tables: Mapping[str, Table]
) -> Finding:
    whole, code = found
    parts = [row for row in arms if row is not whole]
    remedy = "keep the arms or the total, not both"
    if code == "W304":
        remedy += ": set include to 0 for the others"
    return joint_finding(
        arms,
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


def _dependent(several: Sequence[Sequence[Row]], tables: Mapping[str, Table]) -> Finding:
    rows = [row for arms in several for row in arms]
    return joint_finding(
        rows,
        tables,
        code="N305",
        column="arm",
        problem=f"{enumerated([_arms(arms) for arms in several])} of one study are not independent",
        remedy="nothing to do: unless configured otherwise they are pooled as separate rows, with "
        "arms combined and a three-level model beside",
    )


def _arms(arms: Sequence[Row]) -> str:
    outcome = arms[0].outcome
    return f"{len(arms)} arms" + (f" with {quoted(outcome)}" if outcome else "")
