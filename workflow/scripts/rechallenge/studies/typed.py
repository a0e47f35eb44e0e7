"""Rows of a table with every cell typed: text becomes counts, years, percentages and names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from rechallenge.contract import COLUMN, Column, Kind, slugify
from rechallenge.studies.cells import (
    Reading,
    has_invisible,
    is_uncalculated,
    read_choice,
    read_count,
    read_flag,
    read_level,
    read_number,
    read_percent,
    read_year,
    visible,
)
from rechallenge.studies.files.grid import Line
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Cells, Row

_CUT_SLUG = 39  # 40 characters, less a hyphen at the cut
_NOTHING = Reading()
_NAMING = ("study_id", "study", "arm", "outcome")


def type_rows(table: Table, *, latest_year: int) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Type the cells of every row of a table.

    Parameters
    ----------
    table : Table
        A readable table.
    latest_year : int
        The last year that a publication may have.

    Returns
    -------
    rows : tuple of Row
        One per line; a cell with an error has no value and is named in ``unusable``.
    findings : tuple of Finding
        About single cells.
    """
    if not table.readable:
        return (), ()
    stem = visible(PurePosixPath(table.file).stem)
    named = {"study", "study_id"} & set(table.names)
    # A column of names without a single name is a blank template column, not a gap in one row.
    named_somewhere = any(
        visible(cell)
        for line in table.lines
        for name, cell in zip(table.names, line.cells, strict=False)
        if name in named
    )
    rows: list[Row] = []
    findings: list[Finding] = []
    plain = _PlainRows.of(table, "" if named_somewhere else stem, latest_year)
    for line in table.lines:
        if line.number in table.loose:
            rows.append(_loose_row(table, line))
            continue
        row = plain.row(line)
        if row is None:
            row, about = _Typing(table, line, plain.stem, latest_year).row()
            findings += about
        rows.append(row)
    return tuple(rows), tuple(findings)


