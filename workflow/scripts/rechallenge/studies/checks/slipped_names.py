"""Studies whose names differ by a slip of the finger, and that seem to be one study."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations

from rechallenge.studies.checks.compared import Compared
from rechallenge.studies.checks.same_report import ONE_STUDY_OR_TWO, told_apart
from rechallenge.studies.checks.several_places import grouped, joint_finding, places
from rechallenge.studies.checks.slips import Label, times_needed
from rechallenge.studies.checks.spelling import plain
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row

_MOST_ROWS = 20_000
"""Larger reviews are not typed by hand, and no two names of theirs are compared."""
_MOST_ALIKE = 50
_DIGITS = re.compile(r"\d+")


def check_slipped_names(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    """Report two studies whose names differ by a slip in one word (W312).

    They must also share a total, a source or an overlap group, and either report other outcomes and
    arms, or the same counts for one of them; a common surname is no slip of another by itself.

    Parameters
    ----------
    compared : Compared
        Identified rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    if len(compared) > _MOST_ROWS:
        return []
    studies = grouped((row.study_id, row) for row in compared if row.include)
    near: dict[Hashable, list[int]] = defaultdict(list)
    for index, study in enumerate(studies):
        for clue in set(_clues(study)):
            near[clue].append(index)
    pairs = {
        pair
        for alike in near.values()
        if len(alike) <= _MOST_ALIKE
        for pair in combinations(alike, 2)
    }
    return [
        _finding([*studies[one], *studies[other]], tables)
        for one, other in sorted(pairs)
        if _seem_one(studies[one], studies[other])
    ]


def _clues(study: Sequence[Row]) -> Iterator[Hashable]:
    """Give what another study must share, with the first letter and the numbers of the name."""
    name = plain(study[0].study)
    of_name = (name[:1], *_DIGITS.findall(name))
    for row in study:
        for column in ("source", "overlap_group"):
            if row.cells.get(column):
                yield (*of_name, column, row.cells.get(column))
        if row.total:
            yield (*of_name, row.total)


def _seem_one(one: Sequence[Row], other: Sequence[Row]) -> bool:
    if not times_needed(Label.of(one[0].study), Label.of(other[0].study)):
        return False
    if told_apart([one[0], other[0]]):
        return False
    first, second = (
        {(row.arm.casefold(), row.outcome.casefold()): (row.events, row.total) for row in study}
        for study in (one, other)
    )
    both = first.keys() & second.keys()
    return not both or any(first[key] == second[key] for key in both)


def _finding(rows: Sequence[Row], tables: Mapping[str, Table]) -> Finding:
    return joint_finding(
        rows,
        tables,
        code="W312",
        column="study",
        problem=partial(_slip, rows),
        remedy=ONE_STUDY_OR_TWO,
    )


def _slip(rows: Sequence[Row], here: str) -> str:
    said = " and ".join(
        f"{quoted(study[0].study)} ({places(study, here)})"
        for study in grouped((row.study_id, row) for row in rows)
    )
    return f"the names {said} differ by a slip, yet are pooled as 2 studies"
