"""Lines of cells kept column by column: a text that stands often in a column is kept once."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import overload

_BATCH = 256
"""Rows read at once: few enough for their cells to stay in the cache of a processor."""

_MANY = 2**15
_MOSTLY = 0.8
"""A column with more texts, most of them standing once, takes less memory as they come."""


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one row.

    Attributes
    ----------
    number : int
        Row number as a spreadsheet shows it, from 1.
    cells : tuple of str
        The text of the cells, stripped.
    torn : bool
        True when the quotation marks of the row do not match, so its cells are uncertain.
    """

    number: int
    cells: tuple[str, ...]
    torn: bool = False

    @property
    def blank(self) -> bool:
        """True when no cell holds anything."""
        return not any(self.cells)


class Torn(list[str]):
    """The cells of a row whose quotation marks do not match."""


@dataclass(frozen=True, slots=True)
class Texts(Sequence[str]):
    """The texts of one column.

    Attributes
    ----------
    distinct : sequence of str
        Its texts, the blank one first.
    codes : array of int
        Which of them stands in each line.
    """

    distinct: Sequence[str]
    codes: array[int]

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Texts: ...
    def __getitem__(self, index: int | slice) -> str | Texts:
        if isinstance(index, slice):
            return Texts(self.distinct, self.codes[index])
        return self.distinct[self.codes[index]]

    def __iter__(self) -> Iterator[str]:
        return map(self.distinct.__getitem__, self.codes)

    @property
    def filled(self) -> int:
        """How many lines hold anything in this column."""
        return len(self.codes) - self.codes.count(0)


@dataclass(frozen=True, slots=True)
class Lines(Sequence[Line]):
    """Lines of a file, each made when it is asked for.

    Attributes
    ----------
    numbers : sequence of int
        The row number of each line, ascending.
    columns : tuple of Texts
        As many as most lines have cells.
    odd : mapping of int to Line
        By position, the lines with another number of cells, and those that are torn. The columns
        are blank there.
    """

    numbers: Sequence[int] = ()
    columns: tuple[Texts, ...] = ()
    odd: Mapping[int, Line] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[Sequence[str]], *, numbers: Sequence[int] | None = None) -> Lines:
        """Keep the cells of records.

        Parameters
        ----------
        records : iterable of sequence of str
            The cells of each row; those of a torn one as `Torn`.
        numbers : sequence of int, optional
            The row number of each; counted from 1 when left out.
        """
        rest = iter(records)
        batch = list(islice(rest, _BATCH))
        widths = Counter(len(cells) for cells in batch if cells and type(cells) is not Torn)
        ((width, _),) = widths.most_common(1) or ((0, 0),)
        columns = [_Growing() for _ in range(width)]
        odd: dict[int, Line] = {}
        count = 0
        while batch:
            regular = batch
            if set(map(len, batch)) != {width} or Torn in set(map(type, batch)):
                regular = list(batch)
                for at, cells in enumerate(batch):
                    torn = type(cells) is Torn
                    if len(cells) == width and not torn:
                        continue
                    regular[at] = ("",) * width
                    if cells:
                        number = numbers[count + at] if numbers else count + at + 1
                        odd[count + at] = Line(number, tuple(map(str.strip, cells)), torn)
            for column, texts in zip(columns, zip(*regular, strict=True), strict=True):
                column.extend(texts)
            count += len(batch)
            batch = list(islice(rest, _BATCH))
        given = range(1, count + 1) if numbers is None else numbers
        return cls(given, tuple(column.texts() for column in columns), odd)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Lines: ...
    def __getitem__(self, index: int | slice) -> Line | Lines:
        if isinstance(index, slice):
            return self.at(range(len(self))[index])
        if index < 0:
            index += len(self)
        if index in self.odd:
            return self.odd[index]
        return Line(self.numbers[index], tuple([column[index] for column in self.columns]))

    def at(self, positions: Sequence[int]) -> Lines:
        """Return the lines at some ascending positions."""
        if isinstance(positions, range) and positions.step == 1:
            part = slice(positions.start, positions.stop)
            columns = tuple(column[part] for column in self.columns)
            numbers = self.numbers[part]
        else:
            columns = tuple(
                Texts(
                    column.distinct,
                    array(column.codes.typecode, map(column.codes.__getitem__, positions)),
                )
                for column in self.columns
            )
            numbers = array("I", map(self.numbers.__getitem__, positions))
        odd = {}
        if self.odd:
            odd = {new: self.odd[old] for new, old in enumerate(positions) if old in self.odd}
        return Lines(numbers, columns, odd)

    def without(self, positions: Sequence[int]) -> Lines:
        """Return all lines but those at some ascending positions."""
        if not positions:
            return self
        left_out = set(positions)
        return self.at(array("I", (i for i in range(len(self)) if i not in left_out)))

    def filled(self) -> Counter[int]:
        """Count in how many lines each column holds anything."""
        counts = Counter({index: column.filled for index, column in enumerate(self.columns)})
        for line in self.odd.values():
            counts.update(index for index, cell in enumerate(line.cells) if cell)
        return counts

    def blank(self) -> list[int]:
        """Return the positions of lines in which no cell holds anything."""
        bare: Iterable[int] = range(len(self))
        for column in self.columns:
            bare = [position for position in bare if not column.codes[position]]
        return [at for at in bare if at not in self.odd or self.odd[at].blank]

    def holding(self, texts: Iterable[tuple[int, int]]) -> set[int]:
        """Return the positions of lines that hold one of some texts.

        Parameters
        ----------
        texts : iterable of (int, int)
            The column of each text, and its place among the distinct ones.
        """
        sought: dict[int, set[int]] = {}
        for column, code in texts:
            sought.setdefault(column, set()).add(code)
        return {
            position
            for column, wanted in sought.items()
            for position, code in enumerate(self.columns[column].codes)
            if code in wanted
        } - set(self.odd)


class _Growing(dict[str, int]):
    """A column on its way: what stands in the file, and the place of its text without blanks."""

    def __init__(self) -> None:
        super().__init__({"": 0})
        self.distinct = [""]
        self.codes = array("I")
        self.crowded = False

    def __missing__(self, written: str) -> int:
        text = written.strip()
        code = self.get(text)
        if code is None:
            code = self[text] = len(self.distinct)
            self.distinct.append(text)
        if text != written:
            self[written] = code
        return code

    def extend(self, written: Iterable[str]) -> None:
        if self.crowded:
            self._append(written)
            return
        self.codes.fromlist(list(map(self.__getitem__, written)))
        if len(self.distinct) > _MANY and len(self.distinct) > _MOSTLY * len(self.codes):
            self.crowded = True
            self.clear()

    def _append(self, written: Iterable[str]) -> None:
        """Keep texts without looking whether they stood in the column before."""
        for text in map(str.strip, written):
            self.codes.append(len(self.distinct) if text else 0)
            if text:
                self.distinct.append(text)

    def texts(self) -> Texts:
        return Texts(self.distinct, array(_typecode(len(self.distinct)), self.codes))


def _typecode(distinct: int) -> str:
    """Return the type of the smallest array that holds as many codes."""
    return "B" if distinct <= 2**8 else "H" if distinct <= 2**16 else "I"
