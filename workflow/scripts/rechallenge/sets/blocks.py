"""The rows of the table, checked, each with the number of its set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rechallenge.sets.cells import NONE, Integers, counts, names
from rechallenge.sets.source import Table
from rechallenge.studies.findings import quoted


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be pooled.

    Attributes
    ----------
    row : int
        As messages number it.
    set : str
        Empty where the row names none.
    column : str
        Our name of the column.
    problem, remedy : str
    """

    row: int
    set: str
    column: str
    problem: str
    remedy: str

    def message(self, table: Table) -> str:
        """Return the whole sentence: place, problem, remedy."""
        own = f" (set {quoted(self.set)})" if self.set else ""
        column = quoted(table.columns.get(self.column, self.column))
        place = f"{table.name}, row {self.row}{own}, column {column}"
        return f"{place}: {self.problem}; {self.remedy}."

    @property
    def brief(self) -> str:
        """The place within the table, and the problem."""
        return f"row {self.row}, {self.column}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of R, none of them blank throughout; arrays of shape (R,).

    Attributes
    ----------
    sets : ndarray of int
        Number of the set, from 0 in the order of first appearance; -1 where none is named.
    studies : pyarrow.Array or None
        Of text, null where blank.
    events, totals : ndarray of int
        -1 where the row cannot be pooled.
    bad : dict of int to BadRow
        By position.
    """

    sets: Integers
    studies: Any
    events: Integers
    totals: Integers
    bad: Mapping[int, BadRow]


@dataclass(slots=True)
class SetNames:
    """The names of all sets, in the order of first appearance, and their numbers."""

    names: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, column: Any) -> Integers:
        """Give each row the number of its set; the column is that of `cells.names`."""
        own = []
        for name in column.dictionary.to_pylist():
            number = self.numbers.get(name, NONE)
            if number == NONE and name:
                number = self.numbers[name] = len(self.names)
                self.names.append(name)
            own.append(number)
        return np.asarray(np.array(own, dtype=np.int64)[column.indices.to_numpy()])


def blocks(table: Table, known: SetNames) -> Iterator[Block]:
    """Read the table one block of rows after the other.

    Parameters
    ----------
    table : Table
    known : SetNames
        Filled on the way.

    Raises
    ------
    DataError
        When the file cannot be read, or holds no row.
    """
    row = table.first_row
    for batch in table.batches():
        size = len(batch["set"])
        yield _block(batch, known, row)
        row += size


def _block(batch: Mapping[str, Any], known: SetNames, first: int) -> Block:
    labels = names(batch["set"])
    studies = names(batch["study"]) if "study" in batch else None
    events, of_events = counts(batch["events"])
    totals, of_totals = counts(batch["total"])
    numbers = known.number(labels)
    rows = first + np.arange(numbers.size)
    bad: dict[int, BadRow] = {}

    def enter(position: int, column: str, problem: str, remedy: str) -> None:
        own = labels[position].as_py()
        bad.setdefault(position, BadRow(int(rows[position]), own, column, problem, remedy))

    blank = numbers == NONE
    if blank.any():
        # Lines without anything, such as those at the end of many files, are no rows.
        blank &= _empty(events, batch["events"]) & _empty(totals, batch["total"])
        if studies is not None:
            blank &= np.array(pc.equal(pc.cast(studies, pa.string()), ""))
    for position in np.flatnonzero((numbers == NONE) & ~blank).tolist():
        enter(position, "set", "the row belongs to no set", "name its set, or delete the row")
    for column, faults in (("events", of_events), ("total", of_totals)):
        for position, (problem, remedy) in faults.items():
            enter(position, column, problem, remedy)
    for position in np.flatnonzero(totals == 0).tolist():
        remedy = "write the number of patients, or delete the row"
        enter(position, "total", "a total of 0 gives no proportion", remedy)
    for position in np.flatnonzero((events > totals) & (totals > 0)).tolist():
        problem = f"{events[position]} events among {totals[position]} patients are impossible"
        enter(position, "events", problem, "correct one of the two")
    unusable = list(bad)
    events[unusable] = totals[unusable] = NONE
    block = Block(numbers, _or_null(studies), events, totals, bad)
    return _without(block, blank) if blank.any() else block


def _empty(values: Integers, column: Any) -> Any:
    """Tell which cells hold nothing at all."""
    empty = values == NONE
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
    texts = pc.utf8_trim_whitespace(pc.fill_null(pc.cast(column, pa.string()), ""))
    empty &= np.array(pc.equal(texts, ""))
    return empty


def _or_null(studies: Any) -> Any:
    if studies is None:
        return None
    texts = pc.cast(studies, pa.string())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _without(block: Block, blank: Any) -> Block:
    """Leave out blank rows; the others keep the numbers that messages have."""
    kept = np.flatnonzero(~blank)
    place = {int(old): new for new, old in enumerate(kept)}
    return Block(
        block.sets[kept],
        None if block.studies is None else block.studies.take(pa.array(kept)),
        block.events[kept],
        block.totals[kept],
        {place[old]: row for old, row in block.bad.items() if old in place},
    )


def by_chunk(block: Block, size: int) -> list[tuple[int, Any]]:
    """Return the positions of the rows of each chunk of so many sets, in their order."""
    chunks = np.where(block.sets == NONE, NONE, block.sets // size)
    order = np.argsort(chunks, kind="stable")
    found, starts = np.unique(chunks[order], return_index=True)
    parts = np.split(order, starts[1:]) if found.size else []
    return [(int(chunk), part) for chunk, part in zip(found, parts, strict=True) if chunk >= 0]
