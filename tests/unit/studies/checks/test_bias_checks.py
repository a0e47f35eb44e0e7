"""Judgements of the risk of bias in study files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rechallenge.studies import StudyData
from rechallenge.studies.judgements import BiasSource

Review = Callable[..., StudyData]

ROBINS = (
    "confounding", "selection", "classification", "deviations", "missing", "measurement",
    "reporting", "overall",
)  # fmt: skip
HEADER = "study,arm,outcome,events,total," + ",".join(f"rob_{key}" for key in ROBINS)
SOUND = "Moderate,Low,Low,Low,Serious,Low,NI,Serious"


def messages(data: StudyData, *codes: str) -> list[str]:
    wanted = codes or ("W123", "W124", "N124", "W125", "W126", "W313", "W307")
    return [f.message for f in data.findings if f.code in wanted]


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def test_sound_judgements_are_silent(review: Review) -> None:
    data = review(table(f"A 2020,,orr,3,20,{SOUND}", f"B 2021,,orr,4,31,{SOUND.lower()}"))
    assert messages(data) == []
    assert data.rows[0].cells["rob_confounding"] == "Moderate"


def test_a_slip_gets_its_word_and_a_word_of_another_tool_the_list(review: Review) -> None:
    data = review(
        table(
            f"A 2020,,orr,3,20,{SOUND.replace('Moderate', 'Modrate')}",
            f"B 2021,,orr,4,31,{SOUND.replace('Moderate', 'High')}",
        )
    )
    assert messages(data) == [
        "data/orr.csv, row 2 (study “A 2020”), column “rob_confounding”: “Modrate” is no judgement "
        "of ROBINS-I (2016) and counts as none; did you mean “Moderate”? It knows Low, Moderate, "
        "Serious, Critical and No information. [W123]",
        "data/orr.csv, row 3 (study “B 2021”), column “rob_confounding”: “High” is no judgement of "
        "ROBINS-I (2016) and counts as none; write one of its own: Low, Moderate, Serious, "
        "Critical and No information. [W123]",
    ]


def test_without_a_tool_only_slips_of_common_words_are_told(review: Review) -> None:
    header = "study,events,total,rob_stars"
    rows = ["A 2020,3,20,three", "B 2021,4,31,Hihg", "C 2022,5,33,low", "D 2023,5,34,Low risk"]
    data = review(table(*rows, header=header), bias=BiasSource("generic"))
    assert messages(data) == [
        "data/orr.csv, row 3 (study “B 2021”), column “rob_stars”: “Hihg” resembles “High” and is "
        "shown as a level of its own; correct it, or accept this warning if it is another level. "
        "[W123]"
    ]


def test_headers_are_read_in_any_case(review: Review) -> None:
    data = review(table("A 2020,3,20,Low", header="study,events,total,ROB Overall"))
    assert data.rows[0].cells["rob_overall"] == "Low"


def test_other_headers_may_be_mapped(review: Review) -> None:
    data = review(
        table("A 2020,3,20,low", header="study,events,total,Quality"),
        columns={"rob_overall": "Quality"},
    )
    assert data.rows[0].cells["rob_overall"] == "low"


def test_a_study_is_no_better_than_its_worst_domain(review: Review) -> None:
    better = SOUND.removesuffix("Serious") + "Moderate"
    data = review(table(f"A 2020,,orr,3,20,{better}"))
    assert messages(data) == [
        "data/orr.csv, row 2 (study “A 2020”), column “rob_overall”: “Moderate” as a whole, but "
        "“Serious” in “rob_missing”; ROBINS-I (2016) judges a study no better than its worst "
        "domain, so correct one of the two. [W126]"
    ]


@pytest.mark.parametrize("overall", ["Low", "Low (except confounding)"])
def test_a_reservation_about_confounding_leaves_a_study_low(review: Review, overall: str) -> None:
    keys = ("confounding", "classification", "selection", "missing", "measurement", "reporting")
    header = "study,events,total," + ",".join(f"rob_{key}" for key in (*keys, "overall"))
    row = f"A 2020,3,20,Low except confounding,Low,Low,Low,Low,Low,{overall}"
    assert messages(review(table(row, header=header))) == []


def test_arms_may_be_judged_apart_but_this_is_told(review: Review) -> None:
    other = SOUND.replace("Moderate", "Low")
    data = review(
        table(
            f"A 2020,x,orr,3,20,{SOUND}",
            f"A 2020,y,orr,4,31,{other}",
            f"A 2020,x,cr,1,20,{other}",
            "B 2021,x,orr,5,33,,,,,,,,",
            f"B 2021,y,orr,5,30,{SOUND}",
        )
    )
    assert messages(data) == [
        "data/orr.csv, rows 2, 3 (study “A 2020”), column “rob_confounding”: rows of one study and "
        "outcome are judged apart: “Moderate” in row 2 but “Low” in row 3; write the same in all "
        "of them, unless the arms differ in their risk of bias. [W313]"
    ]
    assert data.errors == ()


def test_no_judgement_is_checked_where_none_is_shown(review: Review) -> None:
    data = review(table("A 2020,,orr,3,20,x,x,x,x,x,x,x,x"), bias=BiasSource("none"))
    assert messages(data) == []


def test_files_may_differ_in_their_columns(review: Review) -> None:
    data = review(
        {
            "a.csv": table(f"A 2020,,orr,3,20,{SOUND}"),
            "b.csv": table("B 2021,4,31,5", header="study,responders,total,note"),
        }
    )
    assert messages(data) == []


def test_the_points_of_minors_add_up(review: Review) -> None:
    items = ("aim", "consecutive", "prospective", "endpoints", "assessment", "followup", "loss")
    header = "study,events,total," + ",".join(f"rob_{i}" for i in (*items, "study_size", "overall"))
    data = review(
        table(
            "A 2020,3,20,2,2,2,2,0,1,1,0,10",
            "B 2021,4,31,2,2,2,2,0,1,1,0,11",
            "C 2022,5,33,2,2,2,2,0,1,,0,9",
            "D 2023,5,34,3,2,2,2,0,1,1,0,11",
            header=header,
        )
    )
    assert messages(data) == [
        "data/orr.csv, row 3 (study “B 2021”), column “rob_overall”: the total is 11, but the 8 "
        "items add up to 10; correct the total or an item. [W125]",
        "data/orr.csv, row 5 (study “D 2023”), column “rob_aim”: “3” is no judgement of MINORS and "
        "counts as none; write one of its own: 2, 1 and 0. [W123]",
    ]
