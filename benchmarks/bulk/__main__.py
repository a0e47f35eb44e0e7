"""Print the time a fit here and in R, alternating: python -m benchmarks.bulk."""

from __future__ import annotations

import csv
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bulk.sets import SETS, Table, draw
from rechallenge import pool_many
from rechallenge.contract import TAU2_METHODS

SCRIPT = Path(__file__).with_name("time.R")
COMPARED = ("DL", "REML", "GLMM")
SAMPLE = 300
ROUNDS = 3


def main() -> None:
    """Pool all sets by each estimator, then compare two of them with R on a sample."""
    table = draw()
    for tau2 in TAU2_METHODS:
        start = time.process_time()
        found = pool_many(table.events, table.totals, table.groups, tau2=tau2)
        spent = time.process_time() - start
        lost = int(np.sum((found.status == "ok") & ~np.isfinite(found.numbers["mu"])))
        print(f"{tau2:5} {SETS} sets, {spent:.2f} s, {lost} without a number", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sets.csv"
        _write(table.first(SAMPLE), path)
        for tau2 in COMPARED:
            ours, theirs = [], []
            for _ in range(ROUNDS):
                start = time.process_time()
                pool_many(table.events, table.totals, table.groups, **_options(tau2))
                ours.append(1000 * (time.process_time() - start) / SETS)
                command = ["Rscript", str(SCRIPT), str(path), tau2]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                theirs.append(float(done.stdout))
            here, there = float(np.median(ours)), float(np.median(theirs))
            print(f"{tau2:5} here {here:.4f} ms, R {there:.3f} ms a fit, ratio {there / here:.0f}")


def _options(estimator: str) -> dict[str, Any]:
    if estimator == "GLMM":
        return {"method": "glmm", "test": "t", "profiles": False}
    return {"tau2": estimator, "profiles": False}


def _write(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("group", "events", "total"))
        writer.writerows(zip(table.groups, table.events, table.totals, strict=True))


if __name__ == "__main__":
    main()
