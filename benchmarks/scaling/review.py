"""A made-up review of any number of analyses: ten outcomes of the same twelve studies at a time."""

from __future__ import annotations

from pathlib import Path
from random import Random

STUDIES = 12
OUTCOMES = 10
_HEADER = "study,year,outcome,events,total\n"


def write_review(folder: Path, *, analyses: int, seed: int = 1) -> None:
    """Write configuration and study files, one a study; the same seed gives the same bytes.

    Parameters
    ----------
    folder : Path
        Must be empty or not exist.
    analyses : int
        Every ten of them have studies of their own.
    seed : int
        Seed of the random numbers.
    """
    rng = Random(seed)
    (folder / "config").mkdir(parents=True)
    (folder / "studies").mkdir()
    names = [f"outcome-{number:04d}" for number in range(1, analyses + 1)]
    config = ["data: {studies: studies}", "figures: {draw: none}", "analyses:"]
    config += [f"  {name}: {{outcome: {name}}}" for name in names]
    (folder / "config/config.yaml").write_text("\n".join(config) + "\n", encoding="utf-8")
    for start in range(0, analyses, OUTCOMES):
        _write_studies(folder / "studies", names[start : start + OUTCOMES], rng)


def _write_studies(folder: Path, outcomes: list[str], rng: Random) -> None:
    rates = [rng.betavariate(2, 4) for _ in outcomes]
    for number in range(1, STUDIES + 1):
        study, year = f"{outcomes[0]}-study-{number:02d}", rng.randint(2012, 2025)
        total = rng.randint(12, 240)
        rows = [
            f"{study},{year},{outcome},{_events(rng, total, rate)},{total}\n"
            for outcome, rate in zip(outcomes, rates, strict=True)
        ]
        (folder / f"{study}.csv").write_text(_HEADER + "".join(rows), encoding="utf-8")


def _events(rng: Random, total: int, rate: float) -> int:
    share = rng.betavariate(10 * rate, 10 * (1 - rate))
    return sum(rng.random() < share for _ in range(total))
