"""The tables of the page: every interval by number of studies, and the candidates in full."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.coverage.design import MEDIANS, STUDIES, TAUS
from benchmarks.coverage.intervals import CANDIDATES, GLMM_T, INTERVALS, TWO_STAGE, Result
from benchmarks.coverage.markdown import number, paragraph, table
from benchmarks.coverage.summary import (
    FLOOR,
    default_interval,
    default_results,
    standard_error,
    summarise,
)


def by_studies(results: Sequence[Result]) -> str:
    """Summarise each interval for each number of studies."""
    text = paragraph(
        f"Coverage in per cent over the {len(MEDIANS) * len(TAUS)} settings of each k. *Surely*: "
        f"below {FLOOR:g} % by more than two standard errors. Width: the median over the settings "
        "of the median width, in percentage points. In bold: the default for that number of "
        "studies."
    )
    header = ("k", "Interval", "Lowest", "at median, τ", "Mean", f"Settings < {FLOOR:g} %")
    rows = []
    for k in STUDIES:
        for name in INTERVALS:
            found = summarise(results, name, (k,))
            rows.append(
                (
                    k,
                    f"**{name}**" if name == default_interval(k) else name,
                    f"{found.worst.coverage:.1f}",
                    f"{_percent(found.worst.true_median)}, {found.worst.tau:g}",
                    f"{found.mean_coverage:.1f}",
                    f"{100 * found.below / found.cells:.0f} %",
                    f"{100 * found.surely_below / found.cells:.0f} %",
                    f"{found.width:.1f}",
                )
            )
    shown = table((*header, "Surely", "Width"), "rlrlrrrr", rows)
    return f"## All intervals by number of studies\n\n{text}\n\n{shown}"


def weak_cells(results: Sequence[Result]) -> str:
    """List every setting in which the default is below the floor."""
    weak = [r for r in default_results(results) if r.coverage < FLOOR]
    title = f"## Where the default is below {FLOOR:g} %"
    if not weak:
        return f"{title}\n\nNowhere."
    text = f"{number(len(weak)).capitalize()} settings; SE is the standard error of the coverage."
    rows = (
        (
            r.k,
            _percent(r.true_median),
            f"{r.tau:g}",
            r.interval,
            f"{r.coverage:.1f}",
            f"{standard_error(r.coverage, r.replicates):.1f}",
            f"{r.median_width:.1f}",
        )
        for r in weak
    )
    header = ("k", "Median", "τ", "Interval", "Coverage", "SE", "Width")
    return f"{title}\n\n{text}\n\n{table(header, 'rrrlrrr', rows)}"


def full_tables(results: Sequence[Result]) -> str:
    """Show the three candidates in every setting."""
    text = paragraph(
        "Coverage in per cent / median width in percentage points; coverage below "
        f"{FLOOR:g} % in bold. *One-sided*: data sets without any event or with events throughout."
    )
    found = {(r.k, r.true_median, r.tau, r.interval): r for r in results}
    parts = [f"## The three candidates in every setting\n\n{text}"]
    for k in STUDIES:
        rows = []
        for p in MEDIANS:
            for tau in TAUS:
                three = [found[k, p, tau, name] for name in CANDIDATES]
                share = 100 * three[0].one_sided / three[0].replicates
                shown = (_covered(r) for r in three)
                rows.append((_percent(p), f"{tau:g}", *shown, f"{share:.1f} %"))
        header = ("Median", "τ", *CANDIDATES, "One-sided")
        parts.append(f"### k = {k}\n\n{table(header, 'rrrrrr', rows)}")
    return "\n\n".join(parts)


def one_sided(results: Sequence[Result]) -> str:
    """Count apart the data sets that no GLMM can be fitted to."""
    text = paragraph(
        "Data sets without any event, or with events throughout, by true median over all k and τ, "
        "and the coverage among them in per cent. They are part of every figure above."
    )
    rows = []
    for p in MEDIANS:
        chosen = {
            name: [r for r in results if r.true_median == p and r.interval == name]
            for name in (GLMM_T, *TWO_STAGE)
        }
        count = sum(r.one_sided for r in chosen[GLMM_T])
        drawn = sum(r.replicates for r in chosen[GLMM_T])
        held = (sum(r.one_sided_covered for r in rs) for rs in chosen.values())
        shares = (f"{100 * h / count:.1f}" if count else "–" for h in held)
        rows.append((_percent(p), f"{count:,}", f"{100 * count / drawn:.2f} %", *shares))
    header = ("Median", "Data sets", "Share", "Exact (GLMM rows)", *TWO_STAGE)
    shown = table(header, "r" * len(header), rows)
    return f"## Data sets without any event, counted apart\n\n{text}\n\n{shown}"


def _percent(proportion: float) -> str:
    return f"{100 * proportion:g} %"


def _covered(result: Result) -> str:
    coverage = f"{result.coverage:.1f}"
    shown = f"**{coverage}**" if result.coverage < FLOOR else coverage
    return f"{shown} / {result.median_width:.1f}"
