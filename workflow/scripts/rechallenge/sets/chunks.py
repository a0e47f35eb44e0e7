"""Chunks of whole sets, kept as files: a job that finds its chunk need not cut the table."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rechallenge.errors import DataError
from rechallenge.files import recorded
from rechallenge.sets.blocks import SetNames, blocks, by_chunk
from rechallenge.sets.cells import NONE, Integers
from rechallenge.sets.parquet_files import RowWriter, read_rows, row_writer
from rechallenge.sets.rows import SCHEMA, RowsDigest, rows_of
from rechallenge.sets.source import PARQUET, Table

WAITING = 10_000
"""Rows of each chunk that are in memory at most while a table is cut."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of some sets, in the order of the table; arrays of shape (R,).

    Attributes
    ----------
    names : sequence of str, length S
        Of the sets, in the order of first appearance.
    sets : ndarray of int
        Position of the set of each row among `names`.
    studies : ndarray of int or None
        Numbers that are equal where the studies are; None where no row names one.
    events, totals : ndarray of int
        -1 where the row cannot be pooled.
    problems : dict of int to str
        By the position of a set, what is wrong with its first bad row.
    """

    names: Sequence[str]
    sets: Integers
    studies: Integers | None
    events: Integers
    totals: Integers
    problems: dict[int, str]


def chunk_file(folder: Path, number: int) -> Path:
    """Name the file of a chunk, counted from 1."""
    return folder / f"{number:04d}{PARQUET}"


def chunk_count(folder: Path) -> int:
    """Count the chunks of a table that was cut."""
    return len(list(folder.glob(f"*{PARQUET}")))


def chunk_of(table: Table, folder: Path, number: int, *, size: int, digest: str) -> Chunk:
    """Read one chunk; where its file is not the one that is wanted, cut the table anew.

    Jobs that do so at the same time write the same files.

    Parameters
    ----------
    table : Table
    folder : Path
        Of the files of all chunks.
    number : int
        Of the chunk, from 1.
    size : int
        Sets in a chunk.
    digest : str
        Of its rows, as `rechallenge.sets.scan.scan` found it.

    Raises
    ------
    DataError
        When the table cannot be read, or has changed since it was looked at.
    """
    path = chunk_file(folder, number)
    rows = _kept(path, digest)
    if rows is None:
        write_chunks(table, folder, size=size)
        rows = _kept(path, digest)
    if rows is None:
        raise DataError(
            f"{table.name}: the table changed while the run was under way; start it again."
        )
    return _chunk(rows)


def write_chunks(table: Table, folder: Path, *, size: int) -> None:
    """Cut the table into files of whole sets; rows keep their order, and other files go."""
    known = SetNames()
    writers: list[RowWriter] = []
    # Any job may write them: they are not what the one that happens to do so answers for.
    with recorded(), ExitStack() as stack:
        for block in blocks(table, known):
            for chunk, positions in by_chunk(block, size):
                while len(writers) <= chunk:
                    path = chunk_file(folder, len(writers) + 1)
                    writers.append(stack.enter_context(row_writer(path, SCHEMA, group=WAITING)))
                writers[chunk].add(rows_of(block, positions, known.names))
    wanted = {chunk_file(folder, number) for number in range(1, len(writers) + 1)}
    for other in set(folder.glob(f"*{PARQUET}")) - wanted:
        other.unlink(missing_ok=True)


def _kept(path: Path, digest: str) -> Any:
    """Read the rows of a file, None where it is absent, damaged, or holds others."""
    try:
        rows = read_rows(path)
        if rows.schema.names != SCHEMA.names:
            return None
        found = RowsDigest()
        found.add(rows)
    except (OSError, pa.ArrowException):
        return None
    return rows if found.hexdigest() == digest else None


def _chunk(rows: Any) -> Chunk:
    column = rows.column("set").combine_chunks().dictionary_encode()
    sets = column.indices.to_numpy().astype(np.int64)
    problems: dict[int, str] = {}
    told = rows.column("problem").combine_chunks()
    for place in np.flatnonzero(pc.is_valid(told).to_numpy(zero_copy_only=False)).tolist():
        problems.setdefault(int(sets[place]), told[place].as_py())
    return Chunk(
        names=column.dictionary.to_pylist(),
        sets=sets,
        studies=_studies(rows.column("study").combine_chunks()),
        events=pc.fill_null(rows.column("events"), NONE).to_numpy(),
        totals=pc.fill_null(rows.column("total"), NONE).to_numpy(),
        problems=problems,
    )


def _studies(column: Any) -> Integers | None:
    """Give each study a number; a row that names none is a study of its own."""
    if column.null_count == len(column):
        return None
    encoded = column.dictionary_encode()
    numbers: Integers = pc.fill_null(encoded.indices.cast(pa.int64()), NONE).to_numpy().copy()
    alone = numbers == NONE
    numbers[alone] = len(encoded.dictionary) + np.arange(np.count_nonzero(alone))
    return numbers
