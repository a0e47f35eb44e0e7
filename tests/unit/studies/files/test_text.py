"""Encodings, separators and quotation marks of text files."""

from __future__ import annotations

import codecs

import pytest

from rechallenge.studies.files.grid import Grid
from rechallenge.studies.files.headers import our_name
from rechallenge.studies.files.text import read_text
from rechallenge.studies.findings import Finding

GOOD = "study,responders,total\nMuñoz 2020,7,38\n"


def grid(data: bytes | str, name: str = "orr.csv") -> Grid:
    raw = data.encode() if isinstance(data, str) else data
    return read_text(raw, file=name, is_name=lambda header: bool(our_name(header, {})))


def cells(read: Grid) -> list[tuple[str, ...]]:
    return [line.cells for line in read.lines]


def only(read: Grid) -> Finding:
    (finding,) = read.findings
    return finding


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        codecs.BOM_UTF8 + GOOD.encode(),
        codecs.BOM_UTF16_LE + GOOD.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + GOOD.encode("utf-32-le"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.encode("cp1252"),
    ],
    ids=["utf-8", "bom", "utf-16-le", "utf-16-be", "utf-32", "crlf", "cr", "windows-1252"],
)
def test_every_usual_way_of_saving_gives_the_same_cells(data: bytes) -> None:
    read = grid(data)
    assert read.readable
    assert cells(read) == [("study", "responders", "total"), ("Muñoz 2020", "7", "38")]


def test_plain_utf8_is_silent() -> None:
    assert grid(GOOD).findings == ()
    assert grid(GOOD).leftovers == ()


def test_old_line_ends_and_marks_are_told() -> None:
    assert grid(GOOD.replace("\n", "\r")).leftovers == (
        "lines end in the way of old Macintosh programs",
    )
    assert grid(codecs.BOM_UTF8 + GOOD.encode()).leftovers == (
        "the file starts with a byte-order mark",
    )


def test_windows_1252_is_a_note_that_quotes_a_word() -> None:
    finding = only(grid(GOOD.encode("cp1252")))
    assert finding.code == "N101"
    assert finding.message == (
        "orr.csv: saved in Windows-1252 and read as such (for example “Muñoz”); "
        "save it as “CSV UTF-8” to silence this. [N101]"
    )


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (GOOD.encode() + "Müller 2021,".encode("cp1252") + b"3,9\n", 3),
        (b"study,responders,total\nA,1,2\nB\x81,3,9\n", 3),
        (codecs.BOM_UTF8 + b"study,responders,total\nA\xff,1,2\n", 2),
    ],
    ids=["two encodings in one file", "no encoding", "bad byte after a mark"],
)
def test_bytes_of_no_encoding_make_a_file_unreadable(data: bytes, row: int) -> None:
    read = grid(data)
    finding = only(read)
    assert not read.readable
    assert (finding.code, finding.file, finding.rows) == ("E101", "orr.csv", (row,))
    assert "save the file as “CSV UTF-8”" in finding.remedy


@pytest.mark.parametrize("before", [2**20 - 1, 2**20, 2**20 + 1, 3 * 2**20])
def test_long_files_are_decoded_in_pieces(before: int) -> None:
    start = "study,responders,total,notes\nA,1,2,"
    long = start + "x" * (before - len(start)) + "é\nB,3,4,Muñoz\n"
    assert cells(grid(long))[2] == ("B", "3", "4", "Muñoz")
    damaged = only(grid(long.encode() + b"C,5,6,\xe9\n"))
    assert (damaged.code, damaged.rows) == ("E101", (4,))
    assert only(grid(long.encode() + b"C,5,6,\xe9")).rows == (4,)


def test_nul_bytes_are_located() -> None:
    read = grid(b"study,responders,total\nA,1\x00,2\n")
    assert not read.readable
    assert only(read).rows == (2,)
    assert "NUL" in only(read).problem
    assert "save it as “CSV UTF-8”" in only(read).remedy


