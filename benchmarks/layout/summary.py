"""The table of what was measured, by figure and cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.layout.measure import CAUSES, NOTE, Fault, Measured

EXAMPLES = 3


def table(measured: Sequence[Measured]) -> str:
    """Count the drawings with a fault of each cause, a line for each figure."""
    drawn = Counter(one.figure for one in measured)
    faulty = Counter(
        (one.figure, cause) for one in measured for cause in {fault.cause for fault in one.faults}
    )
    width = max(map(len, drawn), default=6)
    columns = (*CAUSES, NOTE)
    lines = [f"{'figure':{width}} {'drawn':>6}" + "".join(f"{name:>10}" for name in columns)]
    for figure in sorted(drawn):
        counts = "".join(f"{faulty[figure, cause] or '.':>10}" for cause in columns)
        lines.append(f"{figure:{width}} {drawn[figure]:>6}{counts}")
    return "\n".join(lines)


def listed(faults: Iterable[Fault], *, examples: int = EXAMPLES) -> str:
    """Write some examples of every cause in every figure, those with the fewest rows first."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in sorted(faults):
        groups.setdefault((fault.figure, fault.cause), []).append(fault)
    lines: list[str] = []
    for (figure, cause), alike in groups.items():
        lines.append(f"{figure}, {cause}: {len(alike)}")
        shown = alike if len(alike) <= examples else alike[:: len(alike) // examples][:examples]
        lines += [f"  {fault.case}: {fault.detail}" for fault in shown]
    return "\n".join(lines)
