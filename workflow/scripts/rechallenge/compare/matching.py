"""Which studies and rows of two editions are the same, and which of their cells differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rechallenge.studies.rows import Row

_NAMES = ("study_id", "study")
_TYPED = ("events", "total", "year")


@dataclass(frozen=True, slots=True)
class Match:
    """The studies of two editions.

    Attributes
    ----------
    pairs : mapping of str to str
        Identifier in the old edition to that in the new one.
    renamed : tuple of mapping
        Studies whose identifier or name differs: ``old``, ``new``, ``by`` (how they were matched).
    removed, added : tuple of str
        Identifiers in one edition only.
    """

    pairs: Mapping[str, str]
    renamed: tuple[Mapping[str, str], ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


def match_studies(old: Sequence[Row], new: Sequence[Row]) -> Match:
    """Match studies by identifier, then by DOI, then by the same counts in the same file."""
    before, after = by_study(old), by_study(new)
    pairs = {study: study for study in before if study in after}
    how = dict.fromkeys(pairs, "identifier")
    keys: tuple[tuple[str, Callable[[Sequence[Row]], Any]], ...] = (
        ("DOI", _doi),
        ("the same counts in the same file", _counts),
    )
    for reason, key in keys:
        left = {study: rows for study, rows in before.items() if study not in pairs}
        free = {study: rows for study, rows in after.items() if study not in pairs.values()}
        for one, other in _unique_pairs(left, free, key):
            pairs[one], how[one] = other, reason
    renamed = tuple(
        {"old": _named(before[one]), "new": _named(after[other]), "by": how[one]}
        for one, other in sorted(pairs.items())
        if one != other or before[one][0].study != after[other][0].study
    )
    return Match(
        pairs=pairs,
        renamed=renamed,
        removed=tuple(study for study in before if study not in pairs),
        added=tuple(study for study in after if study not in set(pairs.values())),
    )


def by_study(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Group rows by the identifier of their study, sorted."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.study_id].append(row)
    return dict(sorted(groups.items()))


def _unique_pairs(
    old: Mapping[str, Sequence[Row]],
    new: Mapping[str, Sequence[Row]],
    key: Callable[[Sequence[Row]], Any],
) -> list[tuple[str, str]]:
    """Pair what has the same key, where only one study on each side has it."""
    sides = []
    for studies in (old, new):
        keys = {study: key(rows) for study, rows in studies.items()}
        often = Counter(value for value in keys.values() if value)
        sides.append({value: study for study, value in keys.items() if often.get(value) == 1})
    return [(sides[0][value], sides[1][value]) for value in sides[0] if value in sides[1]]


def _doi(rows: Sequence[Row]) -> str:
    text = next((row.cells["doi"] for row in rows if row.cells.get("doi")), "").casefold()
    return text.split("doi.org/")[-1].removeprefix("doi:").strip()


def _counts(rows: Sequence[Row]) -> Any:
    if not all(row.counted for row in rows):
        return None
    counts = sorted((row.outcome, row.events or 0, row.total or 0) for row in rows)
    return (rows[0].file, tuple(counts))


def _named(rows: Sequence[Row]) -> str:
    row = rows[0]
    return row.study if row.study_id == row.study else f"{row.study} ({row.study_id})"


def match_rows(
    old: Sequence[Row], new: Sequence[Row]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Match the rows of one study: by outcome and arm, then by place, then the last of an outcome.

    Returns
    -------
    pairs, removed, added
    """
    left, free, pairs = list(old), list(new), []
    keys: tuple[Callable[[Row], Any], ...] = (
        lambda row: (row.outcome, row.arm, row.events, row.total),
        lambda row: (row.outcome, row.arm, row.line),
        lambda row: (row.outcome, row.arm),
        lambda row: (row.outcome, row.file, row.line),
        lambda row: row.outcome,
    )
    for key in keys:
        waiting: dict[Any, list[Row]] = defaultdict(list)
        for row in free:
            waiting[key(row)].append(row)
        for row in list(left):
            if waiting[key(row)]:
                partner = waiting[key(row)].pop(0)
                pairs.append((row, partner))
                left.remove(row)
                free.remove(partner)
    return pairs, left, free


def cell_changes(old: Row, new: Row) -> list[dict[str, str]]:
    """List the cells that differ between two states of a row, names of the study left out."""
    columns = dict.fromkeys([*old.cells, *new.cells])
    changes = [
        {"column": name, "old": old.cells.get(name, ""), "new": new.cells.get(name, "")}
        for name in columns
        if name not in _NAMES and old.cells.get(name, "") != new.cells.get(name, "")
    ]
    told = {change["column"] for change in changes}
    typed = [
        {"column": name, "old": _text(getattr(old, name)), "new": _text(getattr(new, name))}
        for name in (*_TYPED, "arm", "outcome")
        if name not in told and getattr(old, name) != getattr(new, name)
    ]
    if old.sound != new.sound:
        typed.append(
            {"column": "usable", "old": _yes(sound=old.sound), "new": _yes(sound=new.sound)}
        )
    return changes + typed


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _yes(*, sound: bool) -> str:
    return "yes" if sound else "no, an error stands in it"
