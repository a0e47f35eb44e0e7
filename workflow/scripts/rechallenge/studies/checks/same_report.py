"""Reports and studies that appear under two names: shared identifiers and twin names."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from rechallenge.studies.checks.compared import Compared, repeated
from rechallenge.studies.checks.identifiers import cited, identifiers, identifying_columns
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


def check_reports(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    """Report studies that share a DOI, PMID or trial number (W302), or that are twins (W312).

    Rows that are not pooled are left out. So are, of the former, studies that carry one
    ``overlap_group``: that they share patients is known already.

    Parameters
    ----------
    compared : Compared
        Identified rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    included = compared.included()
    pooled = compared.without({index for index, pool in enumerate(included) if not pool})
    return [*_shared_identifiers(pooled, tables), *_twin_names(pooled, tables)]


def _shared_identifiers(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    columns = {file: identifying_columns(table.names) for file, table in tables.items()}
    present = {name for table in tables.values() for name in table.names}
    sought = [name for name in identifying_columns(sorted(present)) if name in present]
    findings = []
    for identifier, indices in repeated(partial(_citations, compared, sought)).items():
        found = compared.rows_at(indices)
        if _unknown_overlap(found) and not _named_cohorts(found):
            first = found[0]
            findings.append(
                joint_finding(
                    found,
                    tables,
                    code="W302",
                    column=identifiers(first, columns[first.file])[identifier],
                    problem=partial(_cited, found, identifier),
                    remedy="if it is one report, write one study name and name the arms; if "
                    "patients are shared, write one word for all in a column “overlap_group”",
                )
            )
    return findings


def _citations(compared: Compared, columns: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give each identifier that a study cites, and the first row in which it does."""
    doubted = compared.doubted()
    latest, before, told = -1, (), set[str]()
    said = zip(*(compared.cells(name) for name in columns), strict=True)
    for index, texts in enumerate(said):
        study = compared.studies[index]
        if study != latest:
            latest, before, told = study, (), set()
        # Mostly every row of a study says the same.
        if texts == before:
            continue
        before = texts
        for column, text in zip(columns, texts, strict=True):
            if text and column not in doubted.get(index, ()):
                new = set(cited(column, text)) - told
                told |= new
                yield from ((index, identifier) for identifier in new)


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


def _twin_names(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    """Report studies with identifiers of their own whose names differ in spelling only (W312)."""
    found: dict[tuple[str, ...], tuple[str, list[Row]]] = {}
    firsts = array("I", compared.firsts())
    for column in ("study", "study_id"):
        texts = compared.names() if column == "study" else compared.identifiers()
        letters = partial(_by_letters, texts, firsts)
        for indices in repeated(letters).values():
            alike = compared.rows_at(indices)
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


def _by_letters(texts: Sequence[str], indices: Sequence[int]) -> Iterator[tuple[int, str]]:
    return ((index, _letters(texts[index])) for index in indices)


def _letters(name: str) -> str:
    """Return what twins certainly share, which is quickly found; `_spelled` tells them for sure."""
    text = plain(name).replace(" et al", "").replace(" ", "").replace("-", "")
    return (text if text.isalnum() else _NO_LETTER.sub("", text)) or name


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
