"""Estimates as Parquet: the same bytes however they come, and nothing is lost on the way."""

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from rechallenge import pool_many
from rechallenge.sets.chunks import Chunk
from rechallenge.sets.parquet_files import row_writer
from rechallenge.tables.bulk_estimates import (
    SCHEMA,
    estimates_table,
    write_estimates,
    write_part,
)


def chunk(names, problems=()):
    events, totals = np.array([1, 2, 0, 0, 5]), np.array([9, 8, 9, 8, 9])
    sets = np.array([0, 0, 1, 1, 2])
    return Chunk(names, sets, None, events, totals, dict(problems))


def part(folder, method, names):
    rows = chunk(names)
    found = pool_many(rows.events, rows.totals, rows.sets, tau2="DL")
    path = folder / method / f"{names[0]}.parquet"
    write_part(path, estimates_table(rows, method, found))
    return path


def test_a_set_with_a_bad_row_keeps_its_place():
    rows = chunk(["a", "=b", "c"], {0: "row 7, events: “x” is no count"})
    good = rows.sets != 0
    found = pool_many(rows.events[good], rows.totals[good], rows.sets[good])
    table = estimates_table(rows, "reml", found)
    assert table.column("set").to_pylist() == ["a", "=b", "c"]
    assert table.column("status").to_pylist() == ["bad data", "exact", "exact"]
    assert table.column("reason").to_pylist()[0] == "row 7, events: “x” is no count"
    assert table.column("rows").to_pylist() == [2, 2, 1]
    assert table.column("events").to_pylist() == [None, 0, 5]
    assert table.column("estimate").to_pylist() == [None, 0.0, 5 / 9]
    assert table.column("tau2").to_pylist() == [None] * 3
    nothing = estimates_table(chunk(["a", "b", "c"], dict.fromkeys(range(3), "bad")), "reml", None)
    assert nothing.column("status").to_pylist() == ["bad data"] * 3


def test_methods_stand_below_each_set_in_the_order_of_the_table(tmp_path):
    parts = [
        [part(tmp_path, method, names) for method in ("z", "a")]
        for names in (["s3", "s1", "s2"], ["s9", "s8", "s7"])
    ]
    write_estimates(tmp_path / "all.parquet", parts)
    table = parquet.read_table(tmp_path / "all.parquet")
    assert table.schema.equals(SCHEMA)
    pairs = zip(table.column("set").to_pylist(), table.column("method").to_pylist(), strict=True)
    assert list(pairs) == [
        (name, method) for name in ("s3", "s1", "s2", "s9", "s8", "s7") for method in ("z", "a")
    ]


@pytest.mark.parametrize("pieces", [[10], [1] * 10, [3, 4, 3], [6, 0, 4]])
def test_pieces_do_not_show_in_the_bytes(tmp_path, pieces):
    rows = pa.table({"name": [f"n{i % 3}" for i in range(10)], "value": [i / 7 for i in range(10)]})

    def written(name, sizes):
        with row_writer(tmp_path / name, rows.schema, group=4) as writer:
            start = 0
            for size in sizes:
                writer.add(rows.slice(start, size))
                start += size
        return (tmp_path / name).read_bytes()

    assert written("pieces", pieces) == written("whole", [5, 5])
    groups = parquet.ParquetFile(tmp_path / "pieces").metadata
    assert [groups.row_group(i).num_rows for i in range(3)] == [4, 4, 2]


def test_a_failure_leaves_no_file(tmp_path):
    with (
        pytest.raises(ZeroDivisionError),
        row_writer(tmp_path / "a.parquet", SCHEMA) as writer,
    ):
        writer.add(SCHEMA.empty_table())
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
