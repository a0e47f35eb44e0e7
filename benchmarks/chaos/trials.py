"""One kill and what follows."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chaos.runs import finish, kill_after, results_of


@dataclass(frozen=True, slots=True)
class Start:
    """A review before the run that is killed.

    Attributes
    ----------
    name : str
    prepare : callable
        Writes the review into a folder.
    expected : mapping of str to str
        Hashes of the results of an undisturbed run.
    seconds : float
        How long the undisturbed run takes from here.
    """

    name: str
    prepare: Callable[[Path], None]
    expected: Mapping[str, str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Trial:
    """How a run went on after it was killed; `problem` is empty when all is well."""

    start: str
    moment: float
    group: bool
    killed: bool
    problem: str

    def told(self) -> str:
        """One line for the terminal."""
        whom = "launcher and jobs" if self.group else "launcher alone"
        how = f"killed after {self.moment:5.2f} s" if self.killed else "ended before the kill"
        return f"{self.start}, {how}, {whom}: {self.problem or 'identical'}"


def undisturbed(name: str, prepare: Callable[[Path], None], folder: Path) -> Start:
    """Run a review without any kill, and note how long it took and what it gave."""
    prepare(folder)
    code, seconds, text = finish(folder)
    if code:
        raise RuntimeError(f"the undisturbed run of {name} failed:\n{text}")
    found = Start(name, prepare, results_of(folder), seconds)
    shutil.rmtree(folder)
    return found


def tried(start: Start, folder: Path, chance: random.Random) -> Trial:
    """Kill a run at a random moment, run again, and compare."""
    moment = chance.uniform(0, start.seconds)
    group = chance.random() < 0.5
    start.prepare(folder)
    killed = kill_after(folder, moment, group=group)
    code, _, text = finish(folder)
    problem = f"exit code {code}: {text[-2000:]}" if code else _difference(folder, start.expected)
    if not problem:
        shutil.rmtree(folder)
    return Trial(start.name, moment, group, killed, problem)


def _difference(folder: Path, expected: Mapping[str, str]) -> str:
    found = results_of(folder)
    wrong = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
    if wrong:
        return f"{len(wrong)} files differ: {', '.join(wrong[:5])}"
    locks = list(folder.glob(".snakemake/locks/*.lock"))
    return "a lock is left" if locks else ""
