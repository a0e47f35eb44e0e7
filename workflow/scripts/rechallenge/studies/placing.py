"""Which errors concern which rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rechallenge.studies.findings import Finding
from rechallenge.studies.rows import Row
from rechallenge.studies.stored import Rows


@dataclass(frozen=True, slots=True)
class ErrorsByPlace:
    """Errors by what they are about.

    Attributes
    ----------
    of_rows : mapping of (file, line) to tuple of Finding
    of_files : mapping of file to tuple of Finding
        Errors that name no row of the table: of the header, or of the whole file.
    of_review : tuple of Finding
        Errors that belong to no study file.
    """

    of_rows: Mapping[tuple[str, int], tuple[Finding, ...]]
    of_files: Mapping[str, tuple[Finding, ...]]
    of_review: tuple[Finding, ...]

    @classmethod
    def of(cls, errors: Sequence[Finding], *, rows: Rows, files: Collection[str]) -> ErrorsByPlace:
        """Sort errors by the rows and files that they are about."""
        wanted = {(error.file, line) for error in errors for line in error.rows}
        places = rows.positions(wanted)
        of_rows: dict[tuple[str, int], list[Finding]] = defaultdict(list)
        of_files: dict[str, list[Finding]] = defaultdict(list)
        of_review: list[Finding] = []
        for error in errors:
            named = [(error.file, line) for line in error.rows if (error.file, line) in places]
            for place in named:
                of_rows[place].append(error)
            if not named:
                (of_files[error.file] if error.file in files else of_review).append(error)
        return cls(
            {place: tuple(found) for place, found in of_rows.items()},
            {file: tuple(found) for file, found in of_files.items()},
            tuple(of_review),
        )

    def about(self, row: Row) -> tuple[Finding, ...]:
        """Return the errors that make a row unusable: its own, its file's, the review's."""
        own = self.of_rows.get((row.file, row.line), ())
        return (*own, *self.of_files.get(row.file, ()), *self.of_review)
