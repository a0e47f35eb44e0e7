"""Which figures are laid out: everything with everything, or every pair at least once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from random import Random

from benchmarks.layout.labels import KINDS
from rechallenge.config.settings import FigureSettings

SIZES = (1, 2, 3, 8, 25, 60, 140)
PRESETS = ("default", "revman", "jama", "bmj")
WIDTHS = (84.0, 174.0)
EXTRAS = ("plain", "full")
EVERY_SCRIPT = "every script"
LABELS = tuple(kind for kind in KINDS if kind != EVERY_SCRIPT)
_TRIALS = 60


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """One set of figures.

    Attributes
    ----------
    rows : int
        Pooled rows of the review.
    labels : str
        One of `labels.KINDS`.
    preset : str
    width : float
        Millimetres.
    extras : str
        ``plain`` has the defaults of the configuration beside; ``full`` shows what else there is:
        more columns, weights, diamonds of several models, rates per 1000.
    """

    rows: int
    labels: str
    preset: str
    width: float
    extras: str

    def __str__(self) -> str:
        return f"{self.rows} {self.labels} {self.preset} {self.width:g} {self.extras}"

    @property
    def settings(self) -> FigureSettings:
        """The configuration of these figures."""
        if self.extras == "plain":
            return FigureSettings(preset=self.preset, width=self.width)
        return FigureSettings(
            preset=self.preset,
            width=self.width,
            columns=("country", "median_followup_months")[: 1 if self.width < WIDTHS[1] else 2],
            order="estimate",
            axis="broken",
            per=1000,
            weights=True,
            models=("plo-reml-adhoc", "beta-binomial"),
        )


def every_case() -> tuple[Case, ...]:
    """Return all cases, those with extras for half of the presets and labels only."""
    plain = [Case(*values, "plain") for values in product(SIZES, LABELS, PRESETS, WIDTHS)]
    full = [
        Case(rows, labels, preset, width, "full")
        for i, (rows, labels, preset, width) in enumerate(product(SIZES, LABELS, PRESETS, WIDTHS))
        if i % 5 == 0
    ]
    return (*plain, *full)


def pairwise(figures: Sequence[str], *, seed: int = 1) -> tuple[tuple[Case, str], ...]:
    """Choose cases and figures such that any two values of any two factors meet.

    Parameters
    ----------
    figures : sequence of str
        The names of figures, one more factor.
    seed : int

    Returns
    -------
    tuple of (Case, str)
        By the greedy choice of the best of some random candidates.
    """
    factors: tuple[Sequence[object], ...] = (SIZES, LABELS, PRESETS, WIDTHS, EXTRAS, figures)
    open_pairs = {
        ((i, a), (j, b))
        for (i, ones), (j, others) in combinations(enumerate(factors), 2)
        for a, b in product(ones, others)
    }
    rng = Random(seed)
    chosen = []
    while open_pairs:
        (i, a), (j, b) = min(open_pairs, key=repr)
        candidates = []
        for _ in range(_TRIALS):
            values = [rng.choice(factor) for factor in factors]
            values[i], values[j] = a, b
            candidates.append(values)
        best = max(candidates, key=lambda values: len(_pairs(values) & open_pairs))
        open_pairs -= _pairs(best)
        *case, figure = best
        chosen.append((Case(*case), str(figure)))  # type: ignore[arg-type]
    return tuple(chosen)


def _pairs(values: Sequence[object]) -> set[tuple[tuple[int, object], tuple[int, object]]]:
    return set(combinations(enumerate(values), 2))