@pytest.mark.parametrize(
    ("start", "ending"), [(b"PK\x03\x04", ".xlsx"), (b"\xd0\xcf\x11\xe0", ".xls")]
)
def test_a_workbook_called_csv_is_told_from_text(start: bytes, ending: str) -> None:
    finding = only(grid(start + b"..."))
    assert finding.code == "E101"
    assert f"rename it to end in {ending}" in finding.remedy


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_three_separators_are_told_apart(mark: str) -> None:
    table = [("study", "responders", "total"), ("Lee 2020", "3", "20")]
    read = grid("\n".join(mark.join(row) for row in table))
    assert read.separator == mark
    assert cells(read) == table


def test_other_separators_within_text_do_not_mislead() -> None:
    read = grid("study;responders;total;notes\nLee, Kim, Park;3;20;a, b, c, d\n")
    assert read.separator == ";"
    assert cells(read)[1] == ("Lee, Kim, Park", "3", "20", "a, b, c, d")


def test_single_column_needs_no_separator() -> None:
    assert cells(grid("total\n38\n")) == [("total",), ("38",)]


def test_separator_hint_of_spreadsheet_programs_is_obeyed_and_not_a_row() -> None:
    read = grid("sep=;\nstudy;responders;total\nA;1;2\n")
    assert read.separator == ";"
    assert read.lines[0].number == 1
    assert read.leftovers == ("the line “sep=;” names the separator",)


def test_two_possible_separators_are_an_error_with_the_line() -> None:
    read = grid("study;arm,total\nA;B,20\n")
    finding = only(read)
    assert not read.readable
    assert (finding.code, finding.rows) == ("E103", (1,))
    assert "“,” or “;”" in finding.problem
    assert "“study;arm,total”" in finding.problem
    assert "save it with one separator" in finding.remedy


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks() -> None:
    read = grid('study,responders,total\n"Lee, ""A""\n2020", 3,20\nB,1,2\n')
    assert cells(read)[1] == ('Lee, "A"\n2020', "3", "20")
    assert [line.number for line in read.lines] == [1, 2, 3]


def test_an_unclosed_quotation_mark_spoils_its_own_row_only() -> None:
    read = grid('study,responders,total\n"Lee 2020,3,20\nKim 2021,4,30\n"Cho, 2022",5,40\n')
    assert [line.torn for line in read.lines] == [False, True, False, False]
    assert cells(read)[2:] == [("Kim 2021", "4", "30"), ("Cho, 2022", "5", "40")]


def test_text_after_a_closing_quotation_mark_is_kept() -> None:
    read = grid('study,responders,total\n"Lee" 2020,3,20\n')
    assert cells(read)[1] == ("Lee 2020", "3", "20")
    assert not read.lines[1].torn


def test_cells_of_a_megabyte_are_read() -> None:
    read = grid(f"study,responders,total,notes\nA,1,2,{'x' * 1_000_000}\n")
    assert len(cells(read)[1][3]) == 1_000_000


def test_quotation_marks_around_every_line_are_taken_away() -> None:
    read = grid('"study,responders,total"\r\n"Lee 2020,7,38"\r\n"""Kim, 2021"",4,30"\r\n\r\n')
    assert cells(read)[:3] == [
        ("study", "responders", "total"),
        ("Lee 2020", "7", "38"),
        ("Kim, 2021", "4", "30"),
    ]
    assert [line.number for line in read.lines] == [1, 2, 3, 4]
    assert read.leftovers == ("quotation marks around every line",)


@pytest.mark.parametrize(
    "text",
    ['"study","responders","total"\n"Lee, K","7","38"\n', '"a, b"\nc\n', '"study"\n"Lee, K"\n'],
)
def test_other_quotation_marks_stay_as_they_are(text: str) -> None:
    read = grid(text)
    assert read.leftovers == ()
    assert cells(read)[1][0] in ("Lee, K", "c")


@pytest.mark.parametrize(
    "data", [b"<!DOCTYPE html><html>", b"\r\n<HTML>", b"%PDF-1.7", b"{\\rtf1", b"<?xml version"]
)
def test_pages_and_documents_are_no_tables(data: bytes) -> None:
    read = grid(data)
    assert not read.readable
    assert only(read).message == (
        "orr.csv: is a web page or a document, not a table; open it in the program it came from "
        "and save the table as “CSV UTF-8”. [E101]"
    )
