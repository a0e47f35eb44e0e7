"""Texts that figures cannot print as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rechallenge.fonts import is_certain
from rechallenge.lettering import missing, simplified
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row

_NOT_IN_FIGURES = frozenset({"study_id", "source", "locator", "doi", "overlap_group"})


def check_printing(rows: Sequence[Row], table: Table) -> list[Finding]:
    """Report what figures will not show as it is written (W127, N128).

    What is found depends on the fonts of the machine, as the figures do.

    Parameters
    ----------
    rows : sequence of Row
        One per line of the table.
    table : Table
        Still with its lines.
    """
    if not rows:
        return []
    places: dict[tuple[str, str], list[Row]] = {}
    for row, line in zip(rows, table.lines, strict=True):
        if row.loose or is_certain("".join(line.cells)):
            continue
        for column in table.names:
            text = row.cells.get(column, "")
            if column not in _NOT_IN_FIGURES and not is_certain(text):
                places.setdefault((column, text), []).append(row)
    if "study" not in table.names and not is_certain(rows[0].study):
        places[("study", rows[0].study)] = list(rows)
    findings = [
        _finding(table, told, table.label(column), where)
        for (column, text), where in places.items()
        for told in _told(text)
    ]
    for name, header in zip(table.names, table.headers, strict=False):
        if name not in _NOT_IN_FIGURES and not is_certain(header):
            findings += [_finding(table, told, table.label(name), ()) for told in _told(header)]
    return findings


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
