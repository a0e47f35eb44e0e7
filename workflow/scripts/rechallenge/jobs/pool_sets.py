"""The job that pools the sets of one chunk by one method."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from rechallenge.bulk.pool_many import pool_many
from rechallenge.bulk.pooled_sets import PooledSets
from rechallenge.formatting import count
from rechallenge.sets.chunks import Chunk, chunk_count, chunk_of
from rechallenge.sets.source import table_of
from rechallenge.tables.bulk_estimates import estimates_table, write_part


def pool_sets(task: Mapping[str, Any], *, chunks: str, part: str) -> None:
    """Pool every set of the chunk that has no bad row, and write one row a set.

    Parameters
    ----------
    task : mapping
        See `rechallenge.sets.bulk_plan.part_task`.
    chunks : str
        Folder of the chunks.
    part : str
        Path of the estimates.

    Raises
    ------
    DataError
        When the table changed since the run was planned.
    """
    rows = chunk_of(
        table_of(task, Path.cwd()),
        Path(chunks),
        task["number"],
        size=task["size"],
        digest=task["digest"],
    )
    table = estimates_table(rows, task["method"], _pooled(rows, task["options"]))
    write_part(Path(part), table)
    statuses = Counter(table.column("status").to_pylist())
    told = ", ".join(f"{count(number)} {status}" for status, number in sorted(statuses.items()))
    print(
        f"pooled chunk {task['number']} of {chunk_count(Path(chunks))} by {task['method']}: "
        f"{count(len(rows.names))} sets ({told})"
    )


def _pooled(rows: Chunk, options: Mapping[str, Any]) -> PooledSets | None:
    good = ~np.isin(rows.sets, list(rows.problems))
    if not good.any():
        return None
    return pool_many(
        rows.events[good],
        rows.totals[good],
        rows.sets[good],
        studies=None if rows.studies is None else rows.studies[good].tolist(),
        **options,
    )
