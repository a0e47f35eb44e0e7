"""Which rows an analysis pools, which it only shows, and which errors stand in its way."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rechallenge.contract import ALIASES, Condition
from rechallenge.studies.cells import read_flag
from rechallenge.studies.files.headers import normalised
from rechallenge.studies.findings import Finding, in_order, quoted
from rechallenge.studies.reading import StudyData
from rechallenge.studies.row_index import RowIndex
from rechallenge.studies.rows import Row, as_number

_Match = Literal["yes", "maybe", "no"]
_DEFAULTED = frozenset({"outcome", "study", "study_id"})
_CUTTING = re.compile(r'[,;\t"]')
_LISTED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The rows of one analysis.

    Attributes
    ----------
    pooled : tuple of Row
        Rows that match, are included and have both numbers.
    shown : tuple of (Row, str)
        Rows that match and are not pooled, each with the reason.
    errors : tuple of Finding
        Errors in rows that the analysis uses or might use, and in files of which nothing can be
        relied on: they stop the analysis.
    unknown : tuple of str
        What the analysis asks for and no file has, one sentence each.
    files : tuple of str
        The files that the analysis uses, sorted.
    digest : str
        SHA-256 over the place, the header and the cells of every row it uses.
    """

    pooled: tuple[Row, ...] = ()
    shown: tuple[tuple[Row, str], ...] = ()
    errors: tuple[Finding, ...] = ()
    unknown: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    digest: str = ""


def select(
    data: StudyData | RowIndex, *, outcome: str | None, where: Mapping[str, Condition]
) -> Selection:
    """Choose the rows of an analysis.

    Parameters
    ----------
    data : StudyData or RowIndex
        An index spares many analyses to look at all rows again.
    outcome : str or None
        The outcome; None takes every row, for reviews of one outcome.
    where : mapping of str to condition
        Columns and their allowed texts or range of numbers. ``include`` says which rows are
        pooled, only those with 1 when it is absent.
    """
    index = data if isinstance(data, RowIndex) else RowIndex(data)
    data = index.data
    filters = {_known_column(index, column): condition for column, condition in where.items()}
    included = _flags(filters.pop("include", ("1",)))
    sole = len({*index.outcomes, outcome} - {None}) < 2
    placed = index.errors
    pooled: list[Row] = []
    shown: list[tuple[Row, str]] = []
    used: list[Row] = []
    errors = [error for file in data.unreadable for error in placed.of_files.get(file, ())]
    errors += placed.of_review
    for position in index.candidates(outcome, filters):
        row = data.rows[position]
        match = _row_match(row, outcome, filters, sole=sole)
        if match == "no":
            continue
        used.append(row)
        if not row.sound:
            errors += placed.about(row)
        elif not _holds(row.text("include"), as_number(row.text("include")), included):
            shown.append((row, row.cells.get("notes") or "excluded in the data"))
        elif not row.counted:
            shown.append((row, _no_number(row)))
        else:
            pooled.append(row)
    return Selection(
        pooled=tuple(pooled),
        shown=tuple(shown),
        errors=in_order(errors),
        unknown=_unknown(index, outcome, filters),
        files=tuple(sorted({row.file for row in used})),
        digest=_digest(used, data.headers),
    )


def _known_column(index: RowIndex, column: str) -> str:
    """Return the key under which rows hold a column, however its name was written."""
    keys = index.columns
    if column in keys:
        return column
    name = normalised(column)
    name = ALIASES.get(name, name)
    return next((key for key in keys if normalised(key) == name), name)


def _flags(condition: Condition) -> Condition:
    """Write the values of ``include`` as 1 and 0, however the configuration has them."""
    if isinstance(condition, Mapping):
        return condition
    return tuple(read_flag(value.strip()).text or value for value in condition)


def _row_match(
    row: Row, outcome: str | None, filters: Mapping[str, Condition], *, sole: bool
) -> _Match:
    """Tell whether a row matches; ``maybe`` where what it says cannot be relied on."""
    matches = [_outcome_match(row, outcome, sole=sole)]
    matches += [_match(row, column, condition) for column, condition in filters.items()]
    if "no" in matches:
        return "no"
    return "maybe" if "maybe" in matches else "yes"


