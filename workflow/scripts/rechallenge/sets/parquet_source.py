"""Batches of a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import parquet

from rechallenge.errors import DataError
from rechallenge.studies.findings import quoted

if TYPE_CHECKING:
    from rechallenge.sets.source import Table

ROWS = 65_536
"""Rows in a batch."""
REMEDY = "write it again with the program it came from"


def parquet_batches(table: Table) -> Iterator[Mapping[str, Any]]:
    """Read a Parquet file; see `rechallenge.sets.source.Table.batches`."""
    try:
        with parquet.ParquetFile(table.path) as file:
            found = table.found(list(file.schema_arrow.names))
            for name, header in found.items():
                _check_type(table, name, header, file.schema_arrow.field(header).type)
            for batch in file.iter_batches(batch_size=ROWS, columns=list(found.values())):
                columns = {name: batch.column(header) for name, header in found.items()}
                for name, column in columns.items():
                    _check_text(table, found[name], column)
                yield columns
    except (pa.ArrowException, OSError) as error:
        said = " ".join(str(error).split())[:160].rstrip(".")
        raise DataError(f"{table.name}: the file cannot be read ({said}); {REMEDY}.") from None


def _check_text(table: Table, header: str, column: Any) -> None:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        raise DataError(
            f"{table.name}, column {quoted(header)}: the column holds bytes that are no text in "
            f"UTF-8; {REMEDY}."
        ) from None


def _check_type(table: Table, name: str, header: str, kind: Any) -> None:
    types = pa.types
    plain = kind.value_type if types.is_dictionary(kind) else kind
    text = types.is_string(plain) or types.is_large_string(plain) or types.is_string_view(plain)
    usable = text or types.is_integer(plain) or types.is_null(plain)
    if name in ("events", "total"):
        usable |= types.is_floating(plain) or types.is_decimal(plain)
        wanted = "whole numbers or text"
    else:
        wanted = "text or whole numbers"
    if not usable:
        raise DataError(
            f"{table.name}, column {quoted(header)}: the column holds {kind}, and {wanted} are "
            "needed; convert it."
        )
