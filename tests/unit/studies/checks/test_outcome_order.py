"""Outcomes that include each other."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from rechallenge.studies import StudyData
from rechallenge.studies.checks.outcome_order import _larger_share

Review = Callable[..., StudyData]
HEADER = "study,arm,outcome,responders,total\n"


def messages(data: StudyData) -> list[str]:
    return [f.message for f in data.findings if f.code in {"E211", "W211"}]


def test_more_severe_events_than_events_are_an_error(review: Review) -> None:
    data = review(f"{HEADER}Lee,A,any_ae,7,45\nLee,A,grade3_ae,9,45\n")
    assert messages(data) == [
        "data/orr.csv, rows 2, 3 (study “Lee”), column “responders”: 9 grade ≥ 3 events (row 3) "
        "exceed 7 any-grade events (row 2) in the same arm of 45 patients; count patients, not "
        "events, or swap the two counts. [E211]"
    ]
    assert [row.sound for row in data.rows] == [False, False]


def test_more_complete_responses_than_responses_with_other_totals_are_a_warning(
    review: Review,
) -> None:
    data = review(f"{HEADER}Lee,A,cr,9,40\nLee,A,orr,7,38\n")
    assert messages(data) == [
        "data/orr.csv, rows 2, 3 (study “Lee”), column “responders”: 9 complete responses among 40 "
        "patients (row 2) exceed 7 responses among 38 (row 3) in the same arm; correct one of the "
        "two counts, or swap them; if both are right, say in “population” whom the totals count. "
        "[W211]"
    ]
    assert data.errors == ()


def test_one_event_is_written_in_the_singular(review: Review) -> None:
    (message,) = messages(review(f"{HEADER}Lee,A,cr,1,40\nLee,A,orr,0,40\n"))
    assert "1 complete response (row 2) exceeds 0 responses (row 3) in the same arm" in message


def test_a_far_larger_share_of_the_narrower_outcome_is_a_warning(review: Review) -> None:
    """All 9 responses among a random 20 of 200 patients: 20!/11! / (200!/191!) < 1e-9."""
    data = review(f"{HEADER}Lee,A,cr,9,20\nLee,A,orr,9,200\n")
    (message,) = messages(data)
    assert "9 complete responses among 20 patients (row 2) are a larger share than" in message
    assert messages(review(f"{HEADER}Lee,A,cr,3,38\nLee,A,orr,3,40\n")) == []


@pytest.mark.parametrize(
    ("narrow", "wide", "code"),
    [
        ("cr", "orr", "E211"),
        ("orr", "dcr", "E211"),
        ("cr", "dcr", "E211"),
        ("grade3_ae", "grade2_ae", "E211"),
        ("grade2_ae", "any_ae", "E211"),
        ("grade3_recurrent_ae", "any_recurrent_ae", "E211"),
        ("Complete response", "Objective response", "E211"),
        ("any_recurrent_ae", "any_ae", None),
        ("orr", "orr_new", None),
        ("orr", "any_ae", None),
    ],
)
def test_only_outcomes_that_include_each_other_are_compared(
    review: Review, narrow: str, wide: str, code: str | None
) -> None:
    data = review(f"{HEADER}Lee,A,{narrow},9,40\nLee,A,{wide},7,40\n")
    assert [f.code for f in data.findings] == ([code] if code else [])
    assert review(f"{HEADER}Lee,A,{narrow},7,40\nLee,A,{wide},7,40\n").findings == ()


def test_both_files_of_an_impossible_pair_are_blocked(review: Review) -> None:
    data = review({"a.csv": f"{HEADER}Lee,A,orr,7,40\n", "b.csv": f"{HEADER}Lee,A,cr,9,40\n"})
    first, second = messages(data)
    assert "9 complete responses (data/b.csv, row 2) exceed 7 responses (row 2)" in first
    assert "9 complete responses (row 2) exceed 7 responses (data/a.csv, row 2)" in second
    assert not any(row.sound for row in data.rows)


@pytest.mark.parametrize(
    "rows",
    [
        "Lee,A,cr,9,40\nLee,B,orr,7,40\n",
        "Lee,A,cr,9,40\nKim,A,orr,7,40\n",
        "Lee,A,cr,50,40\nLee,A,orr,7,40\nKim,A,orr,7,40\n",
    ],
    ids=["other arm", "other study", "impossible count"],
)
def test_rows_that_cannot_be_compared_are_not(review: Review, rows: str) -> None:
    assert messages(review(HEADER + rows)) == []


def test_superseded_rows_are_compared_among_themselves(review: Review) -> None:
    header = HEADER.replace("\n", ",include\n")
    assert messages(review(f"{header}Lee,A,cr,9,40,1\nLee,A,orr,7,40,0\n")) == []
    assert len(messages(review(f"{header}Lee,A,cr,9,40,0\nLee,A,orr,7,40,0\n"))) == 1


@pytest.mark.parametrize("counts", [(5, 20, 6, 40), (6, 20, 6, 40), (8, 30, 9, 60), (4, 9, 5, 90)])
def test_the_share_is_judged_by_the_hypergeometric_tail(counts: tuple[int, int, int, int]) -> None:
    events, total, wide_events, wide_total = counts
    ways = sum(
        math.comb(wide_events, x) * math.comb(wide_total - wide_events, total - x)
        for x in range(events, min(wide_events, total) + 1)
    )
    assert _larger_share(*counts) == (100 * ways < math.comb(wide_total, total))
