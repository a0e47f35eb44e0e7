"""Run every benchmark with its default settings: ``python -m benchmarks``."""

from __future__ import annotations

import sys

from benchmarks.against_r.__main__ import main as against_r
from benchmarks.coverage.__main__ import main as coverage
from benchmarks.peers.__main__ import main as peers

if __name__ == "__main__":
    sys.exit(coverage(["--processes", "2"]) or against_r([]) or peers([]))
