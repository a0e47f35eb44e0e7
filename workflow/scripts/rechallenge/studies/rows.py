"""A row of a study file: one study, one arm, one outcome, with every cell as it was written."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from rechallenge.contract import slugify

_CUT_SLUG = 39  # 40 characters, less a hyphen at the cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One typed row; the raw cells stay beside the typed values.

    Attributes
    ----------
    file : str
        The file as the reviewer knows it (path below the review folder, with ``/``).
    line : int
        Row number as a spreadsheet shows it; the header is row 1.
    cells : mapping of str to str
        Text of every cell by our column name (other columns by their own header), stripped.
        Blank cells that belong to the study are filled from its other rows.
    numbers : mapping of str to float
        Typed value of every usable cell of a number column but events, total and year.
    study_id, study, arm, outcome : str
        ``outcome`` and ``arm`` are empty where the file has none.
    year : int or None
    events, total : int or None
        None where the row has no usable number.
    include : bool
        False for rows that are shown but not pooled.
    recovered : str
        How the count was recovered from a percentage; empty when it was given.
    sound : bool
        False when an error was found in this row: no analysis may use it.
    loose : bool
        True when the cells may stand under wrong columns (a row with too few or too many cells),
        so that nothing but the presence of a value in the row can be relied on.
    unusable : tuple of str
        Columns whose cell carries an error: what it says cannot be relied on.
    """

    file: str
    line: int
    cells: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    study_id: str = ""
    study: str = ""
    arm: str = ""
    outcome: str = ""
    year: int | None = None
    events: int | None = None
    total: int | None = None
    include: bool = True
    recovered: str = ""
    sound: bool = True
    loose: bool = False
    unusable: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """True when the row has both numbers."""
        return self.events is not None and self.total is not None

    @property
    def derived(self) -> bool:
        """True when the count was recovered from a percentage, by this program or by hand."""
        return bool(self.recovered) or self.cells.get("count_source", "") == "derived"

    def text(self, column: str) -> str:
        """Return what the row says in a column, with the defaults of names filled in."""
        if column == "include":
            return "1" if self.include else "0"
        defaulted = {"study_id": self.study_id, "study": self.study}
        return defaulted.get(column) or self.cells.get(column, "")

    def number(self, column: str) -> float | None:
        """Return the number in a column, None where there is none; percentages are in per cent."""
        counts = {"events": self.events, "total": self.total, "year": self.year}
        if counts.get(column) is not None:
            return counts[column]
        if column in self.numbers:
            return self.numbers[column]
        if column in self.unusable:
            return None
        return as_number(self.text(column))


def as_number(text: str) -> float | None:
    """Read plain text such as ``12`` or ``12.5`` as a finite number, else return None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def identifier(study: str) -> str:
    """Return a slug of a study's name that does not join two long names by cutting them off."""
    slug = slugify(study)
    if len(slug) < _CUT_SLUG:
        return slug or study
    return f"{slug[:31].rstrip('-')}-{hashlib.sha256(study.encode()).hexdigest()[:8]}"
