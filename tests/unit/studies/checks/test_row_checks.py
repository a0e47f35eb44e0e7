"""Checks within a row, each with a twin that passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rechallenge.studies import Finding, Row, StudyData

Review = Callable[..., StudyData]


def found(data: StudyData, code: str) -> Finding:
    (finding,) = [finding for finding in data.findings if finding.code == code]
    return finding


def only_row(data: StudyData) -> Row:
    (row,) = data.rows
    return row


def test_a_sound_row_is_silent(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,20,20\nKim 2021,0,9\n")
    assert data.findings == ()


def test_what_is_no_count_is_located(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,34.2,58\n")
    assert found(data, "E201").message == (
        "data/orr.csv, row 2 (study “Lee 2020”), column “responders”: “34.2” is not a whole number "
        "of 0 or more; if it is a percentage, put it in a column “percent”. [E201]"
    )
    assert not only_row(data).sound
    assert only_row(data).unusable == ("events",)


def test_a_total_of_zero_is_an_error(review: Review) -> None:
    finding = found(review("study,responders,total\nLee 2020,0,0\n"), "E202")
    assert (finding.file, finding.rows, finding.column) == ("data/orr.csv", (2,), "total")
    assert finding.problem == "0 patients cannot give a rate"
    assert finding.remedy == "correct the total or delete the row"


def test_more_events_than_patients_is_an_error(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,19,17\nKim 2021,3,20\n")
    finding = found(data, "E203")
    assert (finding.rows, finding.column, finding.study) == ((2,), "responders", "Lee 2020")
    assert finding.problem == "19 events among 17 patients are impossible"
    assert "“responders” and “total” may be swapped" in finding.remedy
    assert [row.sound for row in data.rows] == [False, True]


def test_a_percentage_among_more_events_than_patients_is_pointed_at(review: Review) -> None:
    data = review("study,responders,total,percent\nLee 2020,60,58,60\nKim 2021,3,20,15\n")
    (finding,) = data.findings
    assert finding.code == "E203"
    assert finding.remedy.endswith("or 60 is the percentage and not the count")


def test_swapped_columns_are_one_error_of_the_file(review: Review) -> None:
    rows = "".join(f"S{i},{20 + i},{i}\n" for i in range(1, 12))
    data = review(f"study,responders,total\n{rows}S12,3,20\n")
    finding = found(data, "E204")
    assert finding.message == (
        "data/orr.csv: 11 of 12 rows have more in “responders” than in “total”; swap the names of "
        "the columns “responders” and “total”. [E204]"
    )
    assert [finding.code for finding in data.findings] == ["E204"]
    assert not any(row.sound for row in data.rows)


@pytest.mark.parametrize("mark", ["NR", "n/a", "–", ""])
def test_a_missing_count_is_a_warning_and_the_row_stays(review: Review, mark: str) -> None:
    data = review(f"study,responders,total\nLee 2020,{mark},20\n")
    finding = found(data, "W112")
    assert (finding.rows, finding.column) == ((2,), "responders")
    assert "this row is listed but not pooled" in finding.problem
    assert not mark or f"“{mark}” means no number" in finding.problem
    assert finding.remedy == "give the number, or keep the row to record the gap"
    assert (only_row(data).sound, only_row(data).counted) == (True, False)


def test_a_row_without_any_number_is_one_warning(review: Review) -> None:
    data = review("study,responders,total\nMelanoma,,\nLee 2020,3,20\n")
    assert [finding.message for finding in data.findings] == [
        "data/orr.csv, row 2 (study “Melanoma”), column “responders”: neither this nor “total” has "
        "a number, so this row is listed but not pooled; give both numbers, or delete the row if "
        "it is a heading or a footnote. [W112]"
    ]


def test_gaps_of_a_column_that_is_missing_are_told_once_for_the_file(review: Review) -> None:
    data = review("study,responders,colour\nLee 2020,3,red\nKim 2021,4,blue\n")
    assert [finding.code for finding in data.findings] == ["E106"]
    assert not any(row.sound for row in data.rows)


def test_a_missing_total_is_a_warning(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,3,NR\n")
    assert found(data, "W112").column == "total"


def test_a_count_is_recovered_from_a_percentage(review: Review) -> None:
    data = review("study,percent,total\nHaferkamp 2026,18,38\n")
    row = only_row(data)
    assert (row.events, row.total, row.sound) == (7, 38, True)
    assert row.recovered == "7/38 recovered from 18 % of 38: the only whole number that fits"
    assert row.cells["count_source"] == "derived"
    finding = found(data, "N212")
    assert (finding.level, finding.rows, finding.column) == ("note", (2,), "percent")


def test_a_given_count_is_not_recovered(review: Review) -> None:
    data = review("study,percent,responders,total\nHaferkamp 2026,18,7,38\n")
    assert only_row(data).recovered == ""
    assert data.findings == ()


def test_several_counts_that_fit_are_an_error_that_lists_them(review: Review) -> None:
    finding = found(review("study,percent,total\nAscierto 2023,12,351\n"), "E213")
    assert (finding.rows, finding.column) == ((2,), "percent")
    assert finding.problem == (
        "“12” per cent of 351 patients may be 41/351 = 11.7 %, 42/351 = 12.0 %, 43/351 = 12.3 %"
    )
    assert finding.remedy == "give the count, or a percentage with more decimals"


def test_a_printed_interval_chooses_among_counts_that_fit(review: Review) -> None:
    # Ascierto 2023 prints 12.0 % (8.8-15.8) for 42 of 351.
    data = review("study,percent,ci_low,ci_high,total\nAscierto 2023,12,8.8,15.8,351\n")
    row = only_row(data)
    assert (row.events, row.sound) == (42, True)
    assert "8.8–15.8 (Clopper–Pearson, 95 %)" in row.recovered


def test_an_interval_that_settles_nothing_is_said(review: Review) -> None:
    data = review("study,percent,ci_low,ci_high,total\nAscierto 2023,12,1,99,351\n")
    assert "the printed interval 1–99 (95 %) does not settle it" in found(data, "E213").problem


def test_no_count_that_fits_is_an_error_with_the_nearest(review: Review) -> None:
    finding = found(review("study,percent,total\nLee 2020,10,53\n"), "E214")
    assert finding.problem == (
        "no count of 53 patients gives “10” per cent: 5/53 = 9.4 %, 6/53 = 11.3 %, and the nearest "
        "total that fits is 52 (5/52)"
    )
    assert finding.remedy == "correct the percentage or the total, or give the count"


def test_a_fraction_for_a_percentage_is_an_error(review: Review) -> None:
    finding = found(review("study,percent,total\nLee 2020,0.34,58\n"), "E206")
    assert finding.column == "percent"
    assert finding.remedy == "write 34 (per cent)"


def test_a_true_small_percentage_is_no_fraction(review: Review) -> None:
    assert only_row(review("study,percent,total\nLee 2020,0.34,294\n")).events == 1


def test_an_unprinted_total_is_recovered_below_the_number_treated(review: Review) -> None:
    data = review("study,percent,total_max\nvan Dijk 2025,36.1,41\n")
    row = only_row(data)
    assert (row.events, row.total) == (13, 36)
    assert row.recovered.startswith("13/36 recovered from 36.1 % of at most 41")


def test_a_percentage_without_any_total_is_a_warning(review: Review) -> None:
    data = review("study,percent,total,total_max\nLee 2020,36.1,,\n")
    assert found(data, "W112").column == "total"


@pytest.mark.parametrize(
    ("column", "cell", "code", "remedy"),
    [
        ("percent", "1840", "E114", "leave the cell blank"),
        ("ci_low", "about 8", "E114", "write the number as printed"),
        ("ci_level", "0.95", "E114", "write 95"),
        ("count_source", "guessed", "E113", "write one of them"),
        ("population", "all", "E113", "write one of them"),
        ("include", "perhaps", "E113", "write 1 to pool the row"),
        ("year", "20211", "E308", "write 2021"),
        ("total_max", "4l", "E201", "write the number of patients"),
        ("responders", "May-34", "E108", "format the column as Text"),
        ("responders", "12-Sep", "E109", "format the column as Text"),
        ("responders", "=A1", "E107", "type the number"),
        ("responders", "\u201c3", "E201", "write the number of patients"),
    ],
)
def test_each_unusable_cell_is_an_error_at_its_place(
    review: Review, column: str, cell: str, code: str, remedy: str
) -> None:
    values = {"study": "Lee 2020", "responders": "3", "total": "20"} | {column: cell}
    data = review(",".join(values) + "\n" + ",".join(values.values()) + "\n")
    finding = found(data, code)
    assert (finding.file, finding.rows, finding.column) == ("data/orr.csv", (2,), column)
    assert cell in finding.problem
    assert remedy in finding.remedy
    assert not only_row(data).sound


def test_the_same_columns_with_usable_cells_are_silent(review: Review) -> None:
    data = review(
        "study,responders,total,percent,ci_low,ci_high,ci_level,count_source,population,include,"
        "year,total_max,median_followup_months\n"
        "Lee 2020,7,38,18,8,34,95,reported,ITT,1,2020,53,19.5\n"
    )
    assert data.findings == ()
    row = only_row(data)
    assert (row.year, row.number("median_followup_months"), row.number("ci_high")) == (
        2020,
        19.5,
        34,
    )
    assert row.cells["population"] == "itt"


@pytest.mark.parametrize(
    ("cell", "code", "value"), [("1 234", "N110", 1234), ("1.234", "E111", None)]
)
def test_thousands_marks(review: Review, cell: str, code: str, value: int | None) -> None:
    data = review(f"study,responders,total\nLee 2020,3,{cell}\n")
    finding = found(data, code)
    assert (finding.rows, finding.column) == ((2,), "total")
    assert "1234" in finding.remedy
    assert only_row(data).total == value


def test_decimal_commas_beside_semicolons_are_one_note(review: Review) -> None:
    data = review("study;percent;total\nLee 2020;18,4;38\nKim 2021;30,0;20\n")
    assert [finding.code for finding in data.findings if finding.code[1:] != "212"] == ["N103"]
    assert found(data, "N103").message == (
        "data/orr.csv: columns are separated by “;” and decimals by “,”, and were read that way; "
        "check a few numbers in the report; nothing else to do. [N103]"
    )
    assert [row.events for row in data.rows] == [7, 6]


def test_decimal_commas_in_quotation_marks_are_noted_at_their_cell(review: Review) -> None:
    data = review('study,percent,total\nLee 2020,"18,4",38\n')
    finding = found(data, "N110")
    assert (finding.rows, finding.column) == ((2,), "percent")
    assert finding.problem == "“18,4” read as 18.4"
    assert only_row(data).events == 7


def test_invisible_characters_are_noted_and_removed(review: Review) -> None:
    data = review("study,responders,total\nLee\u202e 2020,3,20\n")
    finding = found(data, "N116")
    assert (finding.rows, finding.column) == ((2,), "study")
    assert only_row(data).study == "Lee 2020"


def test_a_blank_name_is_an_error_where_other_rows_have_one(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,3,20\n,4,30\n")
    finding = found(data, "E117")
    assert (finding.rows, finding.column) == ((3,), "study")
    assert "merged cells count as blank" in finding.remedy


def test_a_blank_column_of_names_is_like_none(review: Review) -> None:
    data = review({"Lee 2020.csv": "study,responders,total\n,3,20\n"})
    assert data.findings == ()
    assert only_row(data).study == "Lee 2020"


def test_descriptive_text_for_a_number_is_a_warning(review: Review) -> None:
    data = review("study,responders,total,median_followup_months\nLee 2020,3,20,about a year\n")
    assert found(data, "W121").column == "median_followup_months"
    assert only_row(data).sound


def test_every_fault_of_a_file_is_told_at_once(review: Review) -> None:
    data = review(
        "study,year,responders,total,include\nA,20211,x,0,2\nB,2020,1,2\nC,2020,9,3,1\nD,2020,1,9,1\n"
    )
    codes = sorted(finding.code for finding in data.findings)
    assert codes == ["E104", "E113", "E201", "E202", "E203", "E308"]
