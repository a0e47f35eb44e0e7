"""CSV and TSV files: from bytes to lines of cells, whatever program saved them."""

from __future__ import annotations

import csv
import io
import re
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, islice

from rechallenge.studies.files.decoding import decoded
from rechallenge.studies.files.grid import Grid, unreadable
from rechallenge.studies.files.header_checks import numbers_in
from rechallenge.studies.files.lines import Lines, Torn
from rechallenge.studies.findings import Finding, quoted

SEPARATORS = (",", ";", "\t")
_SPOKEN = {",": "“,”", ";": "“;”", "\t": "a tab"}
_SAMPLE = 10
_WRAPPED = re.compile(r'\s*".*"\s*')
_SEPARATING = re.compile("[,;\t]")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def read_text(data: bytes, *, file: str, is_name: Callable[[str], bool]) -> Grid:
    """Read the bytes of a CSV or TSV file.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        Its name in messages.
    is_name : callable
        Tells whether a header is the name of a known column; decides between separators.

    Returns
    -------
    Grid
        All rows, numbered as a spreadsheet program numbers them; not readable (E101, E103) when
        the encoding or the separator cannot be told.
    """
    known = decoded(data, file)
    if isinstance(known, Finding):
        return unreadable(known)
    leftovers = list(known.leftovers)
    if b"\r" in known.data and b"\n" not in known.data:
        leftovers.append("lines end in the way of old Macintosh programs")
    text = _Text(known.data)
    first = next(text.lines(), "")
    hint = re.fullmatch(r'"?sep=(.)"?;*,*\s*', first, re.IGNORECASE)
    if hint:
        # Spreadsheet programs obey this first line and do not count it as a row.
        leftovers.append(f"the line {quoted(first.strip())} names the separator")
        text = _Text(known.data[len(first.encode()) :])
    with any_cell_size():
        text, wrapped = _unwrapped(text)
        if wrapped:
            leftovers.append("quotation marks around every line")
        separator = hint[1] if hint else _separator(text, is_name)
        if separator is None:
            return unreadable(_unclear_separator(text, file))
        rows = Lines.of(_records(text, separator))
    return Grid(
        file=file,
        lines=rows,
        separator=separator,
        leftovers=tuple(leftovers),
        findings=known.findings,
    )


class _Text:
    """A text in UTF-8 by lines, decoded as far as it is read.

    Parameters
    ----------
    data : bytes
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts = array("Q")

    def lines(self, first: int = 0) -> Iterator[str]:
        """Give the lines from one on, counted from 0, with their ends."""
        stream = io.BytesIO(self._data)
        stream.seek(self._start(first))
        # Text in quotation marks keeps the line ends it has.
        return io.TextIOWrapper(stream, "utf-8", newline="")

    def _start(self, line: int) -> int:
        if not line:
            return 0
        if not self._starts:
            # Only a text with a fault is read from within.
            ends = (end.end() for end in _LINE_END.finditer(self._data))
            self._starts = array("Q", chain([0], ends, [len(self._data)]))
        return self._starts[line]


@contextmanager
def any_cell_size() -> Iterator[None]:
    """Let `csv` read cells of any size meanwhile."""
    limit = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _records(text: _Text, separator: str) -> Iterator[list[str]]:
    """Yield the cells of each row, as `Torn` where its quotation marks do not match.

    After a row whose quotation marks do not match, reading goes on with the next line, so that one
    forgotten mark does not swallow the rows below it.
    """
    position = 0
    while True:
        reader = csv.reader(
            text.lines(position), delimiter=separator, strict=True, skipinitialspace=True
        )
        start = position
        try:
            for cells in reader:
                yield cells
                start = position + reader.line_num
            return
        except csv.Error:
            line = next(text.lines(start))
            if line.count('"') % 2 == 0:
                yield next(csv.reader([line], delimiter=separator, skipinitialspace=True))
            else:
                yield Torn(line.rstrip("\r\n").split(separator))
            position = start + 1


def _unwrapped(text: _Text) -> tuple[_Text, bool]:
    """Take lines out of quotation marks where each stands in them whole, as a cell of its own."""
    first = next((line for line in text.lines() if line.strip()), "")
    if not _is_wrapped(first) or not _SEPARATING.search(first):
        return text, False
    if not all(_is_wrapped(line) for line in text.lines() if line.strip()):
        return text, False
    inside = ("".join(next(csv.reader([line]), [])) + "\n" for line in text.lines())
    return _Text("".join(inside).encode()), True


def _is_wrapped(line: str) -> bool:
    return _WRAPPED.fullmatch(line) is not None and len(next(csv.reader([line]))) == 1


def _separator(text: _Text, is_name: Callable[[str], bool]) -> str | None:
    """Choose the separator under which a row near the top names most known columns.

    Where none names any and the first row holds numbers, so that the file has no header, the one
    that parts most numbers.
    """
    top = _Text("".join(islice(text.lines(), 5 * _SAMPLE)).encode())
    samples = {mark: _sample(top, mark) for mark in SEPARATORS}
    known = {
        mark: max((sum(map(is_name, cells)) for cells in rows), default=0)
        for mark, rows in samples.items()
    }
    best = [mark for mark in SEPARATORS if known[mark] == max(known.values())]
    if len(best) > 1:
        wide = [mark for mark in best if any(len(cells) > 1 for cells in samples[mark])]
        even = [mark for mark in wide if len({len(cells) for cells in samples[mark]}) == 1]
        best = wide or [","]
        best = even if len(best) > 1 and len(even) == 1 else best
    if len(best) > 1 and not any(known.values()):
        numbers = {mark: numbers_in(samples[mark][0]) for mark in best}
        most = max(numbers.values())
        best = [mark for mark in best if numbers[mark] == most][: 1 if most else None]
    return best[0] if len(best) == 1 else None


def _sample(top: _Text, separator: str) -> list[list[str]]:
    return [cells for cells in islice(_records(top, separator), _SAMPLE) if any(cells)]


def _unclear_separator(text: _Text, file: str) -> Finding:
    row, line = next((i, line) for i, line in enumerate(text.lines(), start=1) if line.strip())
    marks = " or ".join(_SPOKEN[mark] for mark in SEPARATORS if mark in line)
    return Finding(
        code="E103",
        file=file,
        rows=(row,),
        problem=f"columns may be separated by {marks}: {quoted(line)}",
        remedy="save it with one separator, and put quotation marks around text that holds it",
    )
