"""CSV and TSV files: from bytes to lines of cells, whatever program saved them."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from rechallenge.studies.files.grid import Grid, Line, unreadable
from rechallenge.studies.files.header_checks import numbers_in
from rechallenge.studies.findings import Finding, quoted

SEPARATORS = (",", ";", "\t")
_SPOKEN = {",": "“,”", ";": "“;”", "\t": "a tab"}
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BINARY_STARTS = ((b"PK\x03\x04", ".xlsx"), (b"\xd0\xcf\x11\xe0", ".xls"))
_PAGE = re.compile(rb"\s*(?:<!doctype|<html|<table|<\?xml|\{\\rtf|%PDF)", re.IGNORECASE)
_SAMPLE = 10
_WRAPPED = re.compile(r'\s*".*"\s*')
_SEPARATING = re.compile("[,;\t]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class _Decoded:
    text: str
    leftovers: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


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
    decoded = _decode(data, file)
    if isinstance(decoded, Finding):
        return unreadable(decoded)
    leftovers = list(decoded.leftovers)
    if "\r" in decoded.text and "\n" not in decoded.text:
        leftovers.append("lines end in the way of old Macintosh programs")
    lines = _LINE.findall(decoded.text)
    hint = re.fullmatch(r'"?sep=(.)"?;*,*\s*', lines[0], re.IGNORECASE) if lines else None
    if hint:
        # Spreadsheet programs obey this first line and do not count it as a row.
        leftovers.append(f"the line {quoted(lines[0].strip())} names the separator")
        lines = lines[1:]
    with _any_cell_size():
        lines, wrapped = _unwrapped(lines)
        if wrapped:
            leftovers.append("quotation marks around every line")
        separator = hint[1] if hint else _separator(lines, is_name)
        if separator is None:
            return unreadable(_unclear_separator(lines, file))
        known: dict[str, str] = {}  # most cells repeat, and one text for all of them is enough
        share = known.setdefault
        rows = tuple(
            [
                Line(number, tuple([share(cell, cell) for cell in map(str.strip, cells)]), torn)
                for number, (cells, torn) in enumerate(_records(lines, separator), start=1)
            ]
        )
    return Grid(
        file=file,
        lines=rows,
        separator=separator,
        leftovers=tuple(leftovers),
        findings=decoded.findings,
    )


def _decode(data: bytes, file: str) -> _Decoded | Finding:
    foreign = _foreign(data, file)
    if foreign:
        return foreign
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                return _undecodable(data, len(mark) + error.start, file)
            return _Decoded(text, ("the file starts with a byte-order mark",))
    if b"\x00" in data:
        return Finding(
            code="E101",
            file=file,
            rows=(_row_of_byte(data, data.index(b"\x00")),),
            problem="holds NUL bytes, as a damaged file or one that is not text does",
            remedy="open it in the program it came from and save it as “CSV UTF-8”",
        )
    try:
        return _Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _decode_windows(data, error.start, file)


def _foreign(data: bytes, file: str) -> Finding | None:
    """Recognise other kinds of files under the ending of a text file."""
    for start, ending in _BINARY_STARTS:
        if data.startswith(start):
            return Finding(
                code="E101",
                file=file,
                problem=f"is a workbook, not a text file as its ending “{file[-4:]}” says",
                remedy=f"rename it to end in {ending}, or save it as “CSV UTF-8”",
            )
    if _PAGE.match(data):
        return Finding(
            code="E101",
            file=file,
            problem="is a web page or a document, not a table",
            remedy="open it in the program it came from and save the table as “CSV UTF-8”",
        )
    return None


def _decode_windows(data: bytes, first: int, file: str) -> _Decoded | Finding:
    mixed = not data.decode("utf-8", errors="ignore").isascii()
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        mixed = True
    if mixed:
        return _undecodable(data, first, file)
    words = re.findall(r"[^\s,;\"]*[^\x00-\x7f][^\s,;\"]*", text)
    example = f" (for example {quoted(words[0])})" if words else ""
    note = Finding(
        code="N101",
        file=file,
        problem=f"saved in Windows-1252 and read as such{example}",
        remedy="save it as “CSV UTF-8” to silence this",
    )
    return _Decoded(text, (), (note,))


def _undecodable(data: bytes, position: int, file: str) -> Finding:
    return Finding(
        code="E101",
        file=file,
        rows=(_row_of_byte(data, position),),
        problem=f"byte {data[position]:#04x} belongs to no text in UTF-8, UTF-16 or Windows-1252",
        remedy="save the file as “CSV UTF-8” and check its accents",
    )


def _row_of_byte(data: bytes, position: int) -> int:
    before = data[:position]
    return (before.count(b"\n") or before.count(b"\r")) + 1


@contextmanager
def _any_cell_size() -> Iterator[None]:
    limit = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _records(lines: list[str], separator: str) -> Iterator[tuple[list[str], bool]]:
    """Yield the cells of each row, and whether its quotation marks do not match.

    After a row whose quotation marks do not match, reading goes on with the next line, so that one
    forgotten mark does not swallow the rows below it.
    """
    position = 0
    while position < len(lines):
        rest = (lines[index] for index in range(position, len(lines))) if position else lines
        reader = csv.reader(rest, delimiter=separator, strict=True, skipinitialspace=True)
        start = position
        try:
            for cells in reader:
                yield cells, False
                start = position + reader.line_num
            return
        except csv.Error:
            line = lines[start]
            if line.count('"') % 2 == 0:
                yield next(csv.reader([line], delimiter=separator, skipinitialspace=True)), False
            else:
                yield line.rstrip("\r\n").split(separator), True
            position = start + 1


def _unwrapped(lines: list[str]) -> tuple[list[str], bool]:
    """Take lines out of quotation marks where each stands in them whole, as a cell of its own."""
    first = next((line for line in lines if line.strip()), "")
    if not _is_wrapped(first) or not _SEPARATING.search(first):
        return lines, False
    if not all(_is_wrapped(line) for line in lines if line.strip()):
        return lines, False
    return ["".join(next(csv.reader([line]), [])) + "\n" for line in lines], True


def _is_wrapped(line: str) -> bool:
    return _WRAPPED.fullmatch(line) is not None and len(next(csv.reader([line]))) == 1


def _separator(lines: list[str], is_name: Callable[[str], bool]) -> str | None:
    """Choose the separator under which a row near the top names most known columns.

    Where none names any and the first row holds numbers, so that the file has no header, the one
    that parts most numbers.
    """
    samples = {mark: _sample(lines, mark) for mark in SEPARATORS}
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


def _sample(lines: Collection[str], separator: str) -> list[list[str]]:
    records = _records(list(islice(lines, 5 * _SAMPLE)), separator)
    return [cells for cells, _ in islice(records, _SAMPLE) if any(cells)]


def _unclear_separator(lines: list[str], file: str) -> Finding:
    row, line = next((i, line) for i, line in enumerate(lines, start=1) if line.strip())
    marks = " or ".join(_SPOKEN[mark] for mark in SEPARATORS if mark in line)
    return Finding(
        code="E103",
        file=file,
        rows=(row,),
        problem=f"columns may be separated by {marks}: {quoted(line)}",
        remedy="save it with one separator, and put quotation marks around text that holds it",
    )
