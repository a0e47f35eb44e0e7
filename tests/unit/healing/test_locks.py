"""One run at a time, and no dead lock in the way."""

import subprocess
import sys
import time

import pytest

from rechallenge.errors import ReviewError
from rechallenge.jobs.locks import only_run


def test_dead_locks_are_cleared(tmp_path):
    locks = tmp_path / ".snakemake/locks"
    locks.mkdir(parents=True)
    (locks / "0.output.lock").write_text("results/report.html\n")
    with only_run(tmp_path):
        assert not list(locks.glob("*.lock"))


def test_a_second_run_is_told_to_wait(tmp_path):
    with (
        only_run(tmp_path),
        pytest.raises(ReviewError, match="another run is under way"),
        only_run(tmp_path),
    ):
        pass
    with only_run(tmp_path):
        pass


def test_the_lock_of_a_living_snakemake_stays(tmp_path):
    locks = tmp_path / ".snakemake/locks"
    locks.mkdir(parents=True)
    (locks / "0.output.lock").write_text("results/report.html\n")
    code = "import time; print('up', flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", code, "snakemake"], cwd=tmp_path, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline()
        time.sleep(0.05)
        with pytest.raises(ReviewError, match="is still at work here"), only_run(tmp_path):
            pass
        other.kill()
    assert list(locks.glob("*.lock"))
