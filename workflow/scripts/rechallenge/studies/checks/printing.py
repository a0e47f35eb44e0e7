"""Texts that figures cannot print as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rechallenge.fonts import is_certain
from rechallenge.lettering import missing, simplified
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row
from rechallenge.studies.stored import FileRows

_NOT_IN_FIGURES = frozenset({"study_id", "source", "locator", "doi", "overlap_group"})


def check_printing(rows: FileRows, table: Table) -> list[Finding]:
    """Report what figures will not show as it is written (W127, N128).

    What is found depends on the fonts of the machine, as the figures do.

    Parameters
    ----------
    rows : FileRows
        The rows of the table.
    table : Table
    """
    if not len(rows):
        return []
    findings = [
        _finding(table, told, table.label(column), where)
        for column, text, where in _uncertain(rows)
        for told in _told(text)
    ]
    if "study" not in table.names and not is_certain(rows[0].study):
        findings += [_finding(table, told, "study", list(rows)) for told in _told(rows[0].study)]
    for name, header in zip(table.names, table.headers, strict=False):
        if name not in _NOT_IN_FIGURES and not is_certain(header):
            findings += [_finding(table, told, table.label(name), ()) for told in _told(header)]
    return findings


def _uncertain(rows: FileRows) -> Iterator[tuple[str, str, list[Row]]]:
    """Give each text that not every font has, with its column and its rows."""
    loose = {position for position, row in rows.apart.items() if row.loose}
    for column, texts in rows.columns.items():
        if column in _NOT_IN_FIGURES:
            continue
        odd = {code for code, text in enumerate(texts.distinct) if not is_certain(text)}
        if not odd:
            continue
        places: dict[int, list[Row]] = {}
        for position, code in enumerate(texts.codes):
            if code in odd and position not in loose:
                places.setdefault(code, []).append(rows[position])
        for code, where in places.items():
            yield column, texts.distinct[code], where


def _told(text: str) -> Iterator[tuple[str, str, str]]:
    """Give code, problem and remedy of what there is to tell about a text."""
    problem, remedy = missing(text)
    if problem:
        yield "W127", problem, remedy
    plain = simplified(text)
    if plain:
        yield (
            "N128",
            f"figures print {quoted(text)} as {quoted(plain)}",
            "write it in words where that loses something",
        )


def _finding(
    table: Table, told: tuple[str, str, str], column: str, where: Sequence[Row]
) -> Finding:
    code, problem, remedy = told
    studies = {row.study for row in where}
    return Finding(
        code=code,
        file=table.file,
        rows=tuple(row.line for row in where),
        study=studies.pop() if len(studies) == 1 else "",
        column=column,
        problem=problem,
        remedy=remedy,
    )
