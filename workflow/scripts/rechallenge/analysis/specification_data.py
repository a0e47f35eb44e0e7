"""Which data a specification curve pools: rules for rows, for arms and for the furthest row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rechallenge.analysis.overlap import overlap_groups
from rechallenge.effects import effect_sizes
from rechallenge.models.batch import fit_subsets
from rechallenge.models.exact import exact_reason
from rechallenge.models.sample import Sample
from rechallenge.studies.rows import Row

LEAST = 3
FEW_PATIENTS = 3
SOME_PATIENTS = 10


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a choice: its name in the results and its label in words."""

    name: str
    label: str


ALL_ROWS = Level("all", "All rows")
SEPARATE = Level("separate", "Arms as rows of their own")
COMBINED = Level("combine", "Arms of a study summed")
NESTED = Level("multilevel", "Arms nested in studies")
KEPT = Level("kept", "Every row kept")
WITHOUT_FURTHEST = Level("without-furthest", "Without the row furthest from the others")


@dataclass(frozen=True, slots=True)
class DataSet:
    """Rows to pool, with the level of each choice that led to them.

    Attributes
    ----------
    sample : Sample
    rows, arms, outliers : Level
    """

    sample: Sample
    rows: Level
    arms: Level
    outliers: Level


def data_sets(sample: Sample, rows: Sequence[Row], *, zero_cell: float = 0.5) -> Iterator[DataSet]:
    """Make every data set of three or more studies that some model can pool, each once.

    Arms are summed or nested only where a study has several, and the furthest row is left out
    only where three studies stay. Rules that keep the same rows as one before them are passed over.

    Parameters
    ----------
    sample : Sample
    rows : sequence of Row
        The rows of the sample, in its order.
    zero_cell : float
        For the logits that find the furthest row.
    """
    seen: set[tuple[int, ...]] = set()
    for level, kept in inclusion_rules(sample, rows):
        if len(kept) < LEAST or kept in seen:
            continue
        seen.add(kept)
        part = sample.take(kept)
        for arms in (SEPARATE, NESTED, COMBINED):
            if arms is COMBINED and not _has_arms(part):
                continue
            counted = part.combined() if arms is COMBINED else part
            for fewer, outliers in _with_and_without_furthest(counted, zero_cell):
                if _poolable(fewer) and (arms is not NESTED or _has_arms(fewer)):
                    yield DataSet(fewer, level, arms, outliers)


def inclusion_rules(sample: Sample, rows: Sequence[Row]) -> Iterator[tuple[Level, tuple[int, ...]]]:
    """Give the rules for rows with the positions that each keeps, all rows first."""
    everything = tuple(range(len(rows)))
    yield ALL_ROWS, everything
    yield Level("printed", "Only printed counts"), _where([not row.derived for row in rows])
    groups = overlap_groups(sample, [row.cells.get("overlap_group", "") for row in rows])
    gone = {study for group in groups for study, _ in group.studies[1:]}
    yield (
        Level("no-overlap", "Without studies that may share patients"),
        _where([study not in gone for study in sample.studies]),
    )
    for name, label, least in (
        ("over-3", f"Rows of more than {FEW_PATIENTS} patients", FEW_PATIENTS + 1),
        ("from-10", f"Rows of {SOME_PATIENTS} patients or more", SOME_PATIENTS),
    ):
        yield Level(name, label), _where([total >= least for total in sample.totals])
    designs = [row.cells.get("design", "") for row in rows]
    for i, design in enumerate(sorted(set(designs) - {""})):
        yield (
            Level(f"design-{i + 1}", f"Design: {design}"),
            _where([value == design for value in designs]),
        )


def furthest_row(sample: Sample, *, zero_cell: float = 0.5) -> int:
    """Position of the row with the largest absolute studentised deleted residual.

    Of the two-stage logit model by REML (Viechtbauer & Cheung 2010, Res Synth Methods 1:112).
    """
    effects = effect_sizes(sample.events, sample.totals, measure="PLO", zero_cell=zero_cell)
    y, v = effects.y, effects.v
    others = ~np.eye(y.size, dtype=bool)
    fits = fit_subsets(y, v, others)
    variance = 1 / (others / (v + fits.tau2[:, None])).sum(axis=1)
    residual = (y - fits.mu) / np.sqrt(v + fits.tau2 + variance)
    return int(np.argmax(np.abs(residual)))


def _with_and_without_furthest(sample: Sample, zero_cell: float) -> Iterator[tuple[Sample, Level]]:
    yield sample, KEPT
    if sample.events.size > LEAST:
        furthest = furthest_row(sample, zero_cell=zero_cell)
        yield sample.take(np.arange(sample.events.size) != furthest), WITHOUT_FURTHEST


def _has_arms(sample: Sample) -> bool:
    return sample.study_count < sample.events.size


def _where(kept: Sequence[bool]) -> tuple[int, ...]:
    return tuple(i for i, one in enumerate(kept) if one)


def _poolable(sample: Sample) -> bool:
    return sample.study_count >= LEAST and exact_reason(sample) is None
