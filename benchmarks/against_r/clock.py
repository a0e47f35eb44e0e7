"""How a task is timed; `time.R` does the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from time import perf_counter

LEAST_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Timing:
    """What one side needed for a task.

    Attributes
    ----------
    milliseconds : tuple of float
        For one call, one value a repeat.
    values : tuple of float
        What the task computed, to be held against the other side.
    """

    milliseconds: tuple[float, ...]
    values: tuple[float, ...]


def timed(task: Callable[[], Sequence[float]], *, repeats: int) -> Timing:
    """Time a task after one call to warm up; each repeat makes calls for at least 0.3 s.

    Parameters
    ----------
    task : callable
    repeats : int
    """
    values = tuple(float(value) for value in task())
    calls = max(1, ceil(LEAST_SECONDS / max(_seconds(task, 1), 1e-6)))
    return Timing(
        tuple(1000 * _seconds(task, calls) / calls for _ in range(repeats)),
        values,
    )


def _seconds(task: Callable[[], Sequence[float]], calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        task()
    return perf_counter() - start
