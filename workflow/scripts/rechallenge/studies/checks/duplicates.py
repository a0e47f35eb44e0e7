"""Rows that would count the same patients twice: the same study, arm and outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from rechallenge.studies.checks.compared import Compared, indices_by
from rechallenge.studies.checks.several_places import joint_finding, named, places
from rechallenge.studies.files.headers import look_alike
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row


def check_duplicates(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    """Report rows with the same study, arm, outcome and inclusion (E301), once, at the last.

    Parameters
    ----------
    compared : Compared
        Identified rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    studies = list(compared.several())
    if not studies:
        return []
    arms, outcomes = compared.folded("arm"), compared.folded("outcome")
    included = compared.included()
    findings: list[Finding] = []
    for study in studies:
        part = slice(study.start, study.stop)
        keys = list(zip(arms[part], outcomes[part], included[part], strict=True))
        if len(set(keys)) == len(keys):
            continue
        repeated = (found for found in indices_by(keys).values() if len(found) > 1)
        findings += [
            _finding(compared.rows_at(study[index] for index in found), tables)
            for found in repeated
        ]
    return findings


def _finding(group: Sequence[Row], tables: Mapping[str, Table]) -> Finding:
    last = max(group, key=lambda row: (row.file, row.line))
    remedy = "delete one of them, or give different names of arms"
    if not {"study", "study_id"} & set(tables[last.file].names):
        alike = look_alike("study", tables[last.file].headers)
        remedy = "add a column “study” that names the study of each row"
        if alike:
            remedy = f"rename the column {quoted(alike)} to “study”, if it names the study"
    return joint_finding(
        group,
        tables,
        code="E301",
        column="arm" if last.arm else "",
        problem=partial(_same, group),
        remedy=remedy,
    )


def _same(group: Sequence[Row], here: str) -> str:
    elsewhere = [row for row in group if row.file != here]
    others = f" as in {places(elsewhere, here)}" if elsewhere else ""
    first = next(row for row in group if row.file == here)
    return f"same study, arm{named(first.arm)} and outcome{named(first.outcome)}{others}"
