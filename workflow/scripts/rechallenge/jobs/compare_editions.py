"""The job that says what changed since an earlier edition of the review."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.compare.comparison import compare
from rechallenge.compare.earlier import read_earlier
from rechallenge.compare.page import write_changes
from rechallenge.compare.reading import read_results
from rechallenge.compare.words import verdict_sentence
from rechallenge.jobs.statuses import status_of
from rechallenge.report.manifest import make_manifest


def compare_editions(task: Mapping[str, Any], *, folder: Path) -> None:
    """Compare the results as they now stand with those of an earlier edition.

    The report is not needed for it, which shows the comparison itself.

    Parameters
    ----------
    task : mapping
        See `rechallenge.plan.report_task`.
    folder : Path
        Where ``changes.html``, ``changes.md`` and ``changes.json`` go.

    Raises
    ------
    DataError
        When the earlier edition cannot be read.
    """
    root = Path.cwd()
    results = root / task["results"]
    statuses = {
        analysis["settings"]["slug"]: status_of(results, analysis) for analysis in task["analyses"]
    }
    new = read_results(
        results,
        name=task["results"],
        manifest=make_manifest(task, root=root),
        statuses=statuses,
    )
    changes = compare(read_earlier(root / task["previous"], name=task["previous"]), new)
    write_changes(folder, changes)
    told = "nothing changed" if changes["same"] else verdict_sentence(changes)
    print(f"compared with {task['previous']}: {told.removesuffix('.')}")
