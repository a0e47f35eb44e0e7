"""Rows kept column by column say in their columns what they say one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rechallenge.studies import StudyData
from rechallenge.studies.stored import Rows

# Plain rows, and those that stand apart: a repaired count, a recovered count, a row without
# numbers, a loose row, a torn row, and rows whose blanks are filled from others of their study.
FIRST = """study_id,study,year,arm,outcome,events,total,percent,include,cancer,notes
lee,Lee 2020,2020,A,orr,3,20,15,1,melanoma,
lee,Lee 2020,2020,B,orr,"1 234",5000,,1,,x
,Kim 2021,2021,,orr,,38,34.2%,1,melanoma,"a, b"
,Kim 2021,2021,,dcr,NR,38,,0,melanoma,
,Cho 2022,20222,,dcr,4,9,,yes,NSCLC,
Park 2019,2019,,dcr,4,9,,1,NSCLC,
,"Seo 2018,2018,,dcr,4,9,,1,NSCLC,
"""
SECOND = """study;outcome;responders;total;percent
Lee 2020;dcr;7;38;18,4
Ito 2017;orr;0;12;0,0
"""
COLUMNS = ("study_id", "study", "year", "arm", "outcome", "percent", "cancer", "notes", "no such")


@pytest.fixture
def data(review: Callable[..., StudyData]) -> StudyData:
    return review({"a.csv": FIRST, "b.csv": SECOND})


def test_columns_say_what_rows_say(data: StudyData) -> None:
    rows = data.rows
    each = list(rows)
    assert len(rows) == len(each) == 9
    for name in COLUMNS:
        assert rows.cells(name) == [row.cells.get(name, "") for row in each]
    assert rows.studies() == [row.study for row in each]
    assert rows.identifiers() == [row.study_id for row in each]
    assert rows.outcomes() == [row.outcome for row in each]
    assert rows.counts("events") == [row.events for row in each]
    assert rows.counts("total") == [row.total for row in each]
    assert rows.counts("year") == [row.year for row in each]
    assert rows.included() == [row.include for row in each]
    assert [rows.place(at) for at in range(9)] == [(row.file, row.line) for row in each]


def test_rows_are_typed_wherever_they_are_kept(data: StudyData) -> None:
    counts = [(row.file, row.line, row.study, row.events, row.total) for row in data.rows]
    assert counts == [
        ("data/a.csv", 2, "Lee 2020", 3, 20),
        ("data/a.csv", 3, "Lee 2020", 1234, 5000),
        ("data/a.csv", 4, "Kim 2021", 13, 38),
        ("data/a.csv", 5, "Kim 2021", None, 38),
        ("data/a.csv", 6, "Cho 2022", 4, 9),
        ("data/a.csv", 7, "", None, None),
        ("data/a.csv", 8, "", None, None),
        ("data/b.csv", 2, "Lee 2020", 7, 38),
        ("data/b.csv", 3, "Ito 2017", 0, 12),
    ]
    assert [row.study_id for row in data.rows if row.study == "Lee 2020"] == [
        *("lee", "lee", "lee-2020"),
    ]
    assert data.rows[7].cells["percent"] == "18.4"
    assert data.rows[7].numbers == {"percent": 18.4}
    assert data.rows[1].cells["cancer"] == "melanoma"


def test_rows_behave_like_a_tuple(data: StudyData) -> None:
    rows = data.rows
    assert rows == tuple(rows)
    assert rows != tuple(rows)[:-1]
    assert rows[-1] == rows[8]
    assert rows[2:4] == (rows[2], rows[3])
    assert not Rows()
    with pytest.raises(IndexError):
        rows[9]


def test_rows_are_found_by_their_place(data: StudyData) -> None:
    places = [("data/a.csv", 2), ("data/b.csv", 3), ("data/a.csv", 1), ("data/c.csv", 2)]
    assert data.rows.positions(places) == {("data/a.csv", 2): 0, ("data/b.csv", 3): 8}


def test_some_rows_are_changed_and_the_others_are_not(data: StudyData) -> None:
    rows = data.rows
    new = replace(rows[8], arm="C", events=5)
    changed = rows.changed({8: new})
    assert changed[8] == new
    assert changed.counts("events")[8] == 5
    assert rows.counts("events")[8] == 0
    assert changed[:8] == rows[:8]


def test_all_rows_of_a_file_become_unsound(data: StudyData) -> None:
    assert [row.sound for row in data.rows] == [True] * 4 + [False] * 3 + [True] * 2
    assert [row.sound for row in data.rows.unsound(["data/b.csv"])][-2:] == [False, False]
    assert not any(row.sound for row in data.rows.unsound(["data/a.csv", "data/b.csv"]))
