"""Many rows in little memory: kept column by column, each made when it is asked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate, chain
from operator import eq
from typing import overload

from rechallenge.studies.files.lines import Texts
from rechallenge.studies.rows import Row, identifier

Value = float | str | None
"""What a cell says: None where it is blank or cannot be used."""

_ATTRIBUTES = frozenset({"events", "total", "year", "include"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRows(Sequence[Row]):
    """The rows of one file.

    Attributes
    ----------
    file : str
        The file as the reviewer knows it.
    lines : sequence of int
        The row number of each row, ascending.
    columns : mapping of str to Texts
        The cells, by our names of the columns.
    values : mapping of str to sequence
        For each column of numbers, the value of each of its distinct texts.
    stem : str
        Name of studies without a name.
    apart : mapping of int to Row
        By position, the rows that say more or other than their columns.
    sound : bool
        False when an error of the whole file makes every row unusable.
    """

    file: str
    lines: Sequence[int] = ()
    columns: Mapping[str, Texts] = field(default_factory=dict)
    values: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    stem: str = ""
    apart: Mapping[int, Row] = field(default_factory=dict)
    sound: bool = True

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple([self[position] for position in range(len(self))[index]])
        position = range(len(self))[index]
        row = self.apart.get(position)
        if row is None:
            return self._made(position)
        return row if self.sound else replace(row, sound=False)

    def _made(self, position: int) -> Row:
        codes = {name: column.codes[position] for name, column in self.columns.items()}
        cells = {name: self.columns[name].distinct[code] for name, code in codes.items()}
        said = {name: values[codes[name]] for name, values in self.values.items()}
        study = cells.get("study") or cells.get("study_id") or self.stem
        return Row(
            file=self.file,
            line=self.lines[position],
            cells=cells,
            numbers={
                name: float(value)
                for name, value in said.items()
                if value is not None and name not in _ATTRIBUTES
            },
            study_id=cells.get("study_id") or _identifier(study),
            study=study,
            arm=cells.get("arm", ""),
            outcome=cells.get("outcome", ""),
            year=_whole(said.get("year")),
            events=_whole(said.get("events")),
            total=_whole(said.get("total")),
            include=said.get("include") != 0,
            sound=self.sound,
        )

    def cells(self, name: str) -> list[str]:
        """Return the cell of each row in a column; blank where there is no such column."""
        found = self._texts(name)
        for position, row in self.apart.items():
            found[position] = row.cells.get(name, "")
        return found

    def studies(self) -> list[str]:
        """Return the name of the study of each row."""
        found = self._names()
        for position, row in self.apart.items():
            found[position] = row.study
        return found

    def identifiers(self) -> list[str]:
        """Return the identifier of the study of each row."""
        found = self._texts("study_id")
        if "" in found:
            names = self.columns.get("study")
            if names is not None and 0 not in names.codes:
                slugs = [identifier(name) for name in names.distinct]
                others = [slugs[code] for code in names.codes]
            else:
                others = [_identifier(name) for name in self._names()]
            found = [own or other for own, other in zip(found, others, strict=True)]
        for position, row in self.apart.items():
            found[position] = row.study_id
        return found

    def valued(self, name: str) -> list[Value]:
        """Return the value of each row in a column of numbers, None for those apart."""
        if name not in self.values:
            return [None] * len(self)
        return list(map(self.values[name].__getitem__, self.columns[name].codes))

    def counts(self, name: str) -> list[int | None]:
        """Return the number of each row in ``events``, ``total`` or ``year``."""
        found: list[int | None] = [None] * len(self)
        if name in self.values:
            numbers = [_whole(value) for value in self.values[name]]
            found = list(map(numbers.__getitem__, self.columns[name].codes))
        for position, row in self.apart.items():
            found[position] = {"events": row.events, "total": row.total, "year": row.year}[name]
        return found

    def included(self) -> list[bool]:
        """Tell of each row whether it is pooled."""
        found = [value != 0 for value in self.valued("include")]
        for position, row in self.apart.items():
            found[position] = row.include
        return found

    def changed(self, rows: Mapping[int, Row]) -> FileRows:
        """Return the same with other rows at some positions."""
        return replace(self, apart={**self.apart, **rows}) if rows else self

    def _texts(self, name: str) -> list[str]:
        return list(self.columns[name]) if name in self.columns else [""] * len(self)

    def _names(self) -> list[str]:
        names = self._texts("study")
        if "" not in names:
            return names
        own = self._texts("study_id")
        return [name or other or self.stem for name, other in zip(names, own, strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class Rows(Sequence[Row]):
    """The rows of all files, in the order of files and lines; equal to any sequence of them.

    Attributes
    ----------
    files : tuple of FileRows
    """

    files: tuple[FileRows, ...] = ()
    _ends: tuple[int, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ends", tuple(accumulate(map(len, self.files))))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(self.files)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple([self[position] for position in range(len(self))[index]])
        rows, position = self._at(range(len(self))[index])
        return rows[position]

    def _at(self, position: int) -> tuple[FileRows, int]:
        """Return the file of a row, and its position there."""
        place = bisect_right(self._ends, position)
        rows = self.files[place]
        return rows, position - self._ends[place] + len(rows)

    def place(self, position: int) -> tuple[str, int]:
        """Return the file and the row number of a row."""
        rows, at = self._at(position)
        return rows.file, rows.lines[at]

    def positions(self, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """Find rows by file and row number; places without a row are left out."""
        held = {rows.file: (rows, end - len(rows)) for rows, end in self._ended()}
        found: dict[tuple[str, int], int] = {}
        for file, line in places:
            rows, start = held.get(file, (None, 0))
            at = bisect_left(rows.lines, line) if rows is not None else 0
            if rows is not None and at < len(rows) and rows.lines[at] == line:
                found[file, line] = start + at
        return found

    def _ended(self) -> Iterator[tuple[FileRows, int]]:
        return zip(self.files, self._ends, strict=True)

    def outcomes(self) -> list[str]:
        """Return the outcome of each row; blank where the row says none, or may say anything."""
        found = self.cells("outcome")
        for position, row in self.apart():
            found[position] = row.outcome
        return found

    def apart(self) -> Iterator[tuple[int, Row]]:
        """Give the position of each row that says more or other than its columns, and the row."""
        for rows, end in self._ended():
            for position, row in rows.apart.items():
                yield end - len(rows) + position, row

    def cells(self, name: str) -> list[str]:
        """Return the cell of each row in a column; blank where its file has no such column."""
        return list(chain.from_iterable(rows.cells(name) for rows in self.files))

    def studies(self) -> list[str]:
        """Return the name of the study of each row."""
        return list(chain.from_iterable(rows.studies() for rows in self.files))

    def identifiers(self) -> list[str]:
        """Return the identifier of the study of each row."""
        return list(chain.from_iterable(rows.identifiers() for rows in self.files))

    def counts(self, name: str) -> list[int | None]:
        """Return the number of each row in ``events``, ``total`` or ``year``."""
        return list(chain.from_iterable(rows.counts(name) for rows in self.files))

    def included(self) -> list[bool]:
        """Tell of each row whether it is pooled."""
        return list(chain.from_iterable(rows.included() for rows in self.files))

    def changed(self, rows: Mapping[int, Row]) -> Rows:
        """Return the same with other rows at some positions."""
        if not rows:
            return self
        of_file: dict[str, dict[int, Row]] = {}
        for position, row in rows.items():
            holder, at = self._at(position)
            of_file.setdefault(holder.file, {})[at] = row
        return Rows(tuple(held.changed(of_file.get(held.file, {})) for held in self.files))

    def unsound(self, files: Collection[str]) -> Rows:
        """Return the same with all rows of some files unusable."""
        return Rows(
            tuple(replace(held, sound=held.sound and held.file not in files) for held in self.files)
        )


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) else None


@lru_cache(maxsize=1024)
def _identifier(study: str) -> str:
    return identifier(study)
