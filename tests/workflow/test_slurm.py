"""The workflow on a Slurm cluster: the bytes of a local run, whatever happens to its jobs."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest
from reviews import FEW_FIGURES, ROOT, Ended, Review

PROFILE = ROOT / "workflow/profiles/slurm"
SUBMITTED = "has been submitted with SLURM jobid"
SUBMISSIONS = 2 + 1 + 1
"""Of the small review: one for each analysis, the data checks, supplement and report together."""


def absent() -> str | None:
    """Say why nothing can be run on Slurm here."""
    if find_spec("snakemake_executor_plugin_slurm") is None:
        return "the Slurm executor of Snakemake is not installed"
    if shutil.which("sinfo") is None:
        return "Slurm is not installed; .ci/slurm names its packages"
    asked = subprocess.run(
        ["timeout", "20", "sinfo", "--noheader", "--format=%T"],
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode or not asked.stdout.strip():
        return f"no Slurm answers; .ci/slurm start starts one: {asked.stderr.strip()}"
    return None


@pytest.fixture(scope="module", autouse=True)
def cluster() -> None:
    reason = absent()
    if reason is not None and os.environ.get("CLUSTER_TESTS") == "required":
        pytest.fail(reason)
    if reason is not None:
        pytest.skip(reason)


def on_slurm(folder: Path, disturb: Callable[[psutil.Process, str], None] | None = None) -> Ended:
    """Run the workflow with the profile; show every job's script to who wants to disturb it."""
    log = folder / "slurm.txt"
    with log.open("w", encoding="utf-8") as stream:
        run = subprocess.Popen(
            [
                *(sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")),
                *("--profile", str(PROFILE), "--seconds-between-status-checks", "1"),
                *("--slurm-init-seconds-before-status-checks", "1"),
            ],
            cwd=folder,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        while run.poll() is None:
            if disturb is not None:
                for process, script in scripts(folder):
                    disturb(process, script)
            time.sleep(0.05)
    return Ended(run.returncode, log.read_text("utf-8"))


def scripts(folder: Path) -> list[tuple[psutil.Process, str]]:
    """Find the processes that run a job's script in a folder, with the name of the rule."""
    found = []
    for process in psutil.process_iter(["cwd", "cmdline"]):
        last = (process.info["cmdline"] or [""])[-1]
        if process.info["cwd"] == str(folder) and ".snakemake/scripts/" in last:
            found.append((process, last.split(".")[-2]))
    return found


def results(folder: Path) -> dict[str, bytes]:
    """Read everything but the logs."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "logs" not in path.parts
    }


def assert_same(folder: Path, other: Path) -> None:
    ours, theirs = results(folder / "results"), results(other / "results")
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def copied(review: Review, to: Path) -> Path:
    """Copy what a reviewer writes of a review."""
    for name in ("config", "studies"):
        shutil.copytree(review.file(name), to / name)
    return to


def test_jobs_that_are_killed_are_submitted_again_and_the_results_are_those_of_a_local_run(
    review, tmp_path_factory
):
    local = review(FEW_FIGURES)
    folder = copied(local, tmp_path_factory.mktemp("slurm"))
    assert local.run().code == 0
    killed: dict[str, str] = {}

    def kill(process: psutil.Process, rule: str) -> None:
        """Kill the first pooling as the system does, and cancel the first drawing in Slurm."""
        if rule in killed:
            return
        try:
            if rule == "pool_analysis":
                process.send_signal(signal.SIGKILL)
                killed[rule] = "killed"
            if rule == "present_analysis":
                job = process.environ()["SLURM_JOB_ID"]
                subprocess.run(["scancel", job], check=True)
                killed[rule] = job
        except psutil.NoSuchProcess:
            pass

    ended = on_slurm(folder, kill)
    assert ended.code == 0, ended.text
    assert killed.keys() == {"pool_analysis", "present_analysis"}
    assert ended.text.count(SUBMITTED) == SUBMISSIONS + len(killed), ended.text
    assert_same(folder, local.folder)


def test_the_shipped_review_on_slurm_has_the_bytes_of_a_local_run(tmp_path):
    local, folder = tmp_path / "local", tmp_path / "slurm"
    for place in (local, folder):
        shutil.copytree(ROOT / "config", place / "config")
        shutil.copytree(ROOT / "data", place / "data")
        # Drawing all figures twice would take as long as everything else of this test.
        with (place / "config/config.yaml").open("a", encoding="utf-8") as stream:
            stream.write("\nfigures: {draw: [forest, gosh, specification]}\n")
    assert Review(local).run().code == 0
    ended = on_slurm(folder)
    assert ended.code == 0, ended.text
    assert ended.text.count(SUBMITTED) == 8 + 1 + 1
    assert_same(folder, local)


SETS = """\
bulk:
  table: library.csv
  chunk: 100
  methods:
    reml: {method: inverse-variance, tau2: REML}
    glmm: {method: glmm, test: t, profiles: false}
"""


def test_a_table_of_sets_on_slurm_has_the_bytes_and_messages_of_a_local_run(tmp_path):
    rows = [f"set {number},{number % 7 + 1},{20 + number % 11}\n" for number in range(110)] * 3
    local, folder = tmp_path / "local", tmp_path / "slurm"
    for place in (local, folder):
        (place / "config").mkdir(parents=True)
        (place / "config/config.yaml").write_text(SETS, encoding="utf-8")
        table = "set,events,total\n" + "".join(rows) + "bad,9,8\n"
        (place / "library.csv").write_text(table, encoding="utf-8")
    message = "library.csv, row 332 (set “bad”), column “events”: 9 events among 8 patients"
    ended = Review(local).run()
    assert ended.code == 1, ended.text
    assert message in ended.text
    ended = on_slurm(folder)
    assert ended.code == 1, ended.text
    assert ended.text.count(message) == 1, ended.text
    assert ended.text.count(SUBMITTED) == 1 + 2 * 2 + 1, ended.text
    assert_same(folder, local)
