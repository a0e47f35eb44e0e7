"""Chunks hold whole sets, and prove themselves."""

import random

import pytest

from rechallenge.errors import DataError
from rechallenge.sets.chunks import chunk_count, chunk_of, write_chunks
from rechallenge.sets.scan import scan

ROWS = [(f"s{i // 3}", f"study {i % 2}", str(i % 7), str(7 + i % 40)) for i in range(600)]


def chunks_of(table, folder, size):
    digests = scan(table, size=size).chunks
    return [
        chunk_of(table, folder, number, size=size, digest=digest)
        for number, digest in enumerate(digests, 1)
    ]


@pytest.mark.parametrize("size", [1, 60, 1000])
def test_scattered_rows_of_a_set_end_in_one_chunk_in_their_order(csv_table, tmp_path, size):
    shuffled = ROWS.copy()
    random.Random(2).shuffle(shuffled)
    found = chunks_of(csv_table(shuffled), tmp_path / "chunks", size)
    names = [name for chunk in found for name in chunk.names]
    assert names == list(dict.fromkeys(row[0] for row in shuffled))
    for chunk in found:
        for place, name in enumerate(chunk.names):
            own = [row for row in shuffled if row[0] == name]
            assert chunk.events[chunk.sets == place].tolist() == [int(row[2]) for row in own]
            assert chunk.totals[chunk.sets == place].tolist() == [int(row[3]) for row in own]
            numbers = chunk.studies[chunk.sets == place]
            assert len(set(numbers.tolist())) == len({row[1] for row in own})


def test_rows_without_a_study_are_studies_of_their_own(csv_table, tmp_path):
    rows = [("a", "x", "1", "9"), ("a", "", "1", "9"), ("a", "x", "1", "9"), ("a", "", "1", "9")]
    (chunk,) = chunks_of(csv_table(rows), tmp_path / "chunks", 100)
    first, second, third, fourth = chunk.studies.tolist()
    assert first == third
    assert len({first, second, fourth}) == 3
    (chunk,) = chunks_of(csv_table([(a, "", x, n) for a, _, x, n in rows]), tmp_path / "other", 100)
    assert chunk.studies is None


def test_a_bad_row_takes_its_problem_along(csv_table, tmp_path):
    rows = [("a", "", "1", "9"), ("b", "", "x", "9"), ("b", "", "10", "9"), ("c", "", "1", "9")]
    (chunk,) = chunks_of(csv_table(rows), tmp_path / "chunks", 100)
    assert chunk.problems == {1: "row 3, events: “x” is not a whole number of 0 or more"}
    assert chunk.events.tolist() == [1, -1, -1, 1]


@pytest.mark.parametrize("content", [None, b"", b"PAR1", b"other"])
def test_a_file_that_is_lost_damaged_or_of_other_rows_is_written_again(
    csv_table, tmp_path, content
):
    table, folder = csv_table(ROWS), tmp_path / "chunks"
    digest = scan(table, size=60).chunks[1]
    first = chunk_of(table, folder, 2, size=60, digest=digest)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(before) == ["0001.parquet", "0002.parquet", "0003.parquet", "0004.parquet"]
    (folder / "0009.parquet").write_bytes(b"of an earlier run")
    path = folder / "0002.parquet"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(before["0001.parquet"] if content == b"other" else content)
    again = chunk_of(table, folder, 2, size=60, digest=digest)
    assert again.names == first.names
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert chunk_count(folder) == 4


def test_a_table_that_changed_meanwhile_is_told(csv_table, tmp_path):
    digest = scan(csv_table(ROWS), size=60).chunks[0]
    table = csv_table([("s0", "x", "1", "9"), *ROWS[1:]])
    with pytest.raises(DataError, match=r"library\.csv: the table changed while the run was"):
        chunk_of(table, tmp_path / "chunks", 1, size=60, digest=digest)


def test_a_table_that_cannot_be_read_leaves_the_earlier_chunks(csv_table, tmp_path):
    folder = tmp_path / "chunks"
    write_chunks(csv_table(ROWS), folder, size=60)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(DataError):
        write_chunks(csv_table([*ROWS, ("a", "b")]), folder, size=60)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
