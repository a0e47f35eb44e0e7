"""One edition of a review as it is compared: its rows, settings, numbers and findings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rechallenge.studies.rows import Row

Estimates = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a comparison knows of one side.

    Attributes
    ----------
    name : str
        The folder or the revision, as it was given.
    rows : tuple of Row
        Every row of every study file; of results without ``data.csv``, those of the analyses.
    complete : bool
        Whether `rows` are all rows and not only those of the analyses.
    analyses : mapping of str to estimates
        Content of each ``estimates.json`` by the name of the analysis.
    statuses : mapping of str to str
        ``current``, ``stale`` or ``blocked``, by the name of the analysis.
    settings : mapping of str to mapping
        Settings of each analysis, by its name.
    findings : sequence of mapping
        Rows of ``findings.csv``.
    software : mapping of str to str
        Versions that made the numbers.
    inputs : mapping of str to str
        SHA-256 of every input file by its name; empty when nothing says it.
    review : mapping
        Title, version and day of the last search.
    remarks : tuple of str
        What could not be read, or how the numbers came about, one sentence each.
    """

    name: str
    rows: tuple[Row, ...] = ()
    complete: bool = True
    analyses: Mapping[str, Estimates] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    findings: Sequence[Mapping[str, str]] = ()
    software: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    review: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def data_hash(self) -> str:
        """SHA-256 over every row, its place and its cells."""
        told = [
            [row.file, row.line, row.study_id, row.events, row.total, row.sound,
             sorted((name, text) for name, text in row.cells.items() if text)]
            for row in self.rows
        ]  # fmt: skip
        return _digest(sorted(told, key=lambda entry: (entry[0], entry[1])))

    @property
    def numbers_hash(self) -> str:
        """SHA-256 over every analysis with its settings, its status and all of its numbers."""
        return _digest(
            [self.statuses.get(slug, ""), self.settings.get(slug), self.analyses.get(slug)]
            for slug in sorted({*self.analyses, *self.statuses})
        )


def _digest(content: Any) -> str:
    plain = list(content)
    text = json.dumps(plain, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
