"""A line of a table with every cell typed: text becomes counts, years, percentages and names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from rechallenge.contract import COLUMN, Column, Kind
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
from rechallenge.studies.files.lines import Line
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row, identifier

DECIMAL_COMMA_BESIDE = frozenset({";", "\t"})
"""Separators of columns beside which a comma is certainly a decimal mark."""

_NAMING = ("study_id", "study", "arm", "outcome")


@dataclass(frozen=True, slots=True)
class Typing:
    """One line on its way to a row.

    Attributes
    ----------
    table : Table
    line : Line
    stem : str
        Name of a study without a name; empty where every study must have one.
    latest_year : int
        The last year that a publication may have.
    """

    table: Table
    line: Line
    stem: str
    latest_year: int

    def row(self) -> tuple[Row, list[Finding]]:
        """Return the row, and what there is to tell about its cells."""
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
            study_id=cells.get("study_id", "") or identifier(study),
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

    def _decimal_commas(self, study: str, readings: Mapping[str, Reading]) -> list[Finding]:
        commas = {name: reading for name, reading in readings.items() if reading.decimal_comma}
        if commas and self.table.separator in DECIMAL_COMMA_BESIDE:
            return [decimal_commas(self.table)]
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


def decimal_commas(table: Table) -> Finding:
    """Tell that decimals are written with commas; the same for every row, so one note a file."""
    separated = "“;”" if table.separator == ";" else "tabs"
    return Finding(
        code="N103",
        file=table.file,
        problem=f"columns are separated by {separated} and decimals by “,”, and were read that way",
        remedy="check a few numbers in the report; nothing else to do",
    )
