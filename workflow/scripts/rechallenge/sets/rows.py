"""Rows of one chunk as an Arrow table, and a digest of them."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rechallenge.sets.blocks import Block
from rechallenge.sets.cells import NONE

SCHEMA = pa.schema(
    [
        ("set", pa.string()),
        ("study", pa.string()),
        ("events", pa.int64()),
        ("total", pa.int64()),
        ("problem", pa.string()),
    ]
)
"""A row that cannot be pooled says why and has no counts; a study that is not named is null."""


def rows_of(block: Block, positions: Any, names: list[str]) -> Any:
    """Take rows out of a block; ``names`` are those of all sets."""
    numbers, size = block.sets[positions], positions.size
    first, last = int(numbers.min()), int(numbers.max()) + 1
    problems = pa.nulls(size, pa.string())
    if block.bad:
        told = [(row := block.bad.get(place)) and row.brief for place in positions.tolist()]
        problems = pa.array(told, pa.string())
    columns = {
        "set": pa.array(names[first:last], pa.string()).take(pa.array(numbers - first)),
        "study": pa.nulls(size, pa.string())
        if block.studies is None
        else block.studies.take(pa.array(positions)),
        "problem": problems,
    }
    for name, values in (("events", block.events), ("total", block.totals)):
        columns[name] = pa.array(values[positions], mask=values[positions] == NONE)
    return pa.table(columns, schema=SCHEMA)


class RowsDigest:
    """A digest of rows, the same in whatever pieces they come."""

    def __init__(self) -> None:
        self._parts = {field.name: (hashlib.sha256(), hashlib.sha256()) for field in SCHEMA}

    def add(self, rows: Any) -> None:
        """Add rows of `SCHEMA`."""
        for name, (values, lengths) in self._parts.items():
            column = rows.column(name)
            if pa.types.is_integer(column.type):
                values.update(pc.fill_null(column, NONE).to_numpy().astype("<i8").tobytes())
                continue
            texts = pc.fill_null(column, "").combine_chunks()
            sizes = pc.binary_length(texts).to_numpy().astype("<i4")
            lengths.update(sizes.tobytes())
            start = int(np.frombuffer(texts.buffers()[1], "<i4")[texts.offset]) if sizes.size else 0
            data = texts.buffers()[2]
            if data is not None:
                values.update(memoryview(data)[start : start + int(sizes.sum(dtype=np.int64))])

    def hexdigest(self) -> str:
        """Return the digest of all rows that were added."""
        told = [part.hexdigest() for pair in self._parts.values() for part in pair]
        return hashlib.sha256("".join(told).encode()).hexdigest()
