"""Runs that are killed, and what the same command makes of what they leave."""

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from reviews import FEW_FIGURES

SEED = 20261126
DURATION = 6
"""Seconds within which runs are killed; a run from nothing takes longer."""


def hashes(made):
    folder = made.file("results")
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".log"
    }


def killed(made, seconds, *, group):
    command = [sys.executable, "-m", "rechallenge", "run", "--cores", "2"]
    with subprocess.Popen(
        command, cwd=made.folder, start_new_session=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)


@pytest.fixture
def undisturbed(review):
    made = review(FEW_FIGURES)
    assert made.run().code == 0
    return made, hashes(made)


def test_runs_that_are_killed_end_like_undisturbed_ones(undisturbed):
    made, expected = undisturbed
    chance = random.Random(SEED)
    for group in (True, False):
        for name in ("results", ".snakemake"):
            shutil.rmtree(made.file(name))
        killed(made, chance.uniform(0, DURATION), group=group)
        ended = made.run()
        assert ended.code == 0, ended.text
        assert hashes(made) == expected
        assert not list(made.file(".snakemake/locks").glob("*.lock"))


def test_damage_and_loss_are_mended_and_nothing_else_changes(undisturbed):
    made, expected = undisturbed
    made.file("results/renal/estimates.json").write_bytes(b"")
    picture = made.file("results/melanoma/gosh.png")
    picture.write_bytes(picture.read_bytes()[:2000])
    record = next(made.file(".snakemake/metadata").iterdir())
    record.write_bytes(b"\xff\0\0")
    made.file("results/.report.html.123.tmp").write_text("<html>")
    assert made.run().code == 0
    assert hashes(made) == expected
    # Results without records are current; records without results are not.
    shutil.rmtree(made.file(".snakemake"))
    before = made.file("results/renal/estimates.json").stat().st_mtime_ns
    assert made.run().code == 0
    assert made.file("results/renal/estimates.json").stat().st_mtime_ns == before
    assert hashes(made) == expected
    shutil.rmtree(made.file("results"))
    assert made.run().code == 0
    assert hashes(made) == expected


def test_two_runs_at_once(review):
    made = review(FEW_FIGURES)
    command = [sys.executable, "-m", "rechallenge", "run", "--cores", "1"]
    with subprocess.Popen(command, cwd=made.folder, stderr=subprocess.DEVNULL) as first:
        lock = made.file(".snakemake/rechallenge.lock")
        while not lock.is_file() or not lock.read_text():
            time.sleep(0.05)
        second = made.run()
        assert second.code == 1
        assert second.text == (
            f".: another run is under way here (process {first.pid}); wait for it to end.\n"
        )
        assert first.wait() == 0
    assert made.run("--dry-run").text.strip() == "nothing to do"
