"""Totals at the end of a table, which are no studies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rechallenge.studies import StudyData

Review = Callable[..., StudyData]
ROWS = "study,outcome,responders,total\nLee 2020,orr,3,20\nKim 2021,orr,4,30\nCho 2022,orr,5,41\n"


def messages(data: StudyData) -> list[str]:
    return [f.message for f in data.findings if f.code in {"E304", "W304"}]


def test_the_sum_of_all_studies_is_an_error(review: Review) -> None:
    data = review(f"{ROWS}Total,orr,12,91\n")
    assert messages(data) == [
        "data/orr.csv, row 5 (study “Total”), column “study”: “Total” 12/91 is the sum of the 3 "
        "rows of studies (rows 2–4); delete this row, or every patient counts twice. [E304]"
    ]
    assert [row.sound for row in data.rows] == [True, True, True, False]


@pytest.mark.parametrize(
    "name", ["Total", "ALL STUDIES", "Sum", "Grand total", "Overall", "Pooled"]
)
def test_names_of_totals(review: Review, name: str) -> None:
    assert len(messages(review(f"{ROWS}{name},orr,12,91\n"))) == 1


def test_a_total_of_other_studies_is_a_warning(review: Review) -> None:
    data = review(f"{ROWS}Total,orr,13,99\n")
    assert messages(data) == [
        "data/orr.csv, row 5 (study “Total”), column “study”: “Total” 13/99 is named like a total "
        "of the 3 rows of studies (rows 2–4); delete this row if it is no study, or patients may "
        "count twice. [W304]"
    ]
    assert data.errors == ()


def test_a_total_of_one_study_is_that_study_again(review: Review) -> None:
    data = review("study,responders,total\nLee 2020,3,20\nTotal,3,20\n")
    (message,) = messages(data)
    assert "“Total” 3/20 is the sum of the only study (row 2); delete this row" in message


def test_the_outcome_of_a_total_may_be_blank(review: Review) -> None:
    assert len(messages(review(f"{ROWS}Total,,12,91\n"))) == 1


def test_each_outcome_has_its_own_total(review: Review) -> None:
    data = review(f"{ROWS}Lee 2020,dcr,9,20\nKim 2021,dcr,9,30\nTotal,orr,12,91\nTotal,dcr,18,50\n")
    assert len(messages(data)) == 2


@pytest.mark.parametrize(
    "row",
    ["Total,orr,3,25", "Totalsson 2020,orr,12,91", "Total body irradiation,orr,12,91"],
    ids=["smaller than a study", "a surname", "other words"],
)
def test_other_rows_are_fine(review: Review, row: str) -> None:
    assert messages(review(f"{ROWS}{row}\n")) == []


def test_a_total_that_is_not_pooled_is_fine(review: Review) -> None:
    header, *rows = ROWS.splitlines()
    lines = [f"{header},include", *(f"{row},1" for row in rows), "Total,orr,12,91,0"]
    assert messages(review("\n".join(lines))) == []


def test_a_file_of_one_study_may_be_called_total(review: Review) -> None:
    files = {
        f"{name}.csv": f"responders,total\n{counts}\n"
        for name, counts in (("total", "7,50"), ("lee", "3,20"), ("kim", "4,30"))
    }
    assert messages(review(files)) == []
