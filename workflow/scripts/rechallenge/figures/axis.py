"""The per cent axis: from zero to a round number that shows what matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rechallenge.figures.table import DisplayRow
from rechallenge.formatting import fixed

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
MOST_STEPS = 6
STRETCH = 1.5
"""How far beyond the rates the axis may grow to show the whole of the longest interval."""
MOST_CUT = 1 / 3
"""Share of the intervals that may be cut; a figure of arrows shows nothing."""


@dataclass(frozen=True, slots=True)
class PercentAxis:
    """An axis that starts at zero; values and ticks in per cent."""

    upper: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


def percent_axis(needed: Sequence[float], wished: Sequence[float]) -> PercentAxis:
    """Fit an axis.

    Parameters
    ----------
    needed : sequence of float
        Proportions (0-1) that must lie on the axis: rates, pooled and prediction intervals.
    wished : sequence of float
        Upper limits of study intervals (0-1). They are shown whole unless one of them would
        squeeze everything else; it is then cut, to be drawn with an arrow.
    """
    if not needed and not wished:
        needed = (1.0,)  # a whole axis where no row has numbers
    must = 100 * max(needed, default=0.0)
    reach = max(100 * max(wished, default=0.0), must)
    end = min(reach, STRETCH * must) if must > 0 else reach
    cut = sum(100 * high > end for high in wished)
    if len(wished) == 1 or cut > max(1, MOST_CUT * len(wished)):
        end = reach
    end = min(max(end, MOST_STEPS * STEPS[0]), 100.0)
    step = next(step for step in STEPS if end / step <= MOST_STEPS)
    count = round(-(-end // step)) if end % step > 1e-9 * step else round(end / step)
    ticks = tuple(step * i for i in range(count + 1))
    decimals = 2 if step < 0.1 else 1 if step < 1 else 0
    return PercentAxis(ticks[-1], ticks, tuple(fixed(tick, decimals=decimals) for tick in ticks))


def axis_of(rows: Sequence[DisplayRow], reference: float | None) -> PercentAxis:
    """Fit the axis of a figure to its marks and its reference line (0-1)."""
    marks = [row.mark for row in rows if row.mark is not None]
    needed = [] if reference is None else [reference]
    needed += [mark.high for mark in marks if mark.shape != "square"]
    needed += [mark.estimate for mark in marks if mark.estimate is not None]
    return percent_axis(needed, [mark.high for mark in marks if mark.shape == "square"])


def goes_beyond(rows: Sequence[DisplayRow], reference: float | None) -> bool:
    """Tell whether an interval is cut at the end of the axis."""
    upper = axis_of(rows, reference).upper
    return any(row.mark is not None and 100 * row.mark.high > upper for row in rows)
