"""The percentage of a row against its counts, each check with a twin that passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rechallenge.studies import Finding, StudyData

Review = Callable[..., StudyData]


def findings(review: Review, cells: str, *, header: str = "percent") -> tuple[Finding, ...]:
    return review(f"study,responders,total,{header}\nLee 2020,{cells}\n").findings


def only(review: Review, cells: str, *, header: str = "percent") -> Finding:
    (finding,) = findings(review, cells, header=header)
    return finding


@pytest.mark.parametrize(
    "cells",
    [
        "25,58,43",  # 43.1
        "43,100,43",  # the events equal the percentage and are right
        "10,16,63",  # 62.5, half-up
        "10,16,62",  # 62.5, half-even
        "1,294,0.34",
        "130,199,65.3266331658292",  # 100 * 130/199 in binary, in the 15 digits of Excel
        "130,199,65.32663316582915",
        "14,34,41.2",
        "0,20,0",
        "20,20,100",
        "1,1,100.0",
        "7,38,18 %",
        "7,38,",
    ],
)
def test_percentages_that_agree_are_silent(review: Review, cells: str) -> None:
    assert findings(review, cells) == ()


def test_a_percentage_typed_as_count(review: Review) -> None:
    assert only(review, "43,58,43").message == (
        "data/orr.csv, row 2 (study “Lee 2020”), column “responders”: 43 events equal the "
        "percentage “43” while the total is 58; 43 % of 58 is 25, so check which was meant. [W205]"
    )
    assert only(review, "12,90,12.0").code == "W205"


def test_a_fraction_for_a_percentage(review: Review) -> None:
    data = review("study,responders,total,percent\nLee 2020,20,58,0.34\n")
    (finding,) = data.findings
    assert finding.message == (
        "data/orr.csv, row 2 (study “Lee 2020”), column “percent”: “0.34” beside 20/58 = 34.483 % "
        "is a fraction; write 34 (per cent). [E206]"
    )
    assert data.rows[0].unusable == ("percent",)
    assert not data.rows[0].sound
    assert only(review, "20,58,0.3").remedy == "write 30 (per cent)"
    assert only(review, "9,9,1").remedy == "write 100 (per cent)"


@pytest.mark.parametrize(
    ("cells", "about"),
    [
        ("53,303,0.18", "17.5"),  # 17.492, printed 17.5, typed 0.175, shown 0.18
        ("7,52,0.14", "13.5"),  # 13.462
    ],
)
def test_a_fraction_of_a_rounded_percentage(review: Review, cells: str, about: str) -> None:
    finding = only(review, cells)
    assert (finding.code, finding.column) == ("E206", "percent")
    assert finding.problem.endswith("is a fraction of a rounded percentage")
    assert finding.remedy == f"write the percentage as it is printed, about {about}"
    assert only(review, "53,303,0.19").code == "W207"


def test_one_event_that_equals_the_percentage_is_told_in_the_singular(review: Review) -> None:
    problem = only(review, "1,752,1").problem
    assert problem == "1 event equals the percentage “1” while the total is 752"


def test_a_hundredfold_percentage(review: Review) -> None:
    finding = only(review, "1,294,34")
    assert (finding.code, finding.column) == ("E206", "percent")
    assert finding.problem == "“34” is a hundredfold of 1/294 = 0.340 %"
    assert finding.remedy == "write 0.34 (per cent)"


def test_an_impossible_percentage(review: Review) -> None:
    assert only(review, "14,34,41.3").message == (
        "data/orr.csv, row 2 (study “Lee 2020”), column “percent”: “41.3” per cent is impossible "
        "with 34 patients: 14/34 = 41.18 %, 15/34 = 44.12 %, and the nearest total that fits is 46 "
        "(19/46); check the count, and whether the total was the evaluable patients. [W207]"
    )
    assert "patients: 30/34 = 88.24 %, 14/34 = 41.18 %" in only(review, "30,34,41.3").problem


def test_a_percentage_of_another_total(review: Review) -> None:
    assert only(review, "12,40,32.4").message == (
        "data/orr.csv, row 2 (study “Lee 2020”), column “percent”: 12/40 = 30.00 %, but “32.4” is "
        "printed, which fits 12/37; check whether the total was 37 evaluable patients, or correct "
        "the percentage. [W208]"
    )
    larger = only(review, "5,38,10")
    assert larger.problem == (
        "5/38 = 13.2 %, but “10” is printed, which fits 5/48 (any total from 48 to 52 would)"
    )
    assert larger.remedy == "check whether the total was 48 patients, or correct the percentage"


def test_a_percentage_of_another_count(review: Review) -> None:
    finding = only(review, "12,40,32.5")
    assert finding.code == "W208"
    assert finding.problem == "12/40 = 30.00 %, but “32.5” is printed, which fits 13/40"
    assert only(review, "3,40,0").problem == "3/40 = 7.5 %, but “0” is printed, which fits 0/40"
    assert "43/351 (any count from 41 to 43 would)" in only(review, "99,351,12").problem


def test_the_interval_chooses_the_total_and_is_no_second_finding(review: Review) -> None:
    # 12/37 has the exact interval 18.0-49.8, 5/50 has 3.3-21.8.
    header = "percent,ci_low,ci_high"
    finding = only(review, "12,40,32.4,18.0,49.8", header=header)
    assert finding.code == "W208"
    assert finding.problem == (
        "12/40 = 30.00 %, but “32.4” is printed, which fits 12/37, as does the printed interval "
        "18.0–49.8"
    )
    assert only(review, "5,38,10,3.3,21.8", header=header).problem == (
        "5/38 = 13.2 %, but “10” is printed, which fits 5/50, as does the printed interval 3.3–21.8"
    )
    assert only(review, "12,40,33,1,2", header=header).problem == (
        "12/40 = 30.0 %, but “33” is printed, which fits 12/36"
    )


def test_a_percentage_cut_off_is_a_note(review: Review) -> None:
    finding = only(review, "2,3,66")
    assert (finding.code, finding.level, finding.column) == ("N215", "note", "percent")
    assert finding.problem == "“66” is 2/3 = 66.7 % cut off, not rounded"
    assert only(review, "66,99,66").code == "N215"


def test_impossible_counts_are_not_told_twice(review: Review) -> None:
    codes = [f.code for f in findings(review, "19,17,30\nKim 2021,3,20,15")]
    assert codes == ["E203"]


def test_an_unusable_percentage_is_not_compared(review: Review) -> None:
    assert [f.code for f in findings(review, "7,38,about 18")] == ["E114"]
