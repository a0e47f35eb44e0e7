"""Workbooks: what a cell shows, and workbooks that cannot be trusted."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from rechallenge.studies import Finding, StudyData
from rechallenge.studies.files.sheet_layout import Layout

Review = Callable[..., StudyData]
HEADER = ("study", "arm", "percent", "responders", "total")


def workbook(rows: Sequence[Sequence[Any]], *, sheets: Sequence[str] = ("ORR",)) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = sheets[0]
    for title in sheets[1:]:
        book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Replace bytes in one part of a workbook."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return stream.getvalue()


def sheet_of(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def only_error(data: StudyData) -> Finding:
    (finding,) = [finding for finding in data.findings if finding.level == "error"]
    return finding


def test_numbers_and_text_are_read_as_shown(review: Review) -> None:
    rows = [HEADER, ("Lee 2020", "a", None, 3, 20), ("Kim 2021", "b", None, "4", 30.0)]
    data = review({"orr.xlsx": workbook(rows)})
    assert data.findings == ()
    assert [(row.study, row.events, row.total) for row in data.rows] == [
        ("Lee 2020", 3, 20),
        ("Kim 2021", 4, 30),
    ]
    assert [row.line for row in data.rows] == [2, 3]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (40, "0.0", "40.0"),
        (0.361, "0.0%", "36.1"),
        (0.4, "0.0%", "40.0"),
        (0.18, "0%", "18"),
        (36.1, "General", "36.1"),
        (36.14, "0.0", "36.14"),
    ],
)
def test_percentages_keep_the_decimals_they_show(
    review: Review, value: float, number_format: str, text: str
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(("Lee 2020", "", value, 7, 38))
    sheet["C2"].number_format = number_format
    data = review({"orr.xlsx": saved(book)})
    assert data.rows[0].cells["percent"] == text


def test_findings_carry_the_letter_of_the_column(review: Review) -> None:
    data = review({"orr.xlsx": workbook([HEADER, ("Lee 2020", "", None, 34.2, 20)])})
    assert only_error(data).message.startswith(
        "data/orr.xlsx, row 2 (study “Lee 2020”), column “D (responders)”: “34.2” is not a whole"
    )


def test_a_formula_without_a_saved_value_is_an_error(review: Review) -> None:
    data = review({"orr.xlsx": workbook([HEADER, ("Lee 2020", "", None, "=B12*C12", 20)])})
    finding = only_error(data)
    assert (finding.code, finding.rows, finding.column) == ("E107", (2,), "D (responders)")
    assert finding.problem == "formula “=B12*C12” has no saved value"
    assert "open and save the file in a spreadsheet program" in finding.remedy


def test_a_formula_in_a_name_without_a_saved_value_is_an_error(review: Review) -> None:
    data = review({"orr.xlsx": workbook([HEADER, ('="Lee "&2020', "", None, 3, 20)])})
    assert (only_error(data).code, only_error(data).column) == ("E107", "A (study)")


def test_a_formula_with_its_saved_value_is_that_value(review: Review) -> None:
    plain = workbook([HEADER, ("Lee 2020", "", None, "=3+4", 20)])
    blank = next(v for v in (b"<v />", b"<v/>", b"<v></v>") if v in sheet_of(plain))
    kept = rewritten(plain, "xl/worksheets/sheet1.xml", blank, b"<v>7</v>")
    data = review({"orr.xlsx": kept})
    assert data.findings == ()
    assert data.rows[0].events == 7


def test_an_error_of_the_spreadsheet_is_an_error(review: Review) -> None:
    data = review({"orr.xlsx": workbook([HEADER, ("Lee 2020", "", None, "#REF!", 20)])})
    assert only_error(data).code == "E107"


def test_a_count_that_became_a_date_is_an_error(review: Review) -> None:
    rows = [HEADER, ("Lee 2020", "", None, datetime.date(1934, 5, 1), 34)]
    finding = only_error(review({"orr.xlsx": workbook(rows)}))
    assert (finding.code, finding.rows, finding.column) == ("E108", (2,), "D (responders)")
    assert "probably 5/34 turned into a date" in finding.problem
    assert "format the column as Text" in finding.remedy


@pytest.mark.parametrize(
    ("number", "date"),
    [(34, "1900-02-03"), (59, "1900-02-28"), (61, "1900-03-01"), (120, "1900-04-29")],
)
def test_a_count_in_a_cell_formatted_as_a_date_is_told_as_the_number(
    review: Review, number: int, date: str
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["study", "events", "total"])
    sheet.append(["Lee 2020", number, 500])
    sheet["B2"].number_format = "yyyy-mm-dd"
    finding = only_error(review({"orr.xlsx": saved(book)}))
    assert (finding.code, finding.rows) == ("E108", (2,))
    assert finding.problem == (
        f"“{date}” is a date, probably the number {number} in a cell that is formatted as a date"
    )
    assert finding.remedy == f"format the column as Number, and check that it says {number}"


def test_characters_that_workbooks_write_as_codes_are_read(review: Review) -> None:
    rows = [HEADER, ("Lee_x000D_ 2020", "a_xD800_", None, "3_x000D_", 20)]
    data = review({"orr.xlsx": workbook(rows)})
    assert data.findings == ()
    (row,) = data.rows
    assert (row.study, row.arm, row.events) == ("Lee 2020", "a_xD800_", 3)


def test_a_value_beyond_the_last_named_column_is_an_error(review: Review) -> None:
    rows = [
        HEADER,
        *(("Lee", str(i), None, 3, 20) for i in range(4)),
        ("Kim", "", None, 3, 20, "x"),
    ]
    finding = only_error(review({"orr.xlsx": workbook(rows)}))
    assert (finding.code, finding.rows) == ("E104", (6,))
    assert finding.problem == "a value stands beyond the last named column: “x”"
    assert "move it under its column" in finding.remedy


def test_short_rows_are_harmless_in_a_workbook(review: Review) -> None:
    rows = [("study", "responders", "total", "notes"), ("Lee 2020", 3, 20)]
    assert review({"orr.xlsx": workbook(rows)}).findings == ()


def test_the_first_sheet_is_read_and_the_others_are_named(review: Review) -> None:
    book = workbook([HEADER, ("Lee 2020", "", None, 3, 20)], sheets=("ORR", "Notes"))
    data = review({"orr.xlsx": book})
    (finding,) = data.findings
    assert finding.code == "N119"
    assert finding.problem == "only the first sheet “ORR” is read, not “Notes”"
    assert review({"orr.xlsx": book}, sheet="ORR").findings == ()


def sheets(*pages: tuple[str, str, Sequence[Sequence[Any]]]) -> bytes:
    """Make a workbook of sheets, each with its title, its state and its rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, state, rows in pages:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    return saved(book)