@dataclass(frozen=True, slots=True)
class _PlainRows:
    """Types rows about which there is nothing to tell, remembering every text it has read.

    Attributes
    ----------
    table : Table
    stem : str
        Name of studies without a name.
    latest_year : int
    positions : mapping of str to int
        Where each named column stands among the cells that are kept.
    kept : tuple of int
        The positions of these columns in a line.
    readings : tuple of dict
        For each column the readings of its texts so far; None where something is to be told.
    counted, numeric, include, naming, choices
        Where our columns stand among the kept cells; -1 for those the file has not.
    numbers, identifiers : dict
        Numbers and identifiers that rows share.
    """

    table: Table
    stem: str
    latest_year: int
    positions: Mapping[str, int]
    kept: tuple[int, ...]
    readings: tuple[dict[str, Reading | None], ...]
    counted: tuple[int, int, int]
    numeric: tuple[tuple[str, int], ...]
    include: int
    naming: tuple[int, int, int, int]
    choices: tuple[int, ...]
    numbers: dict[tuple[object, ...], Mapping[str, float]]
    identifiers: dict[str, str]

    @classmethod
    def of(cls, table: Table, stem: str, latest_year: int) -> _PlainRows:
        """Prepare for the rows of a table."""
        positions: dict[str, int] = {}
        kept: list[int] = []
        for index, name in enumerate(table.names):
            if name:
                positions[name] = len(kept)
                kept.append(index)
        at = {name: positions.get(name, -1) for name in COLUMN}
        apart = {"events", "total", "year"}
        ours = [(name, place) for name, place in at.items() if place >= 0]
        return cls(
            table,
            stem,
            latest_year,
            positions,
            tuple(kept),
            tuple({} for _ in kept),
            (at["events"], at["total"], at["year"]),
            tuple(
                (name, place)
                for name, place in ours
                if COLUMN[name].kind in {"count", "percent", "number"} and name not in apart
            ),
            at["include"],
            (at["study_id"], at["study"], at["arm"], at["outcome"]),
            tuple(place for name, place in ours if COLUMN[name].kind == "choice"),
            {},
            {},
        )

    def row(self, line: Line) -> Row | None:
        """Return the row of a line, None where something has to be told about it."""
        cells = line.cells
        if self.kept and len(cells) <= self.kept[-1]:
            return None
        kept = self.kept
        texts = cells if len(cells) == len(kept) else tuple([cells[index] for index in kept])
        found = self._found(texts)
        if found is None:
            return None
        id_at, study_at, arm_at, outcome_at = self.naming
        study_id = texts[id_at] if id_at >= 0 else ""
        study = (texts[study_at] if study_at >= 0 else "") or study_id or self.stem
        if not study:
            return None
        if not study_id:
            study_id = self.identifiers.get(study, "")
            if not study_id:
                study_id = self.identifiers[study] = _identifier(study)
        events_at, total_at, year_at = self.counted
        values = tuple([found[place].value for _, place in self.numeric])
        numbers = self.numbers.get(values)
        if numbers is None:
            numbers = self.numbers[values] = {
                name: float(value)
                for (name, _), value in zip(self.numeric, values, strict=True)
                if value is not None
            }
        return Row(
            file=self.table.file,
            line=line.number,
            cells=Cells(self.positions, texts),
            numbers=numbers,
            study_id=study_id,
            study=study,
            arm=texts[arm_at] if arm_at >= 0 else "",
            outcome=texts[outcome_at] if outcome_at >= 0 else "",
            year=_whole(found[year_at].value) if year_at >= 0 else None,
            events=_whole(found[events_at].value) if events_at >= 0 else None,
            total=_whole(found[total_at].value) if total_at >= 0 else None,
            include=self.include < 0 or found[self.include].value != 0,
        )

    def _found(self, texts: Sequence[str]) -> list[Reading] | None:
        """Return the readings of all cells, None where something has to be told about one."""
        try:
            found = [known[text] for text, known in zip(texts, self.readings, strict=True)]
        except KeyError:
            for place, (text, known) in enumerate(zip(texts, self.readings, strict=True)):
                if text not in known:
                    known[text] = self._read(place, text)
            found = [known[text] for text, known in zip(texts, self.readings, strict=True)]
        certain = [reading for reading in found if reading is not None]
        return certain if len(certain) == len(found) else None

    def _read(self, place: int, text: str) -> Reading | None:
        if has_invisible(text) or visible(text) != text:
            return None
        name = self.table.names[self.kept[place]]
        if name not in COLUMN:
            return _NOTHING
        if COLUMN[name].kind == "text" and self.table.separator:
            return _NOTHING
        typing = _Typing(self.table, Line(0, ()), self.stem, self.latest_year)
        reading = typing.read(COLUMN[name], text)
        told = reading.code or reading.decimal_comma
        rewritten = COLUMN[name].kind in ("choice", "percent") and reading.text not in {"", text}
        if told or rewritten:
            return None
        return _NOTHING if COLUMN[name].kind == "text" else reading


def _whole(value: float | str | None) -> int | None:
    return value if isinstance(value, int) else None


def _loose_row(table: Table, line: Line) -> Row:
    keys = [name or f"column {i}" for i, name in enumerate(table.names, start=1)]
    keys += [f"column {i}" for i in range(len(keys) + 1, len(line.cells) + 1)]
    cells = {key: visible(cell.strip('"')) for key, cell in zip(keys, line.cells, strict=False)}
    return Row(file=table.file, line=line.number, cells=cells, loose=True)


