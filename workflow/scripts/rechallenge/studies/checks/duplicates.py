"""Rows that would count the same patients twice: the same study, arm and outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from rechallenge.studies.checks.several_places import grouped, joint_finding, named, places
from rechallenge.studies.files.headers import look_alike
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row


def check_duplicates(rows: Sequence[Row], tables: Mapping[str, Table]) -> list[Finding]:
    """Report rows with the same study, arm, outcome and inclusion (E301), once, at the last.

    Parameters
    ----------
    rows : sequence of Row
        Identified rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    repeated: dict[tuple[str, str, str, bool], list[Row]] = {}
    # By study, as keys of all rows at once would take more memory than the rows.
    for study in grouped((row.study_id, row) for row in rows):
        if len({(row.arm, row.outcome) for row in study}) == len(study) and not _cased(study):
            continue
        first: dict[tuple[str, str, str, bool], Row] = {}
        for row in study:
            key = (row.study_id, row.arm.casefold(), row.outcome.casefold(), row.include)
            if first.setdefault(key, row) is not row:
                repeated.setdefault(key, [first[key]]).append(row)
    findings = []
    for group in repeated.values():
        last = max(group, key=lambda row: (row.file, row.line))
        remedy = "delete one of them, or give different names of arms"
        if not {"study", "study_id"} & set(tables[last.file].names):
            alike = look_alike("study", tables[last.file].headers)
            remedy = "add a column “study” that names the study of each row"
            if alike:
                remedy = f"rename the column {quoted(alike)} to “study”, if it names the study"
        findings.append(
            joint_finding(
                group,
                tables,
                code="E301",
                column="arm" if last.arm else "",
                problem=partial(_same, group),
                remedy=remedy,
            )
        )
    return findings


def _cased(rows: Sequence[Row]) -> bool:
    """Tell whether case tells some of the rows apart."""
    folded = {(row.arm.casefold(), row.outcome.casefold()) for row in rows}
    return len(folded) < len(rows)


def _same(group: Sequence[Row], here: str) -> str:
    elsewhere = [row for row in group if row.file != here]
    others = f" as in {places(elsewhere, here)}" if elsewhere else ""
    first = next(row for row in group if row.file == here)
    return f"same study, arm{named(first.arm)} and outcome{named(first.outcome)}{others}"