STUDIES = [["study", "responders", "total"], ["Lee 2020", 3, 20]]


@pytest.mark.parametrize(
    ("pages", "said", "read"),
    [
        (
            [("Old", "hidden", [*STUDIES, ["Kim 2021", 4, 30]]), ("Studies", "visible", STUDIES)],
            "only the first sheet that is not hidden, “Studies”, is read, not “Old” (hidden)",
            1,
        ),
        (
            [("Read me", "visible", [["Extraction sheet"]]), ("Studies", "visible", STUDIES)],
            "only the sheet “Studies”, which names columns of studies, is read, not “Read me”",
            1,
        ),
        (
            [("A", "visible", [["x"]]), ("B", "visible", STUDIES), ("C", "visible", STUDIES)],
            "only the first sheet “A” is read, not “B”, “C”",
            0,
        ),
        (
            [("A", "visible", STUDIES), ("B", "hidden", STUDIES)],
            "only the first sheet “A” is read, not “B” (hidden)",
            1,
        ),
        (
            [("A", "visible", STUDIES), ("B", "visible", STUDIES[:1])],
            "only the first sheet “A” is read, not “B”",
            1,
        ),
        (
            [("A", "visible", [["x"]]), ("B", "hidden", STUDIES)],
            "only the first sheet “A” is read, not “B” (hidden)",
            0,
        ),
    ],
    ids=["first hidden", "one of two", "two of three", "only a hidden", "one hidden", "no rows"],
)
def test_which_of_several_sheets_is_read(
    review: Review, pages: Sequence[tuple[str, str, Sequence[Sequence[Any]]]], said: str, read: int
) -> None:
    data = review({"orr.xlsx": sheets(*pages)})
    assert [f.problem for f in data.findings if f.code == "N119"] == [said]
    assert len(data.rows) == read
    assert (data.unreadable == ()) == bool(read)


