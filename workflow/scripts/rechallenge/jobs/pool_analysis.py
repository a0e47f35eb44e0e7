"""The job that computes everything numeric of one analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rechallenge.analysis.analyse import analyse
from rechallenge.config.settings import AnalysisSettings
from rechallenge.files import write_json
from rechallenge.formatting import plural
from rechallenge.plan import selection_of
from rechallenge.studies.recovery.readings import Reading
from rechallenge.tables.bias_table import write_bias_table
from rechallenge.tables.results_tables import write_estimates_table, write_rows_table


def pool_analysis(
    task: Mapping[str, Any],
    *,
    estimates: str,
    table: str,
    rows: str,
    bias: str | Sequence[str] = (),
) -> None:
    """Pool the rows of a task and write the numbers.

    Parameters
    ----------
    task : mapping
        See `rechallenge.plan.task_of`.
    estimates, table, rows : str
        Paths of ``estimates.json``, ``estimates.csv`` and ``rows.csv``.
    bias : str or sequence of str
        Path of ``risk-of-bias.csv``; empty where the review has no judgements.
    """
    selection = selection_of(task, root=Path.cwd())
    readings = [Reading(**reading) for reading in task["readings"]]
    result = analyse(selection, AnalysisSettings.from_dict(task["settings"]), readings)
    write_rows_table(Path(rows), result)
    write_estimates_table(Path(table), result)
    if isinstance(bias, str):
        write_bias_table(Path(bias), result)
    write_json(Path(estimates), result)
    print(
        f"pooled {result['analysis']}: {plural(result['rows'], 'row')} from "
        f"{plural(result['studies'], 'study', 'studies')}"
    )
