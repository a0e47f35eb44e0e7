"""What stops a table as a whole is told with its place."""

import datetime

import pyarrow as pa
import pytest

from rechallenge.errors import DataError
from rechallenge.sets.source import Table

ROWS = [("a", "Lee", "1", "9"), ("b", "Lee", "2", "9")]


def read(table):
    return [
        {name: column.to_pylist() for name, column in batch.items()} for batch in table.batches()
    ]


def messages(table):
    with pytest.raises(DataError) as caught:
        read(table)
    return caught.value.messages


def test_columns_are_found_by_name_alias_and_configuration(csv_table):
    expected = [{"set": ["a", "b"], "study": ["Lee"] * 2, "events": ["1", "2"], "total": ["9"] * 2}]
    for header in (("Set", " STUDY ", "responders", "total"), ("set", "study", "events", "Total")):
        assert read(csv_table(ROWS, header)) == expected
    mapped = {"set": "meta analysis", "study": "x", "events": "r", "total": "n"}
    assert read(csv_table(ROWS, ("Meta analysis", "x", "r", "n"), mapped)) == expected
    (batch,) = read(csv_table([row[::-1] for row in ROWS], ("total", "events", "other", "set")))
    assert set(batch) == {"set", "events", "total"}
    assert batch["events"] == ["1", "2"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_a_byte_order_mark(csv_table, separator):
    text = "\ufeff" + "\n".join(separator.join(row) for row in [("set", "events", "total"),
                                                               ("a, b", "1", "9")])  # fmt: skip
    assert read(csv_table(text.encode())) == [{"set": ["a, b"], "events": ["1"], "total": ["9"]}]


def test_cells_of_a_csv_are_text_as_written(csv_table):
    names = ["NA", "null", "", "1.10", "two\nlines", 'a "quote"', "007", "TRUE", "a,b"]
    (batch,) = read(csv_table([(name, "s", "1", "2") for name in names]))
    assert batch["set"] == names


def test_missing_and_doubled_columns(csv_table):
    assert messages(csv_table(ROWS, ("set", "study", "x", "N"))) == (
        "library.csv, row 1: there is no column “events” (there are “set”, “study”, “x”, “N”); "
        "write “columns: {events: x}” under “bulk” if “x” is meant.",
        "library.csv, row 1: there is no column “total” (there are “set”, “study”, “x”, “N”); "
        "write “columns: {total: N}” under “bulk” if “N” is meant.",
    )
    (one,) = messages(csv_table(ROWS, ("set", "events", "Responders", "total")))
    assert one == (
        "library.csv, row 1, column “Responders”: this column and “events” both mean events; "
        "rename or delete one of them."
    )
    (one,) = messages(csv_table(ROWS, columns={"study": "author"}))
    assert "no column “author”" in one


def test_broken_rows_are_named_even_behind_lines_in_cells_and_blank_lines(csv_table):
    text = b'set,events,total\n"a\nb",1,9\n\nc,1\nd,1,9\ne,1,9,7\n'
    assert messages(csv_table(text)) == (
        "library.csv, row 4: 2 cells stand here and 3 in the header (“c,1”); put quotes around "
        "cells that hold a separator, or complete the row.",
        "library.csv, row 6: 4 cells stand here and 3 in the header (“e,1,9,7”); put quotes around "
        "cells that hold a separator, or complete the row.",
    )
    many = b"set,events,total\n" + b"a,1\n" * 25
    found = messages(csv_table(many))
    assert len(found) == 11
    assert found[-1] == "library.csv: 15 more rows are like these."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "the file is empty"),
        (b"set,events,total\na,1,9\ncaf\xe9,1,9\n", "library.csv, line 3: byte 0xe9"),
        ("set,events,total\na,1,9\n".encode("utf-16"), "not text in UTF-8"),
        (b"PK\x03\x04\x00\x00", "not text in UTF-8"),
        (b'"se\nt",events,total\na,1,9\n', "a header goes over several lines"),
        (b'"set,events,total\n' + b"a,1,9\n" * 30_000, "close its quotation marks"),
    ],
)
def test_files_that_are_no_table(csv_table, content, words):
    (one,) = messages(csv_table(content))
    assert words in one
    assert one.startswith("library.csv")


def test_other_kinds_of_files(tmp_path):
    assert "there is no such file" in messages(Table(tmp_path / "a.csv", "a.csv", {}))[0]
    for name in ("a.xlsx", "a"):
        (tmp_path / name).write_bytes(b"x")
        assert "no CSV and no Parquet file" in messages(Table(tmp_path / name, name, {}))[0]
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    (one,) = messages(Table(tmp_path / "a.parquet", "a.parquet", {}))
    assert one.startswith("a.parquet: the file cannot be read (")


def test_a_file_that_may_not_be_read(csv_table, monkeypatch):
    def refuse(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    table = csv_table([("a", "x", "1", "9")])
    monkeypatch.setattr("pathlib.Path.open", refuse)
    (one,) = messages(table)
    assert one == (
        "library.csv: the file cannot be read (Permission denied); check its permissions."
    )


def test_bytes_that_are_no_text_in_a_parquet_file(parquet_table):
    names = pa.array([b"caf\xe9", b"b"]).view(pa.string())
    good = {"set": ["a", "b"], "events": [1, 2], "total": [9, 9]}
    for column in (names, names.dictionary_encode()):
        (one,) = messages(parquet_table(good | {"set": column}))
        assert one == (
            "library.parquet, column “set”: the column holds bytes that are no text in UTF-8; "
            "write it again with the program it came from."
        )


def test_types_of_parquet_columns(parquet_table):
    good = {"set": [1, 2], "events": [1.0, 2.0], "total": pa.array([9, 9], pa.uint8())}
    assert read(parquet_table(good))[0]["set"] == [1, 2]
    day = datetime.date(2026, 1, 1)
    for name, values in (("set", [1.5, 2.5]), ("events", [day, day]), ("total", [True, False])):
        (one,) = messages(parquet_table(good | {name: values}))
        assert f"column “{name}”: the column holds" in one
    (one,) = messages(parquet_table({"set": ["a"], "total": [9]}))
    assert "no column “events”" in one
