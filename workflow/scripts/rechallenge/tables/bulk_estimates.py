"""The estimates of many sets as Parquet: one part a chunk and method, then all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from rechallenge.bulk.pooled_sets import NUMBERS, PooledSets
from rechallenge.sets.chunks import Chunk
from rechallenge.sets.parquet_files import read_rows, row_writer

BAD_DATA = "bad data"
"""Status of a set with a row that cannot be pooled."""
COUNTS = ("rows", "studies", "events", "total")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("set", "method", "status", "reason")),
        *((name, pa.int64() if name in COUNTS else pa.float64()) for name in NUMBERS),
    ]
)
"""Columns of the estimates: what does not exist is null; units as in `PooledEstimate`."""


def estimates_table(chunk: Chunk, method: str, found: PooledSets | None) -> Any:
    """Lay out the estimates of one chunk by one method, one row a set in the order of the chunk.

    Parameters
    ----------
    chunk : Chunk
    method : str
        Its short name.
    found : PooledSets or None
        Its groups are positions among the names of the chunk; sets without good rows are absent,
        and None stands for a chunk of nothing else.
    """
    size = len(chunk.names)
    status = np.full(size, BAD_DATA, dtype=object)
    reason = np.full(size, "", dtype=object)
    for place, problem in chunk.problems.items():
        reason[place] = problem
    numbers = {name: np.full(size, np.nan) for name in NUMBERS}
    numbers["rows"][:] = np.bincount(chunk.sets, minlength=size)
    if found is not None:
        own = found.groups
        status[own], reason[own] = found.status, found.reason
        for name, values in found.numbers.items():
            numbers[name][own] = values
    columns: dict[str, Any] = {
        "set": pa.array(chunk.names, pa.string()),
        "method": pa.repeat(method, size),
        "status": pa.array(status, pa.string()),
        "reason": pa.array(reason, pa.string()),
    }
    for name, values in numbers.items():
        absent = np.isnan(values)
        if name in COUNTS:
            whole = np.where(absent, 0, values).astype(np.int64)
            columns[name] = pa.array(whole, mask=absent)
        else:
            columns[name] = pa.array(values, mask=absent)
    return pa.table(columns, schema=SCHEMA)


def write_part(path: Path, table: Any) -> None:
    """Write the estimates of one chunk by one method."""
    with row_writer(path, SCHEMA) as writer:
        writer.add(table)


def write_estimates(path: Path, parts: Iterable[Sequence[Path]]) -> None:
    """Join the parts, one chunk after the other.

    Parameters
    ----------
    path : Path
        Of the Parquet file: sets in the order of the table, below each set its methods.
    parts : iterable of sequence of Path
        For each chunk the files of its methods.
    """
    with row_writer(path, SCHEMA) as writer:
        for files in parts:
            tables = [read_rows(file) for file in files]
            size = tables[0].num_rows
            order = np.arange(size * len(tables)).reshape(len(tables), size).T.ravel()
            writer.add(pa.concat_tables(tables).combine_chunks().take(pa.array(order)))
