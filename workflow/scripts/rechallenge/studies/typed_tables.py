"""Tables with every cell typed: each text of a column is read once, however often it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from rechallenge.contract import COLUMN
from rechallenge.studies.cells import Reading, is_plain, visible
from rechallenge.studies.files.lines import Line, Lines, Texts
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding
from rechallenge.studies.rows import Row
from rechallenge.studies.stored import FileRows, Value
from rechallenge.studies.typed import DECIMAL_COMMA_BESIDE, Typing, decimal_commas

_NOTHING = Reading()


def type_rows(table: Table, *, latest_year: int) -> tuple[FileRows, tuple[Finding, ...]]:
    """Type the cells of every row of a table.

    Parameters
    ----------
    table : Table
        A readable table.
    latest_year : int
        The last year that a publication may have.

    Returns
    -------
    rows : FileRows
        One per line; a cell with an error has no value and is named in ``unusable``.
    findings : tuple of Finding
        About single cells.
    """
    if not table.readable:
        return FileRows(file=table.file), ()
    # A column of names without a single name is a blank template column, not a gap in one row.
    stem = "" if _named_somewhere(table) else visible(PurePosixPath(table.file).stem)
    lines = table.lines
    typed = _typed_columns(table, stem, latest_year)
    told = _told(table, typed, stem)
    findings: list[Finding] = []
    commas = [(column.index, code) for column in typed for code in column.commas]
    if lines.holding(commas) - told:
        findings.append(decimal_commas(table))
    apart: dict[int, Row] = {}
    for position in sorted(told):
        line = lines[position]
        again = tuple(map(visible, line.cells[: len(table.headers)])) == table.headers
        if again and line.number not in table.loose:
            findings.append(_header_again(table, line))
        if again or line.number in table.loose:
            apart[position] = _loose_row(table, line)
            continue
        apart[position], about = Typing(table, line, stem, latest_year).row()
        findings += about
    rows = FileRows(
        file=table.file,
        lines=lines.numbers,
        columns={column.name: column.texts for column in typed},
        values={column.name: column.values for column in typed if column.values},
        stem=stem,
        apart=apart,
    )
    return rows, tuple(findings)


@dataclass(frozen=True, slots=True)
class _Column:
    """One column, the value of each of its distinct texts, and which of these need a word.

    Texts in `told` cannot be read without a word about their row; those in `commas` have a decimal
    comma, about which the file has one.
    """

    name: str
    index: int
    texts: Texts
    values: tuple[Value, ...]
    told: frozenset[int]
    commas: frozenset[int]


def _typed_columns(table: Table, stem: str, latest_year: int) -> list[_Column]:
    if len(table.lines.columns) < len(table.names):
        return []
    reader = Typing(table, Line(0, ()), stem, latest_year)
    columns = []
    for index, name in enumerate(table.names):
        if not name:
            continue
        texts = table.lines.columns[index]
        readings = [_read(reader, name, text) for text in texts.distinct]
        kind = COLUMN[name].kind if name in COLUMN else "text"
        if kind in {"choice", "percent"}:
            written = zip(texts.distinct, readings, strict=True)
            texts = Texts([r.text if r and r.text else text for text, r in written], texts.codes)
        columns.append(
            _Column(
                name,
                index,
                texts,
                ()
                if kind in {"choice", "text"}
                else tuple(r.value if r else None for r in readings),
                frozenset(code for code, r in enumerate(readings) if r is None),
                frozenset(code for code, r in enumerate(readings) if r and r.decimal_comma),
            )
        )
    return columns


def _read(typing: Typing, name: str, text: str) -> Reading | None:
    """Read a text about which there is nothing to tell in its row; None for any other."""
    if not is_plain(text):
        return None
    if name not in COLUMN:
        return _NOTHING
    kind = COLUMN[name].kind
    if kind == "text" and typing.table.separator:
        return _NOTHING
    reading = typing.read(COLUMN[name], text)
    if reading.code:
        return None
    if reading.decimal_comma and typing.table.separator not in DECIMAL_COMMA_BESIDE:
        return None
    return _NOTHING if kind == "text" else reading


def _told(table: Table, typed: list[_Column], stem: str) -> set[int]:
    """Return the positions of lines that cannot be read by their columns alone."""
    lines = table.lines
    if not typed:
        return set(range(len(lines)))
    told = set(lines.odd)
    if table.loose:
        told |= {at for at, number in enumerate(lines.numbers) if number in table.loose}
    told |= lines.holding((column.index, code) for column in typed for code in column.told)
    if not stem:
        told |= _nameless(typed, lines)
    return told


def _nameless(typed: list[_Column], lines: Lines) -> set[int]:
    naming = [column.texts.codes for column in typed if column.name in {"study", "study_id"}]
    nameless = set(range(len(lines))) if not naming else set()
    for codes in naming[:1]:
        nameless = {at for at, code in enumerate(codes) if not code}
    for codes in naming[1:]:
        nameless = {at for at in nameless if not codes[at]}
    return nameless


def _named_somewhere(table: Table) -> bool:
    return any(visible(text) for text in _names(table))


def _names(table: Table) -> Iterator[str]:
    places = [at for at, name in enumerate(table.names) if name in {"study", "study_id"}]
    for line in table.lines.odd.values():
        yield from (line.cells[at] for at in places if at < len(line.cells))
    for at in places:
        if at < len(table.lines.columns):
            column = table.lines.columns[at]
            yield from (column.distinct[code] for code in set(column.codes))


def _header_again(table: Table, line: Line) -> Finding:
    return Finding(
        code="E104",
        file=table.file,
        rows=(line.number,),
        problem="the names of the columns stand here again",
        remedy="delete this row",
    )


def _loose_row(table: Table, line: Line) -> Row:
    keys = [name or f"column {i}" for i, name in enumerate(table.names, start=1)]
    keys += [f"column {i}" for i in range(len(keys) + 1, len(line.cells) + 1)]
    cells = {key: visible(cell.strip('"')) for key, cell in zip(keys, line.cells, strict=False)}
    return Row(file=table.file, line=line.number, cells=cells, loose=True)
