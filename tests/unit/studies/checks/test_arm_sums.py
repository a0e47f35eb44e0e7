"""Arms beside their total, and several arms of a study."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rechallenge.studies import StudyData
from rechallenge.studies.checks.arm_sums import is_whole

Review = Callable[..., StudyData]
HEADER = "study,arm,outcome,responders,total\n"


def messages(data: StudyData, *codes: str) -> list[str]:
    return [f.message for f in data.findings if f.code in codes]


def codes(data: StudyData) -> list[str]:
    return [finding.code for finding in data.findings]


def test_arms_beside_their_total_are_an_error(review: Review) -> None:
    data = review(f"{HEADER}Lee,A,orr,5,20\nLee,B,orr,7,25\nLee,all,orr,12,45\n")
    assert messages(data, "E304", "W304", "N305") == [
        "data/orr.csv, rows 2–4 (study “Lee”), column “arm”: “A” 5/20 + “B” 7/25 = “all” 12/45; "
        "keep the arms or the total, not both. [E304]"
    ]
    assert not any(row.sound for row in data.rows)


@pytest.mark.parametrize("total", ["overall", "All patients", "Total", "both arms", "combined", ""])
def test_a_sum_that_is_named_like_a_total_is_an_error(review: Review, total: str) -> None:
    data = review(f"{HEADER}Lee,{total},orr,12,45\nLee,A,orr,5,20\nLee,B,orr,7,25\n")
    assert codes(data) == ["E304"]


def test_a_sum_under_another_name_is_a_warning(review: Review) -> None:
    data = review(f"{HEADER}Lee,A,orr,5,20\nLee,B,orr,7,25\nLee,C,orr,12,45\n")
    assert messages(data, "E304", "W304", "N305") == [
        "data/orr.csv, rows 2–4 (study “Lee”), column “arm”: “A” 5/20 + “B” 7/25 = “C” 12/45; "
        "keep the arms or the total, not both: set include to 0 for the others. [W304]"
    ]
    assert data.errors == ()


def test_subgroups_beside_the_whole_study_are_a_warning(review: Review) -> None:
    data = review(f"{HEADER}Lee,overall,orr,12,45\nLee,women,orr,5,20\nLee,elderly,orr,6,30\n")
    (message,) = messages(data, "E304", "W304", "N305")
    assert message.endswith(
        "“overall” 12/45 is named like the whole study and may hold the patients of “women” 5/20 + "
        "“elderly” 6/30; keep the arms or the total, not both: set include to 0 for the others. "
        "[W304]"
    )


def test_small_cohorts_without_events_add_up_by_chance(review: Review) -> None:
    assert codes(review(f"{HEADER}Lee,1 mg,orr,0,3\nLee,3 mg,orr,0,3\nLee,9 mg,orr,0,6\n")) == [
        "N305"
    ]


def test_larger_arms_without_events_hardly_add_up_by_chance(review: Review) -> None:
    assert codes(review(f"{HEADER}Lee,A,cr,0,57\nLee,B,cr,0,28\nLee,C,cr,0,29\n")) == ["W304"]


def test_a_total_with_include_0_is_not_counted_twice(review: Review) -> None:
    header = HEADER.replace("\n", ",include\n")
    data = review(f"{header}Lee,A,orr,5,20,1\nLee,B,orr,7,25,1\nLee,all,orr,12,45,0\n")
    assert codes(data) == ["N305"]


def test_arms_and_totals_of_other_outcomes_are_apart(review: Review) -> None:
    data = review(f"{HEADER}Lee,A,orr,5,20\nLee,B,orr,7,25\nLee,all,any_ae,12,45\n")
    assert codes(data) == ["N305"]


def test_totals_in_another_file_are_named(review: Review) -> None:
    data = review(
        {
            "a.csv": f"{HEADER}Lee,A,orr,5,20\nLee,B,orr,7,25\n",
            "b.csv": f"{HEADER}Lee,all,orr,12,45\n",
        }
    )
    assert messages(data, "E304") == [
        "data/b.csv, row 2 (study “Lee”), column “arm”: “A” 5/20 + “B” 7/25 = “all” 12/45 (with "
        "data/a.csv, rows 2, 3); keep the arms or the total, not both. [E304]"
    ]


def test_several_arms_are_one_note_a_study(review: Review) -> None:
    data = review(
        f"{HEADER}Kim 2021,A,orr,5,20\nKim 2021,B,orr,7,25\nKim 2021,C,orr,9,41\n"
        "Kim 2021,A,dcr,9,20\nKim 2021,B,dcr,9,25\nLee,A,orr,5,20\nLee,A,dcr,9,20\n"
    )
    assert messages(data, "N305") == [
        "data/orr.csv, rows 2–6 (study “Kim 2021”), column “arm”: 3 arms with “orr” and 2 arms "
        "with “dcr” of one study are not independent; nothing to do: unless configured otherwise "
        "they are pooled as separate rows, with arms combined and a three-level model beside. "
        "[N305]"
    ]


def test_duplicates_and_impossible_counts_are_no_arms(review: Review) -> None:
    data = review(f"{HEADER}Lee,A,orr,5,20\nLee,A,orr,5,20\nLee,all,orr,10,40\n")
    assert codes(data) == ["E301"]
    data = review(f"{HEADER}Lee,A,orr,25,20\nLee,B,orr,7,25\nKim,A,orr,3,20\n")
    assert codes(data) == ["E203"]


@pytest.mark.parametrize(
    ("arm", "whole"),
    [
        ("overall", True),
        ("ALL", True),
        ("whole cohort", True),
        ("all-comers", False),
        ("ipilimumab", False),
        ("total dose 3 mg", False),
        ("patients", False),
        ("", False),
    ],
)
def test_names_of_totals(arm: str, whole: bool) -> None:
    assert is_whole(arm) is whole
