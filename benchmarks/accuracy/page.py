"""The page docs/accuracy.md, every number of it from the comparisons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.accuracy.catalogue import GROUPS, QUANTITIES, Group
from benchmarks.accuracy.causes import NOT_COMPARED, R_DIFFERS, Cause, fewer_digits
from benchmarks.accuracy.comparison import (
    MOST_DIGITS,
    Comparison,
    Found,
    Omission,
    comparisons,
    omissions,
)
from benchmarks.accuracy.disagreements import Disagreement, disagreements
from benchmarks.accuracy.reference import FAMILIES, reference
from benchmarks.accuracy.summary import Summary, summarise
from benchmarks.coverage.markdown import bullet, listing, number, paragraph, table

MOST_NAMES = 12


def page(found: Sequence[Found]) -> str:
    """Write the page in Markdown."""
    compared = comparisons(found)
    summaries = summarise(compared)
    parts = (
        _opening(compared, summaries),
        _meaning(),
        _sources(),
        *(_group(group, summaries) for group in GROUPS),
        _fewer(summaries),
        _elsewhere(disagreements(compared)),
        _not_compared(omissions(found)),
        _made(),
    )
    return "\n\n".join(parts) + "\n"


def _opening(compared: Sequence[Comparison], summaries: Mapping[str, Summary]) -> str:
    names = {item.dataset for item in compared if not item.quantity.startswith("interval-")}
    text = paragraph(
        f"Each of {len(compared):,} numbers that Rechallenge computes on {len(names)} data sets is "
        "set beside the same number from another program: R, or arithmetic with 50 digits. This "
        "page says how many digits agree, and where and why R itself says something else."
    )
    held = sum(not summary.below for summary in summaries.values())
    share = sum(item.digits >= 10 for item in compared) / len(compared)
    items = [
        f"{100 * share:.1f} % of the numbers agree to ten significant digits or more.",
        f"{held} of {len(summaries)} quantities keep the promised digits in every data set; "
        "[the others](#fewer-digits-than-promised) are listed with the reason.",
        "Where R disagrees, the cause is known: [iterations that stop early, lower maxima, too few "
        "nodes](#where-r-says-something-else).",
    ]
    return "\n\n".join(("# How accurate the numbers are", text, "\n".join(map(bullet, items))))


def _meaning() -> str:
    text = paragraph(
        "LRE, the log relative error, is −log₁₀(|ours − theirs| / |theirs|): the number of "
        "leading digits that agree. 6 means a relative difference of one in a million; 0 or less "
        "means that not even the first digit is right. It ends at 15, which is all that a "
        "computer's usual numbers hold. Where the other value is nearly 0 (below 10⁻⁸) the "
        "difference itself takes the place of the relative one."
    )
    reader = paragraph(
        "A review prints three digits. More matter for two reasons: an error in a formula shows at "
        "once, and whoever repeats the analysis in R can tell a difference of method from a "
        "difference of rounding."
    )
    columns = paragraph(
        "In the tables, *Numbers* counts the values compared, *Median* and *Worst* are their LRE, "
        "*Promised* is the least that a test of the project accepts, and *Worst in* names the "
        "data set (and the fit or row within it). `tests/reference/datasets.json` has all "
        "data sets, but for some of the three-level models, which are in `three_level.json`: the "
        "shipped analyses, published ones from the R package metadat, and designed edge cases."
    )
    return "\n\n".join(("## How to read it", text, reader, columns))


def _sources() -> str:
    """Versions from the headers of the reference files."""
    made = {family: reference(family) for family in FAMILIES}
    versions: dict[str, list[str]] = {"R": []}
    for content in made.values():
        if "r" in content:
            versions["R"].append(content["r"])
        for package, version in content["packages"].items():
            versions.setdefault(package, []).append(version)
    text = paragraph(
        "The reference values are made by scripts in "
        "[tests/reference](../tests/reference/README.md) that share no code with "
        "Rechallenge. They were made with:"
    )
    lines = ((name, " and ".join(dict.fromkeys(found))) for name, found in versions.items())
    return "\n\n".join(
        ("## Made with which programs", text, table(("Program", "Version"), "ll", lines))
    )


def _group(group: Group, summaries: Mapping[str, Summary]) -> str:
    header = ("Quantity", "Numbers", "Median", "Worst", "Promised", "Worst in")
    lines = (_line(summaries[quantity.key]) for quantity in group.quantities)
    return "\n\n".join((f"## {group.title}", paragraph(group.text), table(header, "lrrrrl", lines)))


def _line(summary: Summary) -> tuple[str, ...]:
    quantity, worst = QUANTITIES[summary.key], summary.worst
    return (
        quantity.name,
        f"{summary.count:,}",
        f"{summary.median:.1f}",
        f"{worst.digits:.1f}",
        f"{quantity.promised:g}",
        "–" if worst.digits >= MOST_DIGITS else _place(worst),
    )


def _place(item: Comparison) -> str:
    return f"{item.dataset} ({item.detail})" if item.detail else item.dataset


def _fewer(summaries: Mapping[str, Summary]) -> str:
    title = "## Fewer digits than promised"
    short = [summary for summary in summaries.values() if summary.below]
    if not short:
        return f"{title}\n\nNone."
    header = ("Quantity", "Numbers", "Worst", "Promised", "Data sets")
    lines = (
        (
            QUANTITIES[summary.key].name,
            f"{len(summary.below)} of {summary.count:,}",
            f"{summary.worst.digits:.1f}",
            f"{QUANTITIES[summary.key].promised:g}",
            listing(dict.fromkeys(item.dataset for item in summary.below)),
        )
        for summary in short
    )
    causes = dict.fromkeys(fewer_digits(summary.key) for summary in short)
    reasons = "\n".join(bullet(_because(cause)) for cause in causes)
    return "\n\n".join((title, table(header, "lrrrl", lines), "Why:", reasons))


def _because(cause: Cause) -> str:
    return f"**{cause.title}.** {cause.reason}"


def _elsewhere(found: Sequence[Disagreement]) -> str:
    text = paragraph(
        "Fits of R's packages that differ from those of Rechallenge by more than is promised. In "
        "each, the reference value above was found in R by other means: a root refined to the last "
        "bits, the highest of all maxima, or quadrature with enough nodes. *Digits* is the fewest "
        "digits that a fit of R shares with ours; a dash stands where R gives an error or an "
        "interval of no width. Of metafor's two-stage fits with default control, the reference "
        "files keep those that stop, or are off by more than 10⁻⁴ of τ² plus the smallest sampling "
        "variance. [tests/reference/README.md]"
        "(../tests/reference/README.md#where-programs-disagree-and-why) has more detail."
    )
    present = [cause for cause in R_DIFFERS if any(item.cause == cause for item in found)]
    lines = []
    for cause in present:
        items = [item for item in found if item.cause == cause]
        digits = [item.digits for item in items if item.digits is not None]
        lines.append(
            (
                R_DIFFERS[cause].title,
                len(items),
                len({item.dataset for item in items}),
                f"{min(digits):.1f}".replace("-", "−") if digits else "–",
            )
        )
    header = ("Program and what differs", "Fits", "Data sets", "Digits")
    reasons = (
        bullet(
            f"{_because(R_DIFFERS[cause])} Data sets: "
            f"{_counted(item.dataset for item in found if item.cause == cause)}."
        )
        for cause in present
    )
    return "\n\n".join(
        (
            "## Where R says something else",
            text,
            table(header, "lrrr", lines),
            "Why, and in which data sets (the number of fits where it is more than one):",
            "\n".join(reasons),
        )
    )


def _counted(names: Iterable[str]) -> str:
    counts = Counter(names)
    return ", ".join(f"{n} ({c})" if c > 1 else n for n, c in counts.items())


def _not_compared(found: Sequence[Omission]) -> str:
    text = paragraph(
        "Reference values without a number of Rechallenge to set beside them. The choices behind "
        "them are described in [Methods](methods.md) or [For users of R](for-r-users.md)."
    )
    items = []
    for cause, why in NOT_COMPARED.items():
        names = [item.dataset for item in found if item.cause == cause]
        if not names:
            continue
        distinct = dict.fromkeys(names)
        several = len(distinct) > MOST_NAMES
        where = f"in {number(len(distinct))} data sets" if several else f"in {listing(distinct)}"
        items.append(bullet(f"{_because(why)} {_values(len(names))} {where}."))
    absent = paragraph(
        "The reference files also have numbers that Rechallenge does not report: two-stage "
        "subgroups, other inverses of the double arcsine, profile limits with the cut-off t², "
        "marginal likelihoods."
    )
    return "\n\n".join(("## What is not compared", text, "\n".join(items), absent))


def _values(count: int) -> str:
    text = "One value" if count == 1 else f"{number(count)} values"
    return text[0].upper() + text[1:]


def _made() -> str:
    text = paragraph(
        "`python -m benchmarks.accuracy` computes every number anew and writes this page; with "
        "`--check` it only tells whether the page is what it would write. Processors differ in the "
        "last bits, so the last digit of a median or of a worst case may differ on another machine."
    )
    return f"## How to repeat it\n\n{text}"