def test_further_sheets_of_studies_are_a_warning(review: Review) -> None:
    book = sheets(*((title, "visible", STUDIES) for title in ("ORR", "DCR", "CR")))
    data = review({"orr.xlsx": book})
    assert [finding.message for finding in data.findings] == [
        "data/orr.xlsx: only the sheet “ORR” is read, but “DCR”, “CR” have columns of studies too; "
        "put all studies into one sheet, with a column “outcome”, or save each sheet as a file of "
        "its own; to leave it so, name the sheet in the configuration (data: sheet:). [W133]"
    ]
    assert review({"orr.xlsx": book}, sheet="CR").findings == ()


def test_hidden_rows_are_read_and_told(review: Review) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [*STUDIES, ["Kim 2021", 4, 30], ["Cho 2022", 5, 40]]:
        sheet.append(row)
    for number in (3, 4):
        sheet.row_dimensions[number].hidden = True
    data = review({"orr.xlsx": saved(book)})
    assert [finding.message for finding in data.findings] == [
        "data/orr.xlsx, rows 3, 4: hidden or filtered out in the workbook, but read like the "
        "others; show all rows and check them; to leave some out, delete them or set include to 0. "
        "[W131]"
    ]
    assert [row.events for row in data.rows] == [3, 4, 5]


def test_cells_merged_down_rows_are_told(review: Review) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["study", "outcome", "responders", "total"], ["Lee 2020", "orr", 3, 20]]:
        sheet.append(row)
    sheet.append([None, "dcr", 9, 20])
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("F1:H1")
    data = review({"orr.xlsx": saved(book)})
    assert [finding.message for finding in data.findings] == [
        "data/orr.xlsx: cells are merged (A2:A3); only the first of them holds the value, and the "
        "others are read as blank; unmerge them and write the value in every row it belongs to. "
        "[N132]",
        "data/orr.xlsx, row 3, column “A (study)”: the study has no name; write it in every row, "
        "as merged cells count as blank; a row of totals must be deleted. [E117]",
    ]


def test_what_stands_unseen_below_a_merged_cell_is_not_read(review: Review) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["study", "arm", "responders", "total"])
    for arm in ("A", "B", "C"):
        sheet.append(["Lee 2020", arm, 3, 20])
    sheet["E9"] = "x"
    sheet.append(["Kim 2021", "A", 4, 30])
    data = saved(book)
    end = b"</sheetData>"
    merged = b'<mergeCells count="2"><mergeCell ref="C2:C3"/><mergeCell ref="B3:D4"/></mergeCells>'
    data = rewritten(data, "xl/worksheets/sheet1.xml", end, end + merged)
    read = review({"orr.xlsx": data})
    assert [(row.arm, row.events, row.total) for row in read.rows[:3]] == [
        ("A", 3, 20),
        ("B", None, None),
        ("", None, None),
    ]


@pytest.mark.parametrize(
    ("ranges", "rows"),
    [
        ("", [(), (), ()]),
        ("A2:A3", [(), ((1, 0),), ((0, 0),)]),
        ("B1:C1", [((2, 2),), (), ()]),
        ("A1:B2 D2:D9", [((1, 1),), ((0, 1), (4, 3)), ((3, 3),)]),
        ("AA1:AB1", [((27, 27),), (), ()]),
    ],
)
def test_which_cells_merging_covers(ranges: str, rows: list[tuple[tuple[int, int], ...]]) -> None:
    covered = Layout((), tuple(ranges.split())).covered()
    assert [next(covered) for _ in range(3)] == rows


