"""What the comparisons of one quantity amount to."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.accuracy.catalogue import QUANTITIES
from benchmarks.accuracy.comparison import Comparison


@dataclass(frozen=True, slots=True)
class Summary:
    """All comparisons of one quantity.

    Attributes
    ----------
    key : str
        Of the catalogue.
    count, median : int, float
        Numbers compared, and their median log relative error.
    worst : Comparison
    below : tuple of Comparison
        Those with fewer digits than promised.
    """

    key: str
    count: int
    median: float
    worst: Comparison
    below: tuple[Comparison, ...]


def summarise(found: Iterable[Comparison]) -> dict[str, Summary]:
    """Summarise by quantity, in the order of the catalogue.

    Raises
    ------
    KeyError
        For a quantity that the catalogue lacks, or one without any comparison.
    """
    by_key: dict[str, list[Comparison]] = {key: [] for key in QUANTITIES}
    for item in found:
        by_key[item.quantity].append(item)
    missing = [key for key, items in by_key.items() if not items]
    if missing:
        raise KeyError(f"nothing was compared for {', '.join(missing)}")
    return {key: _summary(key, items) for key, items in by_key.items()}


def _summary(key: str, items: list[Comparison]) -> Summary:
    promised = QUANTITIES[key].promised
    digits = [item.digits for item in items]
    return Summary(
        key=key,
        count=len(items),
        median=statistics.median(digits),
        worst=items[digits.index(min(digits))],
        below=tuple(item for item, found in zip(items, digits, strict=True) if found < promised),
    )
