"""The page docs/interval-coverage.md, every number of it from the results."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.coverage.design import MEDIANS, SIZES, STUDIES, TAUS
from benchmarks.coverage.intervals import (
    CANDIDATES,
    GLMM_CHI2,
    GLMM_T,
    GLMM_T2,
    GLMM_Z,
    INTERVALS,
    PFT_Z,
    REML_ADHOC,
    REML_HK,
    REML_Z,
    Result,
)
from benchmarks.coverage.markdown import bullet, listing, number, paragraph, table
from benchmarks.coverage.page_tables import by_studies, full_tables, one_sided, weak_cells
from benchmarks.coverage.summary import (
    DEAREST,
    FLOOR,
    GROUPS,
    Choice,
    Summary,
    choose,
    default_interval,
    default_results,
    standard_error,
    summarise,
)

MEANING = {
    GLMM_T: "binomial–normal model, μ̂ ± t(k − 1) · SE",
    GLMM_CHI2: "the same model, profile likelihood with the cut-off χ²(1) = 3.84",
    GLMM_T2: "the same model, profile likelihood with the cut-off t(k − 1)², near 3.84 for large k",
    GLMM_Z: "the same model, μ̂ ± 1.96 · SE; the default of R `meta` for its GLMM",
    REML_Z: "two-stage on logits, 0.5 added to both cells of rows with 0 % or 100 %, μ̂ ± 1.96 · SE",
    REML_HK: "the same with the Hartung–Knapp variance and t(k − 1)",
    REML_ADHOC: "the same with the larger of Hartung–Knapp and plain variance, and t(k − 1)",
    PFT_Z: "two-stage on double arcsines, ± 1.96 · SE, back at the harmonic mean of the totals",
}


def page(results: Sequence[Result]) -> str:
    """Write the page in Markdown."""
    choices = [choose(results, ks) for ks in GROUPS]
    parts = (
        _opening(results, choices),
        _recommendation(results, choices),
        _setting(results),
        by_studies(results),
        weak_cells(results),
        full_tables(results),
        one_sided(results),
        _limits(),
    )
    return "\n\n".join(parts) + "\n"


def _opening(results: Sequence[Result], choices: Sequence[Choice]) -> str:
    defaults = default_results(results)
    text = paragraph(
        "A 95 % interval should hold the true value in 95 of 100 reviews. This page measures how "
        "often the intervals of the pooled median proportion do, and how wide they are, in "
        f"{number(len(defaults))} simulated settings with {results[0].replicates:,} reviews each."
    )
    pairs = [r for r in defaults if r.k == 2]
    items = [
        f"With two studies {_fares(pairs)}",
        f"With three or more studies {_fares([r for r in defaults if r.k > 2])}",
    ]
    others: dict[str, tuple[int, ...]] = {}
    for choice in choices:
        changed = tuple(k for k in choice.ks if default_interval(k) != choice.recommended)
        if changed:
            others[choice.recommended] = others.get(choice.recommended, ()) + changed
    if others:
        proposals = "; ".join(f"*{name}* with {_studies(ks)}" for name, ks in others.items())
        items.append(f"The simulation speaks for another interval in part: {proposals}.")
    else:
        items.append("For every number of studies the simulation speaks for the default.")
    return "\n\n".join(
        ("# How well the intervals cover", text, "\n".join(bullet(item) for item in items))
    )


def _fares(cells: Sequence[Result]) -> str:
    """Say how a default does over some settings."""
    names = " and ".join(f"*{name}*" for name in dict.fromkeys(r.interval for r in cells))
    below = sum(r.coverage < FLOOR for r in cells)
    worst = min(cells, key=lambda r: r.coverage)
    return (
        f"the default ({names}) is below {FLOOR:g} % in {_of(below, len(cells))} settings; the "
        f"lowest coverage is {worst.coverage:.1f} % (k = {worst.k}, true median "
        f"{100 * worst.true_median:g} %, τ = {worst.tau:g})."
    )


def _recommendation(results: Sequence[Result], choices: Sequence[Choice]) -> str:
    text = paragraph(
        f"The rule: the fewest settings below {FLOOR:g} %, then the narrowest. To the letter it "
        "takes intervals that say next to nothing where studies are few. The recommendation "
        "therefore applies it only to intervals at most "
        f"{DEAREST:g} times as wide as the narrowest of the three; that limit is a judgement, not "
        f"a result. Each cell: settings below {FLOOR:g} %, lowest coverage, median width in "
        "percentage points. Numbers of studies that were not simulated belong with their "
        "neighbours; the last row stands for all larger ones."
    )
    rows = (
        (
            listing(choice.ks),
            *(_three(summary) for summary in choice.candidates),
            _short(choice.by_rule),
            f"**{_short(choice.recommended)}**",
            listing(dict.fromkeys(_short(default_interval(k)) for k in choice.ks)),
        )
        for choice in choices
    )
    header = ("Studies", *CANDIDATES, "By the rule", "Recommended", "Default now")
    reasons = "\n".join(bullet(_reason(choice)) for choice in choices)
    steps = [_step(results, before, after) for before, after in pairwise(choices)]
    changes = paragraph(
        "Where the interval changes with the number of studies, a cumulative or leave-one-out "
        f"series shows the change of interval too: {'; '.join(step for step in steps if step)}. "
        "One interval should therefore hold along a series."
    )
    return "\n\n".join(
        (
            "## Which interval, by number of studies",
            text,
            table(header, "rllllll", rows),
            "Why:",
            reasons,
            changes,
        )
    )


def _step(results: Sequence[Result], before: Choice, after: Choice) -> str:
    if before.recommended == after.recommended:
        return ""
    last, first = before.ks[-1], after.ks[0]
    was = summarise(results, before.recommended, (last,)).width
    becomes = summarise(results, after.recommended, (first,)).width
    return f"from {last} to {first} studies the median width goes from {was:.1f} to {becomes:.1f}"


def _reason(choice: Choice) -> str:
    best = choice.of(choice.recommended)
    name = _studies(choice.ks)
    text = (
        f"**{name[0].upper()}{name[1:]}: {best.interval}.** It covers {best.worst.coverage:.1f} to "
        f"{best.best_coverage:.1f} % (mean {best.mean_coverage:.1f} %) at a median width of "
        f"{best.width:.1f} points."
    )
    for other in choice.candidates:
        if other is not best:
            text += f" *{other.interval}*: {_against(other, best, choice)}."
    return text


def _against(other: Summary, best: Summary, choice: Choice) -> str:
    """Say what speaks against a candidate that was not chosen."""
    below = f"{_of(other.below, other.cells)} settings below {FLOOR:g} %"
    compared = _compared(other.width / best.width)
    if not choice.affords(other):
        return f"{below}, but at {other.width:.1f} points it costs too much"
    if other.below > best.below:
        return f"{below} (lowest {other.worst.coverage:.1f} %), {compared}"
    return f"no fewer settings below {FLOOR:g} %, {compared}"


def _compared(times: float) -> str:
    change = round(100 * (times - 1))
    if change == 0:
        return "the same width"
    return f"{abs(change)} % {'wider' if change > 0 else 'narrower'}"


def _setting(results: Sequence[Result]) -> str:
    first, sizes = results[0], sorted(SIZES)
    widths = max(r.width_sets for r in results)
    medians = listing(f"{100 * p:g}" for p in MEDIANS)
    grid = paragraph(
        f"Number of studies k: {listing(STUDIES)}. True median rate: {medians} %. Standard "
        "deviation τ of the true rates between studies, on the logit scale: "
        f"{listing(f'{t:g}' for t in TAUS)}. All combinations, {first.replicates:,} data sets in "
        "each. The true logit of each study is normal around the true median, the count binomial."
    )
    drawn = paragraph(
        f"Study sizes are drawn with replacement from the {len(sizes)} totals of the shipped "
        f"analysis `melanoma-orr`: {sizes[0]} to {sizes[-1]} patients, median "
        f"{sizes[len(sizes) // 2]}. These are real sizes of this field, many small studies and a "
        "few large ones; the spread of a smooth distribution would have to be invented."
    )
    error = paragraph(
        "The Monte Carlo standard error of a coverage is "
        f"{standard_error(95, first.replicates):.2f} points at 95 % and "
        f"{standard_error(FLOOR, first.replicates):.2f} at {FLOOR:g} %. A setting with a true "
        f"coverage of {FLOOR:g} % falls on either side of the mark by chance, so settings that are "
        "below it by more than two standard errors are counted apart. Widths are medians of the "
        f"first {widths} data sets of each setting, the same for every interval (fewer where an "
        "interval does not exist)."
    )
    zeros = paragraph(
        "Data sets without any event, or with events throughout, have no finite GLMM estimate. "
        "There the library reports the exact interval under one common rate, and so do all GLMM "
        "rows here. The two-stage rows show the model with 0.5 added, as other programs print it; "
        f"the library itself reports the exact interval there too. {_unfitted(results)}"
    )
    meanings = table(("Interval", "What it is"), "ll", ((n, MEANING[n]) for n in INTERVALS))
    return "\n\n".join(("## What was simulated", grid, drawn, error, meanings, zeros))


def _unfitted(results: Sequence[Result]) -> str:
    default = [r for r in results if r.interval == GLMM_T]
    count, drawn = sum(r.no_interval for r in default), sum(r.replicates for r in default)
    if not count:
        return "Every other data set had a finite estimate."
    return (
        f"Of {drawn:,} data sets {count:,} had no finite estimate of τ; in the GLMM rows these "
        "count as not covered."
    )


def _limits() -> str:
    shown = paragraph(
        "The simulated world obeys the fitted model: normal logits, sizes unrelated to rates, one "
        "row in each study, no selective publication. Real reviews may be worse. The value to be "
        "covered is the **median** rate. Two-stage Freeman–Tukey pooling aims at another centre of "
        "a skewed distribution, and part of its shortfall is that difference."
    )
    made = paragraph(
        "`python -m benchmarks.coverage` writes `benchmarks/coverage/results.csv` and this page. "
        "`--check` tells whether the two agree; `--selftest` compares the batched fits of the "
        "simulation with those of the library."
    )
    return "\n\n".join(("## What this does not show", shown, "## Made with", made))


def _three(summary: Summary) -> str:
    return (
        f"{summary.below} of {summary.cells}, {summary.worst.coverage:.1f} %, {summary.width:.1f}"
    )


def _of(count: int, cells: int) -> str:
    return f"{number(count) if count else 'none'} of {cells}"


def _short(interval: str) -> str:
    return interval.removeprefix("GLMM, ")


def _studies(ks: tuple[int, ...]) -> str:
    return f"{listing(number(k) for k in ks)} studies"
