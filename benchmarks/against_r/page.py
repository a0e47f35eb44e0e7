"""The page of timings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.against_r.clock import Timing
from benchmarks.against_r.tasks import ANALYSIS, Task
from benchmarks.coverage.markdown import bullet, paragraph, table
from rechallenge.formatting import plural, significant


@dataclass(frozen=True, slots=True)
class Line:
    """A task with the timings of both sides."""

    task: Task
    ours: Timing
    theirs: Timing

    @property
    def ratio(self) -> float:
        """How many times our time R takes, by the medians."""
        return median(self.theirs.milliseconds) / median(self.ours.milliseconds)

    @property
    def difference(self) -> float:
        """Largest difference between what the two sides computed."""
        pairs = zip(self.ours.values, self.theirs.values, strict=True)
        return max(abs(ours - theirs) for ours, theirs in pairs)


def page(lines: Sequence[Line], *, processors: int, versions: Mapping[str, str]) -> str:
    """Write the page.

    Parameters
    ----------
    lines : sequence of Line
    processors : int
    versions : mapping of str to str
        By program or package, in the order in which they are named.
    """
    repeats = plural(len(lines[0].ours.milliseconds), "repeat")
    programs = ", ".join(f"{name} {version}" for name, version in versions.items())
    parts = [
        "# Speed beside R",
        paragraph(
            "How long the library and R's `metafor` take for the same work on the same rows, those "
            f"of the shipped analysis `{ANALYSIS}`, one after the other in one run of "
            "`python -m benchmarks.against_r`. Times differ from machine to machine; the ratio is "
            "what to read."
        ),
        table(
            ("Task", "Here, ms", "R, ms", "R / here", "Largest difference"),
            "lrrrr",
            [_row(line) for line in lines],
        ),
        paragraph(
            f"Each time is the median of {repeats} after a call to warm up, one thread; a "
            "repeat makes as many calls as 0.3 s need. Starting Python or R and importing are not "
            "in it. The last column holds the results of both sides against each other: μ of each "
            "fit, Cook's distances for the influence. For the GLMM it is the tolerance of "
            "`rma.glmm` at its default settings."
        ),
        "## What is timed",
        table(
            ("Task", "Here", "R"),
            "lll",
            [(line.task.title, line.task.ours, line.task.theirs) for line in lines],
        ),
        paragraph(
            "The whole analysis is everything in `estimates.json`: all models, leave-one-out, "
            "cumulative, influence, subgroups and meta-regression with 499 permutations. "
            "`whole_analysis()` in `benchmarks/against_r/time.R` does what metafor and lme4 have "
            "for it:"
        ),
        "\n".join(
            bullet(text)
            for text in (
                "`rma.glmm`, random and common effect, separate and combined arms; `rma` on logit "
                "and arcsine with the three tests, each with `confint`; `rma.mv` with rows in "
                "studies; the profile limits of the GLMM by `confint` of `glmer`.",
                "Leave-one-out and cumulative loops of `rma.glmm` over studies, `influence` of the "
                "two-stage model.",
                "`rma.glmm` on setting, design and year, each with the model without it; `rma` on "
                "year with `permutest`, 499 permutations.",
                "Not in R's time, but in ours: the beta-binomial model, both Bayesian models, the "
                "cluster-robust interval of the three-level model, profile limits along the "
                "leave-one-out and cumulative series, and the influence of each row on the GLMM.",
            )
        ),
        "## Where it was measured",
        paragraph(f"{plural(processors, 'processor')}; {programs}."),
    ]
    return "\n\n".join(parts) + "\n"


def _row(line: Line) -> tuple[str, ...]:
    return (
        line.task.title,
        _number(median(line.ours.milliseconds)),
        _number(median(line.theirs.milliseconds)),
        _number(line.ratio, digits=2),
        f"{line.difference:.0e}",
    )


def _number(value: float, *, digits: int = 3) -> str:
    return f"{value:,.0f}" if value >= 1000 else significant(value, digits=digits)
