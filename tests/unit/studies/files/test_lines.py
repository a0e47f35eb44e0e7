"""Lines kept column by column are the lines that were given."""

from __future__ import annotations

import pytest

from rechallenge.studies.files.lines import Line, Lines, Torn

RECORDS = [
    ["study", "events", "total"],
    ["Lee 2020", " 3", "20"],
    ["Kim, A", "4"],
    [],
    ["", " ", ""],
    Torn(['"Cho', "5", "40"]),
    ["Lee 2020", "3 ", "25"],
    ["", "", "", ""],
]
LINES = [
    Line(1, ("study", "events", "total")),
    Line(2, ("Lee 2020", "3", "20")),
    Line(3, ("Kim, A", "4")),
    Line(4, ("", "", "")),
    Line(5, ("", "", "")),
    Line(6, ('"Cho', "5", "40"), torn=True),
    Line(7, ("Lee 2020", "3", "25")),
    Line(8, ("", "", "", "")),
]


def test_lines_are_given_back_with_their_cells_stripped() -> None:
    lines = Lines.of(RECORDS)
    assert list(lines) == LINES
    assert len(lines) == 8
    assert lines[-2] == LINES[-2]
    with pytest.raises(IndexError):
        lines[8]


def test_texts_that_differ_in_blanks_at_their_ends_are_kept_once() -> None:
    events = Lines.of(RECORDS).columns[1]
    assert sorted(events.distinct) == ["", "3", "events"]
    assert list(events[1:2]) == ["3"]


def test_parts_keep_numbers_and_odd_lines() -> None:
    lines = Lines.of(RECORDS)
    assert list(lines[2:6]) == LINES[2:6]
    assert list(lines.at([1, 2, 5])) == [LINES[1], LINES[2], LINES[5]]
    assert lines.blank() == [3, 4, 7]
    kept = lines.without(lines.blank())
    assert [line.number for line in kept] == [1, 2, 3, 6, 7]
    assert list(kept[2:4]) == [LINES[2], LINES[5]]


def test_own_numbers_are_kept() -> None:
    lines = Lines.of([("a", "b"), ("c",), ("d", "e")], numbers=[2, 5, 9])
    assert list(lines) == [Line(2, ("a", "b")), Line(5, ("c",)), Line(9, ("d", "e"))]


def test_filled_cells_are_counted_in_every_line() -> None:
    assert Lines.of(RECORDS).filled() == {0: 5, 1: 5, 2: 4}


def test_lines_are_found_by_a_text_in_a_column() -> None:
    lines = Lines.of(RECORDS)
    names, totals = lines.columns[0], lines.columns[2]
    lee, large = names.distinct.index("Lee 2020"), totals.distinct.index("25")
    assert lines.holding([(0, lee)]) == {1, 6}
    assert lines.holding([(2, large)]) == {6}
    assert lines.holding([]) == set()


def test_blank_lines_alone_are_blank() -> None:
    assert Lines.of([[], [], []]).blank() == [0, 1, 2]
    assert len(Lines.of([])) == 0


@pytest.mark.parametrize("texts", [200, 300, 70_000])
def test_columns_of_many_texts_are_kept_whole(texts: int) -> None:
    lines = Lines.of([f"Study {number}"] for number in range(texts))
    assert list(lines.columns[0]) == [f"Study {number}" for number in range(texts)]
    assert lines[texts - 1] == Line(texts, (f"Study {texts - 1}",))


def test_texts_that_repeat_after_many_that_do_not_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rechallenge.studies.files.lines._MANY", 100)
    names = [f"Study {number}" for number in range(1000)] + ["Study 1", " ", " Study 2 "] * 400
    column = Lines.of([name] for name in names).columns[0]
    assert list(column) == [name.strip() for name in names]
    assert column.distinct[0] == ""
    assert column.filled == 1800
