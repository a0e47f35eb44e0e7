"""Scales of charts: limits, round ticks, and where a value stands between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf, log10
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rechallenge.formatting import fixed

Floats = NDArray[np.float64]
Kind = Literal["linear", "log", "root"]

NICE = (1.0, 2.0, 5.0, 10.0)
SAME = 1e-3
"""Numbers that differ by less than this share of their size are shown as one."""
EDGE = 0.03
"""Room beyond the outermost values of a tight scale, as a share of their range."""
_TINY = 1e-9
_WARPED: MappingProxyType[Kind, Callable[[Floats], Floats]] = MappingProxyType(
    {"linear": lambda values: values, "log": np.log10, "root": np.sqrt}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An axis; limits and ticks in the units that it shows.

    Attributes
    ----------
    low, high : float
    ticks : tuple of float
    labels : tuple of str
        One for each tick; labels that would run into each other are left out by the layout.
    title : str
        In plain words, with the unit.
    kind : str
        ``linear``, ``log`` (limits above 0) or ``root`` (square root; limits of 0 or more).
    factor : float
        What a value is multiplied by to be shown: 100 shows proportions in per cent.
    end : float or None
        Where the line of the axis ends, if the plot goes on beyond it with names or a margin.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    title: str = ""
    kind: Kind = "linear"
    factor: float = 1.0
    end: float | None = None
    limits: tuple[float, float] = field(init=False)
    """Low and high as they are drawn: logarithms or roots where the scale has them."""

    @property
    def last(self) -> float:
        """Where the line of the axis ends, in the units that it shows."""
        return self.high if self.end is None else self.end

    def __post_init__(self) -> None:
        ends = _WARPED[self.kind](np.array([self.low, self.high], dtype=float))
        object.__setattr__(self, "limits", (float(ends[0]), float(ends[1])))

    def drawn(self, values: ArrayLike) -> Floats:
        """Turn values into what is drawn on a linear axis."""
        return _WARPED[self.kind](self.factor * np.asarray(values, dtype=float))

    def share(self, values: ArrayLike) -> Floats:
        """Where values stand: 0 at the low end, 1 at the high end."""
        low, high = self.limits
        return np.asarray((self.drawn(values) - low) / (high - low))


def rate_scale(
    proportions: Sequence[Any],
    *,
    title: str = "",
    per: int = 100,
    from_zero: bool = True,
    most: int = 6,
) -> Scale:
    """Fit a scale of rates, which are given as proportions.

    Parameters
    ----------
    proportions : sequence of float or None
        Everything that must lie on it (0-1); None is left out.
    title : str
    per : int
        100 shows per cent, 1000 shows rates per 1,000.
    from_zero : bool
        Whether the scale starts at 0.
    most : int
        Number of steps between ticks.
    """
    shown = [per * value for value in proportions if value is not None]
    fitted = number_scale(
        shown, include=(0.0,) if from_zero else (), most=most, bounds=(0.0, float(per))
    )
    return Scale(
        low=fitted.low, high=fitted.high, ticks=fitted.ticks, labels=fitted.labels,
        title=title, factor=per,
    )  # fmt: skip


def number_scale(
    values: Sequence[Any],
    *,
    title: str = "",
    include: Sequence[float] = (),
    most: int = 6,
    whole: bool = False,
    tight: bool = False,
    bounds: tuple[float, float] = (-inf, inf),
) -> Scale:
    """Fit a linear scale that starts and ends at round numbers.

    Parameters
    ----------
    values : sequence of float or None
        Everything that must lie on it; None is left out.
    title : str
    include : sequence of float
        Further values to be shown, such as 0.
    most : int
        Number of steps between ticks.
    whole : bool
        Ticks at whole numbers only, for counts and years.
    tight : bool
        End at the values instead, with the round numbers between them: for small panels.
    bounds : tuple of float
        Values that cannot be passed, such as 0 and 100 per cent.
    """
    given = [float(value) for value in (*values, *include) if value is not None] or [0.0, 1.0]
    low, high = min(given), max(given)
    if high - low < (1.0 if whole else SAME * max(abs(low), abs(high))) or high == low:
        around = abs(high) / 2 or 1.0
        low = high - around if high != 0 else 0.0
        high = min(high + around, bounds[1])
    if tight:
        low, high = low - EDGE * (high - low), high + EDGE * (high - low)
    step = _step(high - low, most, whole=whole)
    ends = _within(low, high, step) if tight else _outward(low, high, step)
    while ends[1] - ends[0] > most:
        step = _step(step * 1.5, 1, whole=whole)
        ends = _outward(low, high, step)
    ticks = tuple(i * step for i in range(ends[0], ends[1] + 1))
    shown = tuple(tick for tick in ticks if bounds[0] <= tick <= bounds[1])
    if not tight:
        low, high = max(ticks[0], bounds[0]), min(ticks[-1], bounds[1])
    decimals = max(-floor(log10(step) + _TINY), 0)
    return Scale(
        low=low,
        high=high,
        ticks=shown,
        labels=tuple("0" if abs(i) < _TINY else fixed(i, decimals=decimals) for i in shown),
        title=title,
    )


def log_scale(values: Sequence[Any], *, title: str = "", factor: float = 1.0) -> Scale:
    """Fit a logarithmic scale with ticks at 1, 2 and 5, or at powers of ten where it is long.

    Parameters
    ----------
    values : sequence of float or None
        Everything that must lie on it; None and what is not above 0 is left out.
    title : str
    factor : float
        As in `Scale`.
    """
    given = [factor * value for value in values if value is not None and value > 0] or [1.0, 10.0]
    decades = log10(max(given)) - log10(min(given))
    kept = NICE[:3] if decades <= 4 else NICE[:1]
    ticks = _enclosing(given, kept)
    return Scale(
        low=ticks[0], high=ticks[-1], ticks=ticks, labels=tuple(map(_plain, ticks)),
        title=title, kind="log", factor=factor,
    )  # fmt: skip


def root_scale(values: Sequence[Any], *, title: str = "") -> Scale:
    """Fit a square-root scale from 0, which gives small numbers room without losing the zero.

    Parameters
    ----------
    values : sequence of float or None
        Everything that must lie on it, 0 or more; None is left out.
    title : str
    """
    given = [float(value) for value in values if value is not None and value > 0] or [1.0]
    ticks = (0.0, *_enclosing([max(given) / 50, *given], NICE[:3]))
    return Scale(
        low=0.0, high=ticks[-1], ticks=ticks, labels=tuple(map(_plain, ticks)),
        title=title, kind="root",
    )  # fmt: skip


def _step(length: float, most: int, *, whole: bool) -> float:
    raw = length / most
    power = 10.0 ** floor(log10(raw))
    step = next(nice * power for nice in NICE if nice * power >= raw * (1 - _TINY))
    return max(step, 1.0) if whole else step


def _outward(low: float, high: float, step: float) -> tuple[int, int]:
    return floor(low / step + _TINY), max(ceil(high / step - _TINY), floor(low / step + _TINY) + 1)


def _within(low: float, high: float, step: float) -> tuple[int, int]:
    return ceil(low / step - _TINY), floor(high / step + _TINY)


def _enclosing(given: Sequence[float], kept: Sequence[float]) -> tuple[float, ...]:
    """Ticks at ``kept`` times powers of ten, from one at or below to one at or above."""
    powers = range(floor(log10(min(given))) - 1, ceil(log10(max(given))) + 2)
    ticks = [nice * 10.0**power for power in powers for nice in kept]
    low = max(tick for tick in ticks if tick <= min(given) * (1 + _TINY))
    high = min(tick for tick in ticks if tick >= max(given) * (1 - _TINY) and tick > low)
    return tuple(tick for tick in ticks if low <= tick <= high)


def _plain(value: float) -> str:
    decimals = max(-floor(log10(value) + _TINY), 0) if value > 0 else 0
    return fixed(value, decimals=decimals)
