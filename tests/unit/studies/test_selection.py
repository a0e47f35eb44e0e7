"""Which rows an analysis uses, and when it is blocked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from rechallenge.studies import Selection, StudyData, select

Review = Callable[..., StudyData]
TABLE = """study,arm,outcome,cancer,year,responders,total,include,notes
Lee 2020,,orr,melanoma,2020,3,20,1,
Lee 2020,,dcr,melanoma,2020,9,20,1,
Kim 2021,,orr,NSCLC,2021,4,30,1,
Cho 2022,,orr,melanoma,2022,5,40,0,superseded by Cho 2023
Park 2023,,orr,melanoma,2023,NR,25,1,
"""


def names(selection: Selection) -> list[str]:
    return [row.study for row in selection.pooled]


def with_row(row: str) -> str:
    return TABLE + row + "\n"


def test_rows_of_an_outcome_that_pass_the_filters_are_pooled(review: Review) -> None:
    selection = select(review(TABLE), outcome="orr", where={"cancer": ("melanoma", "NSCLC")})
    assert names(selection) == ["Lee 2020", "Kim 2021"]
    assert (selection.errors, selection.unknown) == ((), ())
    assert selection.files == ("data/orr.csv",)


def test_rows_that_are_not_pooled_are_shown_with_the_reason(review: Review) -> None:
    selection = select(review(TABLE), outcome="orr", where={})
    assert [(row.study, reason) for row, reason in selection.shown] == [
        ("Cho 2022", "superseded by Cho 2023"),
        ("Park 2023", "count given as “NR”"),
    ]
    plain = review("study,responders,total,include\nA,1,9,0\nB,,9,1\nC,1,,1\n")
    assert [reason for _, reason in select(plain, outcome=None, where={}).shown] == [
        "excluded in the data",
        "no count given",
        "no total given",
    ]


@pytest.mark.parametrize("both", [("0", "1"), ("no", "yes"), {"min": 0}])
def test_include_says_which_rows_are_pooled(review: Review, both: Any) -> None:
    data = review(TABLE)
    assert "Cho 2022" in names(select(data, outcome="orr", where={"include": both}))
    only = select(data, outcome="orr", where={"include": ("0",)})
    assert names(only) == ["Cho 2022"]
    assert len(only.shown) == 3


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"year": {"min": 2021}}, ["Kim 2021"]),
        ({"year": {"max": 2020}}, ["Lee 2020"]),
        ({"year": {"min": 2020, "max": 2021}}, ["Lee 2020", "Kim 2021"]),
        ({"year": ("2020.0",)}, ["Lee 2020"]),
        ({"total": {"min": 30}}, ["Kim 2021"]),
        ({"responders": {"max": 3}}, ["Lee 2020"]),
        ({"Cancer": (" NSCLC ",)}, ["Kim 2021"]),
        ({"study": ("Kim 2021",)}, ["Kim 2021"]),
        ({"study_id": ("kim-2021",)}, ["Kim 2021"]),
    ],
)
def test_conditions_compare_text_or_numbers(
    review: Review, where: Mapping[str, Any], expected: list[str]
) -> None:
    selection = select(review(TABLE), outcome="orr", where=where)
    assert names(selection) == expected
    assert selection.unknown == ()


def test_columns_of_ones_own_can_be_filters(review: Review) -> None:
    data = review("study,responders,total,Mean age\nA,1,9,61.5\nB,2,9,70\nC,3,9,\n")
    assert names(select(data, outcome=None, where={"Mean age": {"min": 65}})) == ["B"]
    assert names(select(data, outcome=None, where={"mean_age": ("61.50",)})) == ["A"]


@pytest.mark.parametrize("outcome", [None, "orr", "dcr"])
def test_rows_without_outcome_belong_to_the_only_one(review: Review, outcome: str | None) -> None:
    data = review("study,responders,total\nA,1,9\n")
    assert names(select(data, outcome=outcome, where={})) == ["A"]


def test_rows_without_outcome_do_not_pass_for_a_second_one(review: Review) -> None:
    data = review("study,outcome,responders,total\nA,orr,1,9\nB,,2,9\n")
    assert names(select(data, outcome="orr", where={})) == ["A", "B"]
    assert names(select(data, outcome="dcr", where={})) == []


def test_an_error_blocks_only_the_analyses_that_use_its_row(review: Review) -> None:
    data = review(with_row("Wu 2024,,orr,NSCLC,2024,50,30,1,"))
    blocked = select(data, outcome="orr", where={})
    assert [error.code for error in blocked.errors] == ["E203"]
    assert "Wu 2024" not in names(blocked)
    assert select(data, outcome="orr", where={"cancer": ("melanoma",)}).errors == ()
    assert select(data, outcome="dcr", where={}).errors == ()


def test_an_error_in_a_filter_cell_may_concern_the_analysis(review: Review) -> None:
    data = review(with_row("Wu 2024,,orr,NSCLC,20244,5,30,1,"))
    assert [f.code for f in select(data, outcome="orr", where={"year": {"min": 2024}}).errors] == [
        "E308"
    ]
    assert select(data, outcome="dcr", where={"year": {"min": 2024}}).errors == ()
    melanoma = {"year": {"min": 2000.0}, "cancer": ("melanoma",)}
    assert select(data, outcome="orr", where=melanoma).errors == ()


def test_rows_that_disagree_block_whichever_analysis_they_may_belong_to(review: Review) -> None:
    data = review(with_row("Kim 2021,B,orr,melanoma,2021,5,30,1,"))
    for cancer in ("melanoma", "NSCLC"):
        selection = select(data, outcome="orr", where={"cancer": (cancer,)})
        assert [error.code for error in selection.errors] == ["E310"]
    assert select(data, outcome="dcr", where={"cancer": ("melanoma",)}).errors == ()


def test_a_ragged_row_blocks_where_its_cells_could_match(review: Review) -> None:
    data = review(with_row("Wu, 2024,,orr,NSCLC,2024,5,30,1,"))
    assert [f.code for f in select(data, outcome="orr", where={}).errors] == ["E104"]
    assert [f.code for f in select(data, outcome="orr", where={"cancer": ("NSCLC",)}).errors] == [
        "E104"
    ]
    assert select(data, outcome="orr", where={"cancer": ("melanoma",)}).errors == ()
    assert select(data, outcome="dcr", where={}).errors == ()
    assert select(data, outcome="orr", where={"year": {"min": 2030}}).errors == ()


def test_a_value_cut_in_two_by_a_separator_may_still_match(review: Review) -> None:
    data = review(with_row("Wu, 2024,,orr,NSCLC,2024,5,30,1,"))
    selection = select(data, outcome="orr", where={"study": ("Wu, 2024",)})
    assert [error.code for error in selection.errors] == ["E104"]
    assert selection.unknown != ()


def test_a_ragged_row_without_an_outcome_column_blocks(review: Review) -> None:
    data = review("study,responders,total\nA,1,9\nSmith, 2021,2,9\n")
    assert [f.code for f in select(data, outcome="orr", where={}).errors] == ["E104"]


def test_an_error_of_the_file_blocks_the_analyses_of_its_rows(review: Review) -> None:
    data = review(
        {
            "a.csv": "study,outcome,responders,n\nLee 2020,orr,3,20\n",
            "b.csv": "study,outcome,responders,total\nKim 2021,dcr,4,30\n",
        }
    )
    assert [f.code for f in select(data, outcome="orr", where={}).errors] == ["E106"]
    dcr = select(data, outcome="dcr", where={})
    assert (dcr.errors, names(dcr)) == ((), ["Kim 2021"])


def test_a_file_that_cannot_be_read_blocks_every_analysis(review: Review) -> None:
    data = review({"a.csv": b"\x00", "b.csv": TABLE})
    for outcome in ("orr", "dcr"):
        assert [f.code for f in select(data, outcome=outcome, where={}).errors] == ["E101"]


def test_a_wrong_mapping_blocks_every_analysis(review: Review) -> None:
    data = review(TABLE, columns={"country": "Nation"})
    assert [f.code for f in select(data, outcome="dcr", where={}).errors] == ["E106"]


def test_an_unusable_include_may_concern_the_analysis(review: Review) -> None:
    data = review(with_row("Wu 2024,,orr,NSCLC,2024,5,30,2,"))
    assert [f.code for f in select(data, outcome="orr", where={}).errors] == ["E113"]


def test_what_no_file_has_is_told_with_what_is_meant(review: Review) -> None:
    data = review(TABLE)
    selection = select(
        data, outcome="ORR", where={"cancr": ("melanoma",), "cancer": ("Melanoma", "NSCLC")}
    )
    outcome, column, value = selection.unknown
    assert outcome.startswith("no row has the outcome “ORR”; did you mean “orr”? There are “dcr”")
    assert column.startswith("no file has a column “cancr”; did you mean “cancer”?")
    assert value == (
        "no row has “Melanoma” in the column “cancer”; did you mean “melanoma”? There are “NSCLC”, "
        "“melanoma”."
    )


def test_no_outcome_among_several_is_told(review: Review) -> None:
    assert select(review(TABLE), outcome=None, where={}).unknown == (
        "the data hold several outcomes (“dcr”, “orr”), so say which one is pooled.",
    )


def test_the_digest_changes_with_the_rows_used_and_no_others(review: Review) -> None:
    def digest(text: str) -> str:
        return select(review(text), outcome="orr", where={"cancer": ("melanoma",)}).digest

    before = digest(TABLE)
    assert len(before) == 64
    assert digest(TABLE) == before
    assert digest(TABLE.replace("dcr,melanoma,2020,9,20", "dcr,melanoma,2020,8,20")) == before
    assert digest(TABLE.replace("NSCLC,2021,4,30", "NSCLC,2021,5,30")) == before
    assert digest(TABLE.replace("orr,melanoma,2020,3,20", "orr,melanoma,2020,2,20")) != before
    assert digest(TABLE.replace("superseded by", "replaced by")) != before
    assert digest(TABLE.replace("year,", "Year,")) != before


def test_the_digest_sees_what_other_rows_fill_in(review: Review) -> None:
    def digest(year: str) -> str:
        text = f"study,outcome,year,responders,total\nA,dcr,{year},1,9\nA,orr,,1,9\n"
        return select(review(text), outcome="orr", where={}).digest

    assert digest("2020") != digest("2021")


def test_files_are_those_of_the_rows_used(review: Review) -> None:
    row = "study,outcome,responders,total\n{},{},1,9\n"
    files = {
        "c.csv": row.format("C", "orr"),
        "a.csv": row.format("A", "orr"),
        "b.csv": row.format("B", "dcr"),
    }
    assert select(review(files), outcome="orr", where={}).files == ("data/a.csv", "data/c.csv")
