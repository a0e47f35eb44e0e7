"""Other counts that fit what a source prints: declared ones, and those the percentage allows."""

import pytest

from rechallenge.errors import DataError
from rechallenge.studies.recovery.readings import Reading, other_counts, read_readings
from rechallenge.studies.rows import Row


def row(events, total, **cells):
    numbers = {name: float(cells[name]) for name in ("percent", "ci_low", "ci_high", "ci_level")
               if name in cells}  # fmt: skip
    return Row(
        file="a.csv", line=2, cells=cells, numbers=numbers, study_id="lee", study="Lee",
        arm="A", outcome="orr", events=events, total=total,
    )  # fmt: skip


def read(tmp_path, text, rows):
    (tmp_path / "readings.csv").write_text(text, encoding="utf-8")
    return read_readings("readings.csv", root=tmp_path, rows=rows)


def test_declared_readings_belong_to_their_row(tmp_path):
    mine = row(12, 30)
    found = read(tmp_path, "study_id,arm,outcome,events,total\nlee,A,orr,2,5\n", [mine])
    assert [(r.events, r.total, r.place) for r in found] == [(2, 5, "readings.csv, row 2")]
    assert other_counts(mine, found) == ((2, 5),)
    assert other_counts(row(12, 30), [Reading("lee", "B", "orr", 2, 5)]) == ()


def test_no_file_is_no_reading(tmp_path):
    assert read_readings(None, root=tmp_path, rows=[]) == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("lee,A,orr,7,5", "“7” of “5” are no counts"),
        ("lee,A,orr,two,5", "“two” of “5” are no counts"),
        ("lee,A,orr,0,0", "“0” of “0” are no counts"),
        ("kim,A,orr,1,5", "no study file has a row with study_id “kim”"),
        ("lee,B,orr,1,5", "no study file has a row with arm “B” and outcome “orr” in study_id"),
    ],
)
def test_what_fits_no_row_is_located(tmp_path, line, told):
    with pytest.raises(DataError) as caught:
        read(tmp_path, f"study_id,arm,outcome,events,total\n{line}\n", [row(12, 30)])
    (message,) = caught.value.messages
    assert message.startswith("readings.csv, row 2: ")
    assert told in message


def test_every_problem_is_told_in_one_pass(tmp_path):
    text = "study_id,arm,outcome,events,total\nlee,A,orr,9,5\nlee,A,orr,1,5\nkim,A,orr,1,5\n"
    with pytest.raises(DataError) as caught:
        read(tmp_path, text, [row(12, 30)])
    assert [message.split(":")[0] for message in caught.value.messages] == [
        "readings.csv, row 2",
        "readings.csv, row 4",
    ]


def test_the_whole_numbers_that_round_to_the_printed_percentage():
    # 25/111 = 22.5225 % and 26/111 = 23.4234 % both print as 23 %.
    assert other_counts(row(26, 111, percent="23", count_source="derived"), []) == ((25, 111),)
    # With one decimal only one count is left.
    assert other_counts(row(26, 111, percent="23.4", count_source="derived"), []) == ()
    # A printed count has no other reading.
    assert other_counts(row(26, 111, percent="23", count_source="reported"), []) == ()


def test_a_printed_interval_narrows_the_readings():
    # Exact 95 % limits: 25/111 from 15.1 to 31.4, 26/111 from 15.9 to 32.4 (R, binom.test).
    printed = {"percent": "23", "count_source": "derived", "ci_low": "16", "ci_high": "32"}
    assert other_counts(row(26, 111, **printed), []) == ()
