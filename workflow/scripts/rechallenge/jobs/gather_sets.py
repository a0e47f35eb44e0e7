"""The job that joins the estimates of all chunks, and sums them up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.formatting import count, plural
from rechallenge.tables.bulk_estimates import write_estimates
from rechallenge.tables.bulk_summary import write_bulk_summary


def gather_sets(
    task: Mapping[str, Any], *, chunks: str, parts: str, estimates: str, summary: str
) -> None:
    """Write all estimates and their summary, and remove chunks and parts that are no more.

    Parameters
    ----------
    task : mapping
        See `rechallenge.sets.bulk_plan.gather_task`.
    chunks : str
        Folder of the chunks.
    parts : str
        Folder of the parts, a folder for each method below it.
    estimates, summary : str
        Paths of ``estimates.parquet`` and ``summary.csv``.
    """
    files = {
        method: [Path(parts) / method / f"{chunk}.parquet" for chunk in task["chunks"]]
        for method in task["methods"]
    }
    write_estimates(Path(estimates), zip(*files.values(), strict=True))
    write_bulk_summary(Path(summary), files, task["methods"])
    wanted = {file for own in files.values() for file in own}
    wanted |= {Path(chunks) / f"{chunk}.parquet" for chunk in task["chunks"]}
    for path in (*Path(chunks).glob("*.parquet"), *Path(parts).glob("*/*.parquet")):
        if path not in wanted:
            path.unlink(missing_ok=True)
    print(f"joined the estimates of {count(task['sets'])} sets by {plural(len(files), 'method')}")
