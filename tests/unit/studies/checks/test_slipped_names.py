"""Names of studies that differ by a slip, where other things say that they are one study."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rechallenge.studies import StudyData

Review = Callable[..., StudyData]
HEADER = "study,outcome,responders,total,source,overlap_group,doi,cancer,include\n"


def messages(data: StudyData) -> list[str]:
    return [f.message for f in data.findings if f.code == "W312"]


def test_a_slip_in_the_name_of_a_study_is_a_warning(review: Review) -> None:
    data = review(
        "study,outcome,responders,total\nPettersen 2014,orr,3,20\nPettersen 2014,cr,1,20\n"
        "Petersen 2014,dcr,9,20\n"
    )
    assert messages(data) == [
        "data/orr.csv, rows 2–4, column “study”: the names “Pettersen 2014” (rows 2, 3) and "
        "“Petersen 2014” (row 4) differ by a slip, yet are pooled as 2 studies; if it is one "
        "study, write one name and one study_id; if not, make the names differ, as 2020a and 2020b "
        "do. [W312]"
    ]
    assert data.errors == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("McKay 2020,orr,2,57,,,,,1", "McaKy 2020,cr,0,57,,,,,1"),
        ("McKay 2020,orr,2,57,Table 2,,,,1", "McKya 2020,cr,0,56,Table 2,,,,1"),
        ("McKay 2020,orr,2,57,,OMNIVORE,,,1", "McKayy 2020,cr,0,56,,OMNIVORE,,,1"),
        ("Nakamura 2019,orr,2,57,,,,,1", "Nakmura 2019,orr,2,57,,,,,1"),
    ],
    ids=["total", "source", "overlap group", "the same row twice"],
)
def test_what_tells_that_two_names_are_one_study(review: Review, first: str, second: str) -> None:
    assert len(messages(review(f"{HEADER}{first}\n{second}\n"))) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Hansen 2019,orr,2,57,,,,,1", "Hanson 2019,cr,0,56,,,,,1"),
        ("Hansen 2019,orr,2,57,,,,,1", "Hanson 2019,orr,8,57,,,,,1"),
        ("Hansen 2019,orr,2,57,review,,,,1", "Hanson 2019,orr,8,60,review,,,,1"),
        ("Hansen 2019,orr,2,57,,,,,1", "Hanson 2020,cr,0,57,,,,,1"),
        ("Hansen 2019,orr,2,57,,,10.1000/a,,1", "Hanson 2019,cr,0,57,,,10.1000/b,,1"),
        ("Hansen 2019,orr,2,57,,,,melanoma,1", "Hanson 2019,cr,0,57,,,,NSCLC,1"),
        ("Hansen 2019,orr,2,57,,,,,1", "Hanson 2019,cr,0,57,,,,,0"),
        ("Wang 2019,orr,2,57,,,,,1", "Yang 2019,cr,0,57,,,,,1"),
    ],
    ids=[
        *("other totals", "other counts", "one review as source", "other year", "other report"),
        *("other tumour", "not pooled", "other first letter"),
    ],
)
def test_surnames_that_resemble_each_other_are_fine(
    review: Review, first: str, second: str
) -> None:
    assert messages(review(f"{HEADER}{first}\n{second}\n")) == []
