"""What a row states beside its counts, and findings that point at its cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from rechallenge.studies.cells import read_percent
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding
from rechallenge.studies.recovery.intervals_printed import PrintedInterval
from rechallenge.studies.rows import Row


@dataclass(frozen=True, slots=True)
class Stated:
    """A row with its printed percentage and interval as text.

    Attributes
    ----------
    row : Row
    table : Table
        The file of the row, for the names of its columns.
    percent : str
        The percentage with its printed decimals; empty where there is none that can be used.
    interval : PrintedInterval or None
        None unless both limits can be used.
    """

    row: Row
    table: Table
    percent: str = ""
    interval: PrintedInterval | None = None

    @classmethod
    def of(cls, row: Row, table: Table) -> Stated:
        """Read the printed numbers of a row."""
        percent, low, high = (printed_text(row, name) for name in ("percent", "ci_low", "ci_high"))
        interval = None
        if low and high and "ci_level" not in row.unusable:
            interval = PrintedInterval(low, high, row.numbers.get("ci_level"))
        return cls(row, table, percent, interval)

    @property
    def counts(self) -> tuple[int, int] | None:
        """Events and total, None unless both are given and possible."""
        events, total = self.row.events, self.row.total
        if events is None or not total or events > total:
            return None
        return events, total

    def faulty(self, *names: str) -> bool:
        """Tell whether one of these columns carries an error in this row."""
        return any(name in self.row.unusable for name in names)

    def without_interval(self) -> Stated:
        """Return the same without its interval."""
        return replace(self, interval=None)

    def finding(self, code: str, name: str, problem: str, remedy: str) -> Finding:
        """Return a finding at one of our columns of the row."""
        return Finding(
            code=code,
            file=self.row.file,
            rows=(self.row.line,),
            study=self.row.study,
            column=self.table.label(name),
            problem=problem,
            remedy=remedy,
        )


def printed_text(row: Row, name: str) -> str:
    """Return a printed number with its decimals, empty where there is none that can be used."""
    if name not in row.numbers or name in row.unusable:
        return ""
    return _digits(row.cells.get(name, ""))


@lru_cache(maxsize=4096)
def _digits(text: str) -> str:
    return read_percent(text).text
