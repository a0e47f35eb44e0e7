"""The page of timings by size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.coverage.markdown import paragraph, table
from rechallenge.formatting import plural, significant


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
        ratio = self.theirs / self.ours
        shown = f"{ratio:,.0f}" if ratio >= 10 else significant(ratio, digits=2)
        return (self.title, _number(self.ours), whole, _number(self.theirs), shown)


@dataclass(frozen=True, slots=True)
class Where:
    """Where it was measured."""

    processors: int
    load: float
    versions: Mapping[str, str]


def page(lines: Sequence[Line], where: Where) -> str:
    """Write the page."""
    programs = ", ".join(f"{name} {text}" for name, text in where.versions.items())
    parts = [
        "# Speed by size",
        paragraph(
            "The library and R's `metafor` on the same made-up rows, in turns within one run of "
            "`python -m benchmarks.peers`; times are milliseconds of one fit, or of the whole task "
            "where it is one. Times differ from machine to machine; the ratio is what to read. "
            "[Benchmarks](benchmarks.md) has the shipped analysis, [on a cluster](cluster.md) "
            "whole reviews."
        ),
        table(
            ("Task", "Here, ms", "All fits here", "R, ms", "R / here"),
            "lrrrr",
            [line.cells() for line in lines],
        ),
        paragraph(
            "Single fits have an interval of τ² on both sides (`confint` in R), except for the "
            "GLMM, where both have Wald limits of μ alone. Leave-one-out and influence are "
            "`leave1out` and `influence`; the permutation test `permutest` with the Knapp–Hartung "
            "F. Of the subsets R fits 3,000 and of the sets 300, as all of them would take hours. "
            "One thread on either side; starting and importing are not in the times."
        ),
        paragraph(
            f"Measured with {plural(where.processors, 'processor')} at a load of "
            f"{where.load:.1f}; {programs}."
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else significant(value, digits=3)
