"""Time the library against R at many sizes, in turns, and write the page."""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from math import ceil
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.against_r.tasks import ROOT, shipped
from benchmarks.bulk.sets import SETS
from benchmarks.peers.growth import growth
from benchmarks.peers.page import Line, page
from benchmarks.peers.review import timed_review
from benchmarks.peers.rows import drawn, write_rows
from benchmarks.peers.work import SETS_IN_R, Work, sets, works
from benchmarks.scaling.__main__ import measured
from rechallenge.files import write_json
from rechallenge.models.sample import Sample

SCRIPT = Path(__file__).with_name("time.R")
PAGE = ROOT / "docs" / "speed.md"
KEPT = ROOT / "build" / "speed.json"
PARTS = ("fits", "rows", "sets", "review", "analyses")
LEAST_SECONDS = 0.3
PATIENCE = 240
"""Seconds after which a call of R is given up."""


def main(arguments: list[str] | None = None) -> int:
    """Measure the parts that are asked for, and write the page of all that was ever measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--rounds", type=int, default=3, help="turns of each task")
    parser.add_argument("--analyses", type=int, nargs="+", default=[1, 10, 100, 1000])
    parser.add_argument("--kept", type=Path, default=KEPT, help="where measurements are kept")
    parser.add_argument("--out", type=Path, default=PAGE, help="file of the page")
    options = parser.parse_args(arguments)
    kept = json.loads(options.kept.read_text("utf-8")) if options.kept.is_file() else {}
    for part in options.parts:
        kept[part] = {"load": os.getloadavg()[0]} | _measured(part, options)
        write_json(options.kept, kept)
    kept["versions"] = _versions()
    write_json(options.kept, kept)
    options.out.write_text(page(kept), encoding="utf-8", newline="\n")
    apart = [
        line["title"]
        for line in kept.get("fits", {"lines": []})["lines"]
        if line["difference"] > 1e-4
    ]
    if apart:
        print(f"error: both sides computed other numbers: {', '.join(apart)}", file=sys.stderr)
        return 1
    print(options.out)
    return 0


def _measured(part: str, options: argparse.Namespace) -> dict[str, Any]:
    if part == "fits":
        with tempfile.TemporaryDirectory() as name:
            lines = [_line(work, Path(name), rounds=options.rounds) for work in works(SETS)]
        return {"lines": [asdict(line) for line in lines]}
    if part in ("rows", "sets"):
        return {"rows": growth(part)}
    if part == "review":
        return asdict(timed_review())
    return {"rows": [measured(analyses) for analyses in options.analyses]}


def _versions() -> dict[str, str]:
    asked = "cat(paste(getRversion(), packageVersion('metafor')))"
    command = ["Rscript", "--vanilla", "-e", asked]
    r, metafor = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    python = platform.python_version()
    return {"Python": python, "NumPy": version("numpy"), "R": r, "metafor": metafor}


def _line(work: Work, folder: Path, *, rounds: int) -> Line:
    """Time one task in turns."""
    sample, years = drawn(max(work.rows, 3))
    path = folder / "rows.csv"
    _write(work, path, sample, years)
    ours, theirs = [], []
    mine = other = math.nan
    work.run(sample, years)
    for _ in range(rounds):
        seconds, mine = _timed(work, sample, years)
        ours.append(1000 * seconds / work.ours)
        found = _in_r(work, path) if work.task else None
        if found is None:
            break
        theirs.append(found[0] / work.theirs)
        other = found[1]
    difference = abs(mine - other) if math.isfinite(mine - other) else 0.0
    given_up = bool(work.task) and not theirs
    there = median(theirs) if theirs else None
    line = Line(work.title, median(ours), there, given_up, difference, work.ours)
    print(line.told(), file=sys.stderr, flush=True)
    return line


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


def _in_r(work: Work, path: Path) -> tuple[float, float] | None:
    command = ["Rscript", "--vanilla", str(SCRIPT), work.task, str(path), str(LEAST_SECONDS)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return None
    milliseconds, value = done.stdout.split()
    return float(milliseconds), float(value.replace("NA", "nan"))


if __name__ == "__main__":
    sys.exit(main())
