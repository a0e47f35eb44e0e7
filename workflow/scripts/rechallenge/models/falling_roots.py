"""Roots of many falling functions at once, each within a bracket."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rechallenge.effects import Floats

STEPS = 300
CLOSE = 4e-15


def falling_roots(
    score: Callable[[NDArray[np.intp], Floats], tuple[Floats, Floats]], low: Floats, high: Floats
) -> Floats:
    """Find where each function falls through 0: Newton steps, halving where they leave.

    Parameters
    ----------
    score : callable
        Gets the positions of some functions and a point for each; returns their values there and
        their slopes.
    low, high : ndarray, shape (R,)
        Points at which each function is above 0, and not above it.

    Returns
    -------
    ndarray, shape (R,)
    """
    low, high = low.copy(), high.copy()
    t = (low + high) / 2
    active = np.arange(t.size)
    for _ in range(STEPS):
        if active.size == 0:
            break
        at = t[active]
        value, slope = score(active, at)
        low[active] = np.where(value > 0, at, low[active])
        high[active] = np.where(value > 0, high[active], at)
        with np.errstate(divide="ignore", invalid="ignore"):
            target = at - value / slope
        inside = (target > low[active]) & (target < high[active])
        settled = (np.abs(target - at) <= 1e-14 * at) | (value == 0)
        t[active] = np.where(
            settled, at, np.where(inside, target, (low[active] + high[active]) / 2)
        )
        narrow = high[active] - low[active] <= CLOSE * high[active]
        active = active[~(settled | narrow)]
    return t
