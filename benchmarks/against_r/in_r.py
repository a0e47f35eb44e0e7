"""Running `time.R` and reading what it prints."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.against_r.clock import LEAST_SECONDS, Timing
from benchmarks.against_r.tasks import Review, write_rows

SCRIPT = Path(__file__).with_name("time.R")
PACKAGE_MISSING = 3
LAST_LINES = 5


class RMissingError(Exception):
    """R or one of its packages is not installed; the message says what to install."""


class RFailedError(Exception):
    """The script stopped; the message ends with what R said."""


@dataclass(frozen=True, slots=True)
class InR:
    """What R measured, and with which versions."""

    r: str
    packages: Mapping[str, str]
    timings: Mapping[str, Timing]


def run_in_r(review: Review, *, repeats: int) -> InR:
    """Time the tasks in R.

    Raises
    ------
    RMissingError, RFailedError
    """
    program = shutil.which("Rscript")
    if program is None:
        raise RMissingError(
            "Rscript was not found, so there is nothing to time against; install R with its "
            "packages metafor and lme4 (Debian: r-base-core r-cran-metafor r-cran-lme4)"
        )
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.csv"
        write_rows(review, rows)
        command = [program, "--vanilla", str(SCRIPT), str(rows), str(repeats), str(LEAST_SECONDS)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode == PACKAGE_MISSING:
        raise RMissingError(
            f"R is there but not its package {' and '.join(done.stderr.split())}; install it in R "
            "with install.packages, or from Debian as r-cran-metafor and r-cran-lme4"
        )
    if done.returncode:
        said = "\n".join(done.stderr.splitlines()[-LAST_LINES:])
        raise RFailedError(f"{SCRIPT.name} stopped in R:\n{said}")
    print(done.stderr, end="", file=sys.stderr)
    found = json.loads(done.stdout)
    timings = {
        name: Timing(tuple(task["milliseconds"]), tuple(task["values"]))
        for name, task in found["tasks"].items()
    }
    return InR(found["r"], found["packages"], timings)
