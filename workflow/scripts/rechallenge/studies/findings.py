"""One thing that the data checks found, and the sentence that tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from rechallenge.contract import INVISIBLE

Level = Literal["error", "warning", "note"]

_INVISIBLE = re.compile(f"[{INVISIBLE}]")

LEVELS: Mapping[str, Level] = MappingProxyType({"E": "error", "W": "warning", "N": "note"})
"""The level that the first letter of a code stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A located finding.

    Attributes
    ----------
    code : str
        Stable code of the catalogue, such as ``E203``.
    file : str
        The file as the reviewer knows it (path below the review folder, with ``/``).
    rows : tuple of int
        Row numbers as a spreadsheet shows them (the header is row 1); empty for the whole file.
    study : str
        Name of the study, empty when unknown.
    column : str
        The column as it is called in the file, with its letter for spreadsheets; may be empty.
    problem, remedy : str
        What is wrong, quoting the cell; how to mend it.
    accepted : str
        Why the reviewer lets it stand; empty where nobody said so.
    """

    code: str
    file: str
    problem: str
    remedy: str
    rows: tuple[int, ...] = ()
    study: str = ""
    column: str = ""
    accepted: str = ""

    @property
    def level(self) -> Level:
        """``error`` stops the analyses that use the row, ``warning`` flags, ``note`` tells."""
        return LEVELS[self.code[0]]

    @property
    def row(self) -> int | None:
        """The row to look at: the last of `rows`."""
        return self.rows[-1] if self.rows else None

    @property
    def message(self) -> str:
        """The whole sentence: place, problem, remedy, code."""
        place = self.file
        if self.rows:
            plural = "row" if len(self.rows) == 1 else "rows"
            place += f", {plural} {listing(self.rows)}"
        if self.study:
            place += f" (study {quoted(self.study)})"
        if self.column:
            place += f", column {quoted(self.column)}"
        return f"{place}: {self.problem}; {self.remedy}. [{self.code}]"


def grouped(findings: Iterable[Finding], *, least: int = 5) -> tuple[Finding, ...]:
    """Join findings of one code in one column of a file, where there are many, for reading.

    The rows of all of them are named; the problem and its remedy are those of the first, which is
    named beside a remedy that the others do not share.

    Parameters
    ----------
    findings : iterable of Finding
    least : int
        So many are joined; fewer stay apart.
    """
    alike: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.file, finding.code, finding.column, finding.accepted)
        alike.setdefault(key, []).append(finding)
    joined: list[Finding] = []
    for members in alike.values():
        if len(members) < least:
            joined += members
            continue
        first = members[0]
        rows = tuple(sorted({row for member in members for row in member.rows}))
        problem = f"{first.problem}, and {len(members) - 1} more alike"
        remedy = first.remedy
        if any(member.remedy != remedy for member in members) and first.rows:
            remedy = f"in row {first.row} {remedy}, and mend the others likewise"
        joined.append(replace(first, rows=rows, study="", problem=problem, remedy=remedy))
    return in_order(joined)


def quoted(text: str, *, limit: int = 60) -> str:
    """Put a cell in quotation marks, on one line and shortened to what a sentence can carry.

    Characters that hide or turn what stands beside them are shown as ``�``.
    """
    line = _INVISIBLE.sub("�", " ".join(text[: 4 * limit].split()))
    return f"“{line}”" if len(line) <= limit else f"“{line[: limit - 1]}…”"


def listing(rows: Sequence[int]) -> str:
    """Write row numbers in few words: ``4``, ``6, 18``, ``2–9``, ``3, 5–7, 12``."""
    parts: list[str] = []
    start = 0
    for end in range(1, len(rows) + 1):
        if end < len(rows) and rows[end] == rows[end - 1] + 1:
            continue
        run = rows[start:end]
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(row) for row in run]
        start = end
    return ", ".join(parts)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by file, row, column and code, without repeats."""
    unique = set(findings)
    return tuple(
        sorted(
            unique,
            key=lambda f: (f.file, f.row or 0, f.column, f.code, f.problem, f.rows, f.remedy),
        )
    )
