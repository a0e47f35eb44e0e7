"""Plant errors, run the checks on them, and count what they find."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.planted.cell_kinds import CELL_KINDS
from benchmarks.planted.drafts import Draft, UnsuitedError, duplicate, shipped
from benchmarks.planted.file_kinds import FILE_KINDS
from benchmarks.planted.plants import ANY_FILE, Kind, Plant
from benchmarks.planted.pool_kinds import POOL_KINDS
from benchmarks.planted.row_kinds import ROW_KINDS
from benchmarks.planted.study_kinds import STUDY_KINDS
from benchmarks.planted.synthetic import synthetic
from benchmarks.planted.workbook_kinds import WORKBOOK_KINDS
from rechallenge.studies import Finding, StudyData, read_studies

KINDS: tuple[Kind, ...] = (
    *CELL_KINDS,
    *ROW_KINDS,
    *FILE_KINDS,
    *WORKBOOK_KINDS,
    *STUDY_KINDS,
    *POOL_KINDS,
)
SHIPPED = Path(__file__).parents[2] / "data" / "studies"
LATEST_YEAR = 2030
_SHIPPED_EVERY = 5
_ATTEMPTS = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one planted error.

    Attributes
    ----------
    kind : Kind
    caught : bool
        A finding with one of the codes of the kind is about the planted place.
    row_right : bool
        The findings name all planted rows, and none that has nothing to do with them.
    false_alarms : tuple of str
        Messages of errors and warnings about something else.
    rows : int
        Rows of the review.
    changed : bool
        True when a harmless plant changed a count.
    variant : str
        How to see it again.
    """

    kind: Kind
    caught: bool
    row_right: bool
    false_alarms: tuple[str, ...]
    rows: int
    changed: bool
    variant: str


@dataclass(frozen=True, slots=True)
class Clean:
    """What the checks said of reviews without an error."""

    reviews: int
    rows: int
    false_alarms: tuple[str, ...]


def variants(kind: Kind, *, count: int, seed: int) -> Iterator[tuple[Draft, Draft, Plant, str]]:
    """Yield clean review, changed review, what was planted, and the name of the variant."""
    data = shipped(SHIPPED, Random(0))
    for number in range(count):
        name = f"{kind.name} {number}"
        for attempt in range(_ATTEMPTS):
            rng = Random(zlib.crc32(f"{seed} {name} {attempt}".encode()))
            from_data = kind.shipped and number % _SHIPPED_EVERY == _SHIPPED_EVERY - 1
            # Where the shipped data have no place for the error, a made-up review has.
            clean = data if from_data and attempt < _ATTEMPTS // 10 else synthetic(rng)
            draft = duplicate(clean, rng)
            try:
                plant = kind.plant(draft)
            except UnsuitedError:
                continue
            yield clean, draft, plant, f"{name} (attempt {attempt})"
            break
        else:
            raise ValueError(f"no review has a place for {name!r}")


def measured(kind: Kind, *, count: int, seed: int) -> tuple[Outcome, ...]:
    """Plant one kind of error so many times and check each review."""
    outcomes = []
    for clean, draft, plant, name in variants(kind, count=count, seed=seed):
        data = checked(draft.files())
        before = checked(clean.files()) if kind.intact else data
        outcomes.append(_outcome(kind, plant, data, before, name))
    return tuple(outcomes)


def clean_reviews(*, count: int, seed: int) -> Clean:
    """Check made-up reviews without an error."""
    rows, alarms = 0, []
    for number in range(count):
        data = checked(synthetic(Random(f"{seed} clean {number}")).files())
        rows += len(data.rows)
        alarms += [f"review {number}: {f.message}" for f in data.findings if f.level != "note"]
    return Clean(count, rows, tuple(alarms))


def shipped_data() -> Clean:
    """Check the study files of the project."""
    data = read_studies(SHIPPED, root=SHIPPED.parent, latest_year=LATEST_YEAR)
    alarms = tuple(f.message for f in data.findings if f.level != "note")
    return Clean(1, len(data.rows), alarms)


def checked(files: Mapping[str, bytes]) -> StudyData:
    """Write files into a folder of their own and read them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, data in files.items():
            (root / name).write_bytes(data)
        return read_studies(root, root=root, latest_year=LATEST_YEAR)


def _outcome(kind: Kind, plant: Plant, data: StudyData, before: StudyData, name: str) -> Outcome:
    fitting = [f for f in data.findings if f.code in kind.codes and _about(plant, f)]
    alarms = tuple(
        finding.message
        for finding in data.findings
        if finding.level != "note" and finding not in fitting and not _follows(plant, finding)
    )
    same = _counts(data) == _counts(before)
    return Outcome(
        kind, bool(fitting), _rows_right(plant, fitting), alarms, len(data.rows), not same, name
    )


def _about(plant: Plant, finding: Finding) -> bool:
    """Tell whether a finding names a planted row, or the file where all of it is concerned."""
    if plant.whole:
        files = {plant.file, *(file for file, _ in plant.touched)}
        return finding.file in files
    return any((finding.file, row) in plant.touched for row in finding.rows)


def _rows_right(plant: Plant, fitting: Sequence[Finding]) -> bool:
    """Tell whether the planted rows are named, and none that has nothing to do with them."""
    places = {(finding.file, row) for finding in fitting for row in finding.rows}
    if plant.file == ANY_FILE and not plant.whole:
        return bool(places) and places <= plant.touched
    named = {row for file, row in places if file == plant.file}
    if plant.whole:
        return bool(fitting) and plant.rows <= named
    return bool(named) and plant.rows <= named <= plant.rows | plant.allowed


def _follows(plant: Plant, finding: Finding) -> bool:
    """Tell whether a finding is about the planted place, though with another code."""
    if plant.whole and finding.file == plant.file:
        return True
    return any((finding.file, row) in plant.touched for row in finding.rows)


def _counts(data: StudyData) -> Sequence[tuple[int | None, int | None]]:
    return sorted(
        ((row.events, row.total) for row in data.rows), key=lambda pair: (str(pair[0]), str(pair))
    )