@dataclass(frozen=True, slots=True)
class _Typing:
    """One line on its way to a row."""

    table: Table
    line: Line
    stem: str
    latest_year: int

    def row(self) -> tuple[Row, list[Finding]]:
        if tuple(map(visible, self.line.cells[: len(self.table.headers)])) == self.table.headers:
            return _loose_row(self.table, self.line), [self._header_again()]
        cells = {
            name: visible(cell)
            for name, cell in zip(self.table.names, self.line.cells, strict=False)
            if name
        }
        study = cells.get("study", "") or cells.get("study_id", "") or self.stem
        findings = [
            self._finding(
                study,
                name,
                Reading(
                    code="N116",
                    problem=f"invisible characters removed; what remains is {quoted(cells[name])}",
                    remedy="retype the cell to silence this",
                ),
            )
            for name, cell in zip(self.table.names, self.line.cells, strict=False)
            if name and has_invisible(cell)
        ]
        readings = {
            name: self.read(COLUMN[name], cell) for name, cell in cells.items() if name in COLUMN
        }
        if not study:
            readings["study"] = Reading(
                code="E117",
                problem="the study has no name",
                remedy="write it in every row, as merged cells count as blank; a row of totals "
                "must be deleted",
            )
        for name, reading in readings.items():
            if reading.code:
                findings.append(self._finding(study, name, reading))
            elif COLUMN[name].kind in ("choice", "percent") and reading.text:
                cells[name] = reading.text
        findings += self._decimal_commas(study, readings)
        return self._assemble(cells, readings, study), findings

    def _assemble(
        self, cells: Mapping[str, str], readings: Mapping[str, Reading], study: str
    ) -> Row:
        numbers = {
            name: float(reading.value)
            for name, reading in readings.items()
            if reading.value is not None and COLUMN[name].kind not in {"choice", "flag", "text"}
        }
        counts = {
            name: int(numbers.pop(name)) for name in ("events", "total", "year") if name in numbers
        }
        include = readings.get("include", Reading()).value
        return Row(
            file=self.table.file,
            line=self.line.number,
            cells=cells,
            numbers=numbers,
            study_id=cells.get("study_id", "") or _identifier(study),
            study=study,
            arm=cells.get("arm", ""),
            outcome=cells.get("outcome", ""),
            year=counts.get("year"),
            events=counts.get("events"),
            total=counts.get("total"),
            include=include != 0,
            unusable=tuple(name for name, reading in readings.items() if not reading.usable),
        )

    def read(self, column: Column, text: str) -> Reading:
        """Read a cell of one of our columns."""
        if column.name == "ci_level":
            return read_level(text)
        readers: dict[Kind, Callable[[str], Reading]] = {
            "count": read_count,
            "percent": read_percent,
            "number": read_number,
            "year": partial(read_year, latest=self.latest_year),
            "flag": read_flag,
            "choice": partial(read_choice, choices=column.choices),
            "text": partial(self._read_text, column),
        }
        return readers[column.kind](text)

    def _read_text(self, column: Column, text: str) -> Reading:
        workbook = not self.table.separator
        naming = column.of_study or column.name in _NAMING
        if workbook and naming and (is_uncalculated(text) or text.startswith("=")):
            return Reading(
                code="E107",
                problem=f"{quoted(text)} has no saved value",
                remedy="open and save the file in a spreadsheet program, or type the text",
            )
        return Reading(text, text=text)

    def _header_again(self) -> Finding:
        return Finding(
            code="E104",
            file=self.table.file,
            rows=(self.line.number,),
            problem="the names of the columns stand here again",
            remedy="delete this row",
        )

    def _decimal_commas(self, study: str, readings: Mapping[str, Reading]) -> list[Finding]:
        commas = {name: reading for name, reading in readings.items() if reading.decimal_comma}
        if commas and self.table.separator in {";", "\t"}:
            # The same for every row, so that the file gets one note.
            separated = "“;”" if self.table.separator == ";" else "tabs"
            return [
                Finding(
                    code="N103",
                    file=self.table.file,
                    problem=f"columns are separated by {separated} and decimals by “,”, and were "
                    "read that way",
                    remedy="check a few numbers in the report; nothing else to do",
                )
            ]
        return [
            self._finding(
                study,
                name,
                Reading(
                    code="N110",
                    problem=f"{quoted(reading.text.replace('.', ','))} read as {reading.text}",
                    remedy=f"write {reading.text} to silence this",
                ),
            )
            for name, reading in commas.items()
        ]

    def _finding(self, study: str, name: str, reading: Reading) -> Finding:
        return Finding(
            code=reading.code,
            file=self.table.file,
            rows=(self.line.number,),
            study=study,
            column=self.table.label(name),
            problem=reading.problem,
            remedy=reading.remedy,
        )


def _identifier(study: str) -> str:
    """Return a slug of a study's name that does not join two long names by cutting them off."""
    slug = slugify(study)
    if len(slug) < _CUT_SLUG:
        return slug or study
    return f"{slug[:31].rstrip('-')}-{hashlib.sha256(study.encode()).hexdigest()[:8]}"
