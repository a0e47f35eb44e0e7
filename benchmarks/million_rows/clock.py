"""Check one file in this process alone, and print what that took; run by the benchmark."""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from time import perf_counter

from rechallenge.cli import main as rechallenge

_KIB = 1 if sys.platform == "linux" else 1024
"""In how many units of the peak a kibibyte is counted."""


def main(path: str) -> None:
    """Check a file and print seconds, processor seconds, peak memory and the closing sentence."""
    said = io.StringIO()
    start = perf_counter()
    with contextlib.redirect_stdout(said):
        rechallenge(["check", path])
    seconds = perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor": usage.ru_utime + usage.ru_stime,
                "mebibytes": usage.ru_maxrss / _KIB / 1024,
                "said": said.getvalue().splitlines()[-1],
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
