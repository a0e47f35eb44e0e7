"""Time the whole shipped review beside a plain script of R: python -m benchmarks.peers.review."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.against_r.tasks import ROOT
from rechallenge.analysis.rows_table import given_order
from rechallenge.config import load_config
from rechallenge.plan import make_plan, selection_of, task_of

SCRIPT = Path(__file__).with_name("review.R")


@dataclass(frozen=True, slots=True)
class ReviewTiming:
    """Seconds from nothing on both processors and on one, of R on one, and files of each side."""

    ours: float
    alone: float
    theirs: float
    files: int
    files_of_r: int


def main() -> int:
    """Run both from nothing, and print seconds and files."""
    found = timed_review()
    print(f"here {found.ours:.0f} s ({found.alone:.0f} s on one processor), {found.files} files")
    print(
        f"R {found.theirs:.0f} s on one processor, {found.files_of_r} files; ratio "
        f"{found.theirs / found.alone:.1f}"
    )
    return 0


def timed_review() -> ReviewTiming:
    """Run the shipped review from nothing, and the plain script on the same rows."""
    command = [sys.executable, "-m", "rechallenge", "run"]
    with tempfile.TemporaryDirectory() as name:
        review, plain = Path(name) / "review", Path(name) / "plain"
        plain.mkdir()
        for part in ("config", "data"):
            shutil.copytree(ROOT / part, review / part)
        write_analyses(review, plain)
        ours = _seconds(command, review)
        files = sum(path.is_file() for path in (review / "results").rglob("*"))
        for left in ("results", ".snakemake"):
            shutil.rmtree(review / left)
        alone = _seconds([*command, "--cores", "1"], review)
        before = set(plain.iterdir())
        theirs = _seconds(["Rscript", "--vanilla", str(SCRIPT), str(plain)], plain)
        files_of_r = len(set(plain.iterdir()) - before)
    return ReviewTiming(ours, alone, theirs, files, files_of_r)


def write_analyses(review: Path, folder: Path) -> None:
    """Write the rows of each analysis with its subgroup variables and moderators, for R."""
    plan = make_plan(load_config(review / "config/config.yaml"), root=review)
    for planned in plan.runnable:
        settings = planned.settings
        selection = selection_of(task_of(plan, settings.slug), root=review)
        columns = [f"g_{name}" for name in settings.subgroups]
        columns += [f"m_{name}" for name in settings.moderators]
        with (folder / f"{settings.slug}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("study", "label", "year", "events", "total", *columns))
            for row in sorted(selection.pooled, key=given_order):
                own = [row.cells.get(column[2:], "") for column in columns]
                label = f"{row.study}, {row.arm}"
                writer.writerow((row.study_id, label, row.year, row.events, row.total, *own))


def _seconds(command: list[str], folder: Path) -> float:
    start = perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
