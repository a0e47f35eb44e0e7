"""Rows of one outcome that do not belong in one pool: other denominators, case reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from rechallenge.studies.checks.several_places import (
    enumerated,
    grouped,
    joint_finding,
    named,
    places,
)
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row

_LARGEST_CASE_REPORT = 3
_SMALLEST_COHORT = 10


def check_mixed_rows(rows: Sequence[Row], tables: Mapping[str, Table]) -> list[Finding]:
    """Report mixed denominators (W210) and case reports among cohorts (W306), once an outcome.

    Parameters
    ----------
    rows : sequence of Row
        Countable rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    findings: list[Finding] = []
    pooled = (row for row in rows if row.include)
    for outcome in grouped((row.outcome.casefold(), row) for row in pooled):
        findings += _mixed_denominators(outcome, tables)
        findings += _case_reports(outcome, tables)
    return findings


def _mixed_denominators(rows: Sequence[Row], tables: Mapping[str, Table]) -> list[Finding]:
    known = [
        row for row in rows if row.cells.get("population") and "population" not in row.unusable
    ]
    kinds = grouped((row.cells["population"], row) for row in known)
    if len(kinds) < 2:
        return []
    main, *rarer = sorted(kinds, key=lambda kind: -len(kind))
    file = max((row.file, row.line) for kind in rarer for row in kind)[0]
    said = [f"{places(kind, file)} {_count(kind)} {_population(kind)}" for kind in rarer]
    others = f"{len(main)} other {'row' if len(main) == 1 else 'rows'} {_population(main)}"
    return [
        Finding(
            code="W210",
            file=file,
            column=tables[file].label("population"),
            problem=f"totals of the outcome{named(rows[0].outcome)} mean different patients: "
            f"{enumerated([*said, others])}",
            remedy="pool each kind by itself as a sensitivity analysis, or unify them",
        )
    ]


def _count(rows: Sequence[Row]) -> str:
    return "counts" if len(rows) == 1 else "count"


def _population(rows: Sequence[Row]) -> str:
    return quoted(rows[0].cells["population"])


def _case_reports(rows: Sequence[Row], tables: Mapping[str, Table]) -> list[Finding]:
    """Report studies of three patients or fewer; small arms of a larger study are none."""
    patients: Counter[str] = Counter()
    for row in rows:
        patients[row.study_id] += row.total or 0
    small = [row for row in rows if patients[row.study_id] <= _LARGEST_CASE_REPORT]
    if not small or all((row.total or 0) < _SMALLEST_COHORT for row in rows):
        return []
    return [
        joint_finding(
            small,
            tables,
            code="W306",
            column="total",
            problem=partial(_published_because_unusual, small),
            remedy="set include to 0 for them, or pool them in an analysis of their own",
        )
    ]


def _published_because_unusual(small: Sequence[Row], here: str) -> str:
    elsewhere = [row for row in small if row.file != here]
    also = f" (with {places(elsewhere, here)})" if elsewhere else ""
    largest = max(row.total or 0 for row in small)
    fewest = "" if len(small) == 1 else "at most "
    size = "1 patient" if largest == 1 else f"{fewest}{largest} patients"
    if len(small) == 1:
        found = f"1 row of the outcome{named(small[0].outcome)} has {size} and is a case report"
    else:
        found = (
            f"{len(small)} rows of the outcome{named(small[0].outcome)} have {size} each{also} "
            "and are case reports"
        )
    return f"{found}, published because unusual, among cohorts of {_SMALLEST_COHORT} or more"
