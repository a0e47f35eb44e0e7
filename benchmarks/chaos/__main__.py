"""Kill runs at random moments, run again without any option, and compare every byte."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.chaos.reviews import write_shipped, write_small
from benchmarks.chaos.runs import finish
from benchmarks.chaos.trials import Start, tried, undisturbed

BEFORE = 14
"""Responders of a study before they are corrected, in reviews that have results already."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; 0 when every run ended identical to an undisturbed one."""
    options = _parser().parse_args(arguments)
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        failed = _campaign(_small(folder), options.kills, folder, chance)
        if options.shipped:
            start = undisturbed("the shipped review", write_shipped, folder / "undisturbed")
            failed += _campaign([start], options.shipped, folder, chance)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="of a review with two analyses")
    parser.add_argument("--shipped", type=int, default=0, help="kills of the shipped review")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random moments")
    parser.add_argument("--keep", type=Path, help="folder in which reviews that differ are left")
    return parser


def _small(folder: Path) -> list[Start]:
    """A review without results, and one whose results are out of date."""
    earlier = folder / "earlier"
    write_small(earlier, responders=BEFORE)
    code, _, text = finish(earlier)
    if code:
        raise RuntimeError(text)
    return [
        undisturbed("from nothing", write_small, folder / "undisturbed"),
        undisturbed("a corrected count", partial(_corrected, earlier), folder / "undisturbed"),
    ]


def _corrected(earlier: Path, folder: Path) -> None:
    shutil.copytree(earlier, folder)
    write_small(folder)


def _campaign(starts: list[Start], kills: int, folder: Path, chance: random.Random) -> int:
    """Try until so many runs were really killed; gives how many of all ended otherwise."""
    for start in starts:
        print(f"undisturbed, {start.name}: {start.seconds:.1f} s, {len(start.expected)} files")
    done = failed = number = 0
    while done < kills:
        trial = tried(starts[number % len(starts)], folder / f"trial-{number}", chance)
        number += 1
        done += trial.killed
        failed += bool(trial.problem)
        print(f"{done:3} {trial.told()}", flush=True)
    print(f"{done} kills: {number - failed} of {number} runs ended identical")
    return failed


if __name__ == "__main__":
    sys.exit(main())
