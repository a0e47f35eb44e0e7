"""Rows of one outcome that do not belong in one pool: other denominators, case reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from rechallenge.studies.checks.compared import Compared, indices_by
from rechallenge.studies.checks.several_places import enumerated, joint_finding, named, places
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row

_LARGEST_CASE_REPORT = 3
_SMALLEST_COHORT = 10


def check_mixed_rows(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    """Report mixed denominators (W210) and case reports among cohorts (W306), once an outcome.

    Parameters
    ----------
    compared : Compared
        Countable rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    pooled = compared.included()
    outcomes = [
        [index for index in outcome if pooled[index]]
        for outcome in indices_by(compared.folded("outcome")).values()
    ]
    populations = _populations(compared)
    totals = compared.counts("total")
    findings: list[Finding] = []
    for outcome in outcomes:
        known = [index for index in outcome if populations[index]] if populations else []
        kinds = [
            [known[at] for at in kind]
            for kind in indices_by(populations[index] for index in known).values()
        ]
        if len(kinds) > 1:
            main, *rarer = sorted(kinds, key=lambda kind: -len(kind))
            findings.append(
                _mixed_denominators(
                    compared[outcome[0]].outcome,
                    f"{len(main)} other {'row' if len(main) == 1 else 'rows'} "
                    f"{quoted(populations[main[0]])}",
                    [compared.rows_at(kind) for kind in rarer],
                    tables,
                )
            )
        small = _case_reports(outcome, compared.studies, totals)
        if small:
            findings.append(_small_among_large(compared.rows_at(small), tables))
    return findings


def _populations(compared: Compared) -> list[str]:
    """Return whom the total of each row counts; nothing where no row says it."""
    populations = compared.cells("population")
    for index, names in compared.doubted().items():
        if "population" in names:
            populations[index] = ""
    return populations if any(populations) else []


def _mixed_denominators(
    outcome: str, main: str, rarer: Sequence[Sequence[Row]], tables: Mapping[str, Table]
) -> Finding:
    file = max((row.file, row.line) for kind in rarer for row in kind)[0]
    said = [
        f"{places(kind, file)} {'counts' if len(kind) == 1 else 'count'} "
        f"{quoted(kind[0].cells['population'])}"
        for kind in rarer
    ]
    return Finding(
        code="W210",
        file=file,
        column=tables[file].label("population"),
        problem=f"totals of the outcome{named(outcome)} mean different patients: "
        f"{enumerated([*said, main])}",
        remedy="pool each kind by itself as a sensitivity analysis, or unify them",
    )


def _case_reports(
    outcome: Sequence[int], studies: Sequence[int], totals: Sequence[int]
) -> list[int]:
    """Return the rows of studies of three patients or fewer, where other rows are cohorts.

    Small arms of a larger study are none.
    """
    few = {studies[index] for index in outcome if totals[index] <= _LARGEST_CASE_REPORT}
    of_few = [index for index in outcome if studies[index] in few] if few else []
    patients: Counter[int] = Counter()
    for index in of_few:
        patients[studies[index]] += totals[index]
    small = [index for index in of_few if patients[studies[index]] <= _LARGEST_CASE_REPORT]
    if not small or all(totals[index] < _SMALLEST_COHORT for index in outcome):
        return []
    return small


def _small_among_large(small: Sequence[Row], tables: Mapping[str, Table]) -> Finding:
    return joint_finding(
        small,
        tables,
        code="W306",
        column="total",
        problem=partial(_published_because_unusual, small),
        remedy="set include to 0 for them, or pool them in an analysis of their own",
    )


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
