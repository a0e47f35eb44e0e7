"""The printed interval of a row against its counts, each check with a twin that passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rechallenge.studies import Finding, StudyData

Review = Callable[..., StudyData]
HEADER = "study,responders,total,percent,ci_low,ci_high,ci_level"


def findings(review: Review, cells: str) -> tuple[Finding, ...]:
    return review(f"{HEADER}\nLee 2020,{cells}\n").findings


def only(review: Review, cells: str) -> Finding:
    (finding,) = findings(review, cells)
    return finding


# Limits of 7/38 at 95 %: exact 7.74-34.33, Wilson 9.2-33.4, Wald 6.1-30.7, Agresti-Coull 8.9-33.7.
@pytest.mark.parametrize(
    "cells",
    [
        "7,38,18,8,34,",
        "7,38,18,7.7,34.3,95",
        "7,38,18,9.2,33.4,",
        "7,38,18,6.1,30.7,",
        "7,38,18,8.9,33.7,",
        "19,69,28,19,38,90",
        "0,9,0,0,33.6,",
        "0,9,0,0,28.3,",  # one-sided
        "9,9,100,66.4,100,",
        "1,294,0.34,0.01,1.9,",
        "7,38,18,8 %,34 %,95 %",
        "7,38,18,8,,",
    ],
)
def test_intervals_that_agree_are_silent(review: Review, cells: str) -> None:
    assert findings(review, cells) == ()


def test_an_interval_of_another_total(review: Review) -> None:
    # 12/37: 18.0-49.8, 12/40: 16.6-46.5.
    assert only(review, "12,40,30,18.0,49.8,").message == (
        "data/orr.csv, row 2 (study “Lee 2020”), column “ci_low”: “18.0–49.8” fits 12/37 "
        "(Clopper–Pearson, 95 %), not 12/40; correct the total or the limits, or note that 37 "
        "patients were evaluable. [W209]"
    )
    larger = only(review, "12,37,32.4,16.6,46.5,")
    assert larger.problem == "“16.6–46.5” fits 12/40 (Clopper–Pearson, 95 %), not 12/37"
    assert larger.remedy == "correct the total or the limits"


def test_an_interval_of_another_level(review: Review) -> None:
    finding = only(review, "19,69,28,19,38,")
    assert finding.code == "W209"
    assert finding.problem == (
        "“19–38” fits 19/69 at the 90 % level only (Clopper–Pearson), not at 95 %, which is "
        "assumed where none is written"
    )
    assert finding.remedy == "write 90 in “ci_level”, or correct the limits"
    assert only(review, "19,69,28,19,38,95").problem == (
        "“19–38” fits 19/69 at the 90 % level only (Clopper–Pearson), not at 95 %"
    )
    assert "95 % level only" in only(review, "7,38,18,8,34,90").problem


def test_an_interval_of_another_count(review: Review) -> None:
    finding = only(review, "1,294,,29,40,")
    assert "fits 100/294" in finding.problem
    assert finding.remedy == "correct the count or the limits"


def test_an_interval_of_nothing_is_told_with_what_was_expected(review: Review) -> None:
    finding = only(review, "12,40,30,1,2,")
    assert finding.problem == (
        "“1–2” is no 95 % interval of 12/40: 17–47 (Clopper–Pearson), 18–45 (Wilson), 16–44 "
        "(Wald), 18–46 (Agresti–Coull)"
    )
    assert finding.remedy == "check the limits, their level and the counts"


def test_limits_the_wrong_way_round(review: Review) -> None:
    finding = only(review, "7,38,18,34,8,")
    assert finding.code == "W209"
    assert finding.problem == "the lower limit “34” lies above the upper limit “8”"


def test_limits_cut_off_are_a_note(review: Review) -> None:
    finding = only(review, "8,46,17,7,31,")
    assert (finding.code, finding.level) == ("N215", "note")
    assert finding.problem == (
        "“7–31” is the interval of 8/46 cut off, not rounded (Clopper–Pearson, 95 %)"
    )


@pytest.mark.parametrize(
    ("cells", "column", "problem", "remedy"),
    [
        (
            "7,38,18,0.08,0.34,",
            "ci_low",
            "“0.08–0.34” beside 18.4 per cent are fractions",
            "write 8 and 34 (per cent)",
        ),
        (
            ",38,18,0.08,0.34,",
            "ci_low",
            "“0.08–0.34” beside 18 per cent are fractions",
            "write 8 and 34 (per cent)",
        ),
        (
            "7,38,18,8,0.34,",
            "ci_high",
            "“0.34” beside 18.4 per cent is a fraction",
            "write 34 (per cent)",
        ),
        (
            "7,38,18,0.08,34,",
            "ci_low",
            "“0.08” beside the upper limit “34” is a fraction",
            "write 8 (per cent)",
        ),
    ],
)
def test_limits_typed_as_fractions(
    review: Review, cells: str, column: str, problem: str, remedy: str
) -> None:
    finding = only(review, cells)
    assert (finding.code, finding.column) == ("E206", column)
    assert (finding.problem, finding.remedy) == (problem, remedy)


def test_fractions_everywhere_are_told_for_each_column(review: Review) -> None:
    found = findings(review, "7,38,0.18,0.08,0.34,")
    assert [(f.code, f.column) for f in found] == [("E206", "ci_low"), ("E206", "percent")]


def test_true_small_limits_are_spared(review: Review) -> None:
    # 3/1000 = 0.3 %, exact interval 0.06-0.87.
    assert findings(review, "3,1000,0.3,0.06,0.87,") == ()


def test_a_faulty_limit_is_not_compared(review: Review) -> None:
    assert [f.code for f in findings(review, "7,38,18,about 1,2,")] == ["E114"]
    assert [f.code for f in findings(review, "7,38,18,1,2,0.95")] == ["E114"]
