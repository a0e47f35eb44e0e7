"""Bytes of a text file: which encoding they are in, and the same text in UTF-8."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from rechallenge.studies.findings import Finding, quoted

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BINARY_STARTS = ((b"PK\x03\x04", ".xlsx"), (b"\xd0\xcf\x11\xe0", ".xls"))
_PAGE = re.compile(rb"\s*(?:<!doctype|<html|<table|<\?xml|\{\\rtf|%PDF)", re.IGNORECASE)
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file whose encoding is known.

    Attributes
    ----------
    data : bytes
        Its text in UTF-8, without a byte-order mark.
    leftovers : tuple of str
        Harmless things that were ignored, each as a clause for one note.
    findings : tuple of Finding
    """

    data: bytes
    leftovers: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def decoded(data: bytes, file: str) -> Decoded | Finding:
    """Tell the encoding of a file, or why it has none (E101).

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        Its name in messages.
    """
    foreign = _foreign(data, file)
    if foreign:
        return foreign
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                return _undecodable(data, len(mark) + error.start, file)
            return Decoded(text.encode(), ("the file starts with a byte-order mark",))
    if b"\x00" in data:
        return Finding(
            code="E101",
            file=file,
            rows=(_row_of_byte(data, data.index(b"\x00")),),
            problem="holds NUL bytes, as a damaged file or one that is not text does",
            remedy="open it in the program it came from and save it as “CSV UTF-8”",
        )
    first = _first_undecodable(data)
    return Decoded(data) if first is None else _windows(data, first, file)


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


def _first_undecodable(data: bytes) -> int | None:
    """Return the first byte that is not UTF-8; in pieces, as text takes up to four times more."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data) + 1, _PIECE):
        piece = data[start : start + _PIECE]
        try:
            decoder.decode(piece, final=start + _PIECE > len(data))
        except UnicodeDecodeError as error:
            # The decoder holds the first bytes of a character back until its last has come.
            return start - (len(error.object) - len(piece)) + error.start
    return None


def _windows(data: bytes, first: int, file: str) -> Decoded | Finding:
    mixed = not data.decode("utf-8", errors="ignore").isascii()
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        mixed = True
    if mixed:
        return _undecodable(data, first, file)
    word = re.search(r"[^\s,;\"]*[^\x00-\x7f][^\s,;\"]*", text)
    example = f" (for example {quoted(word[0])})" if word else ""
    note = Finding(
        code="N101",
        file=file,
        problem=f"saved in Windows-1252 and read as such{example}",
        remedy="save it as “CSV UTF-8” to silence this",
    )
    return Decoded(text.encode(), (), (note,))


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