def test_a_sheet_that_is_not_there_is_an_error(review: Review) -> None:
    book = workbook([HEADER, ("Lee 2020", "", None, 3, 20)])
    data = review({"orr.xlsx": book}, sheet="DCR")
    finding = only_error(data)
    assert finding.code == "E118"
    assert finding.problem == "no sheet “DCR”; the workbook has “ORR”"
    assert "correct “data: sheet:”" in finding.remedy
    assert data.unreadable == ("data/orr.xlsx",)


def test_rows_beyond_a_wrong_recorded_size_are_read(review: Review) -> None:
    book = workbook([HEADER, ("Lee 2020", "", None, 3, 20), ("Kim 2021", "", None, 4, 30)])
    wrong = rewritten(book, "xl/worksheets/sheet1.xml", b'ref="A1:E3"', b'ref="A1:E2"')
    assert len(review({"orr.xlsx": wrong}).rows) == 2


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    return stream.getvalue()


def crowd() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(2_001):
            archive.writestr(str(number), b"")
    return stream.getvalue()


def entities() -> bytes:
    book = workbook([HEADER, ("Lee 2020", "", None, 3, 20)])
    declared = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet '
    return rewritten(book, "xl/worksheets/sheet1.xml", b"<worksheet ", declared)


def far_row() -> bytes:
    book = workbook([HEADER, ("Lee 2020", "", None, 3, 20)])
    return rewritten(book, "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="99999999999"')


@pytest.mark.parametrize(
    ("data", "said", "remedy"),
    [
        (b"not a workbook", "is not a sound XLSX workbook", "save it again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected with a password", "without a password"),
        (workbook([HEADER])[:-200], "is not a sound XLSX workbook", "save it again"),
        (bomb(), "30,000,000 bytes", "“CSV UTF-8”"),
        (crowd(), "2,001 parts", "“CSV UTF-8”"),
        (entities(), "the workbook is damaged", "save it again"),
        (far_row(), "the workbook is damaged", "save it again"),
    ],
    ids=["text", "protected", "cut off", "bomb", "crowd", "entities", "far row"],
)
def test_workbooks_that_cannot_be_trusted_are_unreadable(
    review: Review, data: bytes, said: str, remedy: str
) -> None:
    read = review({"orr.xlsx": data, "sound.csv": "responders,total\n3,20\n"})
    finding = only_error(read)
    assert (finding.code, finding.file) == ("E101", "data/orr.xlsx")
    assert said in finding.problem
    assert remedy in finding.remedy
    assert read.unreadable == ("data/orr.xlsx",)
    assert [row.file for row in read.rows] == ["data/sound.csv"]


def test_cells_far_to_the_right_are_refused_at_once(review: Review) -> None:
    book = Workbook()
    sheet = book.active
    for row in range(1, 400):
        sheet.cell(row=row, column=16_384, value=1)
    finding = only_error(review({"orr.xlsx": saved(book)}))
    assert (finding.code, finding.row) == ("E101", 1)
    assert "reaches to column 16,384" in finding.message


def test_a_logical_value_is_no_count(review: Review) -> None:
    data = workbook([["study", "events", "total", "include"], ["Lee 2020", True, 20, True]])
    finding = only_error(review({"orr.xlsx": data}))
    assert (finding.code, finding.row) == ("E201", 2)
    assert "TRUE" in finding.message


def test_a_share_in_a_column_of_counts_is_no_count(review: Review) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["study", "events", "total"])
    sheet.append(["Lee 2020", 0.12, 50])
    sheet["B2"].number_format = "0%"
    finding = only_error(review({"orr.xlsx": saved(book)}))
    assert (finding.code, finding.row) == ("E201", 2)
    assert "“12%”" in finding.message
