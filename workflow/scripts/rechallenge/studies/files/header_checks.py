"""What can be wrong with the row that names the columns."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rechallenge.contract import COLUMN
from rechallenge.studies.files.grid import column_letter
from rechallenge.studies.files.headers import look_alike, missing_columns, percent_like
from rechallenge.studies.files.lines import Lines
from rechallenge.studies.findings import Finding, quoted

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)? ?%?")
_TOP_ROWS = 100
_PAIR = re.compile(r"\d+ ?(?:/|of|out of) ?\d+\b.*")


def _as_yaml(header: str) -> str:
    """Write a header as a value of the configuration, in quotation marks where it needs them."""
    plain = re.fullmatch(r"[^\W\d][\w .]*", header)
    return header if plain else json.dumps(header, ensure_ascii=False)


def numbers_in(cells: Sequence[str]) -> int:
    """Count the cells that hold a number, as names of columns hardly ever are."""
    return sum(_NUMBER.fullmatch(cell) is not None for cell in cells)


@dataclass(frozen=True, slots=True)
class HeaderChecks:
    """Checks of the row that is taken for the header.

    Attributes
    ----------
    file : str
    row : int
        Number of the row.
    headers : tuple of str
        Its cells.
    separator : str
        What stands between columns; empty for spreadsheets.
    """

    file: str
    row: int
    headers: tuple[str, ...]
    separator: str

    def no_header(self, names: Sequence[str], body: Lines) -> list[Finding]:
        """Report that the row holds values or a title, and no row below names the columns (E105).

        Parameters
        ----------
        names : sequence of str
            Names of the columns, by our own where they are ours.
        body : Lines
            The rows under the header.
        """
        ours = sum(name in COLUMN for name in names)
        if not missing_columns(names):
            return []
        example = "that names the columns, such as study, responders, total"
        if numbers_in(self.headers) > ours:
            between = ", " if self.separator in {"", ","} else "; "
            problem = f"{quoted(between.join(self.headers))} holds numbers, not column names"
            return [self._finding("E105", problem, f"add a row above it {example}")]
        filled = [header for header in self.headers if header]
        if not ours and len(filled) == 1 and len(body.filled()) > 1:
            problem = f"{quoted(filled[0])} looks like a title, and no row names the columns"
            return [self._finding("E105", problem, f"replace it with a row {example}")]
        return self._two_rows(body, example)

    def _two_rows(self, body: Lines, example: str) -> list[Finding]:
        """Report a header whose second row stands among the values."""
        filled = [[cell for cell in line.cells if cell] for line in body[:2]]
        if (
            len(filled) < 2
            or len(filled[0]) < 2
            or numbers_in(filled[0])
            or not numbers_in(filled[1])
        ):
            return []
        upper = ", ".join(header for header in self.headers if header)
        problem = (
            f"{quoted(upper)} and {quoted(', '.join(filled[0]))} below it look like column names "
            "in two rows"
        )
        return [self._finding("E105", problem, f"replace both with one row {example}")]

    def faults(
        self, names: Sequence[str], body: Lines, repeated: Sequence[Sequence[int]]
    ) -> list[Finding]:
        """Report columns without a name (E105), of one name (E105), and missing ones (E106).

        Parameters
        ----------
        names, body
            As in `no_header`.
        repeated : sequence of sequence of int
            Positions, from 0, of the columns that share a name.
        """
        missing = missing_columns(names)
        absent = missing and self._in_pairs(names, body)
        absent = absent or [self._absent(name, names) for name in missing]
        return [*self._nameless(body), *self._repeated(repeated), *absent]

    def _nameless(self, body: Lines) -> list[Finding]:
        if all(self.headers):
            return []
        used = body.filled()
        findings = []
        for index, header in enumerate(self.headers):
            if header or not used[index]:
                continue
            example = next(line.cells[index] for line in body if any(line.cells[index : index + 1]))
            problem = f"column {self._position(index)} has no name but holds {quoted(example)}"
            findings.append(self._finding("E105", problem, "give the column a name, or clear it"))
        return findings

    def _repeated(self, groups: Sequence[Sequence[int]]) -> list[Finding]:
        findings = []
        for group in groups:
            written = list(dict.fromkeys(self.headers[index] for index in group))
            called = (
                f"{'both' if len(group) == 2 else 'all'} called {quoted(written[0])}"
                if len(written) == 1
                else f"called {' and '.join(map(quoted, written))}, which mean the same"
            )
            places = " and ".join(self._position(index) for index in group)
            findings.append(
                self._finding(
                    "E105",
                    f"columns {places} are {called}",
                    "keep one of them, or give each a name of its own",
                    column=written[0],
                )
            )
        return findings

    def _in_pairs(self, names: Sequence[str], body: Lines) -> list[Finding]:
        """Report a column that holds both counts in each cell, as 7/38 or 7 of 38."""
        top = body[:_TOP_ROWS]
        for index, name in enumerate(names):
            cells = [line.cells[index] for line in top if any(line.cells[index : index + 1])]
            pairs = [cell for cell in cells if _PAIR.fullmatch(cell)]
            if pairs and 2 * len(pairs) > len(cells) and name not in COLUMN:
                return [
                    self._finding(
                        "E106",
                        f"each cell holds two numbers, such as {quoted(pairs[0])}",
                        "make two columns of it, responders and total",
                        column=self.headers[index],
                    )
                ]
        return []

    def _absent(self, name: str, names: Sequence[str]) -> Finding:
        shown = "“responders” (or “events”)" if name == "events" else f"“{name}”"
        alike = look_alike(name, self.headers)
        percent = percent_like(self.headers) if name == "events" and "percent" not in names else ""
        if alike:
            remedy = (
                f"{quoted(alike)} looks like it, so rename it to “{name}”, or map it in the "
                f"configuration: data: {{columns: {{{name}: {_as_yaml(alike)}}}}}"
            )
        elif percent:
            remedy = (
                f"add the column, or rename {quoted(percent)} to “percent”, from which the count "
                "is recovered where only one fits"
            )
        else:
            remedy = (
                "add the column, or name the one that holds it in the configuration: "
                f"data: {{columns: {{{name}: …}}}}"
            )
        return self._finding("E106", f"no column {shown}", remedy)

    def _position(self, index: int) -> str:
        return column_letter(index) if not self.separator else str(index + 1)

    def _finding(self, code: str, problem: str, remedy: str, *, column: str = "") -> Finding:
        return Finding(
            code=code,
            file=self.file,
            rows=(self.row,),
            column=column,
            problem=problem,
            remedy=remedy,
        )
