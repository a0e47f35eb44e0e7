"""Rows are checked one by one: none vanishes, and hostile names stay what they are."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from rechallenge.sets.blocks import SetNames, blocks, by_chunk
from rechallenge.sets.cells import counts
from rechallenge.sets.scan import scan

NAMES = ["=1+1", "../../etc", "a\0", "a", "NaN", "null", "<b>", "x" * 5000, "q\"\n'", "Å"]


def all_blocks(table):
    known = SetNames()
    return list(blocks(table, known)), known.names


def test_sets_are_numbered_as_they_appear_and_their_rows_may_be_scattered(csv_table):
    table = csv_table([("b", "", "1", "9"), ("a", "", "2", "9"), (" b ", "", "3", "9")])
    (block,), names = all_blocks(table)
    assert names == ["b", "a"]
    assert block.sets.tolist() == [0, 1, 0]
    assert block.events.tolist() == [1, 2, 3]
    assert block.studies.to_pylist() == [None] * 3
    assert [(chunk, rows.tolist()) for chunk, rows in by_chunk(block, 1)] == [(0, [0, 2]), (1, [1])]


def test_hostile_names_are_sets_of_their_own(parquet_table):
    table = parquet_table({"set": NAMES, "events": [1] * 10, "total": [9] * 10})
    _, names = all_blocks(table)
    assert names == NAMES
    composed = parquet_table({"set": ["Å", "A\u030a"], "events": [1, 1], "total": [9, 9]})
    assert all_blocks(composed)[1] == ["Å"]


@pytest.mark.parametrize(
    ("events", "total", "words"),
    [
        ("10", "9", "column “events”: 10 events among 9 patients are impossible"),
        ("0", "0", "column “total”: a total of 0 gives no proportion"),
        ("", "9", "column “events”: the cell is blank; write a whole number, or delete the row."),
        ("1", "NR", "column “total”: “NR” is no count"),
        ("x", "9", "column “events”: “x” is not a whole number of 0 or more"),
        ("-1", "9", "column “events”: “-1” is not a whole number"),
        ("1.5", "9", "column “events”: “1.5” is not a whole number"),
        ("1,234", "9", "column “events”: “1,234” may be 1234 or 1.234; write 1234."),
        ("=A1", "9", "column “events”"),
        ("1" * 30, "9", "column “events”"),
    ],
)
def test_a_bad_row_is_named_and_has_no_counts(csv_table, events, total, words):
    table = csv_table([("s", "", "1", "9"), ("t", "", events, total)])
    (block,), _ = all_blocks(table)
    (bad,) = block.bad.values()
    assert bad.message(table).startswith("library.csv, row 3 (set “t”), ")
    assert words in bad.message(table)
    assert (block.events.tolist(), block.totals.tolist()) == ([1, -1], [9, -1])


def test_counts_in_every_type():
    for column in (
        pa.array([3, None]), pa.array([3.0, None]), pa.array(["3", ""]), pa.array(["3.0", None]),
        pa.array([3, None], pa.uint64()), pa.array([Decimal("3"), None]),
        pa.array(["3", None]).dictionary_encode(), pa.array([" 3", "  "]), pa.array(["٣", None]),
    ):  # fmt: skip
        values, faults = counts(column)
        assert values.tolist() == [3, -1], column.type
        assert list(faults) == [1]
    values, faults = counts(pa.array([np.nan, np.inf, 2.5, -1.0, 2e9, 2.0**62]))
    assert values.tolist() == [-1] * 6
    assert list(faults) == [0, 1, 2, 3, 4, 5]


def test_rows_keep_their_numbers_behind_blank_lines(csv_table):
    table = csv_table(b"set,events,total\na,1,9\n\n,,\nb,x,9\n\n")
    (block,), names = all_blocks(table)
    assert names == ["a", "b"]
    assert block.sets.size == 2
    assert block.bad[1].row == 5
    assert block.bad[1].brief == "row 5, events: “x” is not a whole number of 0 or more"


@pytest.mark.parametrize("empty", [None, np.nan])
def test_blank_rows_of_parquet_are_passed_over(parquet_table, empty):
    counts_ = pa.array([1.0, empty, 2.0], from_pandas=False)
    table = parquet_table({"set": ["a", None, "b"], "events": counts_, "total": [9.0, empty, 9.0]})
    (block,), names = all_blocks(table)
    assert (names, block.events.tolist(), block.bad) == (["a", "b"], [1, 2], {})


def test_rows_of_parquet_are_counted_from_1(parquet_table):
    table = parquet_table({"set": ["a", "b"], "events": [1, 10], "total": [9, 9]})
    assert scan(table, size=100).messages[0].startswith("library.parquet, row 2 (set “b”), ")
