"""Parquet files of this program: whole or not there, and the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from rechallenge.files import written_whole

GROUP = 100_000
"""Rows in a row group, however they come in, where nothing else is said."""


class RowWriter:
    """Collects rows into row groups of one size, so that the pieces they came in do not show."""

    def __init__(self, writer: Any, group: int) -> None:
        self._writer = writer
        self._group = group
        self._waiting: list[Any] = []
        self._rows = 0

    def add(self, table: Any) -> None:
        """Add rows, with the columns of the schema."""
        self._waiting.append(table)
        self._rows += table.num_rows
        while self._rows >= self._group:
            self._write(self._group)

    def finish(self) -> None:
        """Write the rows that are left."""
        if self._rows:
            self._write(self._rows)

    def _write(self, rows: int) -> None:
        whole = pa.concat_tables(self._waiting)
        self._writer.write_table(whole.slice(0, rows).combine_chunks(), row_group_size=rows)
        self._waiting = [whole.slice(rows)]
        self._rows -= rows


@contextmanager
def row_writer(path: Path, schema: Any, *, group: int = GROUP) -> Iterator[RowWriter]:
    """Open a Parquet file to be written from front to back, in groups of so many rows."""
    with (
        written_whole(path) as stream,
        parquet.ParquetWriter(stream, schema, compression="zstd", version="2.6") as writer,
    ):
        rows = RowWriter(writer, group)
        yield rows
        rows.finish()


def read_rows(path: Path, columns: list[str] | None = None) -> Any:
    """Read a file, or some columns of it, as an Arrow table."""
    # From memory: a mapped file that is replaced meanwhile would change under the reader.
    return parquet.read_table(pa.BufferReader(path.read_bytes()), columns=columns)
