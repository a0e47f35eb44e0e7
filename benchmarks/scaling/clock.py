"""Run the review of this folder, and print what that took; run by the benchmark."""

from __future__ import annotations

import json
import resource
import sys
from time import perf_counter

from rechallenge.cli import main as rechallenge

_KIB = 1 if sys.platform == "linux" else 1024
"""In how many units of the peak a kibibyte is counted."""


def main() -> int:
    """Print seconds, processor seconds, and the share and peak memory of the controller."""
    start = perf_counter()
    failed = rechallenge(["run"])
    seconds = perf_counter() - start
    own, jobs = (
        resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    measured = {
        "seconds": seconds,
        "processor": sum(usage.ru_utime + usage.ru_stime for usage in (own, jobs)),
        "own": own.ru_utime + own.ru_stime,
        "controller": own.ru_maxrss / _KIB / 1024,
        "job": jobs.ru_maxrss / _KIB / 1024,
    }
    print(json.dumps(measured))
    return failed


if __name__ == "__main__":
    sys.exit(main())
