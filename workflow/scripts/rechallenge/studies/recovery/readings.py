"""Other counts that fit what a source prints, beside the count that was taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.studies.cells import read_percent
from rechallenge.studies.files.records import read_numbered
from rechallenge.studies.findings import quoted
from rechallenge.studies.recovery.intervals_printed import PrintedInterval, fits_interval
from rechallenge.studies.recovery.recover import candidate_counts
from rechallenge.studies.rows import Row

READINGS_COLUMNS = ("study_id", "events", "total")


@dataclass(frozen=True, slots=True)
class Reading:
    """A pair of counts that a row might have instead of its own.

    Attributes
    ----------
    study_id, arm, outcome : str
        The row; empty where the study file says nothing there either.
    events, total : int
    place : str
        File and row, for messages.
    """

    study_id: str
    arm: str
    outcome: str
    events: int
    total: int
    place: str = ""

    def of(self, row: Row) -> bool:
        """Tell whether this is a reading of a row."""
        mine = (self.study_id, self.arm, self.outcome)
        return mine == (row.study_id, row.arm, row.outcome)


def read_readings(name: str | None, *, root: Path, rows: Iterable[Row]) -> tuple[Reading, ...]:
    """Read the other readings of a review; none where it names no file.

    Parameters
    ----------
    name : str or None
        The file, relative to the review folder: columns ``study_id``, ``events``, ``total`` and,
        where the study files have them, ``arm`` and ``outcome``.
    root : Path
        The review folder.
    rows : iterable of Row
        All rows of the studies.

    Raises
    ------
    DataError
        When the file cannot be read, a count is impossible, or a reading belongs to no row.
    """
    if not name:
        return ()
    known = {(row.study_id, row.arm, row.outcome) for row in rows}
    studies = {study for study, _, _ in known}
    found, problems = [], []
    for number, record in read_numbered(root / name, required=READINGS_COLUMNS, file=name):
        place = f"{name}, row {number}"
        events, total = record["events"], record["total"]
        if not (events.isdecimal() and total.isdecimal() and int(events) <= int(total) > 0):
            problems.append(
                f"{place}: {quoted(events)} of {quoted(total)} are no counts; write whole numbers, "
                "events not more than total."
            )
            continue
        reading = Reading(
            study_id=record["study_id"],
            arm=record.get("arm", ""),
            outcome=record.get("outcome", ""),
            events=int(events),
            total=int(total),
            place=place,
        )
        if (reading.study_id, reading.arm, reading.outcome) not in known:
            what = f"study_id {quoted(reading.study_id)}"
            if reading.study_id in studies:
                what = f"arm {quoted(reading.arm)} and outcome {quoted(reading.outcome)} in {what}"
            problems.append(
                f"{place}: no study file has a row with {what}; write them as in the study file."
            )
            continue
        found.append(reading)
    if problems:
        raise DataError(problems)
    return tuple(found)


def other_counts(row: Row, declared: Sequence[Reading]) -> tuple[tuple[int, int], ...]:
    """Return the other pairs (events, total) of a row: those declared, and those its text allows.

    Where a count was derived from a percentage, every whole number of the same total whose
    percentage rounds to the printed one is a reading too; a printed interval narrows them.
    """
    taken = (row.events, row.total)
    pairs = [(reading.events, reading.total) for reading in declared if reading.of(row)]
    pairs += _same_total(row)
    return tuple(sorted({pair for pair in pairs if pair != taken}, key=lambda p: (p[1], p[0])))


def _same_total(row: Row) -> list[tuple[int, int]]:
    percent, total = _printed(row, "percent"), row.total
    if not row.derived or not total or not percent:
        return []
    counts = candidate_counts(percent, total)
    low, high = _printed(row, "ci_low"), _printed(row, "ci_high")
    if low and high:
        interval = PrintedInterval(low, high, row.number("ci_level"))
        counts = tuple(x for x in counts if fits_interval(x, total, interval)) or counts
    return [(count, total) for count in counts]


def _printed(row: Row, name: str) -> str:
    """Return a percentage as text with its decimals; empty where there is none to rely on."""
    if row.number(name) is None or name in row.unusable:
        return ""
    return read_percent(row.cells.get(name, "")).text
