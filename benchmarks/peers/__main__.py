"""Time the library against R at many sizes, in turns, and write the page."""

from __future__ import annotations

import argparse
import csv
import math
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from math import ceil
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.against_r.tasks import ROOT, shipped
from benchmarks.bulk.sets import SETS
from benchmarks.peers.page import Line, Where, page
from benchmarks.peers.rows import drawn, write_rows
from benchmarks.peers.work import SETS_IN_R, Work, sets, works
from rechallenge.models.sample import Sample

SCRIPT = Path(__file__).with_name("time.R")
PAGE = ROOT / "docs" / "speed.md"
LEAST_SECONDS = 0.3
PATIENCE = 240
"""Seconds after which a call of R is given up."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each task")
    parser.add_argument("--only", default="", help="tasks whose title holds this text")
    parser.add_argument("--out", type=Path, default=PAGE, help="file of the page")
    options = parser.parse_args(arguments)
    chosen = [work for work in works(SETS) if options.only in work.title]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        measured = [_line(work, Path(name), rounds=options.rounds) for work in chosen]
    where = Where(
        processors=os.cpu_count() or 1,
        load=load,
        versions={
            "Python": platform.python_version(),
            "NumPy": version("numpy"),
            "R": next((said for _, said in measured if said), ("", ""))[0],
            "metafor": next((said for _, said in measured if said), ("", ""))[1],
        },
    )
    lines = [line for line, _ in measured]
    options.out.write_text(page(lines, where), encoding="utf-8", newline="\n")
    apart = [line.title for line in lines if line.difference > 1e-4]
    if apart:
        print(f"error: both sides computed other numbers: {', '.join(apart)}", file=sys.stderr)
        return 1
    print(options.out)
    return 0


def _line(work: Work, folder: Path, *, rounds: int) -> tuple[Line, tuple[str, str] | None]:
    """Time one task in turns; the versions of R and metafor beside."""
    sample, years = drawn(max(work.rows, 3))
    path = folder / "rows.csv"
    _write(work, path, sample, years)
    ours, theirs = [], []
    mine = other = math.nan
    said: tuple[str, str] | None = None
    work.run(sample, years)
    for _ in range(rounds):
        seconds, mine = _timed(work, sample, years)
        ours.append(1000 * seconds / work.ours)
        found = _in_r(work, path) if work.task else None
        if found is None:
            break
        theirs.append(found[0] / work.theirs)
        other, said = found[1], (found[2], found[3])
    difference = abs(mine - other) if math.isfinite(mine - other) else 0.0
    given_up = bool(work.task) and not theirs
    there = median(theirs) if theirs else None
    line = Line(work.title, median(ours), there, given_up, difference, work.ours)
    print(line.told(), file=sys.stderr, flush=True)
    return line, said


def _write(work: Work, path: Path, sample: Sample, years: list[int]) -> None:
    if work.task.startswith("sets_"):
        table = sets().first(SETS_IN_R)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("group", "events", "total"))
            writer.writerows(zip(table.groups, table.events, table.totals, strict=True))
    elif work.task == "forest":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("label", "events", "total"))
            writer.writerows((row.study, row.events, row.total) for row in shipped().rows)
    else:
        write_rows(sample, years, path)


def _timed(work: Work, sample: Sample, years: list[int]) -> tuple[float, float]:
    start = perf_counter()
    value = work.run(sample, years)
    once = perf_counter() - start
    calls = ceil(LEAST_SECONDS / max(once, 1e-6))
    if calls == 1:
        return once, value
    start = perf_counter()
    for _ in range(calls):
        work.run(sample, years)
    return (perf_counter() - start) / calls, value


def _in_r(work: Work, path: Path) -> tuple[float, float, str, str] | None:
    command = ["Rscript", "--vanilla", str(SCRIPT), work.task, str(path), str(LEAST_SECONDS)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return None
    milliseconds, value, r, metafor = done.stdout.split()
    return float(milliseconds), float(value.replace("NA", "nan")), r, metafor


if __name__ == "__main__":
    sys.exit(main())
