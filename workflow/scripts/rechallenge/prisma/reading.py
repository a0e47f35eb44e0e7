"""Reading the table of a flow diagram, laid out as the PRISMA2020 package has it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.prisma.flow import Flow, Parts
from rechallenge.prisma.items import ITEMS, TITLES, Item
from rechallenge.studies.cells import is_missing, read_count, visible
from rechallenge.studies.files.records import read_numbered
from rechallenge.studies.findings import quoted

COLUMNS = ("data", "n")
_PLACEHOLDER = "xxx"


def read_flow(name: str | None, *, root: Path) -> Flow | None:
    """Read the flow of a review; None where the review names no file.

    Parameters
    ----------
    name : str or None
        A CSV file relative to the review folder, with the columns ``data`` (name of the number) and
        ``n``; ``boxtext`` may say what the diagram writes, and ``box`` names headings. Other
        columns of the template are not used.
    root : Path
        The review folder.

    Raises
    ------
    DataError
        Where the file cannot be read, a number cannot be, or one that every diagram has is not
        there.
    """
    if not name:
        return None
    reader = _Reader(name)
    for number, record in read_numbered(root / name, required=COLUMNS, file=name):
        reader.row(number, record)
    return reader.flow()


class _Reader:
    """Collects the rows of a file, and everything that is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.numbers: dict[str, int] = {}
        self.parts: dict[str, Parts] = {}
        self.texts: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.unknown: list[tuple[int, str]] = []
        self.problems: list[str] = []

    def row(self, line: int, record: Mapping[str, str]) -> None:
        key, text = visible(record["data"]), visible(record.get("boxtext", ""))
        if is_missing(key):
            title = visible(record.get("box", ""))
            if title in TITLES and not is_missing(text):
                self.texts[title] = text
            return
        if key in TITLES:
            if not is_missing(text):
                self.texts[key] = text
            return
        if key not in ITEMS:
            self.unknown.append((line, key))
            return
        if key in self.lines:
            self._wrong(line, f"{quoted(key)} stands in row {self.lines[key]} already",
                        "keep one of the two")  # fmt: skip
            return
        self.lines[key] = line
        if not is_missing(text):
            self.texts[key] = text
        self._number(line, ITEMS[key], visible(record["n"]))

    def flow(self) -> Flow:
        self._check_needed()
        if not self.problems and not any(self.numbers.values()):
            self.problems.append(
                f"{self.file}: every number is 0, as in the empty template; write those of the "
                "review."
            )
        if self.problems:
            raise DataError(self.problems)
        return Flow(
            file=self.file,
            numbers=self.numbers,
            parts=self.parts,
            texts=self.texts,
            lines=self.lines,
            unknown=tuple(self.unknown),
        )

    def _number(self, line: int, item: Item, cell: str) -> None:
        reading = read_count(cell)
        if reading.usable and isinstance(reading.value, int):
            self.numbers[item.key] = reading.value
        elif is_missing(cell):
            return
        elif not item.parts:
            remedy = f"write the number of {quoted(item.text)}, or NA where there is none"
            self._wrong(line, f"{quoted(cell)} is no whole number of 0 or more", remedy)
        else:
            self._list(line, item, cell)

    def _list(self, line: int, item: Item, cell: str) -> None:
        pieces = [piece.strip() for piece in cell.split(";") if piece.strip()]
        split = [piece.rpartition(",") for piece in pieces]
        # An arm that is not used is left as the template has it.
        if all(end.strip().casefold() == _PLACEHOLDER for _, _, end in split) and not item.needed:
            return
        found: list[tuple[str, int]] = []
        for piece, (words, comma, end) in zip(pieces, split, strict=True):
            reading = read_count(end.strip())
            if not comma or not words.strip() or not isinstance(reading.value, int):
                self._wrong(
                    line,
                    f"{quoted(piece)} is no text with a number",
                    "write “text, number”, with “;” between several, such as “Wrong outcome, 12; "
                    "No data, 3”",
                )
            else:
                found.append((words.strip(), reading.value))
        self.parts[item.key] = tuple(found)
        self.numbers[item.key] = sum(number for _, number in found)

    def _check_needed(self) -> None:
        told = {problem.split(":")[0] for problem in self.problems}
        for item in ITEMS.values():
            if item.needed and item.key not in self.numbers:
                self._lacking(item.key, item.text, told)
        if not {"database_results", "register_results"} & set(self.numbers):
            self._lacking("database_results", "Databases", told)

    def _lacking(self, key: str, text: str, told: set[str]) -> None:
        if key in self.lines:
            if f"{self.file}, row {self.lines[key]}, column “n”" not in told:
                self._wrong(
                    self.lines[key],
                    f"no number is given for {quoted(key)} ({text})",
                    "write it; 0 is a number too",
                )
            return
        close = get_close_matches(key, [name for _, name in self.unknown], n=1)
        line = next((line for line, name in self.unknown if close and name == close[0]), None)
        hint = f"rename {quoted(close[0])} in row {line}" if close else "add the row"
        self.problems.append(
            f"{self.file}: there is no row {quoted(key)} ({text}); {hint}, with its number in the "
            "column “n”."
        )

    def _wrong(self, line: int, problem: str, remedy: str) -> None:
        self.problems.append(f"{self.file}, row {line}, column “n”: {problem}; {remedy}.")
