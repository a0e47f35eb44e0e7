"""The axis of rates: from zero to a round number that shows what matters, whole or broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from rechallenge.figures.table import AxisMode, DisplayRow, Mark
from rechallenge.formatting import fixed

MOST_STEPS = 6
ROOM = 138.0
LEAST_RATE = 0.0006
"""No axis is shorter than this proportion."""
STRETCH = 1.5
"""How far beyond the rates the axis may grow to show the whole of the longest interval."""
MOST_CUT = 1 / 3
"""Share of the intervals that may be cut; a figure of arrows shows nothing."""
LEAST_GAP = 0.25
"""Share of the axis from which on a stretch without rates may be left out."""
CLEARANCE = 0.2
"""Least distance of a rate from the break, in steps."""
BREAK = 20.0
"""Width of the break in points: room for the labels on either side of it."""
DIGIT, LABEL_GAP = 4.5, 7.0
"""Width of a digit of the labels, and white space between two of them, in points."""
_EPS = 1e-9


@dataclass(frozen=True, slots=True)
class Piece:
    """A visible stretch of an interval in places of the axis, and whether an end is cut."""

    start: float
    end: float
    cut_start: bool
    cut_end: bool


@dataclass(frozen=True, slots=True)
class RateAxis:
    """An axis that starts at zero.

    Attributes
    ----------
    per : int
        Patients to which its numbers refer, 100 for per cent.
    upper : float
        Its end, in the unit of ``per`` as all that follows.
    ticks : tuple of float
    labels : tuple of str
    gap : tuple of float or None
        The stretch that is left out.
    space : float
        Width of the break in its place.
    """

    per: int
    upper: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    gap: tuple[float, float] | None = None
    space: float = 0.0

    @property
    def length(self) -> float:
        """Place of its end."""
        return self.place(self.upper / self.per)

    @property
    def segments(self) -> tuple[tuple[float, float], ...]:
        """Places of the stretches that are shown."""
        if self.gap is None:
            return ((0.0, self.upper),)
        start = self.gap[0] + self.space
        return ((0.0, self.gap[0]), (start, start + self.upper - self.gap[1]))

    def place(self, proportion: float) -> float:
        """Where a proportion (0-1) stands, in units from the left end.

        Without a break that is the number itself; a proportion within the break stands in the
        middle of it.
        """
        value = self.per * proportion
        if self.gap is None or value <= self.gap[0] + _EPS:
            return value
        if value < self.gap[1] - _EPS:
            return self.gap[0] + self.space / 2
        return self.gap[0] + self.space + value - self.gap[1]

    def pieces(self, low: float, high: float) -> Iterator[Piece]:
        """Parts of an interval of proportions (0-1) that lie on the axis.

        An end that lies within the break or beyond the axis is cut where the visible part stops;
        an interval that spans the break is interrupted there without being cut.
        """
        low, high = self.per * low, self.per * high
        shown = [(0.0, self.upper)]
        if self.gap is not None:
            shown = [(0.0, self.gap[0]), (self.gap[1], self.upper)]
        for (start, end), (left, _) in zip(shown, self.segments, strict=True):
            if low > end + _EPS or high < start - _EPS:
                continue
            first, last = max(low, start), min(high, end)
            inside = self.gap is not None and end == self.gap[0] and high < self.gap[1]
            entered = self.gap is not None and start == self.gap[1] and low > self.gap[0]
            yield Piece(
                left + first - start,
                left + last - start,
                cut_start=entered and low < start - _EPS,
                cut_end=(high > end + _EPS) and (end == self.upper or inside),
            )


def rate_axis(
    needed: Sequence[float],
    wished: Sequence[float],
    *,
    per: int = 100,
    whole: bool = False,
    room: float = ROOM,
) -> RateAxis:
    """Fit an unbroken axis.

    Parameters
    ----------
    needed : sequence of float
        Proportions (0-1) that must lie on the axis: rates, pooled and prediction intervals.
    wished : sequence of float
        Upper limits of study intervals (0-1). They are shown whole unless one of them would
        squeeze everything else; it is then cut, to be drawn with an arrow.
    per : int
    whole : bool
        Show 0 to 100 %.
    room : float
        Length of the axis in points; labels that would stand too close are left out.
    """
    if whole or (not needed and not wished):
        needed = (1.0,)
    must = max(needed, default=0.0)
    reach = max(max(wished, default=0.0), must)
    end = min(reach, STRETCH * must) if must > 0 else reach
    cut = sum(high > end for high in wished)
    if len(wished) == 1 or cut > max(1, MOST_CUT * len(wished)):
        end = reach
    end = per * min(max(end, LEAST_RATE), 1.0)
    step = _step(end / MOST_STEPS)
    upper = step * ceil(end / step - _EPS)
    ticks, labels = _ticks(0.0, upper, step, room)
    return RateAxis(per, upper, ticks, labels)


def axis_of(
    rows: Sequence[DisplayRow],
    reference: float | None,
    *,
    per: int = 100,
    mode: AxisMode = "auto",
    room: float = ROOM,
) -> RateAxis:
    """Fit the axis of a figure to its marks and its reference line (0-1)."""
    marks = [row.mark for row in rows if row.mark is not None]
    needed = [] if reference is None else [reference]
    needed += [mark.high for mark in marks if mark.shape != "square"]
    needed += [mark.estimate for mark in marks if mark.estimate is not None]
    wished = [mark.high for mark in marks if mark.shape == "square"]
    axis = rate_axis(needed, wished, per=per, whole=mode == "full", room=room)
    return _broken(axis, marks, reference, room) if mode == "broken" else axis


def goes_beyond(rows: Sequence[DisplayRow], axis: RateAxis) -> bool:
    """Tell whether an interval is cut at the end of the axis or at its break."""
    return any(
        piece.cut_start or piece.cut_end
        for row in rows
        if row.mark is not None
        for piece in axis.pieces(row.mark.low, row.mark.high)
    )


def _broken(
    axis: RateAxis, marks: Sequence[Mark], reference: float | None, room: float
) -> RateAxis:
    """Leave out the longest stretch without rates, if there is one that is long enough.

    Rather one where no interval ends either. Intervals of studies may cross it, diamonds and
    prediction intervals may not: their length is what they show.
    """
    rates = {mark.estimate for mark in marks if mark.estimate is not None}
    spans = [(mark.low, mark.high) for mark in marks if mark.shape != "square"]
    points = {0.0, *rates, *(end for span in spans for end in span)}
    points |= set() if reference is None else {reference}
    limits = {end for mark in marks for end in (mark.low, mark.high)}
    empty = 0.0 not in rates and reference != 0.0
    step = _step(axis.upper / 10)
    for wished in (points | limits, points):
        gaps = [
            _gap(low, high, axis.per, step, from_zero=empty and low == 0.0)
            for low, high in pairwise(sorted(wished))
            if not any(start <= low and high <= end for start, end in spans)
        ]
        start, end = max(gaps, key=lambda gap: gap[1] - gap[0], default=(0.0, 0.0))
        if end - start >= LEAST_GAP * axis.upper:
            break
    else:
        return axis
    shown = axis.upper - end + start
    scale = max(room - BREAK, 1.0) / shown
    first, below = _ticks(0.0, start, step, scale * start)
    last, above = _ticks(end, axis.upper, step, scale * (axis.upper - end))
    gap, space = (start, end), BREAK / scale
    return RateAxis(axis.per, axis.upper, (*first, *last), (*below, *above), gap, space)


def _gap(low: float, high: float, per: int, step: float, *, from_zero: bool) -> tuple[float, float]:
    """Round a stretch between two proportions inwards, clear of both."""
    start = 0.0 if from_zero else step * ceil(per * low / step + CLEARANCE - _EPS)
    return start, step * floor(per * high / step - CLEARANCE + _EPS)


def _step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, ... times a power of ten that is not below a number."""
    power = 10.0 ** floor(log10(least) + _EPS)
    return next(power * i for i in (1, 2, 5, 10) if power * i >= least - _EPS * power)


def _ticks(
    start: float, end: float, step: float, room: float
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Set labelled ticks from one round number to another on some points.

    They stand at every step or, where that is too close, at the least multiple of it that divides
    the whole, or in the middle, or at the ends alone.
    """
    decimals = max(0, -floor(log10(step) + _EPS))
    width = DIGIT * len(fixed(end, decimals=decimals)) + LABEL_GAP
    most = max(int(room / width), 1)
    count = round((end - start) / step)
    divisors = [parts for parts in range(count, 0, -1) if count % parts == 0 and parts <= most]
    parts = max(divisors, default=1) if count else 0
    middle = (end - start) / 2
    if parts == 1 and most >= 2 and abs(round(middle, decimals) - middle) < _EPS:
        parts = 2
    ticks = tuple(start + (end - start) * i / max(parts, 1) for i in range(parts + 1))
    return ticks, tuple(fixed(tick, decimals=decimals) for tick in ticks)
