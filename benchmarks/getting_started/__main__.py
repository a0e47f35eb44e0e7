"""Draw the pictures of docs/getting-started.md anew, by following the page."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.getting_started.page import PAGE, Filled, Typed, steps
from benchmarks.getting_started.pictures import of_report, of_table, small
from benchmarks.getting_started.walk import WORKBOOK, Walk

PICTURES = PAGE.parent / "images" / "getting-started"
FIGURE_WIDTH = 1100


def main() -> int:
    """Follow the page but for the shipped review, and write the pictures; returns the exit code."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        walk = Walk(Path(folder))
        pictured = False
        for step in steps():
            if isinstance(step, Typed) and step.lines == ("make results",):
                continue
            for line, _, _ in walk.follow(step):
                print(line)
            if isinstance(step, Filled) and not pictured:
                _write("table", of_table(walk.review / WORKBOOK))
                pictured = True
        results = walk.review / "results"
        _write("report", of_report(results / "report.html"))
        _write("forest", small(results / "response/forest.png", width=FIGURE_WIDTH))
    return 0


def _write(name: str, picture: bytes) -> None:
    (PICTURES / f"{name}.png").write_bytes(picture)
    print(PICTURES / f"{name}.png", len(picture))


if __name__ == "__main__":
    sys.exit(main())
