"""Rows of one study stand together, and those that cannot be compared are left out."""

from __future__ import annotations

from collections.abc import Callable

from rechallenge.studies import StudyData
from rechallenge.studies.checks.compared import (
    Compared,
    countable,
    identified,
    indices_by,
    repeated,
)

TABLE = """study,arm,outcome,events,total
Lee 2020,A,ORR,3,20
Kim 2021,A,orr,4,30
Lee 2020,B,orr,5,20
Cho 2022,,orr,6
Kim 2021,B,orr,x,30
Kim 2021,C,orr,9,8
Ito 2017,,orr,1,9
"""


def compared(review: Callable[..., StudyData]) -> Compared:
    return Compared.of(review(TABLE).rows)


def test_rows_stand_study_by_study_without_loose_ones(review: Callable[..., StudyData]) -> None:
    rows = compared(review)
    assert [row.line for row in rows] == [2, 4, 3, 6, 7, 8]
    assert rows.names() == ["Lee 2020"] * 2 + ["Kim 2021"] * 3 + ["Ito 2017"]
    assert rows.identifiers()[-1] == "ito-2017"
    assert rows.folded("outcome") == ["orr"] * 6
    assert rows.counts("events") == [3, 5, 4, 0, 9, 1]
    assert rows.numbers("events")[3] is None
    assert list(rows.several()) == [range(2), range(2, 5)]
    assert list(rows.firsts()) == [0, 2, 5]
    assert rows[1:3] == tuple(rows.rows_at([1, 2]))
    assert rows.doubted() == {3: ("events",)}
    assert rows.placed()(4) == (rows[4].file, 7, "Kim 2021")


def test_rows_with_impossible_counts_are_not_countable(review: Callable[..., StudyData]) -> None:
    rows = compared(review)
    assert [row.line for row in countable(rows)] == [2, 4, 3, 8]
    assert [row.line for row in identified(rows, blank=[0, 5])] == [4, 3, 6, 7]
    assert rows.without([]) is rows


def test_a_file_with_swapped_columns_is_not_countable(review: Callable[..., StudyData]) -> None:
    swapped = "study,responders,total\nA,20,3\nB,30,4\nC,5,5\n"
    rows = review({"a.csv": swapped, "b.csv": "study,responders,total\nD,1,2\nE,3,2\n"}).rows
    assert [row.study for row in countable(Compared.of(rows))] == ["D"]


def test_studies_of_one_row_each_have_nothing_within(review: Callable[..., StudyData]) -> None:
    rows = Compared.of(review("study,responders,total\nA,1,3\nB,2,4\n").rows)
    assert list(rows.several()) == []
    assert list(rows.firsts()) == [0, 1]


def test_indices_are_grouped_in_order() -> None:
    groups = indices_by(["b", "a", "b"])
    assert {key: list(found) for key, found in groups.items()} == {"b": [0, 2], "a": [1]}
    assert list(groups) == ["b", "a"]


def test_only_shared_keys_are_repeated() -> None:
    def keyed(names: str) -> dict[str, list[int]]:
        return repeated(lambda: ((at, name.lower()) for at, name in enumerate(names.split())))

    assert keyed("Lee Kim LEE Cho kim lee") == {"lee": [0, 2, 5], "kim": [1, 4]}
    assert keyed("Lee Kim") == {}
