"""Twelve ways to pool every set of a library: python -m benchmarks.bulk.methods."""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np

from benchmarks.bulk.sets import SETS, Table, draw
from rechallenge import pool_many

METHODS: Mapping[str, Mapping[str, Any]] = {
    "raw, REML": {"measure": "PR", "tau2": "REML"},
    "log, REML": {"measure": "PLN", "tau2": "REML"},
    "logit, DL": {"measure": "PLO", "tau2": "DL"},
    "logit, PM": {"measure": "PLO", "tau2": "PM"},
    "logit, ML": {"measure": "PLO", "tau2": "ML"},
    "logit, REML": {"measure": "PLO", "tau2": "REML"},
    "logit, SJ": {"measure": "PLO", "tau2": "SJ"},
    "arcsine, REML": {"measure": "PAS", "tau2": "REML"},
    "double arcsine, REML": {"measure": "PFT", "tau2": "REML"},
    "GLMM, common effect": {"method": "glmm", "tau2": "FE"},
    "GLMM, random effects": {"method": "glmm", "test": "t", "profiles": False},
    "beta-binomial": {"method": "beta-binomial"},
}
"""The transformations and models of Lin, Xu & Chu (2021), with the estimators of τ² beside."""


def main(arguments: list[str] | None = None) -> int:
    """Pool all sets by every method; 1 when a set fails without a reason."""
    options = _parser().parse_args(arguments)
    table = draw().first(options.sets)
    parts = _halves(table, options.sets, options.processes)
    unexplained = 0
    start = time.monotonic()
    with ProcessPoolExecutor(options.processes) as workers:
        print(f"{'Method':22} {'s':>7}  Sets by status")
        for name, chosen in METHODS.items():
            begun = time.monotonic()
            found = list(workers.map(_pooled, parts, [dict(chosen)] * len(parts)))
            statuses = sum((one for one, _ in found), Counter[str]())
            unexplained += sum(failed for _, failed in found)
            told = ", ".join(f"{status} {count:,}" for status, count in sorted(statuses.items()))
            print(f"{name:22} {time.monotonic() - begun:7.1f}  {told}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{options.sets:,} sets × {len(METHODS)} methods: {time.monotonic() - start:.0f} s in "
        f"{options.processes} processes, {peak:.0f} MiB each at most, "
        f"{unexplained} failures without a reason, load {os.getloadavg()[0]:.1f}"
    )
    return 1 if unexplained else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk.methods", description=__doc__)
    parser.add_argument("--sets", type=int, default=SETS, help="how many of the sets")
    parser.add_argument("--processes", type=int, default=2, help="that share them")
    return parser


def _halves(table: Table, sets: int, parts: int) -> list[Table]:
    """Deal the sets out by turns."""
    return [table.where(table.groups % parts == part) for part in range(min(parts, sets))]


def _pooled(table: Table, options: dict[str, Any]) -> tuple[Counter[str], int]:
    """Pool one part: its sets by status, and those that fail without a reason."""
    found = pool_many(table.events, table.totals, table.groups, **options)
    numbers = np.stack([found.numbers[name] for name in ("estimate", "ci_low", "ci_high")])
    within = np.isfinite(numbers).all(axis=0) & (numbers >= 0).all(axis=0)
    within &= (numbers <= 1).all(axis=0) & (numbers[1] <= numbers[2])
    sound = np.isin(found.status, ("ok", "exact", "fallback"))
    explained = found.reason != ""
    failed = np.where(sound, ~within, ~explained) | ((found.status != "ok") & ~explained)
    return Counter(found.status.tolist()), int(failed.sum())


if __name__ == "__main__":
    raise SystemExit(main())
