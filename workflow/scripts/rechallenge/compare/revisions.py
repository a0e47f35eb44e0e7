"""An edition of a review as git keeps it: taken out into a folder of its own, and pooled."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from collections.abc import MutableMapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rechallenge.analysis.analyse import analyse
from rechallenge.compare.edition import Edition
from rechallenge.compare.reading import read_results
from rechallenge.config import load_config
from rechallenge.contract import DATA_FILE
from rechallenge.errors import DataError, ReviewError
from rechallenge.plan import Plan, check_task, checked_data, make_plan, report_task, selection_of
from rechallenge.plan import task_of as task_of_analysis
from rechallenge.report.manifest import make_manifest
from rechallenge.tables.results_tables import finding_fields

CONFIG = Path("config/config.yaml")
Pooled = MutableMapping[str, dict[str, Any]]
"""Analyses that were computed already, by their rows and settings."""


def read_revision(
    revision: str, *, review: Path, config: Path = CONFIG, pooled: Pooled | None = None
) -> Edition:
    """Read a git revision of a review.

    Results that the revision keeps are read. Without any, the review is pooled in this process by
    this version of the program, which the remarks say.

    Parameters
    ----------
    revision : str
        A commit, branch or tag.
    review : Path
        The review folder, in a git repository.
    config : Path
        The configuration file, relative to the review folder.
    pooled : mapping, optional
        Shared between revisions so that what did not change is pooled once.

    Raises
    ------
    DataError
        When there is no such revision, or its review cannot be read.
    """
    commit = _git(review, "rev-parse", "--verify", "--quiet", "--end-of-options",
                  f"{revision}^{{commit}}").decode().strip()  # fmt: skip
    if not commit:
        raise DataError(
            f"{revision}: this is neither a results folder nor a git revision of {review}; give a "
            "folder, a tag, a branch or a commit."
        )
    with TemporaryDirectory(prefix="rechallenge-") as place:
        folder = Path(place).resolve()
        with tarfile.open(fileobj=io.BytesIO(_git(review, "archive", commit))) as archive:
            archive.extractall(folder, filter="data")
        try:
            return _edition(folder, config, f"{revision} ({commit[:12]})", pooled)
        except ReviewError as error:
            told = [message.replace(f"{folder}/", "") for message in error.messages]
            raise DataError([f"revision {revision}: {message}" for message in told]) from None


def _git(review: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(review), *arguments],
            capture_output=True,
            check=False,
        )
    except OSError:
        raise DataError(
            "git was not found, and only folders can be compared without it; install git, or give "
            "two results folders."
        ) from None
    return done.stdout if done.returncode == 0 else b""


def _edition(folder: Path, config: Path, name: str, pooled: Pooled | None) -> Edition:
    path = folder / config
    if not path.is_file():
        raise DataError(f"{config}: there is no such file, so this is no review.")
    review = load_config(path)
    kept = folder / review.results
    if (kept / "manifest.json").is_file():
        return _with_all_rows(read_results(kept, name=name), folder, kept, config)
    plan = make_plan(review, root=folder)
    return pooled_edition(plan, folder, name, {} if pooled is None else pooled)


def _with_all_rows(edition: Edition, folder: Path, kept: Path, config: Path) -> Edition:
    """Take the rows from the study files of the revision where its results keep none."""
    if (kept / DATA_FILE).is_file():
        return edition
    plan = make_plan(load_config(folder / config), root=folder)
    data, _ = checked_data(check_task(plan), root=folder)
    remarks = tuple(remark for remark in edition.remarks if DATA_FILE not in remark)
    return replace(edition, rows=tuple(data.rows), complete=True, remarks=remarks)


def pooled_edition(plan: Plan, folder: Path, name: str, pooled: Pooled) -> Edition:
    """Pool every analysis of a review in this process, without figures.

    Raises
    ------
    DataError
        When the study files change meanwhile.
    """
    data, findings = checked_data(check_task(plan), root=folder)
    analyses = {}
    for planned in plan.runnable:
        key = json.dumps(
            [planned.digest, planned.settings.as_dict(), [repr(r) for r in planned.readings]]
        )
        if key not in pooled:
            task = task_of_analysis(plan, planned.settings.slug)
            selection = selection_of(task, root=folder)
            result = analyse(selection, planned.settings, planned.readings)
            pooled[key] = json.loads(json.dumps(result))
        analyses[planned.settings.slug] = pooled[key]
    manifest = make_manifest(report_task(plan), root=folder)
    return Edition(
        name=name,
        rows=tuple(data.rows),
        analyses=analyses,
        statuses=dict.fromkeys(analyses, "current")
        | {planned.settings.slug: "blocked" for planned in plan.blocked},
        settings={entry["slug"]: entry for entry in manifest["settings"]},
        findings=[
            {key: "" if value is None else str(value) for key, value in finding_fields(f).items()}
            for f in findings
        ],
        software=manifest["software"],
        inputs={entry["file"]: entry["sha256"] for entry in manifest["inputs"]},
        review=manifest["review"],
        remarks=(f"{name} keeps no results, so it was pooled by this version of the program.",),
    )
