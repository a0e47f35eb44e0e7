"""Columns that belong to a study: its rows must agree, and fill each other's blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rechallenge.contract import STUDY_COLUMNS
from rechallenge.studies.checks.compared import Compared
from rechallenge.studies.checks.identifiers import bare_doi
from rechallenge.studies.checks.several_places import grouped, places
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row


def agreements(
    compared: Compared, tables: Mapping[str, Table]
) -> tuple[dict[int, Row], list[Finding]]:
    """Bring the rows of every study to agree on the columns that belong to it.

    Parameters
    ----------
    compared : Compared
    tables : mapping of str to Table
        The table of every file, for the names of its columns.

    Returns
    -------
    rows : dict of int to Row
        By position among all rows, those that `agreed` changed.
    findings : list of Finding
    """
    studies = list(compared.several())
    if not studies:
        return {}, []
    differing: set[int] = set()
    for column in STUDY_COLUMNS:
        if any(column in table.names for table in tables.values()):
            cells = compared.cells(column)
            differing |= {
                study.start for study in studies if len(set(cells[study.start : study.stop])) > 1
            }
    mended: dict[int, Row] = {}
    findings: list[Finding] = []
    for start, stop in ((s.start, s.stop) for s in studies if s.start in differing):
        written = compared[start:stop]
        if _nameless(written, tables):
            continue
        group: Sequence[Row] = written
        for column in STUDY_COLUMNS:
            group, about = agreed(group, column, tables)
            findings += about
        pairs = zip(compared.at[start:stop], written, group, strict=True)
        mended |= {at: new for at, old, new in pairs if new is not old}
    return mended, findings


def _nameless(study: Sequence[Row], tables: Mapping[str, Table]) -> bool:
    """Tell whether rows seem to be of one study because their file does not name studies (E301)."""
    if {"study", "study_id"} & {name for row in study for name in tables[row.file].names}:
        return False
    return len({(row.arm.casefold(), row.outcome.casefold()) for row in study}) < len(study)


def agreed(
    group: Sequence[Row], column: str, tables: Mapping[str, Table]
) -> tuple[Sequence[Row], list[Finding]]:
    """Fill the blanks of a column of one study, or report that its rows disagree.

    Parameters
    ----------
    group : sequence of Row
        The rows of one study.
    column : str
        A column that belongs to the study.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.

    Returns
    -------
    rows : sequence of Row
        With blanks filled; where the rows disagree, with the column named in ``unusable``.
    findings : list of Finding
        E310 in every file of the study, or N311 for every blank that was filled.
    """
    if len({row.cells.get(column) for row in group}) == 1:
        return group, []
    filled = [row for row in group if row.cells.get(column) and column not in row.unusable]
    if not filled:
        return group, []
    meanings = grouped((_meaning(row, column), row) for row in filled)
    if len(meanings) > 1:
        findings = [
            _disagreement(file_rows, meanings, column, tables[file_rows[0].file])
            for file_rows in grouped((row.file, row) for row in group)
        ]
        return [replace(row, unusable=(*row.unusable, column)) for row in group], findings
    source = filled[0]
    rows: list[Row] = []
    findings = []
    for row in group:
        if row.cells.get(column) or column in row.unusable:
            rows.append(row)
            continue
        rows.append(_filled(row, source, column))
        findings.append(_blank(row, source, column, tables[row.file]))
    return rows, findings


def _filled(row: Row, source: Row, column: str) -> Row:
    cells = {**row.cells, column: source.cells[column]}
    if column == "year" and source.year is not None:
        return replace(row, cells=cells, year=source.year)
    if column == "study":
        return replace(row, cells=cells, study=source.study)
    return replace(row, cells=cells)


def _blank(row: Row, source: Row, column: str, table: Table) -> Finding:
    return Finding(
        code="N311",
        file=row.file,
        rows=(row.line,),
        study=row.study,
        column=table.label(column),
        problem=f"blank, read as {quoted(source.cells[column])} from "
        f"{places([source], row.file)} of the same study",
        remedy="write it in every row to silence this",
    )


def _meaning(row: Row, column: str) -> str:
    text = row.cells[column]
    if column == "doi":
        return bare_doi(text)
    return str(row.year) if column == "year" and row.year is not None else text


def _disagreement(
    rows: Sequence[Row], meanings: Sequence[Sequence[Row]], column: str, table: Table
) -> Finding:
    file = rows[0].file
    said = " but ".join(
        f"{quoted(same[0].cells[column])} in {places(same, file)}" for same in meanings
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
