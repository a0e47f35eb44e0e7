"""One run at a time, and no dead lock in the way."""

import os
import subprocess
import sys

import pytest

from rechallenge.errors import ReviewError
from rechallenge.healing.locks import only_run


def dead_lock(folder):
    locks = folder / ".snakemake/locks"
    locks.mkdir(parents=True)
    (locks / "0.output.lock").write_text("results/report.html\n")
    return locks


def waiting(folder, *words):
    """A process in the folder that has these words on its command line."""
    code = "import time; print('up', flush=True); time.sleep(60)"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=folder, stdout=subprocess.PIPE
    )


def test_dead_locks_are_cleared(tmp_path):
    locks = dead_lock(tmp_path)
    with only_run(tmp_path) as cut_off:
        assert cut_off
        assert not list(locks.glob("*.lock"))
    with only_run(tmp_path) as cut_off:
        assert not cut_off


def test_a_second_run_is_told_to_wait_and_for_which_process(tmp_path):
    with (
        only_run(tmp_path),
        pytest.raises(ReviewError, match=rf"another run is under way here \(process {os.getpid()}"),
        only_run(tmp_path),
    ):
        pass
    with only_run(tmp_path) as cut_off:
        assert not cut_off


def test_a_run_that_failed_is_taken_for_one_that_was_cut_off(tmp_path):
    with pytest.raises(KeyError), only_run(tmp_path):
        raise KeyError
    with only_run(tmp_path) as cut_off:
        assert cut_off


@pytest.mark.parametrize("content", [b"\0\0\0\0x", b"\xff\xfe", b"1234567890" * 9])
def test_a_lock_of_which_a_crash_left_garbage(tmp_path, content):
    (tmp_path / ".snakemake").mkdir()
    (tmp_path / ".snakemake/rechallenge.lock").write_bytes(content)
    with only_run(tmp_path) as cut_off:
        assert cut_off


def test_the_lock_of_a_living_snakemake_stays(tmp_path):
    locks = dead_lock(tmp_path)
    with waiting(tmp_path, "snakemake") as other:
        assert other.stdout.readline()
        with (
            pytest.raises(ReviewError, match=rf"Snakemake is at work here \(process {other.pid}\)"),
            only_run(tmp_path),
        ):
            pass
        other.kill()
    assert list(locks.glob("*.lock"))


def test_a_job_whose_launcher_was_killed_is_ended(tmp_path):
    dead_lock(tmp_path)
    script = tmp_path / ".snakemake/scripts/tmp1.pool_analysis.py"
    with waiting(tmp_path, str(script)) as job, waiting(tmp_path, "editor") as other:
        assert job.stdout.readline()
        assert other.stdout.readline()
        with only_run(tmp_path):
            # Whoever waits first for a child gets its exit code.
            assert job.poll() is not None
            assert other.poll() is None
        other.kill()


def test_a_job_in_another_folder_goes_on(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    there.mkdir()
    dead_lock(here)
    with waiting(there, str(there / ".snakemake/scripts/tmp1.pool_analysis.py")) as job:
        assert job.stdout.readline()
        with only_run(here):
            assert job.poll() is None
        job.kill()
