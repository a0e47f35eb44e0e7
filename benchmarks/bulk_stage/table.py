"""A library of any number of sets, shaped like that of the benchmark of `pool_many`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from benchmarks.bulk.sets import SETS, draw


def write_table(path: Path, *, sets: int, seed: int) -> int:
    """Write a CSV or Parquet file by its ending, and return the number of rows."""
    parts = []
    for start in range(0, sets, SETS):
        drawn = draw(seed=seed + start // SETS).first(min(SETS, sets - start))
        numbers = drawn.groups + start
        parts.append(
            pa.table(
                {
                    "set": [f"CD{number:07d}.{number % 7}" for number in numbers],
                    "study": [
                        f"Study {row % 97}, {2000 + row % 23}" for row in range(numbers.size)
                    ],
                    "events": drawn.events.astype(np.int64),
                    "total": drawn.totals.astype(np.int64),
                }
            )
        )
    table = pa.concat_tables(parts)
    (parquet.write_table if path.suffix == ".parquet" else csv.write_csv)(table, path)
    return int(table.num_rows)
