"""Reports and studies that appear under two names: shared identifiers and twin names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from rechallenge.studies.checks.identifiers import identifiers, identifying_columns
from rechallenge.studies.checks.several_places import (
    enumerated,
    grouped,
    joint_finding,
    places,
)
from rechallenge.studies.checks.spelling import plain, same_spelling, words
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row

ONE_STUDY_OR_TWO = (
    "if it is one study, write one name and one study_id; if not, make the names differ, as 2020a "
    "and 2020b do"
)
_NO_LETTER = re.compile(r"[\W_]+")


def check_reports(rows: Sequence[Row], tables: Mapping[str, Table]) -> list[Finding]:
    """Report studies that share a DOI, PMID or trial number (W302), or that are twins (W312).

    Rows that are not pooled are left out. So are, of the former, studies that carry one
    ``overlap_group``: that they share patients is known already.

    Parameters
    ----------
    rows : sequence of Row
        Identified rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    studies = grouped((row.study_id, row) for row in rows if row.include)
    return [*_shared_identifiers(studies, tables), *_twin_names(studies, tables)]


def _shared_identifiers(
    studies: Sequence[Sequence[Row]], tables: Mapping[str, Table]
) -> list[Finding]:
    columns = {file: identifying_columns(table.names) for file, table in tables.items()}
    citing: dict[str, list[Row]] = defaultdict(list)
    column_of: dict[str, str] = {}
    for study in studies:
        first: dict[str, Row] = {}
        said: list[str] = []
        for row in study:
            # Mostly every row of a study says the same.
            before, said = said, [row.cells.get(name, "") for name in columns[row.file]]
            if said == before:
                continue
            for identifier, column in identifiers(row, columns[row.file]).items():
                first.setdefault(identifier, row)
                column_of.setdefault(identifier, column)
        for identifier, row in first.items():
            citing[identifier].append(row)
    return [
        joint_finding(
            found,
            tables,
            code="W302",
            column=column_of[identifier],
            problem=partial(_cited, found, identifier),
            remedy="if it is one report, write one study name and name the arms; if patients are "
            "shared, write one word for all in a column “overlap_group”",
        )
        for identifier, found in citing.items()
        if _unknown_overlap(found) and not _named_cohorts(found)
    ]


def _unknown_overlap(rows: Sequence[Row]) -> bool:
    """Tell whether rows of several studies are not all in one overlap group."""
    groups = {row.cells.get("overlap_group", "") for row in rows}
    return len(rows) > 1 and (len(groups) > 1 or "" in groups)


def _named_cohorts(rows: Sequence[Row]) -> bool:
    """Tell whether studies are cohorts of one report by tumour: the rest of the name is shared."""
    authors = {words(row.study)[:1] for row in rows}
    return len(authors) == 1 and _all_differ(rows, "cancer")


def _all_differ(rows: Sequence[Row], column: str) -> bool:
    said = {same_spelling(row.cells.get(column, "")) for row in rows}
    return len(said) == len(rows) and "" not in said


def _cited(rows: Sequence[Row], identifier: str, here: str) -> str:
    return f"{quoted(identifier)} is cited by {_studies(rows, here)}"


def _studies(rows: Sequence[Row], here: str) -> str:
    return enumerated([f"{quoted(row.study)} ({places([row], here)})" for row in rows])


def _twin_names(studies: Sequence[Sequence[Row]], tables: Mapping[str, Table]) -> list[Finding]:
    """Report studies with identifiers of their own whose names differ in spelling only (W312)."""
    found: dict[tuple[str, ...], tuple[str, list[Row]]] = {}
    firsts = [study[0] for study in studies]
    for column in ("study", "study_id"):
        likely = grouped((_letters(row.text(column)), row) for row in firsts)
        for alike in likely:
            if len(alike) == 1:
                continue
            for group in grouped((_spelled(row.text(column)), row) for row in alike):
                if len(group) > 1 and not told_apart(group):
                    found.setdefault(tuple(row.study_id for row in group), (column, group))
    return [
        joint_finding(
            group,
            tables,
            code="W312",
            column="study_id" if len({row.study for row in group}) == 1 else column,
            problem=partial(_twins, group, column),
            remedy=ONE_STUDY_OR_TWO,
        )
        for column, group in found.values()
    ]


def _letters(name: str) -> str:
    """Return what twins certainly share, which is quickly found; `_spelled` tells them for sure."""
    letters = _NO_LETTER.sub("", plain(name).replace(" et al", ""))
    return letters or name


def _spelled(name: str) -> str:
    said = [word for word in words(name) if word.isalnum() and word not in {"et", "al"}]
    return same_spelling(" ".join(said)) or name


def told_apart(rows: Sequence[Row]) -> bool:
    """Tell whether studies of almost the same name have each its own DOI or tumour."""
    return _all_differ(rows, "doi") or _all_differ(rows, "cancer")


def _twins(rows: Sequence[Row], column: str, here: str) -> str:
    one_name = len({row.study for row in rows}) == 1
    shown = "study_id" if one_name else column
    said = enumerated([f"{quoted(row.text(shown))} ({places([row], here)})" for row in rows])
    if one_name:
        return f"one study has the identifiers {said}, and is pooled as {len(rows)} studies"
    kind = "names" if column == "study" else "identifiers"
    return f"the {kind} {said} are almost the same, yet pooled as {len(rows)} studies"
