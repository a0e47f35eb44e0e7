"""Rows that are compared with each other, those of one study one after the other."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, compress, islice, pairwise, repeat
from operator import eq
from typing import NamedTuple, TypeVar, overload

from rechallenge.studies.rows import Row
from rechallenge.studies.stored import Rows

_T = TypeVar("_T")
_NAMING = frozenset({"study", "study_id", "arm", "outcome", "include"})
_COUNTS = frozenset({"events", "total"})


class Place(NamedTuple):
    """File, row number and study of a row."""

    file: str
    line: int
    study: str


@dataclass(frozen=True, slots=True)
class Compared(Sequence[Row]):
    """Some of all rows, each made when it is asked for.

    Attributes
    ----------
    rows : Rows
        The rows of all files.
    at : sequence of int
        The positions of these among them, study by study.
    studies : sequence of int
        A number for the study of each of these.
    """

    rows: Rows
    at: Sequence[int]
    studies: Sequence[int]

    @classmethod
    def of(cls, rows: Rows) -> Compared:
        """Return the rows whose cells stand under their own columns."""
        loose = {position for position, row in rows.apart() if row.loose}
        firm: Sequence[int] = range(len(rows))
        if loose:
            firm = array("I", (position for position in firm if position not in loose))
        names = rows.identifiers()
        known: dict[str, int] = {}
        numbers = array("I", (known.setdefault(names[at], len(known)) for at in firm))
        del names
        if len(known) == len(firm):
            return cls(rows, firm, numbers)
        order = sorted(range(len(firm)), key=numbers.__getitem__)
        return cls(
            rows,
            array("I", map(firm.__getitem__, order)),
            array("I", map(numbers.__getitem__, order)),
        )

    def __len__(self) -> int:
        return len(self.at)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple([self.rows[position] for position in self.at[index]])
        return self.rows[self.at[index]]

    def rows_at(self, indices: Iterable[int]) -> list[Row]:
        """Return some of the rows."""
        return [self.rows[self.at[index]] for index in indices]

    def placed(self) -> Callable[[int], Place]:
        """Return a function that says where the row at an index stands, without making the row."""
        names, files = self.names(), self.files()
        lines = array("I", chain.from_iterable(held.lines for held in self.rows.files))

        def place(index: int) -> Place:
            return Place(files[index], lines[self.at[index]], names[index])

        return place

    def cells(self, name: str) -> list[str]:
        """Return the cell of each row in a column; blank where its file has no such column."""
        return self._these(self.rows.cells(name))

    def names(self) -> list[str]:
        """Return the name of the study of each row."""
        return self._these(self.rows.studies())

    def identifiers(self) -> list[str]:
        """Return the identifier of the study of each row."""
        return self._these(self.rows.identifiers())

    def folded(self, name: str) -> list[str]:
        """Return the cell of each row in a column without capitals."""
        cells = self.cells(name)
        folded = {text: text.casefold() for text in set(cells)}
        return [folded[text] for text in cells]

    def numbers(self, name: str) -> list[int | None]:
        """Return the number of each row in ``events``, ``total`` or ``year``."""
        return self._these(self.rows.counts(name))

    def counts(self, name: str) -> list[int]:
        """Return the number of each row in ``events``, ``total`` or ``year``, 0 for none."""
        return [number or 0 for number in self.numbers(name)]

    def included(self) -> list[bool]:
        """Tell of each row whether it is pooled."""
        return self._these(self.rows.included())

    def doubted(self) -> dict[int, tuple[str, ...]]:
        """Return the columns with an error of each row that has any, by its index."""
        errors = {at: row.unusable for at, row in self.rows.apart() if row.unusable}
        if not errors:
            return {}
        return {index: errors[at] for index, at in enumerate(self.at) if at in errors}

    def without(self, indices: Collection[int]) -> Compared:
        """Return all rows but those at some indices."""
        if not indices:
            return self
        kept = [index not in indices for index in range(len(self))]
        at = array("I", compress(self.at, kept))
        return Compared(self.rows, at, array("I", compress(self.studies, kept)))

    def several(self) -> Iterator[range]:
        """Give the indices of each study with more than one row."""
        studies, start = self.studies, 0
        if not any(map(eq, studies, islice(studies, 1, None))):
            return
        for index in range(1, len(studies) + 1):
            if index == len(studies) or studies[index] != studies[start]:
                if index - start > 1:
                    yield range(start, index)
                start = index

    def firsts(self) -> Iterator[int]:
        """Give the index of the first row of each study."""
        studies = self.studies
        for index in range(len(studies)):
            if not index or studies[index] != studies[index - 1]:
                yield index

    def files(self) -> list[str]:
        """Return the file of each row."""
        named = (repeat(held.file, len(held)) for held in self.rows.files)
        return self._these(list(chain.from_iterable(named)))

    def _these(self, values: list[_T]) -> list[_T]:
        if isinstance(self.at, range):
            return values
        return [values[position] for position in self.at]


def identified(compared: Compared, *, blank: Collection[int]) -> Compared:
    """Return the rows of which study, arm, outcome and inclusion are certain.

    Parameters
    ----------
    compared : Compared
    blank : collection of int
        Indices of rows of which the outcome is not known.
    """
    left_out = set(blank)
    left_out |= {at for at, names in compared.doubted().items() if not _NAMING.isdisjoint(names)}
    return compared.without(left_out)


def countable(compared: Compared) -> Compared:
    """Return those of identified rows that have possible counts.

    All rows of a file are left out when most of them have more events than patients: its two
    columns are probably swapped (E204), which makes its other rows doubtful too.
    """
    doubted = compared.doubted()
    lacking = {index for index, names in doubted.items() if not _COUNTS.isdisjoint(names)}
    above: set[int] = set()
    counts = zip(compared.numbers("events"), compared.numbers("total"), strict=True)
    for index, (events, total) in enumerate(counts):
        if events is None or not total:
            lacking.add(index)
        elif events > total:
            above.add(index)
    above -= lacking
    if above:
        files = compared.files()
        both = Counter(files)
        both.subtract(files[index] for index in lacking)
        wrong = Counter(files[index] for index in above)
        swapped = {file for file, count in wrong.items() if count > 1 and 2 * count > both[file]}
        if swapped:
            above |= {index for index, file in enumerate(files) if file in swapped}
    return compared.without(lacking | above)


def indices_by(keys: Iterable[Hashable]) -> dict[Hashable, array[int]]:
    """Group indices by the key of each, in the order in which the keys first occur."""
    groups: dict[Hashable, array[int]] = defaultdict(partial(array, "I"))
    for index, key in enumerate(keys):
        groups[key].append(index)
    return groups


def repeated(keyed: Callable[[], Iterable[tuple[int, str]]]) -> dict[str, list[int]]:
    """Group the indices that share a key with others, in the order of their first.

    Parameters
    ----------
    keyed : callable
        Gives each index and its key. It is called twice where any key is shared: to keep those of
        all rows would take more memory than the rows.
    """
    marks = sorted(hash(key) for _, key in keyed())
    shared = {one for one, other in pairwise(marks) if one == other}
    del marks
    groups: dict[str, list[int]] = {}
    for index, key in keyed() if shared else ():
        if hash(key) in shared:
            groups.setdefault(key, []).append(index)
    return {key: group for key, group in groups.items() if len(group) > 1}
