"""Checks between rows and between files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rechallenge.studies import Finding, StudyData

Review = Callable[..., StudyData]


def found(data: StudyData, code: str) -> list[Finding]:
    return [finding for finding in data.findings if finding.code == code]


def test_the_same_study_arm_and_outcome_twice_is_an_error_at_both_rows(review: Review) -> None:
    data = review(
        "study,arm,outcome,responders,total\nLee 2020,A,orr,3,20\nLee 2020,B,orr,4,20\n"
        "Lee 2020,a,ORR,3,20\n"
    )
    (finding,) = found(data, "E301")
    assert finding.message == (
        "data/orr.csv, rows 2, 4 (study “Lee 2020”), column “arm”: same study, arm “A” and outcome "
        "“orr”; delete one of them, or give different names of arms. [E301]"
    )
    assert [row.sound for row in data.rows] == [False, True, False]


def test_different_arms_are_no_duplicates(review: Review) -> None:
    data = review("study,arm,responders,total\nLee 2020,A,3,20\nLee 2020,B,3,20\n")
    assert found(data, "E301") == []
    assert all(row.sound for row in data.rows)


def test_a_superseded_row_that_is_not_pooled_is_no_duplicate(review: Review) -> None:
    data = review("study,responders,total,include\nLee 2020,3,20,1\nLee 2020,3,18,0\n")
    assert data.findings == ()


def test_a_duplicate_in_two_files_is_told_once_at_the_last(review: Review) -> None:
    text = "study,outcome,responders,total\nLee 2020,orr,3,20\n"
    data = review({"a.csv": text, "b.csv": text + "Lee 2020,orr,3,20\n"})
    (finding,) = found(data, "E301")
    assert finding.message == (
        "data/b.csv, rows 2, 3 (study “Lee 2020”): same study, arm and outcome “orr” as in "
        "data/a.csv, row 2; delete one of them, or give different names of arms. [E301]"
    )


def test_rows_without_a_certain_name_are_no_duplicates(review: Review) -> None:
    blank_study = review("study,responders,total\nLee 2020,3,20\n,4,30\n,4,30\n")
    assert found(blank_study, "E301") == []
    blank_outcome = review(
        "study,outcome,responders,total\nLee,orr,3,20\nLee,dcr,4,20\nKim,,4,30\nKim,,4,30\n"
    )
    assert len(found(blank_outcome, "E117")) == 2
    assert found(blank_outcome, "E301") == []
    two_names = review("study,responders,total\nMüller 2020,3,20\nMuller 2020,3,20\n")
    assert [finding.code for finding in two_names.errors] == ["E310"]


def test_rows_without_names_of_studies_are_told_to_get_them(review: Review) -> None:
    (finding,) = found(review("responders,total\n3,20\n4,30\n"), "E301")
    assert finding.rows == (2, 3)
    assert "add a column “study”" in finding.remedy


def test_rows_of_a_study_that_disagree_are_quoted(review: Review) -> None:
    data = review(
        "study,arm,cancer,responders,total\nLee 2020,A,melanoma,3,20\nLee 2020,B,NSCLC,4,20\n"
    )
    (finding,) = found(data, "E310")
    assert finding.message == (
        "data/orr.csv, rows 2, 3 (study “Lee 2020”), column “cancer”: rows of one study disagree: "
        "“melanoma” in row 2 but “NSCLC” in row 3; write the same in every row of the study. [E310]"
    )
    assert all("cancer" in row.unusable and not row.sound for row in data.rows)


def test_studies_that_disagree_across_files_are_told_in_both(review: Review) -> None:
    data = review(
        {
            "a.csv": "study,arm,year,responders,total\nLee 2020,A,2020,3,20\n",
            "b.csv": "study,arm,year,responders,total\nLee 2020,B,2021,3,20\n",
        }
    )
    first, second = found(data, "E310")
    assert (
        first.problem
        == "rows of one study disagree: “2020” in row 2 but “2021” in data/b.csv, row 2"
    )
    assert (second.file, second.column) == ("data/b.csv", "year")


def test_columns_of_the_row_may_differ_within_a_study(review: Review) -> None:
    data = review(
        "study,arm,setting,line,responders,total\nLee 2020,A,switch,1,3,20\n"
        "Lee 2020,B,escalation,2,4,20\n"
    )
    assert data.errors == ()


def test_one_doi_may_be_written_in_several_ways(review: Review) -> None:
    data = review(
        "study,arm,doi,responders,total\nLee 2020,A,10.1000/XYZ,3,20\n"
        "Lee 2020,B,https://doi.org/10.1000/xyz,4,20\n"
    )
    assert data.errors == ()


def test_two_names_of_one_identifier_are_an_error(review: Review) -> None:
    data = review("study,arm,responders,total\nMüller 2020,A,3,20\nMuller 2020,B,4,20\n")
    (finding,) = found(data, "E310")
    assert "“Müller 2020” in row 2 but “Muller 2020” in row 3" in finding.problem
    assert "give each of two studies its own study_id" in finding.remedy


def test_long_names_that_differ_at_their_end_are_two_studies(review: Review) -> None:
    name = "Retreatment with ipilimumab in patients with advanced melanoma, cohort"
    data = review(f'study,responders,total\n"{name} 1",3,20\n"{name} 2",3,20\n')
    assert data.findings == ()
    assert data.rows[0].study_id != data.rows[1].study_id
    assert len(data.rows[0].study_id) <= 40


def test_blanks_that_belong_to_the_study_are_filled_with_a_note(review: Review) -> None:
    data = review(
        "study,arm,year,cancer,responders,total\nLee 2020,A,2020,melanoma,3,20\nLee 2020,B,,,4,20\n"
    )
    row = data.rows[1]
    assert (row.year, row.number("year"), row.cells["cancer"]) == (2020, 2020, "melanoma")
    year, cancer = sorted(found(data, "N311"), key=lambda finding: finding.column, reverse=True)
    assert (year.rows, year.column) == ((3,), "year")
    assert cancer.problem == "blank, read as “melanoma” from row 2 of the same study"
    assert all(row.sound for row in data.rows)


def test_names_that_slugs_cannot_show_stay_apart(review: Review) -> None:
    data = review("study,responders,total\n李 2020,3,20\n李,3,20\n王,3,20\n")
    assert data.findings == ()
    assert [row.study_id for row in data.rows] == ["2020", "李", "王"]


def test_a_file_without_outcomes_is_an_error_in_a_review_of_several(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,3,20\n", outcomes=("orr", "dcr"))
    (finding,) = found(data, "E106")
    assert finding.file == "data/orr.csv"
    assert finding.problem == (
        "no column “outcome”, but the review has several outcomes (“dcr”, “orr”)"
    )
    assert finding.remedy.startswith("add the column")
    assert not data.rows[0].sound


@pytest.mark.parametrize("outcomes", [(), ("orr",)])
def test_a_file_without_outcomes_is_fine_in_a_review_of_one(
    review: Review, outcomes: tuple[str, ...]
) -> None:
    data = review("study,responders,total\nLee 2020,3,20\n", outcomes=outcomes)
    assert data.findings == ()


def test_a_blank_outcome_among_several_is_an_error(review: Review) -> None:
    data = review(
        "study,outcome,responders,total\nLee 2020,orr,3,20\nLee 2020,dcr,9,20\nKim 2021,,4,30\n"
    )
    (finding,) = found(data, "E117")
    assert (finding.rows, finding.column, finding.study) == ((4,), "outcome", "Kim 2021")
    assert "say to which of them" in finding.remedy


def test_rows_with_errors_start_no_further_findings(review: Review) -> None:
    """Twelve swapped rows: one error for the file, and no comparison of their counts."""
    rows = "".join(f"Study {i},orr,{20 + i},{3 + i % 2}\n" for i in range(11))
    data = review(f"study,outcome,responders,total\n{rows}Last 2020,orr,4,40\n")
    assert [finding.code for finding in data.findings] == ["E204"]


def test_many_blanks_of_one_study_are_all_filled(review: Review) -> None:
    rows = "".join(f"Lee 2020,arm {i},,3,20\n" for i in range(300))
    data = review(f"study,arm,cancer,responders,total\nLee 2020,A,melanoma,3,20\n{rows}")
    assert {row.cells["cancer"] for row in data.rows} == {"melanoma"}
    assert len(found(data, "N311")) == 300
