"""What a sheet hides from its reader: hidden rows, and cells merged into one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rechallenge.studies.findings import Finding

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"'](\w+:\w+)[\"']")
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

    def findings(self, file: str, rows: Collection[int]) -> tuple[Finding, ...]:
        """Tell hidden rows that are read (W123), and cells merged down several rows (N124).

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


def _down_rows(cells: str, rows: Sequence[int]) -> bool:
    """Tell whether a range reaches over several rows, of which one holds anything."""
    first, last = (int(re.sub(r"\D", "", corner) or 1) for corner in cells.split(":"))
    return last > first and bisect_left(rows, first) < bisect_right(rows, last)


def _hidden(file: str, rows: Sequence[int]) -> list[Finding]:
    if not rows:
        return []
    return [
        Finding(
            code="W123",
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
            code="N124",
            file=file,
            problem=f"cells are merged ({named}); only the first of them holds the value, and the "
            "others are read as blank",
            remedy="unmerge them and write the value in every row it belongs to",
        )
    ]
