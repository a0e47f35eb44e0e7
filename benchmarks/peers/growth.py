"""How time and memory grow with rows and with sets, each size in a process of its own."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.bulk.sets import draw
from benchmarks.peers.rows import drawn
from rechallenge import pool, pool_many

SIZES: Mapping[str, tuple[int, ...]] = {
    "rows": (10, 100, 1_000),
    "sets": (100, 1_000, 10_000, 43_644),
}
METHODS: Mapping[str, Mapping[str, Any]] = {
    "REML": {"method": "inverse-variance", "tau2": "REML", "profiles": False},
    "GLMM": {"method": "glmm", "test": "t", "profiles": False},
}
Grown = tuple[str, int, float, float, float]
"""Method, size, seconds, the peak of memory in MiB, and what of it was there before."""


def growth(kind: str) -> list[Grown]:
    """Measure every method and size; of one set of so many rows, or of so many sets."""
    found = []
    for method in METHODS:
        for size in SIZES[kind]:
            command = [sys.executable, "-m", "benchmarks.peers.growth", kind, method, str(size)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, peak, before = map(float, json.loads(done.stdout))
            found.append((method, size, seconds, peak, before))
    return found


def main() -> int:
    """Pool so many rows or sets by a method, and print seconds and MiB."""
    kind, method, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
    work = _work(kind, METHODS[method], size)
    before = _peak()
    start = perf_counter()
    work()
    print(json.dumps([perf_counter() - start, _peak(), before]))
    return 0


def _work(kind: str, options: Mapping[str, Any], size: int) -> Callable[[], object]:
    if kind == "rows":
        sample, _ = drawn(size)
        kept = {name: value for name, value in options.items() if name in ("method", "tau2")}
        return partial(pool, sample.events, sample.totals, **kept)
    table = draw().first(size)
    return partial(pool_many, table.events, table.totals, table.groups, **options)


def _peak() -> float:
    """Peak of memory in MiB; on Linux that of `getrusage` starts from the parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        (line,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))
        return int(line) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    sys.exit(main())
