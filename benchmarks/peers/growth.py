"""How time and memory grow with the number of sets, each size in a process of its own."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from benchmarks.bulk.sets import draw
from rechallenge import pool_many

SIZES = (100, 1_000, 10_000, 43_644)
METHODS: Mapping[str, Mapping[str, object]] = {
    "REML": {"tau2": "REML", "profiles": False},
    "GLMM": {"method": "glmm", "test": "t", "profiles": False},
}


def growth() -> list[tuple[str, int, float, float]]:
    """Method, sets, seconds and the peak of memory in MiB."""
    found = []
    for method in METHODS:
        for size in SIZES:
            command = [sys.executable, "-m", "benchmarks.peers.growth", method, str(size)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, peak = json.loads(done.stdout)
            found.append((method, size, float(seconds), float(peak)))
    return found


def main() -> int:
    """Pool so many sets by a method, and print seconds and MiB."""
    method, size = sys.argv[1], int(sys.argv[2])
    table = draw().first(size)
    start = perf_counter()
    pool_many(table.events, table.totals, table.groups, **METHODS[method])  # type: ignore[arg-type]
    seconds = perf_counter() - start
    print(json.dumps([seconds, _peak()]))
    return 0


def _peak() -> float:
    """Peak of memory in MiB; on Linux that of `getrusage` starts from the parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        (line,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))
        return int(line) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    sys.exit(main())
