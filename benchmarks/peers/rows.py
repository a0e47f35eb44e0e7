"""Made-up rows of any number, the same for both sides."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from rechallenge.effects import expit
from rechallenge.models.sample import Sample


def drawn(rows: int, *, seed: int = 2) -> tuple[Sample, list[int]]:
    """Draw counts, every row a study of its own, and the year of each."""
    generator = np.random.default_rng(seed + rows)
    totals = generator.integers(8, 150, rows)
    events = generator.binomial(totals, expit(generator.normal(-1, 0.6, rows)))
    years = generator.integers(2012, 2026, rows)
    return Sample.of(events, totals), [int(year) for year in years]


def write_rows(sample: Sample, years: list[int], path: Path) -> None:
    """Write the rows for R."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("events", "total", "year"))
        for events, total, year in zip(sample.events, sample.totals, years, strict=True):
            writer.writerow((int(events), int(total), year))
