"""The page of timings by size."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.coverage.markdown import paragraph, table
from benchmarks.peers.growth import Grown
from benchmarks.scaling.__main__ import COLUMNS
from rechallenge.formatting import plural, significant

FITS = (
    "Single fits have an interval of τ² on both sides (`confint` in R), except for the GLMM, where "
    "both have Wald limits of μ. Leave-one-out and influence are `leave1out` and `influence`; "
    "the permutation test is `permutest` with the Knapp–Hartung F. Of the subsets R fits 3,000 and "
    "of the sets 300, as all of them would take hours. One thread on either side; starting and "
    "importing are not in the times."
)
REVIEW = (
    "`benchmarks/peers/review.R` makes of the same rows what metafor and lme4 have functions for: "
    "all models with their limits, leave-one-out and cumulative series, influence, subgroups, "
    "meta-regression with 499 shuffles, GOSH on 16,384 subsets, 168 specifications (here up to "
    "780), and each figure as PDF, SVG and PNG. It has no data checks, beta-binomial, Bayesian and "
    "cluster-robust models, captions, descriptions, report, Word document or workbook."
)

GROWTH = {
    "rows": "One call of `pool`, the first of a process, with limits of τ² and the default "
    "interval: for the GLMM profile limits. Most of the time of the two-stage model, and its "
    "memory, goes into loading PyMARE, once.",
    "sets": "One call of `pool_many` in a process of its own, without profile limits. Before it, "
    "Python and its libraries are loaded and all sets are drawn.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A task with the milliseconds of one fit on either side; None where R has none for it."""

    title: str
    ours: float
    theirs: float | None
    given_up: bool
    difference: float
    fits: int

    def told(self) -> str:
        """One line for the terminal."""
        return " | ".join(self.cells())

    def cells(self) -> tuple[str, ...]:
        """The cells of the table."""
        whole = f"{significant(self.ours * self.fits / 1000, digits=3)} s" if self.fits > 1 else ""
        if self.theirs is None:
            gone = "more than 240 s" if self.given_up else "has none"
            return (self.title, _number(self.ours), whole, gone, "")
        return (
            self.title,
            _number(self.ours),
            whole,
            _number(self.theirs),
            _ratio(self.theirs / self.ours),
        )


def page(kept: Mapping[str, Any]) -> str:
    """Write the page of the parts that were measured."""
    parts = [
        "# Speed by size",
        paragraph(
            "The library and R's `metafor` on the same rows, in turns within one run of "
            "`python -m benchmarks.peers`. Times differ from machine to machine; the ratio is what "
            "to read. [Benchmarks](benchmarks.md) has the parts of the shipped analysis."
        ),
    ]
    if "fits" in kept:
        lines = [Line(**line) for line in kept["fits"]["lines"]]
        parts += [
            "## Fits",
            paragraph("Milliseconds of one fit, or of the task where it is one."),
            table(
                ("Task", "Here, ms", "All fits here", "R, ms", "R / here"),
                "lrrrr",
                [line.cells() for line in lines],
            ),
            paragraph(FITS),
        ]
    if "review" in kept:
        found = kept["review"]
        parts += [
            "## The shipped review",
            table(
                ("From nothing", "Seconds", "Files"),
                "lrr",
                [
                    ("Here, two jobs at once", f"{found['ours']:.0f}", found["files"]),
                    ("Here, one job at once", f"{found['alone']:.0f}", found["files"]),
                    ("Plain R, one process", f"{found['theirs']:.0f}", found["files_of_r"]),
                ],
            ),
            paragraph(REVIEW),
        ]
    for kind in ("rows", "sets"):
        if kind in kept:
            parts += _growth(kind, kept[kind]["rows"])
    if "analyses" in kept:
        parts += [
            "## Growth with the number of analyses",
            paragraph(
                "Made-up reviews without figures through the whole workflow, two jobs at once "
                "(`python -m benchmarks.scaling`)."
            ),
            table(COLUMNS, "r" * len(COLUMNS), kept["analyses"]["rows"]),
        ]
    programs = ", ".join(f"{name} {text}" for name, text in kept["versions"].items())
    loads = [found["load"] for part, found in kept.items() if part != "versions"]
    parts += [
        "## Where it was measured",
        paragraph(
            f"{plural(os.cpu_count() or 1, 'processor')}, load at the start of the parts "
            f"{min(loads):.1f} to {max(loads):.1f}; {programs}."
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _growth(kind: str, found: Sequence[Grown]) -> list[str]:
    rows = [
        (method, f"{size:,}", significant(seconds, digits=3), f"{peak:.0f}", f"{before:.0f}")
        for method, size, seconds, peak, before in found
    ]
    return [
        f"## Growth with the number of {kind}",
        paragraph(GROWTH[kind]),
        table(("Method", kind.capitalize(), "Seconds", "Peak, MiB", "Of it before"), "lrrrr", rows),
    ]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else significant(value, digits=3)


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else significant(value, digits=2)
