"""Rows that belong together although they stand in several places, and findings about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Protocol

from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, listing, quoted
from rechallenge.studies.rows import Row


class Placed(Protocol):
    """What can be told apart by file and row."""

    @property
    def file(self) -> str:
        """The file as the reviewer knows it."""

    @property
    def line(self) -> int:
        """Row number as a spreadsheet shows it."""

    @property
    def study(self) -> str:
        """Name of the study."""


def grouped(keyed: Iterable[tuple[Hashable, Row]]) -> list[list[Row]]:
    """Group rows by their keys, in the order in which the keys first occur."""
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for key, row in keyed:
        groups[key].append(row)
    return list(groups.values())


def places(rows: Sequence[Row], here: str, *, limit: int = 4) -> str:
    """Say where rows stand, as seen from a file: ``row 2`` or ``b.csv, rows 3, 5``.

    Parameters
    ----------
    rows : sequence of Row
        The rows, by file and line.
    here : str
        The file that need not be named.
    limit : int
        How many files are named; the rows of the others are counted.
    """
    parts = []
    by_file = grouped((row.file, row) for row in rows)
    for of_file in by_file[:limit]:
        file = of_file[0].file
        lines = listing([row.line for row in of_file])
        prefix = "" if file == here else f"{file}, "
        parts.append(f"{prefix}{'rows' if len(of_file) > 1 else 'row'} {lines}")
    more = sum(len(of_file) for of_file in by_file[limit:])
    if more:
        parts.append(f"{more} more {'rows' if more > 1 else 'row'}")
    return " and ".join(parts)


def named(text: str) -> str:
    """Return a blank and the quoted text, nothing for an empty one."""
    return f" {quoted(text)}" if text else ""


def enumerated(parts: Sequence[str], *, limit: int = 6) -> str:
    """Join parts of a sentence: ``a``, ``a and b``, ``a, b and c``, ``a, b and 7 more``."""
    shown = list(parts[:limit])
    if len(parts) > limit:
        shown.append(f"{len(parts) - limit} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def joint_finding(
    rows: Sequence[Placed],
    tables: Mapping[str, Table],
    *,
    code: str,
    problem: Callable[[str], str] | str,
    remedy: str,
    column: str = "",
    file: str | None = None,
) -> Finding:
    """Make one finding about rows that may stand in several files.

    Parameters
    ----------
    rows : sequence of Placed
        The rows; those of the file of the finding are its rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    problem : callable or str
        What is wrong; called with the file of the finding, from which other places are seen.
    file : str, optional
        The file of the finding; that of the last row when left out.
    """
    here = max((row.file, row.line) for row in rows)[0] if file is None else file
    own = sorted(row.line for row in rows if row.file == here)
    studies = {row.study for row in rows}
    return Finding(
        code=code,
        file=here,
        rows=tuple(own),
        study=studies.pop() if len(studies) == 1 else "",
        column=tables[here].label(column) if column else "",
        problem=problem if isinstance(problem, str) else problem(here),
        remedy=remedy,
    )
