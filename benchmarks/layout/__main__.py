"""Lay out every figure in every case and measure it; exit 1 where a fault is found."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from itertools import groupby
from typing import Any

from benchmarks.layout.browser import browser, faults_seen
from benchmarks.layout.cases import SIZES, WIDTHS, Case, every_case
from benchmarks.layout.labels import KINDS
from benchmarks.layout.measure import NOTE, Fault, Measured, measure
from benchmarks.layout.reviews import analysed
from benchmarks.layout.summary import EXAMPLES, listed, table
from rechallenge.contract import FIGURES

ROWS_IN_BROWSER = 8


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; returns the exit code."""
    options = _parser().parse_args(arguments)
    started = time.monotonic()
    with ProcessPoolExecutor(options.processes) as pool:
        reviews = _reviews(pool, options.rows, started)
        measured = list(_measured(pool, reviews, options.figures, started))
    faults = [fault for one in measured for fault in one.faults if fault.cause != NOTE]
    notes = [fault for one in measured for fault in one.faults if fault.cause == NOTE]
    print(listed([*faults, *(notes if options.notes else ())], examples=options.examples))
    print(table(measured))
    figures = len({one.figure for one in measured})
    print(f"{len(measured)} drawings of {figures} figures, {len(faults)} faults.")
    return 1 if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layout", description=__doc__)
    parser.add_argument("--figures", nargs="+", choices=FIGURES, default=FIGURES, metavar="FIGURE")
    parser.add_argument("--rows", nargs="+", type=int, choices=SIZES, default=SIZES, metavar="N")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="faults told of each kind")
    parser.add_argument("--notes", action="store_true", help="tell texts that lines run through")
    return parser


def _reviews(
    pool: ProcessPoolExecutor, sizes: Sequence[int], started: float
) -> dict[int, dict[str, Any]]:
    waiting = {pool.submit(analysed, rows): rows for rows in sorted(sizes, reverse=True)}
    reviews = {}
    for done in as_completed(waiting):
        reviews[waiting[done]] = done.result()
        _tell(started, f"analysed a review of {waiting[done]} rows")
    return reviews


def _measured(
    pool: ProcessPoolExecutor,
    reviews: dict[int, dict[str, Any]],
    figures: Sequence[str],
    started: float,
) -> Iterator[Measured]:
    """Measure all cases, those of one review and one kind of labels together."""
    cases = [case for case in every_case() if case.rows in reviews]
    alike = sorted(cases, key=lambda case: (-case.rows, case.labels))
    waiting: dict[Future[list[Measured]], str] = {}
    for (rows, labels), group in groupby(alike, lambda case: (case.rows, case.labels)):
        done = pool.submit(_drawn, reviews[rows], list(group), figures)
        waiting[done] = f"{rows} rows, {labels} labels"
    program = browser()
    if program is None or ROWS_IN_BROWSER not in reviews:
        _tell(started, "the drawings are not looked at in a browser")
    else:
        for labels in KINDS:
            cases = [Case(ROWS_IN_BROWSER, labels, "default", width, "plain") for width in WIDTHS]
            done = pool.submit(_shown, reviews[ROWS_IN_BROWSER], cases, figures, program)
            waiting[done] = f"{labels} labels in a browser"
    for count, done in enumerate(as_completed(waiting), start=1):
        yield from done.result()
        _tell(started, f"{count} of {len(waiting)}: {waiting[done]}")


def _drawn(review: dict[str, Any], cases: Sequence[Case], figures: Sequence[str]) -> list[Measured]:
    return list(measure(review, cases, figures))


def _shown(
    review: dict[str, Any], cases: Sequence[Case], figures: Sequence[str], program: str
) -> list[Measured]:
    """Draw figures and measure them in a browser alone."""
    drawn = [one for one in measure(review, cases, figures, svg=True) if one.svg]
    found = faults_seen([one.svg for one in drawn], program=program)
    return [
        Measured(
            one.figure,
            one.case,
            tuple(Fault(one.figure, cause, one.case, detail) for cause, detail in faults),
        )
        for one, faults in zip(drawn, found, strict=True)
    ]


def _tell(started: float, what: str) -> None:
    print(f"[{time.monotonic() - started:5.0f} s] {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
