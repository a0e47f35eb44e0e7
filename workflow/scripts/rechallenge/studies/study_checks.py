"""Checks between rows: duplicates, studies that contradict themselves, and missing outcomes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from rechallenge.contract import STUDY_COLUMNS
from rechallenge.studies.findings import Finding, listing, quoted
from rechallenge.studies.rows import Row
from rechallenge.studies.tables import Table


def check_studies(
    rows: Sequence[Row], tables: Mapping[str, Table], *, outcomes: Collection[str]
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Compare the rows of all files with each other.

    Parameters
    ----------
    rows : sequence of Row
        The rows of all files, each checked by itself.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    outcomes : collection of str
        The outcomes that the configuration asks for.

    Returns
    -------
    rows : tuple of Row
        With blanks filled from other rows of the study (N311); columns on which the rows of a
        study disagree are named in ``unusable``.
    findings : tuple of Finding
        E106 and E117 about outcomes, E301, E310, N311.
    """
    firm = [row for row in rows if not row.loose]
    findings = [*_duplicates(firm, tables), *_blank_outcomes(firm, tables, outcomes)]
    mended = {(row.file, row.line): row for row in rows}
    for study in _grouped((row.study_id, row) for row in firm):
        group = study
        for column in STUDY_COLUMNS:
            group, about = _agreed(group, column, tables)
            findings += about
        mended |= {(row.file, row.line): row for row in group}
    return tuple(mended.values()), tuple(findings)


def _grouped(keyed: Iterable[tuple[Hashable, Row]]) -> list[list[Row]]:
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for key, row in keyed:
        groups[key].append(row)
    return list(groups.values())


def _duplicates(rows: Sequence[Row], tables: Mapping[str, Table]) -> list[Finding]:
    """Report rows that would count the same patients twice (E301)."""
    findings = []
    keyed = (
        ((row.study_id, row.arm.casefold(), row.outcome.casefold(), row.include), row)
        for row in rows
    )
    for group in _grouped(keyed):
        if len(group) == 1:
            continue
        for file_rows in _grouped((row.file, row) for row in group):
            first = file_rows[0]
            elsewhere = [row for row in group if row.file != first.file]
            others = f" as in {_places(elsewhere, first.file)}" if elsewhere else ""
            named = {"study", "study_id"} & set(tables[first.file].names)
            remedy = "delete one of them, or give different names of arms"
            if not named:
                remedy = "add a column “study” that names the study of each row"
            findings.append(
                Finding(
                    code="E301",
                    file=first.file,
                    rows=tuple(row.line for row in file_rows),
                    study=first.study,
                    column=tables[first.file].label("arm") if first.arm else "",
                    problem=f"same study, arm{_value(first.arm)} and outcome"
                    f"{_value(first.outcome)}{others}",
                    remedy=remedy,
                )
            )
    return findings


def _value(text: str) -> str:
    return f" {quoted(text)}" if text else ""


def _blank_outcomes(
    rows: Sequence[Row], tables: Mapping[str, Table], outcomes: Collection[str]
) -> list[Finding]:
    """Report rows without an outcome in a review of several (E106 for a file, E117 for a row)."""
    known = sorted(
        {row.outcome for row in rows if row.outcome} | {name for name in outcomes if name}
    )
    if len(known) < 2:
        return []
    blank = [row for row in rows if not row.outcome]
    problem = f"but the review has several outcomes ({', '.join(map(quoted, known[:6]))})"
    files = dict.fromkeys(row.file for row in blank if "outcome" not in tables[row.file].names)
    findings = [
        Finding(
            code="E106",
            file=file,
            problem=f"no column “outcome”, {problem}",
            remedy="add the column and say in every row which outcome its counts belong to",
        )
        for file in files
    ]
    return findings + [
        Finding(
            code="E117",
            file=row.file,
            rows=(row.line,),
            study=row.study,
            column=tables[row.file].label("outcome"),
            problem=f"the outcome is blank, {problem}",
            remedy="say to which of them the counts of this row belong",
        )
        for row in blank
        if row.file not in files
    ]


def _agreed(
    group: Sequence[Row], column: str, tables: Mapping[str, Table]
) -> tuple[list[Row], list[Finding]]:
    """Fill the blanks of a column of one study, or report that its rows disagree."""
    filled = [row for row in group if row.cells.get(column) and column not in row.unusable]
    if len(group) == 1 or not filled:
        return list(group), []
    meanings = _grouped((_meaning(row, column), row) for row in filled)
    if len(meanings) > 1:
        findings = [
            _disagreement(file_rows, meanings, column, tables[file_rows[0].file])
            for file_rows in _grouped((row.file, row) for row in group)
        ]
        return [replace(row, unusable=(*row.unusable, column)) for row in group], findings
    source = filled[0]
    blank = [row for row in group if not row.cells.get(column) and column not in row.unusable]
    findings = [
        Finding(
            code="N311",
            file=row.file,
            rows=(row.line,),
            study=row.study,
            column=tables[row.file].label(column),
            problem=f"blank, read as {quoted(source.cells[column])} from "
            f"{_places([source], row.file)} of the same study",
            remedy="write it in every row to silence this",
        )
        for row in blank
    ]
    return [_filled(row, source, column) if row in blank else row for row in group], findings


def _filled(row: Row, source: Row, column: str) -> Row:
    cells = {**row.cells, column: source.cells[column]}
    if column == "year" and source.year is not None:
        numbers = {**row.numbers, "year": float(source.year)}
        return replace(row, cells=cells, numbers=numbers, year=source.year)
    if column == "study":
        return replace(row, cells=cells, study=source.study)
    return replace(row, cells=cells)


def _meaning(row: Row, column: str) -> str:
    text = row.cells[column]
    if column == "doi":
        return re.sub(r"^(https?://(dx\.)?doi\.org/|doi: ?)", "", text.casefold())
    return str(row.year) if column == "year" and row.year is not None else text


def _disagreement(
    rows: Sequence[Row], meanings: Sequence[Sequence[Row]], column: str, table: Table
) -> Finding:
    file = rows[0].file
    said = " but ".join(
        f"{quoted(same[0].cells[column])} in {_places(same, file)}" for same in meanings
    )
    remedy = "write the same in every row of the study"
    if column == "study":
        remedy += ", or give each of two studies its own study_id"
    return Finding(
        code="E310",
        file=file,
        rows=tuple(row.line for row in rows),
        study=rows[0].study,
        column=table.label(column),
        problem=f"rows of one study disagree: {said}",
        remedy=remedy,
    )


def _places(rows: Sequence[Row], here: str) -> str:
    """Say where rows stand, as seen from a file: ``row 2`` or ``b.csv, rows 3, 5``."""
    places = []
    for file_rows in _grouped((row.file, row) for row in rows):
        file = file_rows[0].file
        lines = listing([row.line for row in file_rows])
        prefix = "" if file == here else f"{file}, "
        places.append(f"{prefix}{'rows' if len(file_rows) > 1 else 'row'} {lines}")
    return " and ".join(places)
