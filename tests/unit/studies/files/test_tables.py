"""Headers, and rows that do not fit under them: each fault with its place and its remedy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from rechallenge.studies import Finding, StudyData

Review = Callable[..., StudyData]


def errors(data: StudyData) -> list[Finding]:
    return [finding for finding in data.findings if finding.level == "error"]


def error(data: StudyData, code: str) -> Finding:
    (finding,) = [finding for finding in errors(data) if finding.code == code]
    return finding


def test_the_smallest_file_is_a_study_named_like_the_file(review: Review) -> None:
    data = review({"Haferkamp 2026.csv": "responders,total\n7,38\n"})
    (row,) = data.rows
    assert (row.study, row.study_id) == ("Haferkamp 2026", "haferkamp-2026")
    assert (row.events, row.total, row.include, row.sound) == (7, 38, True, True)
    assert (row.arm, row.outcome, row.year) == ("", "", None)
    assert data.findings == ()


@pytest.mark.parametrize(
    "header", ["Study,Responders,Total", " STUDY , events ,TOTAL", '"study","responders","total"']
)
def test_our_names_are_found_in_any_case(review: Review, header: str) -> None:
    data = review(f"{header}\nLee 2020,3,20\n")
    assert data.findings == ()
    assert (data.rows[0].events, data.rows[0].total) == (3, 20)


def test_blanks_in_headers_stand_for_underscores(review: Review) -> None:
    data = review("study,responders,total,Count Source\nLee 2020,3,20,Derived\n")
    assert data.findings == ()
    assert data.rows[0].cells["count_source"] == "derived"


def test_more_cells_than_the_header_is_an_error_that_finds_the_split_text(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,3,20\nSmith, 2021,4,30\n")
    assert error(data, "E104").message == (
        "data/orr.csv, row 3: 4 cells where the header has 3; put quotation marks around text "
        "that holds a comma, probably “Smith, 2021”. [E104]"
    )
    assert [(row.sound, row.loose) for row in data.rows] == [(True, False), (False, True)]


def test_the_same_row_in_quotation_marks_is_fine(review: Review) -> None:
    data = review('study,responders,total\nLee 2020,3,20\n"Smith, 2021",4,30\n')
    assert data.findings == ()
    assert data.rows[1].study == "Smith, 2021"


@pytest.mark.parametrize("text", ["* confirmed", "Source: PubMed, Embase", "Melanoma"])
def test_a_footnote_is_told_as_text_without_a_number(review: Review, text: str) -> None:
    data = review(f"study,responders,total\nLee 2020,3,20\n{text}\n")
    finding = error(data, "E104")
    assert finding.rows == (3,)
    assert finding.problem.endswith("has fewer cells than the header, none of them a number")
    assert finding.remedy.startswith("delete the row if it is a heading or a footnote")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "study;responders;total\nLee,3,20\n",
            "“Lee,3,20” has a comma between its cells, the header",
        ),
        (
            "study,responders,total\nLee\t3\t20\n",
            "“Lee 3 20” has a tab between its cells, the header",
        ),
    ],
)
def test_a_row_with_another_separator_is_told_as_such(review: Review, text: str, said: str) -> None:
    finding = error(review(text), "E104")
    assert finding.problem.startswith(said)
    assert finding.remedy == "write the same between the cells of every row"


def test_column_names_among_the_rows_are_one_error(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,3,20\nStudy , responders,total\nKim,4,30\n")
    assert [finding.code for finding in errors(data)] == ["E201", "E201"]
    data = review("study,responders,total\nLee 2020,3,20\nstudy,responders,total\nKim,4,30\n")
    assert [finding.message for finding in data.findings] == [
        "data/orr.csv, row 3: the names of the columns stand here again; delete this row. [E104]"
    ]
    assert [row.sound for row in data.rows] == [True, False, True]


def test_curved_quotation_marks_do_not_hold_text_together(review: Review) -> None:
    data = review("study,responders,total,notes\nLee 2020,3,20,“seen, by two”\nKim,4,30,\n")
    assert error(data, "E104").remedy == (
        'put straight quotation marks (") around text that holds a comma; others do not count'
    )


def test_a_remark_beside_the_table_is_told_as_such(review: Review) -> None:
    data = review("study,responders,total,,\nLee 2020,3,20,,\nKim 2021,4,30,,checked\n")
    finding = error(data, "E104")
    assert (finding.rows, finding.remedy) == (
        (3,),
        "move it under its column, or give that column a name",
    )
    assert finding.problem == "a value stands beyond the last named column: “checked”"


def test_a_split_that_may_be_anywhere_is_not_guessed(review: Review) -> None:
    data = review("study,arm,responders,total\nLee,a,b,3,20\n")
    assert error(data, "E104").remedy == "put quotation marks around text that holds a comma"


def test_fewer_cells_than_the_header_is_an_error(review: Review) -> None:
    data = review("study,responders,total,notes\nLee 2020,3,20\nKim 2021,4,30,\n")
    finding = error(data, "E104")
    assert (finding.file, finding.rows) == ("data/orr.csv", (2,))
    assert finding.problem == "3 cells where the header has 4"
    assert finding.remedy == "add the missing separators, which blank cells need as well"
    assert data.rows[1].sound


def test_blank_cells_at_the_end_are_harmless(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,3,20,,\nKim 2021,4,30\n")
    assert errors(data) == []
    assert all(row.sound for row in data.rows)


def test_a_split_row_saved_by_a_spreadsheet_program_is_at_fault_not_its_header(
    review: Review,
) -> None:
    data = review("study,responders,total,\nA 2019,1,9,\nB 2020,3,20,\nSmith, 2021,4,30\n")
    assert error(data, "E104").rows == (4,)
    assert len(errors(data)) == 1


@pytest.mark.parametrize(
    ("row", "joined"),
    [
        ("Lee, 2019,2019,3,20,,reported,1,", True),
        ("Lee 2019,2019,3,20,15,reported,1,", False),
        ("Lee 2019,2019,x,20,15,reported,1,", False),
    ],
)
def test_a_split_text_that_pushes_a_blank_cell_over_the_edge_is_noticed(
    review: Review, row: str, joined: bool
) -> None:
    header = "study,year,responders,total,percent,count_source,include,notes"
    data = review(f"{header}\n{row}\nKim 2021,2021,4,30,,reported,1\n")
    found = [f.remedy for f in errors(data) if f.code == "E104" and f.rows == (2,)]
    assert len(found) == joined
    assert all("probably “Lee, 2019”" in remedy for remedy in found)


def test_an_unclosed_quotation_mark_is_located(review: Review) -> None:
    data = review('study,responders,total\n"Lee 2020,3,20\nKim 2021,4,30\n')
    finding = error(data, "E104")
    assert (finding.file, finding.rows) == ("data/orr.csv", (2,))
    assert finding.problem == "a quotation mark is not closed: “" + '"Lee 2020,3,20”'
    assert "put one at each end" in finding.remedy
    assert data.rows[1].events == 4


def test_an_unclosed_quotation_mark_in_the_header_is_located(review: Review) -> None:
    data = review('study,"year,responders,total\nLee 2020,2020,3,20\nKim 2021,2021,4,30\n')
    finding = error(data, "E104")
    assert finding.rows == (1,)
    assert finding.problem == ('a quotation mark is not closed: “study,"year,responders,total”')
    assert [(row.events, row.sound) for row in data.rows] == [(3, False), (4, False)]


def test_quotation_marks_that_swallow_rows_are_noticed(review: Review) -> None:
    data = review('study,responders,total\n"Lee 2020,3,20\nKim 2021,4,30\nCho",5,40\n')
    finding = error(data, "E104")
    assert finding.rows == (2,)
    assert "runs over several rows" in finding.problem
    assert "close the quotation mark" in finding.remedy


def test_line_breaks_in_text_are_fine(review: Review) -> None:
    data = review('study,responders,total,notes\nLee 2020,3,20,"first\nsecond, third"\n')
    assert data.findings == ()
    assert data.rows[0].cells["notes"] == "first second, third"


@pytest.mark.parametrize(
    ("header", "columns", "called"),
    [
        ("study,total,responders,total", "2 and 4", "both called “total”"),
        (
            "study,events,responders,total",
            "2 and 3",
            "called “events” and “responders”, which mean the same",
        ),
        ("study,responders,total,Site,site", "4 and 5", "called “Site” and “site”"),
    ],
)
def test_repeated_names_are_an_error(
    review: Review, header: str, columns: str, called: str
) -> None:
    row = ",".join(["Lee 2020", *"9999"][: header.count(",") + 1])
    finding = error(review(f"{header}\n{row}\n"), "E105")
    assert (finding.file, finding.rows) == ("data/orr.csv", (1,))
    assert finding.problem.startswith(f"columns {columns} are {called}")
    assert finding.column in called
    assert finding.remedy == "keep one of them, or give each a name of its own"


def test_a_column_without_a_name_is_an_error_where_it_holds_something(review: Review) -> None:
    finding = error(review("study,,responders,total\nLee 2020,x,3,20\n"), "E105")
    assert finding.rows == (1,)
    assert finding.problem == "column 2 has no name but holds “x”"
    assert finding.remedy == "give the column a name, or clear it"


def test_a_title_above_the_header_is_an_error_and_the_rows_are_still_known(
    review: Review,
) -> None:
    text = "Table 2. Responses by study,,\nstudy,responders,total\nLee 2020,3,20\n"
    data = review(text)
    assert error(data, "E105").message == (
        "data/orr.csv, row 1: “Table 2. Responses by study” looks like a title, not column names; "
        "delete this row, so that the first row names the columns. [E105]"
    )
    assert data.unreadable == ()
    assert [(row.line, row.study, row.sound) for row in data.rows] == [(3, "Lee 2020", False)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Lee 2020,3,20\nKim 2021,4,30\n", "Lee 2020, 3, 20"),
        ("Lee 2020;3;20;15,0\nKim 2021;4;30;13,3\n", "Lee 2020; 3; 20; 15,0"),
        ("Lee 2020\t3\t20\t15,0\nKim 2021\t4\t30\t13,3\n", "Lee 2020; 3; 20; 15,0"),
        ("Lee, 2020;3;20\nKim, 2021;4;30\n", "Lee, 2020; 3; 20"),
        ("3;20\n4;30\n", "3; 20"),
        ("Lee 2020,total,3,20\nKim 2021,total,4,30\n", "Lee 2020, total, 3, 20"),
    ],
    ids=["comma", "semicolon", "tab", "comma in the name", "numbers alone", "a name of ours"],
)
def test_rows_without_a_header_are_an_error(review: Review, text: str, said: str) -> None:
    data = review(text)
    assert [finding.message for finding in data.findings] == [
        f"data/orr.csv, row 1: “{said}” holds numbers, not column names; add a row above it that "
        "names the columns, such as study, responders, total. [E105]"
    ]
    assert data.unreadable == ("data/orr.csv",)


def test_a_title_above_rows_without_a_header_is_one_error(review: Review) -> None:
    data = review("Table 1. Response;;\nLee 2020;3;20\nKim 2021;4;30\n")
    assert [finding.message for finding in data.findings] == [
        "data/orr.csv, row 1: “Table 1. Response” looks like a title, and no row names the "
        "columns; replace it with a row that names the columns, such as study, responders, total. "
        "[E105]"
    ]


def test_a_title_above_names_that_are_not_ours_is_told_beside_them(review: Review) -> None:
    data = review("Table 1. Response,,\nAuthor,n responders,N pts\nLee 2020,3,20\n")
    assert [(finding.code, finding.rows) for finding in data.findings] == [
        ("E105", (1,)),
        ("E106", (2,)),
        ("E106", (2,)),
    ]
    assert "“n responders” looks like it" in data.findings[1].remedy
    assert "“N pts” looks like it" in data.findings[2].remedy


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n,,\n"])
def test_an_empty_file_is_an_error(review: Review, text: str) -> None:
    data = review(text)
    assert error(data, "E105").message == (
        "data/orr.csv: is empty; fill it, or delete the file. [E105]"
    )
    assert data.unreadable == ("data/orr.csv",)


def test_a_header_alone_is_a_warning(review: Review) -> None:
    data = review("study,responders,total\n")
    assert [finding.code for finding in data.findings] == ["W115"]
    assert data.unreadable == ()


@pytest.mark.parametrize(
    "alike", ["N pts", "n", "Sample size", "patients", "totals", "No. of patients"]
)
def test_a_missing_total_is_an_error_that_names_what_looks_like_it(
    review: Review, alike: str
) -> None:
    finding = error(review(f"study,responders,{alike}\nLee 2020,3,20\n"), "E106")
    assert (finding.file, finding.rows) == ("data/orr.csv", (1,))
    assert finding.problem == "no column “total”"
    assert finding.remedy == (
        f"“{alike}” looks like it, so rename it to “total”, or map it in the configuration: "
        f"data: {{columns: {{total: {alike}}}}}"
    )


@pytest.mark.parametrize("alike", ["r", "Responses", "n responders", "respnders"])
def test_a_missing_count_is_an_error_that_names_what_looks_like_it(
    review: Review, alike: str
) -> None:
    finding = error(review(f"study,{alike},total\nLee 2020,3,20\n"), "E106")
    assert finding.problem == "no column “responders” (or “events”)"
    assert f"“{alike}” looks like it" in finding.remedy
    assert f"data: {{columns: {{events: {alike}}}}}" in finding.remedy


def test_a_missing_column_that_nothing_resembles(review: Review) -> None:
    finding = error(review("study,responders,colour\nLee 2020,3,red\n"), "E106")
    assert finding.remedy.startswith("add the column")


@pytest.mark.parametrize(
    ("header", "events", "total"),
    [
        ("First author,Number of responders (n),Patients (N)", 1, 2),
        ("Author,Responders n,No. of evaluable patients", 1, 2),
        ("Author,CR + PR,N treated patients", 1, 2),
    ],
)
def test_headers_in_words_are_recognised(
    review: Review, header: str, events: int, total: int
) -> None:
    data = review(f"{header}\nLee 2020,3,20\n")
    headers = header.split(",")
    about = {finding.problem: finding.remedy for finding in errors(data)}
    assert f"“{headers[events]}” looks like it" in about["no column “responders” (or “events”)"]
    assert f"“{headers[total]}” looks like it" in about["no column “total”"]


@pytest.mark.parametrize("header", ["N: all", "Patients (N)", "N # all"])
def test_a_header_to_be_mapped_stands_in_quotation_marks_where_yaml_needs_them(
    review: Review, header: str
) -> None:
    finding = error(review(f"study,responders,{header}\nLee 2020,3,20\n"), "E106")
    assert f'data: {{columns: {{total: "{header}"}}}}' in finding.remedy
    snippet = finding.remedy.partition("data: ")[2]
    assert yaml.safe_load(snippet) == {"columns": {"total": header}}


@pytest.mark.parametrize("percent", ["ORR (%)", "Response rate", "percentage"])
def test_a_column_of_percentages_is_offered_in_place_of_counts(
    review: Review, percent: str
) -> None:
    data = review(f"study,total,{percent},95% CI\nLee 2020,20,15.0%,3–38\n")
    assert [finding.message for finding in data.findings] == [
        f"data/orr.csv, row 1: no column “responders” (or “events”); add the column, or rename "
        f"“{percent}” to “percent”, from which the count is recovered where only one fits. [E106]"
    ]


@pytest.mark.parametrize("cells", [("3/20", "4/30"), ("3 of 20", "4 of 30"), ("3/20 (15%)", "")])
def test_a_column_with_both_numbers_in_a_cell_is_one_error(
    review: Review, cells: tuple[str, str]
) -> None:
    data = review(f"study,Responders/Total\nLee 2020,{cells[0]}\nKim 2021,{cells[1]}\n")
    assert [finding.message for finding in data.findings] == [
        f"data/orr.csv, row 1, column “Responders/Total”: each cell holds two numbers, such as "
        f"“{cells[0]}”; make two columns of it, responders and total. [E106]"
    ]


def test_column_names_in_two_rows_are_one_error(review: Review) -> None:
    data = review(",,Response,,Safety,\nStudy,Year,n,N,n,N\nLee,2020,3,20,9,20\n")
    assert [finding.message for finding in data.findings] == [
        "data/orr.csv, row 1: “Response, Safety” and “Study, Year, n, N, n, N” below it look like "
        "column names in two rows; replace both with one row that names the columns, such as "
        "study, responders, total. [E105]"
    ]


def test_a_file_that_does_not_name_studies_is_told_which_column_may(review: Review) -> None:
    data = review("Author,year,responders,total\nLee,2020,3,20\nKim,2021,4,30\n")
    assert [finding.message for finding in data.findings] == [
        "data/orr.csv, rows 2, 3 (study “orr”): same study, arm and outcome; rename the column "
        "“Author” to “study”, if it names the study. [E301]"
    ]


def test_a_mapped_header_is_our_column(review: Review) -> None:
    text = "Author,r,N pts,total\nLee 2020,3,20,see text\n"
    data = review(text, columns={"study": "author", "events": "R", "total": "N pts"})
    assert data.findings == ()
    (row,) = data.rows
    assert (row.study, row.events, row.total) == ("Lee 2020", 3, 20)
    assert data.headers == {"data/orr.csv": ("Author", "r", "N pts", "total")}


def test_findings_name_columns_as_the_file_does(review: Review) -> None:
    data = review(
        "Author,r,N pts\nLee 2020,3.5,20\n",
        columns={"study": "Author", "events": "r", "total": "N pts"},
    )
    assert error(data, "E201").message.startswith(
        "data/orr.csv, row 2 (study “Lee 2020”), column “r”: “3.5” is not a whole number"
    )


def test_a_mapping_that_no_file_has_is_an_error(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,3,20\n", columns={"year": "Published"})
    finding = error(data, "E106")
    assert (finding.file, finding.column) == ("data", "Published")
    assert finding.problem == (
        "the configuration maps “year” to “Published”, but no file has such a column"
    )
    assert "correct “data: columns:”" in finding.remedy


def test_leftovers_make_one_note_per_file(review: Review) -> None:
    text = "\ufeffstudy,,responders,total,\nLee 2020,,3,20,\n,,,,\n,,,,\n,,,,\n"
    data = review(text)
    assert [finding.message for finding in data.findings] == [
        "data/orr.csv: the file starts with a byte-order mark; rows 3–5 blank; columns 2, 5 blank: "
        "ignored; nothing to do. [N102]"
    ]
    assert data.rows[0].cells == {"study": "Lee 2020", "events": "3", "total": "20"}


def test_blank_rows_keep_the_numbers_of_those_below(review: Review) -> None:
    data = review("study,responders,total\n\nLee 2020,3,20\n")
    assert data.rows[0].line == 3
    assert [finding.code for finding in data.findings] == ["N102"]