def _outcome_match(row: Row, outcome: str | None, *, sole: bool) -> _Match:
    if outcome is None:
        return "yes"
    if row.loose or row.outcome:
        return _match(row, "outcome", (outcome,))
    if not row.sound:
        return "maybe"
    return "yes" if sole else "no"


def _match(row: Row, column: str, condition: Condition) -> _Match:
    if row.loose:
        return "maybe" if _might_hold(row, column, condition) else "no"
    if column in row.unusable:
        return "maybe"
    return "yes" if _holds(row.text(column), row.number(column), condition) else "no"


def _might_hold(row: Row, column: str, condition: Condition) -> bool:
    """Tell whether an allowed value stands anywhere in a row, even cut in two by a separator."""
    if column in _DEFAULTED and column not in row.cells:
        return True
    if any(_holds(cell, as_number(cell), condition) for cell in row.cells.values()):
        return True
    whole = _squeezed(",".join(row.cells.values()))
    return not isinstance(condition, Mapping) and any(
        _CUTTING.search(value) and _squeezed(value) in whole for value in condition
    )


def _squeezed(text: str) -> str:
    return re.sub(r'[\s,;"]+', "", text)


def _holds(text: str, number: float | None, condition: Condition) -> bool:
    if isinstance(condition, Mapping):
        if number is None:
            return False
        low, high = condition.get("min"), condition.get("max")
        return (low is None or number >= low) and (high is None or number <= high)
    wanted = [value.strip() for value in condition]
    return text in wanted or (
        number is not None and any(as_number(value) == number for value in wanted)
    )


def _no_number(row: Row) -> str:
    name, value = ("total", row.total) if row.events is not None else ("events", row.events)
    text = row.cells.get(name, "")
    noun = "total" if name == "total" else "count"
    return f"{noun} given as {quoted(text)}" if text and value is None else f"no {noun} given"


def _digest(rows: Iterable[Row], headers: Mapping[str, Sequence[str]]) -> str:
    content = sorted(
        [row.file, row.line, list(headers.get(row.file, ())), sorted(row.cells.items())]
        for row in rows
    )
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _unknown(
    index: RowIndex, outcome: str | None, filters: Mapping[str, Condition]
) -> tuple[str, ...]:
    sentences = []
    outcomes, loose_cells = index.outcomes, index.loose_cells
    if outcome is None and len(outcomes) > 1:
        sentences.append(
            f"the data hold several outcomes ({_listed(outcomes)}), so say which one is pooled."
        )
    elif outcome is not None and outcomes and outcome.strip() not in {*outcomes, *loose_cells}:
        sentences.append(
            f"no row has the outcome {quoted(outcome)}; {_instead(outcome, outcomes)}."
        )
    columns = index.columns
    for column, condition in filters.items():
        if column not in columns:
            sentences.append(f"no file has a column {quoted(column)}; {_instead(column, columns)}.")
            continue
        if isinstance(condition, Mapping):
            continue
        values, numbers = index.values(column)
        for value in condition:
            wanted = value.strip()
            if wanted == "" or wanted in values or wanted in loose_cells:
                continue
            if as_number(wanted) in numbers:
                continue
            sentences.append(
                f"no row has {quoted(value)} in the column {quoted(column)}; "
                f"{_instead(value, values)}."
            )
    return tuple(sentences)


def _instead(wanted: str, existing: Sequence[str]) -> str:
    if not existing:
        return "it is blank in every row"
    folded = {value.casefold(): value for value in existing}
    close = difflib.get_close_matches(wanted.strip().casefold(), folded, n=1, cutoff=0.6)
    hint = f"did you mean {quoted(folded[close[0]])}? " if close else ""
    return f"{hint}There {'are' if len(existing) > 1 else 'is'} {_listed(existing)}"


def _listed(values: Sequence[str]) -> str:
    shown = ", ".join(map(quoted, values[:_LISTED]))
    return shown if len(values) <= _LISTED else f"{shown} and {len(values) - _LISTED} more"
