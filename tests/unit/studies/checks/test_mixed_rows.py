"""Mixed denominators and case reports among cohorts."""

from __future__ import annotations

from collections.abc import Callable

from rechallenge.studies import StudyData

Review = Callable[..., StudyData]
HEADER = "study,outcome,responders,total,population\n"


def messages(data: StudyData, code: str) -> list[str]:
    return [f.message for f in data.findings if f.code == code]


def test_mixed_denominators_are_one_finding_an_outcome(review: Review) -> None:
    rows = "A,orr,3,20,itt\nB,orr,4,30,evaluable\nC,orr,4,25,itt\nD,orr,5,28,evaluable\n"
    data = review(f"{HEADER}{rows}E,orr,6,31,itt\nF,orr,6,29,treated\nG,orr,6,29,\n")
    assert messages(data, "W210") == [
        "data/orr.csv, column “population”: totals of the outcome “orr” mean different patients: "
        "rows 3, 5 count “evaluable”, row 7 counts “treated” and 3 other rows “itt”; pool each "
        "kind by itself as a sensitivity analysis, or unify them. [W210]"
    ]


def test_denominators_may_differ_between_outcomes(review: Review) -> None:
    data = review(f"{HEADER}A,orr,3,20,evaluable\nA,any_ae,4,30,treated\nB,orr,4,25,evaluable\n")
    assert messages(data, "W210") == []


def test_mixed_denominators_in_several_files_name_their_places(review: Review) -> None:
    data = review(
        {
            "a.csv": f"{HEADER}A,orr,3,20,evaluable\n",
            "b.csv": f"{HEADER}B,orr,3,20,itt\nC,orr,3,20,itt\nD,orr,3,20,itt\n",
            "c.csv": f"{HEADER}E,orr,3,20,evaluable\n",
        }
    )
    (message,) = messages(data, "W210")
    assert message.startswith("data/c.csv, column “population”: ")
    assert "data/a.csv, row 2 and row 2 count “evaluable” and 3 other rows “itt”" in message


def test_rows_that_are_not_pooled_do_not_mix(review: Review) -> None:
    header = HEADER.replace("\n", ",include\n")
    data = review(f"{header}A,orr,3,20,itt,1\nB,orr,3,20,evaluable,0\n")
    assert data.findings == ()


def test_case_reports_among_cohorts_are_one_warning(review: Review) -> None:
    rows = "".join(f"Case {i},irae,1,1,\n" for i in range(3))
    data = review(f"{HEADER}Lee 2020,irae,4,30,\n{rows}")
    assert messages(data, "W306") == [
        "data/orr.csv, rows 3–5, column “total”: 3 rows of the outcome “irae” have 1 patient each "
        "and are case reports, published because unusual, among cohorts of 10 or more; set include "
        "to 0 for them, or pool them in an analysis of their own. [W306]"
    ]


def test_one_case_report_is_written_in_the_singular(review: Review) -> None:
    (message,) = messages(review(f"{HEADER}Lee,irae,4,30,\nCase 1,irae,1,3,\n"), "W306")
    assert "1 row of the outcome “irae” has 3 patients and is a case report, published" in message


def test_case_reports_in_other_files_are_named(review: Review) -> None:
    data = review(
        {
            "a.csv": f"{HEADER}Case 1,irae,1,2,\n",
            "b.csv": f"{HEADER}Lee 2020,irae,4,30,\nCase 2,irae,1,3,\n",
        }
    )
    (message,) = messages(data, "W306")
    assert message.startswith("data/b.csv, row 3, column “total”: 2 rows of the outcome “irae”")
    assert "have at most 3 patients each (with data/a.csv, row 2) and are case reports" in message


def test_small_arms_of_a_study_and_reviews_of_case_reports_are_fine(review: Review) -> None:
    header = "study,arm,responders,total\n"
    arms = "Lee,1 mg,0,3\nLee,3 mg,1,3\nLee,10 mg,2,6\n"
    assert messages(review(f"{header}Kim,A,3,20\n{arms}"), "W306") == []
    assert messages(review(f"{header}Kim,A,1,1\nPark,A,0,1\nCho,A,2,9\n"), "W306") == []
