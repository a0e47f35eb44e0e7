"""Run made-up reviews of more and more analyses, and print what that costs."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.scaling.review import write_review

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = (
    *("analyses", "wall s", "processor s", "processor s per analysis", "of it controller"),
    *("controller MiB", "largest job MiB", "report MB", "nothing to do s"),
)


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument(
        "--analyses", type=int, nargs="+", default=[1, 10, 100, 1000], help="sizes of the reviews"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the random numbers")
    options = parser.parse_args(arguments)
    print(f"| {' | '.join(COLUMNS)} |\n|{'---:|' * len(COLUMNS)}", flush=True)
    for analyses in options.analyses:
        print(f"| {' | '.join(measured(analyses, seed=options.seed))} |", flush=True)
    return 0


def measured(analyses: int, *, seed: int = 1) -> tuple[str, ...]:
    """Run a review of so many analyses from nothing and once more; the cells of `COLUMNS`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "review"
        write_review(folder, analyses=analyses, seed=seed)
        first, again = _run(folder), _run(folder)
        size = (folder / "results/report.html").stat().st_size / 1e6
    return (
        f"{analyses:,}",
        f"{first['seconds']:.0f}",
        f"{first['processor']:.0f}",
        f"{first['processor'] / analyses:.2f}",
        f"{first['own'] / analyses:.3f}",
        f"{first['controller']:.0f}",
        f"{first['job']:.0f}",
        f"{size:.1f}",
        f"{again['seconds']:.1f}",
    )


def _run(folder: Path) -> dict[str, float]:
    """Run a review in a fresh process, which stays small here: a child's peak starts from ours."""
    paths = [str(ROOT / "workflow/scripts"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.scaling.clock"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    measured: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return measured


if __name__ == "__main__":
    sys.exit(main())
