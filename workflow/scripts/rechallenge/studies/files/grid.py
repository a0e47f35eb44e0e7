"""What was read from a file, before any cell is understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from rechallenge.studies.files.lines import Lines
from rechallenge.studies.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """What was read from one file.

    Attributes
    ----------
    file : str
        The file as the reviewer knows it.
    lines : Lines
        All rows, blank ones too.
    separator : str
        What stands between columns; empty for spreadsheets.
    leftovers : tuple of str
        Harmless things that were ignored, each as a clause for one note.
    findings : tuple of Finding
    readable : bool
        False when nothing in the file can be relied on.
    """

    file: str
    lines: Lines = field(default_factory=Lines)
    separator: str = ""
    leftovers: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    readable: bool = True


def unreadable(finding: Finding) -> Grid:
    """Return the grid of a file that cannot be read, with the reason."""
    return Grid(file=finding.file, findings=(finding,), readable=False)


def column_letter(index: int) -> str:
    """Name a column as spreadsheets do: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
