"""Tables of sets as files."""

import csv

import pyarrow as pa
import pytest
from pyarrow import parquet

from rechallenge.sets.source import Table

HEADER = ("set", "study", "events", "total")


@pytest.fixture
def csv_table(tmp_path):
    """Write rows, or a whole text, as CSV."""

    def write(rows, header=HEADER, columns=None, name="library.csv"):
        path = tmp_path / name
        if isinstance(rows, bytes):
            path.write_bytes(rows)
        else:
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows([header, *rows])
        return Table(path, name, columns or {})

    return write


@pytest.fixture
def parquet_table(tmp_path):
    """Write columns as Parquet."""

    def write(columns, **options):
        path = tmp_path / "library.parquet"
        parquet.write_table(pa.table(columns), path, **options)
        return Table(path, path.name, {})

    return write
