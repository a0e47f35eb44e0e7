"""Intervals of one proportion against R."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.accuracy.comparison import Found, Omission, compared
from benchmarks.accuracy.reference import reference
from rechallenge.intervals import binomial_interval

METHODS = ("clopper_pearson", "wilson", "jeffreys", "agresti_coull")


def intervals() -> Iterator[Found]:
    """Compare four methods at every count, total and level of the grid."""
    for entry in reference("intervals")["intervals"]:
        x, n = entry["events"], entry["total"]
        for told in entry["intervals"]:
            for method in METHODS:
                name = method.replace("_", "-")
                limits = binomial_interval([x], [n], level=told["level"], method=name)
                detail = f"level {told['level']:g}"
                for side, own, theirs in zip((0, n), limits, told[method], strict=True):
                    if method == "jeffreys" and x == side:
                        yield Omission("jeffreys-end", "single rows", f"{x}/{n}, {detail}")
                    elif not 0 <= theirs <= 1 and own == min(max(theirs, 0.0), 1.0):
                        yield Omission("clamped", "single rows", f"{x}/{n}, {detail}")
                    else:
                        yield from compared(f"interval-{name}", f"{x}/{n}", detail, own, theirs)
