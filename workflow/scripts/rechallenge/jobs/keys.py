"""The key of each job: a hash over all that its results follow from.

A job is done again exactly when its key changes. File times play no part, so that a restored file
with an old time is noticed and ``touch`` is not.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rechallenge.compare.earlier import earlier_digest
from rechallenge.distributions import versions_behind
from rechallenge.files import sha256
from rechallenge.library import PACKAGE, library_files
from rechallenge.plan import (
    Plan,
    check_task,
    figure_task,
    flow_task,
    report_task,
    supplement_task,
    task_of,
)
from rechallenge.report.manifest import software_versions
from rechallenge.sets.bulk_plan import BulkPlan, check_sets_task, gather_task, part_task

SCRIPTS = PACKAGE.parent
WORKFLOW = SCRIPTS.parent
TEMPLATES = WORKFLOW / "report"
READ = {
    "present_analysis": (
        "base.html.j2",
        "heterogeneity.html.j2",
        "macros.html.j2",
        "report.css.j2",
    ),
    "compare_editions": ("base.html.j2", "changes.html.j2", "macros.html.j2", "report.css.j2"),
    "write_supplement": ("../scripts/rechallenge/exchange/r_functions.R",),
    "write_report": ("base.html.j2", "page.html.j2", "macros.html.j2", "report.css.j2", "explore"),
}
"""What the code of a job reads beside its modules, from the folder of the templates."""
NAMING_VERSIONS = ("compare_editions", "write_supplement", "write_report")
"""Jobs whose outputs name the software."""
NOT_COMPARED = ("present_analysis", "draw_flow")
"""Jobs that say nothing to a comparison of editions."""


def job_keys(plan: Plan, *, root: Path) -> dict[str, str]:
    """Give every job that the plan allows its key.

    Parameters
    ----------
    plan : Plan
    root : Path
        The review folder.

    Returns
    -------
    dict of str to str
        By the name of the rule, and ``rule/analysis`` for those of one analysis, in the order in
        which they depend on each other.

    Raises
    ------
    DataError
        When the edition to compare with is not there.
    """
    of_studies = _study_keys(plan, root=root) if plan.has_studies else {}
    return of_studies | (_bulk_keys(plan.bulk) if plan.bulk and plan.bulk.chunks else {})


def _bulk_keys(plan: BulkPlan) -> dict[str, str]:
    keys = {"check_sets": _key("check_sets", check_sets_task(plan), dict(plan.chunks))}
    parts = {
        f"pool_sets/{method}/{chunk}": _key("pool_sets", part_task(plan, method, chunk))
        for method in plan.methods
        for chunk in plan.chunks
    }
    return keys | parts | {"gather_sets": _key("gather_sets", gather_task(plan), parts)}


def _study_keys(plan: Plan, *, root: Path) -> dict[str, str]:
    review = plan.review
    keys = {"check_studies": _key("check_studies", check_task(plan), plan.digest)}
    for planned in plan.runnable:
        slug = planned.settings.slug
        pooled = _key("pool_analysis", task_of(plan, slug))
        keys[f"pool_analysis/{slug}"] = pooled
        keys[f"present_analysis/{slug}"] = _key("present_analysis", figure_task(plan, slug), pooled)
    if review.prisma:
        keys["draw_flow"] = _key("draw_flow", flow_task(plan), _contents([review.prisma], root))
    before = list(keys.values())
    pooled_keys = [key for job, key in keys.items() if not job.startswith(NOT_COMPARED)]
    of_flow = keys.get("draw_flow")
    keys["write_supplement"] = _key(
        "write_supplement", supplement_task(plan), [key for key in before if key != of_flow]
    )
    inputs = _contents([*plan.files, *review.beside], root)
    after = [*before, keys["write_supplement"]]
    if review.previous:
        earlier = earlier_digest(root / review.previous, name=review.previous)
        keys["compare_editions"] = _key(
            "compare_editions", report_task(plan), pooled_keys, inputs, earlier
        )
        after.append(keys["compare_editions"])
    keys["write_report"] = _key("write_report", report_task(plan), after, inputs)
    return keys


def _key(job: str, task: Mapping[str, Any], *others: Any) -> str:
    content = json.dumps([task, _code(job), *others], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _contents(names: Iterable[str], root: Path) -> dict[str, str]:
    """Hash files of the review; one that is gone is told by the job that needs it."""
    return {name: sha256(root / name) for name in names if (root / name).is_file()}


@cache
def _code(job: str) -> dict[str, Any]:
    """Hash the code of a job and name the versions of all that it rests on."""
    modules = library_files(f"jobs.{job}")
    read = [file for name in READ.get(job, ()) for file in _files(TEMPLATES / name)]
    return {
        "files": [
            [os.path.relpath(file, WORKFLOW), _sha256(file)]
            for file in (SCRIPTS / f"{job}.py", *modules, *read)
        ],
        "python": platform.python_version(),
        "packages": versions_behind(modules),
        "named": software_versions() if job in NAMING_VERSIONS else {},
    }


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.js")) if path.is_dir() else [path]


@cache
def _sha256(path: Path) -> str:
    return sha256(path)
