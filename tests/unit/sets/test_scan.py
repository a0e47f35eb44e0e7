"""The look at the whole table: digests follow content alone, and messages stay few."""

import random

import pyarrow as pa
import pytest
from pyarrow import parquet

from rechallenge.errors import DataError
from rechallenge.sets.scan import bad_rows, scan
from rechallenge.sets.source import Table

ROWS = [(f"s{i // 3}", f"study {i % 5}", str(i % 7), str(7 + i % 40)) for i in range(600)]


def columns(rows):
    names = ("set", "study", "events", "total")
    kinds = (str, str, int, int)
    return {
        name: [kind(row[i]) for row in rows]
        for i, (name, kind) in enumerate(zip(names, kinds, strict=True))
    }


def test_csv_and_parquet_in_any_pieces_have_the_same_digests(csv_table, tmp_path):
    expected = scan(csv_table(ROWS), size=60)
    assert (expected.sets, expected.rows, len(expected.chunks)) == (200, 600, 4)
    for group in (7, 1000):
        path = tmp_path / f"{group}.parquet"
        parquet.write_table(pa.table(columns(ROWS)), path, row_group_size=group)
        assert scan(Table(path, path.name, {}), size=60) == expected


def test_a_change_shows_in_its_own_chunk_alone(csv_table):
    before = scan(csv_table(ROWS), size=60).chunks
    for at, cell, value in ((200, 2, "0"), (200, 3, "99"), (200, 1, "another")):
        row = list(ROWS[at])
        row[cell] = value
        after = scan(csv_table([*ROWS[:at], row, *ROWS[at + 1 :]]), size=60).chunks
        assert [i for i in range(4) if before[i] != after[i]] == [1]
    longer = scan(csv_table([*ROWS, ("new", "s", "1", "9")]), size=60).chunks
    assert [i for i in range(4) if before[i] != longer[i]] == [3]
    moved = [(f"s{0 if name == 's1' else name[1:]}", *rest) for name, *rest in ROWS]
    assert scan(csv_table(moved), size=60).chunks[0] != before[0]


def test_cells_do_not_run_into_each_other(csv_table):
    one = scan(csv_table([("ab", "c", "1", "9"), ("ab", "", "1", "9")]), size=100)
    other = scan(csv_table([("ab", "", "1", "9"), ("ab", "c", "1", "9")]), size=100)
    third = scan(csv_table([("a", "bc", "1", "9"), ("a", "", "1", "9")]), size=100)
    assert len({one.chunks, other.chunks, third.chunks}) == 3


def test_scattered_sets_stay_together(csv_table):
    shuffled = ROWS.copy()
    random.Random(1).shuffle(shuffled)
    found = scan(csv_table(shuffled), size=60)
    assert (found.sets, found.rows, len(found.chunks)) == (200, 600, 4)


def test_many_bad_rows_give_few_messages_and_a_full_list(csv_table):
    table = csv_table([*ROWS, *(("bad", "", "9", "1") for _ in range(50))])
    found = scan(table, size=60)
    assert len(found.messages) == 11
    assert found.messages[-1] == (
        "library.csv: 40 more rows cannot be pooled; bulk/findings.csv lists them all."
    )
    assert [bad.row for bad in bad_rows(table)] == list(range(602, 652))


def test_rows_without_a_set_and_tables_without_rows_stop_everything(csv_table):
    with pytest.raises(DataError) as caught:
        scan(csv_table([*ROWS, (" ", "s", "1", "9")]), size=60)
    assert caught.value.messages == (
        "library.csv, row 602, column “set”: the row belongs to no set; name its set, or delete "
        "the row.",
    )
    with pytest.raises(DataError, match="there is no row below the header"):
        scan(csv_table([]), size=60)
    with pytest.raises(DataError, match="there is no row below the header"):
        scan(csv_table(b"set,events,total\n\n\n"), size=60)
