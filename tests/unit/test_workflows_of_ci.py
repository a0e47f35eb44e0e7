"""The workflows that run on GitHub: what they call exists, and their rights are small."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}")


def read(path: Path) -> dict[Any, Any]:
    """Read a workflow; YAML takes its key ``on`` for true."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def steps(path: Path) -> list[dict[str, Any]]:
    """List the steps of every job."""
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def test_there_is_one_for_each_duty() -> None:
    assert [path.stem for path in WORKFLOWS] == ["conda", "relock", "review", "tests"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_rights_are_given_job_by_job(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"] <= 60
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    assert all(PINNED.fullmatch(action) for action in used)
    # Only expressions in env reach a shell: a title or branch is then never part of a command.
    assert not any("${{" in step.get("run", "") for step in steps(path))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_make_target_and_script_that_is_called_exists(path: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    commands = "\n".join(step.get("run", "") for step in steps(path))
    called = set(re.findall(r"\bmake ([\w-]+)", commands))
    assert called <= targets
    for script in re.findall(r"\bbash (\S+)", commands):
        assert (ROOT / script).is_file()
    for name in re.findall(r"--file (\S+)", commands):
        assert (ROOT / name).is_file()


def test_no_job_that_may_write_runs_what_a_pull_request_brings() -> None:
    for path in WORKFLOWS:
        for job in read(path)["jobs"].values():
            if "write" not in job["permissions"].values():
                continue
            commands = "\n".join(step.get("run", "") for step in job["steps"])
            assert not re.search(r"\b(make|bash|python)\b", commands), path.name


def test_a_change_of_data_or_configuration_rebuilds_the_results() -> None:
    triggers = read(ROOT / ".github/workflows/review.yml")[True]
    for event in ("push", "pull_request"):
        assert {"data/**", "config/**"} <= set(triggers[event]["paths"])
