"""Run every benchmark with its default settings: ``python -m benchmarks``."""

from __future__ import annotations

import sys

from benchmarks.coverage.__main__ import main

if __name__ == "__main__":
    sys.exit(main(["--processes", "2"]))
