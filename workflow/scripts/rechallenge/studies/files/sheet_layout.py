"""What a sheet hides from its reader: hidden rows, and cells merged into one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import count

from rechallenge.studies.findings import Finding

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"'](\w+:\w+)[\"']")
_CORNER = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet shows other things than its cells hold.

    Attributes
    ----------
    hidden : tuple of int
        Numbers of hidden or filtered rows.
    merged : tuple of str
        Ranges of cells that are merged, such as ``A2:A4``.
    """

    hidden: tuple[int, ...]
    merged: tuple[str, ...]

    @classmethod
    def of(cls, xml: bytes) -> Layout:
        """Find them in the XML of a sheet."""
        hidden: list[int] = []
        number = 0
        for row in _ROW.findall(xml):
            said = _NUMBER.search(row)
            number = int(said[1]) if said else number + 1
            if _HIDDEN.search(row):
                hidden.append(number)
        merged = tuple(found[1].decode() for found in _MERGED.finditer(xml))
        return cls(tuple(hidden), merged)

    def covered(self) -> Iterator[tuple[tuple[int, int], ...]]:
        """Give for each row from 1 on the first and last columns, from 0, that merging covers.

        The cell in the corner of a range is seen; what stands in its others is not.
        """
        ranges = sorted(map(_corners, self.merged))
        active: list[tuple[int, int, int, int]] = []
        next_range = 0
        for row in count(1):
            while next_range < len(ranges) and ranges[next_range][0] <= row:
                active.append(ranges[next_range])
                next_range += 1
            active = [corners for corners in active if corners[2] >= row]
            yield tuple((left + (top == row), right) for top, left, _, right in active)

    def findings(self, file: str, rows: Collection[int]) -> tuple[Finding, ...]:
        """Tell hidden rows that are read (W131), and cells merged down several rows (N132).

        Parameters
        ----------
        file : str
        rows : collection of int
            Numbers of the rows that hold anything.
        """
        hidden = [number for number in self.hidden if number in rows]
        ordered = sorted(rows)
        merged = [cells for cells in self.merged if _down_rows(cells, ordered)]
        return (*_hidden(file, hidden), *_merged(file, merged))


def _corners(cells: str) -> tuple[int, int, int, int]:
    """Return first row, first column from 0, last row and last column of a range."""
    parts = [_CORNER.fullmatch(corner) for corner in cells.split(":")]
    (top, left), (bottom, right) = ((int(m[2]), _column(m[1])) if m else (1, 0) for m in parts)
    return top, left, bottom, right


def _column(letters: str) -> int:
    """Return the position of a column by its letters: A is 0, Z is 25, AA is 26."""
    return reduce(lambda number, letter: 26 * number + ord(letter) - 64, letters, 0) - 1


def _down_rows(cells: str, rows: Sequence[int]) -> bool:
    """Tell whether a range reaches over several rows, of which one holds anything."""
    first, _, last, _ = _corners(cells)
    return last > first and bisect_left(rows, first) < bisect_right(rows, last)


def _hidden(file: str, rows: Sequence[int]) -> list[Finding]:
    if not rows:
        return []
    return [
        Finding(
            code="W131",
            file=file,
            rows=tuple(rows),
            problem="hidden or filtered out in the workbook, but read like the others",
            remedy="show all rows and check them; to leave some out, delete them or set include to "
            "0",
        )
    ]


def _merged(file: str, ranges: Sequence[str]) -> list[Finding]:
    if not ranges:
        return []
    named = ", ".join(ranges[:_MOST_NAMED])
    if len(ranges) > _MOST_NAMED:
        named += f" and {len(ranges) - _MOST_NAMED} more"
    return [
        Finding(
            code="N132",
            file=file,
            problem=f"cells are merged ({named}); only the first of them holds the value, and the "
            "others are read as blank",
            remedy="unmerge them and write the value in every row it belongs to",
        )
    ]
