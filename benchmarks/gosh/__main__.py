"""Print the time a subset here and in R, alternating: python -m benchmarks.gosh."""

from __future__ import annotations

import csv
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from rechallenge import gosh
from rechallenge.effects import expit

SCRIPT = Path(__file__).with_name("time.R")
ROWS = 20
SAMPLE = 3000
ROUNDS = 3
GLMM_SUBSETS = 100_000


def main() -> None:
    """Fit all 2^20 subsets by DL and REML beside a sample in R, and 10^5 by the GLMM."""
    generator = np.random.default_rng(2)
    totals = generator.integers(8, 120, ROWS)
    events = generator.binomial(totals, expit(generator.normal(-1, 0.6, ROWS)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("events", "total"))
            writer.writerows(zip(events, totals, strict=True))
        for tau2 in ("DL", "REML"):
            ours, theirs = [], []
            for _ in range(ROUNDS):
                start = time.process_time()
                count = gosh(events, totals, tau2=tau2).mu.size
                ours.append(time.process_time() - start)
                command = ["Rscript", str(SCRIPT), str(path), tau2, str(SAMPLE)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                theirs.append(float(done.stdout))
            here, there = float(np.median(ours)), float(np.median(theirs))
            ratio = there * count / (1000 * here)
            print(f"{tau2:5} {count} subsets in {here:.2f} s, R {there:.3f} ms each, {ratio:.0f}:1")
    start = time.process_time()
    found = gosh(events, totals, method="glmm", subsets=GLMM_SUBSETS)
    spent = time.process_time() - start
    lost = int(np.isnan(found.mu).sum())
    print(f"GLMM  {GLMM_SUBSETS} subsets in {spent:.1f} s, {lost} without an estimate")


if __name__ == "__main__":
    main()
