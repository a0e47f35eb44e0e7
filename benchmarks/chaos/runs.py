"""Runs of the launcher, killed or left alone."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.chaos.reviews import ROOT

COMMAND = (sys.executable, "-m", "rechallenge", "run", "--cores", "2")
"""What a user types; no option of it is about healing."""


def finish(folder: Path) -> tuple[int, float, str]:
    """Run to the end; gives the exit code, seconds and what was said."""
    start = time.monotonic()
    ended = subprocess.run(
        COMMAND, cwd=folder, env=_environment(), check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return ended.returncode, time.monotonic() - start, ended.stdout


def kill_after(folder: Path, seconds: float, *, group: bool) -> bool:
    """Start a run and kill it (SIGKILL); gives False where it ended before.

    Parameters
    ----------
    folder : Path
    seconds : float
        From the start of the process.
    group : bool
        Kill the launcher and all its children; or else the launcher alone, which leaves the jobs
        at work.
    """
    with subprocess.Popen(
        COMMAND, cwd=folder, env=_environment(), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
            return True
        return False


def results_of(folder: Path) -> dict[str, str]:
    """SHA-256 of every file among the results, without the logs that people read."""
    results = folder / "results"
    return {
        path.relative_to(results).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(results.rglob("*"))
        if path.is_file() and path.suffix != ".log"
    }


def _environment() -> dict[str, str]:
    library = str(ROOT / "workflow/scripts")
    return os.environ | {"PYTHONPATH": library}
