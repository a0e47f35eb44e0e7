"""Print how often a second mode is found in drawn reviews: python -m benchmarks.gosh.modes."""

from __future__ import annotations

import numpy as np

from rechallenge import gosh
from rechallenge.analysis.gosh_modes import Modes, second_mode
from rechallenge.effects import expit

REVIEWS = 300
SUBSETS = 2**13
KINDS = {"one rate": (0.0, 0.0), "spread 0.6": (0.6, 0.0), "one study 3 logits off": (0.2, 3.0)}


def main() -> None:
    """Draw reviews with and without an outlying first study of 80 patients or more."""
    generator = np.random.default_rng(1)
    for rows in (6, 8, 10, 15, 25):
        for kind, (spread, shift) in KINDS.items():
            modes = [_drawn(generator, rows, spread, shift) for _ in range(REVIEWS)]
            found = np.mean([one.second for one in modes])
            first = np.mean([one.driver is not None and one.driver.study == "1" for one in modes])
            print(f"{rows:2} rows, {kind:22}: second mode {found:.3f}, of row 1 {first:.3f}")


def _drawn(generator: np.random.Generator, rows: int, spread: float, shift: float) -> Modes:
    totals = generator.integers(15, 150, rows)
    logits = generator.normal(-1, spread, rows)
    logits[0] += shift
    if shift:
        totals[0] = max(totals[0], 80)
    events = generator.binomial(totals, expit(logits))
    return second_mode(gosh(events, totals, tau2="DL", subsets=SUBSETS))


if __name__ == "__main__":
    main()
