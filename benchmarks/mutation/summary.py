"""From the verdict on every mutant to a line for every module."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

KILLING = frozenset({"killed", "timeout", "segfault"})
"""Verdicts of a mutant that was noticed: by a failed test, by never ending, or by a crash."""

COLUMNS = ("module", "mutants", "killed", "survived", "share")


@dataclass(frozen=True, slots=True)
class Line:
    """Counts of one module, or of all of them."""

    module: str
    mutants: int
    killed: int

    @property
    def survived(self) -> int:
        return self.mutants - self.killed

    @property
    def share(self) -> float:
        """Killed mutants, per cent."""
        return 100 * self.killed / self.mutants if self.mutants else 0.0

    def cells(self) -> tuple[str, ...]:
        counts = (self.mutants, self.killed, self.survived)
        return (self.module, *(str(count) for count in counts), f"{self.share:.1f}")


def read_verdicts(printed: str) -> dict[str, str]:
    """Verdict by name of the mutant, from what ``mutmut results`` prints."""
    pairs = (line.strip().rsplit(": ", 1) for line in printed.splitlines() if "__mutmut_" in line)
    return {pair[0]: pair[-1] for pair in pairs}


def lines_of(verdicts: Mapping[str, str], modules: Sequence[str]) -> tuple[Line, ...]:
    """One line for each module and, last, the total."""
    lines = []
    for module in modules:
        prefix = "rechallenge." + module.replace("/", ".") + ".x"
        of_module = [verdict for name, verdict in verdicts.items() if name.startswith(prefix)]
        killed = sum(verdict in KILLING for verdict in of_module)
        lines.append(Line(module, len(of_module), killed))
    total = Line("total", sum(x.mutants for x in lines), sum(x.killed for x in lines))
    return (*lines, total)


def survivors(verdicts: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the mutants that no test noticed."""
    return tuple(name for name, verdict in verdicts.items() if verdict not in KILLING)


def as_text(lines: Iterable[Line]) -> str:
    """Lay the lines out as a table for a terminal."""
    rows = [COLUMNS, *(line.cells() for line in lines)]
    wide = max(len(row[0]) for row in rows)
    return "\n".join(
        f"{row[0]:<{wide}}" + "".join(f"{cell:>10}" for cell in row[1:]) for row in rows
    )


def write_csv(path: Path, lines: Iterable[Line]) -> None:
    """Write the lines; the share is in per cent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(line.cells() for line in lines)
