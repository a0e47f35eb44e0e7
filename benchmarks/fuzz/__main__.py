"""Mutate valid study files at random and check how each is read; exit 1 when one is misread."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from benchmarks.fuzz.cases import Case
from benchmarks.fuzz.mutations import TEXT_MUTATIONS, WORKBOOK_MUTATIONS, mutated
from benchmarks.fuzz.oracle import faults

_WORKBOOK_SHARE = 0.06
_POOLED_EVERY = 100
_SHOWN = 20


def case_of(seed: int, number: int) -> Case:
    """Return one mutated file; the same seed and number give the same file."""
    rng = Random(f"{seed} {number}")
    workbook = rng.random() < _WORKBOOK_SHARE
    mutation = rng.choice(WORKBOOK_MUTATIONS if workbook else TEXT_MUTATIONS)
    return mutated(mutation, rng.randrange(1000), rng)


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; returns the exit code."""
    options = _parser().parse_args(arguments)
    tried: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(options.first, options.first + options.files):
            case = case_of(options.seed, number)
            found = faults(case, folder, pooled=number % _POOLED_EVERY == 0)
            tried[case.mutation] += 1
            if found:
                wrong[case.mutation] += 1
                if sum(wrong.values()) <= _SHOWN:
                    print(f"file {number} ({case.mutation}): {found[0][:400]}", flush=True)
                    if options.keep:
                        options.keep.mkdir(parents=True, exist_ok=True)
                        (options.keep / f"{number}-{case.name}").write_bytes(case.data)
            done = number - options.first + 1
            if done % 5000 == 0:
                spent = time.monotonic() - start
                print(f"{done:,} files, {sum(wrong.values())} misread, {spent:.0f} s", flush=True)
    for mutation, count in sorted(tried.items()):
        print(f"{mutation:36} {count:7,} files  {wrong[mutation]:5,} misread")
    print(f"{sum(tried.values()):,} files, {sum(wrong.values()):,} misread")
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=100_000, help="how many files to mutate")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random numbers")
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--keep", type=Path, help="folder for files that are misread")
    return parser


if __name__ == "__main__":
    sys.exit(main())
