"""Which ticks of a scale are drawn: as many as their labels leave room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from rechallenge.figures.charts.scale import Floats, Scale
from rechallenge.figures.style import NOTE_SIZE
from rechallenge.figures.text import Ruler

APART = 3.0
"""White space between labels side by side, in points."""
PITCH = 9.4
"""Least distance of labels above each other."""
ROUND = (2, 4, 5, 10)
"""Every so many ticks may be kept: the others are then round again."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick with its label.

    Attributes
    ----------
    value : float
        As marks give it; a rate is a proportion.
    label : str
    """

    value: float
    label: str


def readable_ticks(scale: Scale, length: float, ruler: Ruler, *, upright: bool) -> tuple[Tick, ...]:
    """Choose the ticks of an axis whose labels stay clear of each other.

    Parameters
    ----------
    scale : Scale
    length : float
        Of the axis, in points.
    ruler : Ruler
    upright : bool
        Whether labels stand above each other.

    Returns
    -------
    tuple of Tick
        Of a linear scale all ticks, or multiples of 2, 4, 5 or 10 steps; at least two where two
        have room.
    """
    if not scale.labels:
        return ()
    values = np.divide(scale.ticks, scale.factor)
    places = length * scale.share(values)
    for kept in _subsets(scale, places, ruler):
        labels = _trimmed([scale.labels[i] for i in kept])
        halves = [PITCH / 2 if upright else _half(label, ruler) for label in labels]
        at = places[list(kept)]
        if all(at[j] - at[i] >= halves[i] + halves[j] for i, j in pairwise(range(len(kept)))):
            return tuple(
                Tick(float(values[i]), label) for i, label in zip(kept, labels, strict=True)
            )
    return ()


def _subsets(scale: Scale, places: Floats, ruler: Ruler) -> Iterator[tuple[int, ...]]:
    """Subsets of ticks, the best first; the last ones are single ticks."""
    everything = range(len(scale.ticks))
    yield tuple(everything)
    if scale.kind != "linear":
        yield _greedy(scale, places, ruler)
    elif len(scale.ticks) > 2:
        step = scale.ticks[1] - scale.ticks[0]
        for every in ROUND:
            kept = [i for i in everything if round(scale.ticks[i] / step) % every == 0]
            if len(kept) > 1:
                yield tuple(kept)
    pairs = combinations(everything, 2)
    yield from sorted(pairs, key=lambda pair: (_decimals(scale, pair), pair[0] - pair[1]))
    yield from sorted(((i,) for i in everything), key=lambda one: _decimals(scale, one))


def _greedy(scale: Scale, places: Floats, ruler: Ruler) -> tuple[int, ...]:
    kept = [0]
    for i in range(1, len(scale.ticks)):
        halves = (_half(scale.labels[j], ruler) for j in (kept[-1], i))
        if places[i] - places[kept[-1]] >= sum(halves):
            kept.append(i)
    return tuple(kept)


def _decimals(scale: Scale, kept: Sequence[int]) -> int:
    return max(len(label.partition(".")[2]) for label in _trimmed([scale.labels[i] for i in kept]))


def _half(label: str, ruler: Ruler) -> float:
    return (ruler.width(label, NOTE_SIZE) + APART) / 2


def _trimmed(labels: Sequence[str]) -> list[str]:
    """Leave out last decimals that are 0 in all labels."""
    shown = list(labels)
    while all(label == "0" or ("." in label and label.endswith("0")) for label in shown):
        if all(label == "0" for label in shown):
            break
        shown = [label if label == "0" else label[:-1].removesuffix(".") for label in shown]
    return shown
