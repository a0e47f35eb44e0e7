"""The GOSH subsets of an analysis as its results file has them: a density, and what studies do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rechallenge.analysis.gosh import LEAST_ROWS, Gosh, gosh
from rechallenge.analysis.gosh_modes import Modes, second_mode
from rechallenge.effects import Floats
from rechallenge.models.batch import Members
from rechallenge.models.sample import Sample

SUBSETS = 2**14
SEED = 0
ESTIMATE_BINS = 60
I2_BINS = 40
MOST_DIGITS = 12
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def gosh_entry(
    sample: Sample, places: Sequence[Mapping[str, str]], *, zero_cell: float = 0.5
) -> dict[str, Any]:
    """Count subsets by pooled rate and I², and compare those with and without each study.

    Parameters
    ----------
    sample : Sample
        The rows that were pooled.
    places : sequence of mapping
        ``study_id`` and ``study`` of each row. A subset holds a study when it holds any of its
        rows.
    zero_cell : float
        For the logits.

    Returns
    -------
    dict
        Empty with fewer than three rows. ``counts`` has a list for each bin of I², with the
        number of subsets in each bin of the rate; rates are proportions, I² is 0-100. ``modes``
        tells whether the rates have a second mode, and which study drives it.
    """
    k = sample.events.size
    if k < LEAST_ROWS:
        return {}
    found = gosh(sample.events, sample.totals, subsets=SUBSETS, seed=SEED, zero_cell=zero_cell)
    edges = _edges(found)
    names = {place["study_id"]: place["study"] for place in places}
    ids = list(names)
    belongs = np.array([[place["study_id"] == one for one in ids] for place in places])
    holds = (found.membership.astype(np.float32) @ belongs.astype(np.float32)) > 0
    modes = second_mode(found, [place["study_id"] for place in places])
    studies = [
        {"study_id": one, "study": names[one]}
        | _medians(found, holds[:, j])
        | {"overlap": _number(modes.studies[j].overlap)}
        for j, one in enumerate(ids)
    ]
    most = _most_moving(studies) if modes.driver is None else ids.index(modes.driver.study)
    highlight = None
    if most is not None:
        highlight = {
            "study_id": ids[most],
            "study": names[ids[most]],
            "counts": _counts(found, edges, holds[:, most]),
        }
    return {
        "model": {"measure": found.measure, "tau2_method": found.tau2_method},
        "rows": k,
        "exhaustive": found.exhaustive,
        "subsets": found.mu.size,
        "seed": SEED,
        "failed": int(np.sum(~np.isfinite(found.mu))),
        "estimate_edges": edges[0].tolist(),
        "i2_edges": edges[1].tolist(),
        "counts": _counts(found, edges, np.full(found.mu.size, True)),
        "studies": studies,
        "modes": _told(modes, names),
        "highlight": highlight,
        "notes": [_coverage(found)],
    }


def _told(modes: Modes, names: Mapping[str, str]) -> dict[str, Any]:
    driver = None
    if modes.driver is not None:
        driver = {
            "study_id": modes.driver.study,
            "study": names[modes.driver.study],
            "difference": modes.driver.difference,
            "overlap": modes.driver.overlap,
        }
    return {"excess_mass": modes.excess_mass, "limit": modes.limit, "driver": driver}


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _coverage(found: Gosh) -> str:
    if found.exhaustive:
        return f"All {found.possible:,} subsets of two or more rows."
    digits = str(found.possible)
    possible = f"{found.possible:,}"
    if len(digits) > MOST_DIGITS:
        possible = f"{digits[0]}.{digits[1]} × 10{str(len(digits) - 1).translate(SUPERSCRIPT)}"
    return (
        f"{found.mu.size:,} of the {possible} subsets of two or more rows, drawn with the same "
        f"chance for each subset (seed {SEED}); all differ."
    )


def _edges(found: Gosh) -> tuple[Floats, Floats]:
    """Edges of the bins: rates over their range, I² from 0 to the next multiple of ten."""
    low, high = float(found.estimate.min()), float(found.estimate.max())
    if high - low < 1e-6:
        low, high = max(low - 0.005, 0.0), min(high + 0.005, 1.0)
    top = max(10 * np.ceil(found.i2.max() / 10), 10.0)
    return np.linspace(low, high, ESTIMATE_BINS + 1), np.linspace(0, top, I2_BINS + 1)


def _counts(found: Gosh, edges: tuple[Floats, Floats], chosen: Members) -> list[list[int]]:
    table, _, _ = np.histogram2d(
        found.i2[chosen], found.estimate[chosen], bins=(edges[1], edges[0])
    )
    return [[int(count) for count in row] for row in table]


def _medians(found: Gosh, held: Members) -> dict[str, float | None]:
    """Medians over the subsets with and without a study; None where there are no such subsets."""

    def median(values: Floats, chosen: Members) -> float | None:
        return float(np.median(values[chosen])) if chosen.any() else None

    return {
        "estimate_with": median(found.estimate, held),
        "estimate_without": median(found.estimate, ~held),
        "i2_with": median(found.i2, held),
        "i2_without": median(found.i2, ~held),
    }


def _most_moving(studies: Sequence[Mapping[str, Any]]) -> int | None:
    """Position of the study with and without which the median estimates differ most."""
    moves = [
        -1.0
        if study["estimate_with"] is None or study["estimate_without"] is None
        else abs(study["estimate_with"] - study["estimate_without"])
        for study in studies
    ]
    return int(np.argmax(moves)) if max(moves) >= 0 else None
