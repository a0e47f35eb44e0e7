"""The page on planted errors, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.planted.cell_kinds import CELL_KINDS
from benchmarks.planted.file_kinds import FILE_KINDS
from benchmarks.planted.measure import KINDS, Outcome
from benchmarks.planted.plants import Kind
from benchmarks.planted.pool_kinds import POOL_KINDS
from benchmarks.planted.row_kinds import ROW_KINDS
from benchmarks.planted.study_kinds import STUDY_KINDS
from benchmarks.planted.summary import Measured
from benchmarks.planted.workbook_kinds import WORKBOOK_KINDS

LEARNT_FROM = frozenset({1, 2, 11, 12, 13, 21, 31})
"""Seeds of which misses led to changes; whoever changes a check after a miss adds its seed."""

_GROUPS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("Cells", CELL_KINDS),
    ("Numbers of one row", ROW_KINDS),
    ("Files and headers", FILE_KINDS),
    ("Workbooks", WORKBOOK_KINDS),
    ("Rows and studies beside each other", STUDY_KINDS),
    ("What is pooled together", POOL_KINDS),
)


def page(measured: Measured, *, variants: int, seed: int) -> str:
    """Write the page."""
    return "\n".join(
        [
            "# Data checks, measured",
            "",
            f"One error is planted in a clean review, {len(KINDS)} kinds of them in "
            f"{variants} variants each, and the review is checked. The clean reviews are made up: "
            "8 to 12 studies in several files, with arms, up to five outcomes, percentages and "
            "intervals (Clopper–Pearson or Wilson) computed from the counts and rounded as papers "
            "do. Every fifth variant of most kinds uses the shipped data instead.",
            "",
            "An error is reported when a finding with one of its codes is about the planted place. "
            "The rows are right when the finding names the planted rows and none that has nothing "
            "to do with them. A false alarm is an error or a warning about anything else. "
            "Percentages that may be the count cut off instead of rounded are not planted, nor are "
            "totals beside their arms and second names in rows that are not pooled, which count "
            "nobody twice, nor a double blank as a typing error, which reading takes away.",
            "",
            f"Written by `python -m benchmarks.planted --variants {variants} --seed {seed} "
            "--write`; the made-up reviews and the planted errors depend on the seed alone. "
            f"{_held_out(seed)}",
            "",
            "## Figures",
            "",
            *_table(
                ("Figure", "Measured", "Target", "Met"),
                (
                    (figure.name, figure.value, figure.target or "none", _yes(figure.met))
                    for figure in measured.figures()
                ),
            ),
            *(line for name, kinds in _GROUPS for line in _group(name, kinds, measured.outcomes)),
            *_alarms(measured),
        ]
    )


def _held_out(seed: int) -> str:
    """Say whether the checks may know the errors that a seed plants."""
    *first, last = sorted(LEARNT_FROM)
    seeds = f"{', '.join(map(str, first))} and {last}"
    said = f"What was missed with the seeds {seeds} was used to mend the checks"
    if seed in LEARNT_FROM:
        return f"{said}, so that a figure with seed {seed} may flatter them."
    return f"{said}; seed {seed} was not."


def _group(name: str, kinds: Sequence[Kind], outcomes: Sequence[Outcome]) -> list[str]:
    lines = (_line(kind, [o for o in outcomes if o.kind is kind]) for kind in kinds)
    head = ("Planted", "Codes", "Variants", "Reported", "Rows right", "False alarms")
    return ["", f"## {name}", "", *_table(head, (line for line in lines if line[2] != "0"))]


def _line(kind: Kind, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    return (
        kind.name,
        ", ".join(sorted(kind.codes)),
        str(len(outcomes)),
        str(sum(outcome.caught for outcome in outcomes)),
        str(sum(outcome.row_right for outcome in outcomes)),
        str(sum(len(outcome.false_alarms) for outcome in outcomes)),
    )


def _alarms(measured: Measured) -> list[str]:
    """List the first false alarms on clean rows, so that a reader can judge them."""
    alarms = (*measured.shipped.false_alarms, *measured.synthetic.false_alarms)
    if not alarms:
        return [""]
    return ["", "## False alarms on clean reviews", "", *(f"- {text}" for text in alarms[:20]), ""]


def _yes(met: bool) -> str:
    return "yes" if met else "**no**"


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    rows = [head, ["---"] * len(head), *lines]
    return [f"| {' | '.join(cells)} |" for cells in rows]
