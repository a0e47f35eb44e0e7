"""Time the library against R on the shipped analysis, and write the page."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks.against_r.clock import Timing, timed
from benchmarks.against_r.in_r import RFailedError, RMissingError, run_in_r
from benchmarks.against_r.page import Line, page
from benchmarks.against_r.tasks import ROOT, TASKS, Review, Task, shipped

TRACKED_PAGE = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("NumPy", "SciPy", "PyMARE")
LARGEST_DIFFERENCE = 1e-3
BUSY = 0.3


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; returns the exit code, 2 where R is missing."""
    options = _parser().parse_args(arguments)
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > BUSY:
        print("note: other programs are running, which spoils timings", file=sys.stderr)
    review = shipped()
    try:
        theirs = run_in_r(review, repeats=options.repeats)
    except RMissingError as problem:
        print(f"error: {problem}.", file=sys.stderr)
        return 2
    except RFailedError as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    lines = [
        Line(task, _ours(task, review, repeats=options.repeats), theirs.timings[task.r])
        for task in TASKS
    ]
    apart = [line.task.title for line in lines if not line.difference < LARGEST_DIFFERENCE]
    if apart:
        print(
            f"error: the two sides computed different numbers: {', '.join(apart)}", file=sys.stderr
        )
        return 1
    versions = {
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "R": theirs.r,
        **theirs.packages,
    }
    text = page(lines, processors=os.cpu_count() or 1, versions=versions)
    options.out.write_text(text, encoding="utf-8", newline="\n")
    print(options.out)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against_r", description=__doc__)
    parser.add_argument("--repeats", type=_positive, default=5, help="timings of each task")
    parser.add_argument("--out", type=Path, default=TRACKED_PAGE, help="file of the page")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _ours(task: Task, review: Review, *, repeats: int) -> Timing:
    print(f"Python: {task.title}", file=sys.stderr, flush=True)
    return timed(lambda: task.run(review), repeats=repeats)


if __name__ == "__main__":
    sys.exit(main())
