"""Simulate how often intervals hold the true median proportion; write the CSV and the page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.coverage.design import Cell, cells
from benchmarks.coverage.intervals import Result, run_cell
from benchmarks.coverage.page import page
from benchmarks.coverage.results_csv import read_csv, to_csv
from benchmarks.coverage.selftest import agreements

HERE = Path(__file__).resolve().parent
TRACKED_PAGE = HERE.parents[1] / "docs" / "interval-coverage.md"
CSV_NAME = "results.csv"


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; returns the exit code."""
    options = _parser().parse_args(arguments)
    if options.selftest:
        return _selftest()
    table = options.out / CSV_NAME
    # The page of the project describes the tracked CSV; a trial elsewhere has its own page.
    target = TRACKED_PAGE if options.out.resolve() == HERE else options.out / TRACKED_PAGE.name
    try:
        if options.check:
            return _check(table, target)
        if not options.page:
            options.out.mkdir(parents=True, exist_ok=True)
            table.write_text(to_csv(_simulate(options)), encoding="utf-8", newline="\n")
        target.write_text(page(read_csv(table)), encoding="utf-8", newline="\n")
    except (OSError, ValueError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    print(f"{table}\n{target}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--replicates", type=_positive, default=2500, help="data sets per cell")
    parser.add_argument(
        "--widths", type=_positive, default=200, help="data sets per cell whose widths are measured"
    )
    parser.add_argument("--seed", type=_natural, default=1, help="seed of the random numbers")
    parser.add_argument("--processes", type=_positive, default=1, help="processes to use")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of results.csv")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--page", action="store_true", help="only write the page from the CSV")
    instead.add_argument("--check", action="store_true", help="only check that page and CSV agree")
    instead.add_argument(
        "--selftest", action="store_true", help="only compare the fits with the library's"
    )
    return parser


def _natural(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return value


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _simulate(options: argparse.Namespace) -> list[Result]:
    run = partial(run_cell, replicates=options.replicates, widths=options.widths, seed=options.seed)
    grid = list(cells())
    if options.processes == 1:
        return _collected(grid, map(run, grid))
    with get_context("spawn").Pool(options.processes) as pool:
        return _collected(grid, pool.imap(run, grid))


def _collected(grid: list[Cell], outcomes: Iterable[tuple[Result, ...]]) -> list[Result]:
    results: list[Result] = []
    for done, (cell, outcome) in enumerate(zip(grid, outcomes, strict=True), start=1):
        results += outcome
        if done == len(grid) or grid[done].k != cell.k:
            print(f"k = {cell.k}: {done} of {len(grid)} cells", file=sys.stderr, flush=True)
    return results


def _check(table: Path, target: Path) -> int:
    if target.read_text(encoding="utf-8") == page(read_csv(table)):
        print(f"{target.name} agrees with {table.name}.")
        return 0
    print(
        f"error: {target.name} does not agree with {table.name}; "
        "write it anew with: python -m benchmarks.coverage --page",
        file=sys.stderr,
    )
    return 1


def _selftest() -> int:
    found = agreements()
    for line in found:
        verdict = "ok" if line.holds else "TOO LARGE"
        print(
            f"{line.quantity:22} {line.compared:5} compared, largest difference "
            f"{line.difference:.1e}, allowed {line.allowed:.0e}: {verdict}"
        )
    return 0 if all(line.holds for line in found) else 1


if __name__ == "__main__":
    sys.exit(main())
