"""The arc of a radial plot: a scale of rates on a circle round the origin."""

from __future__ import annotations

from collections.abc import Mapping
from math import atan2, cos, sin
from typing import Any

import numpy as np

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.charts.marks import Band, Line, Mark, Note, Segments
from rechallenge.figures.charts.scale import Scale
from rechallenge.figures.style import BAND, EMPHASIS, INK
from rechallenge.formatting import significant

Result = Mapping[str, Any]

REACH = 2.0
"""Half height of the band: a row beyond it differs from the line by over two standard errors."""
TICK, LABEL = 3.0, 26.0
"""Length of a tick and room for its label, in points."""
LABEL_GAP = 2.5
STEPS = 181
PITCH = 9.5
"""Least distance of two labels on the arc, in points."""


class Arc:
    """A circle round the origin; lengths on the page are shares of the width of the plot.

    Parameters
    ----------
    x, y : Scale
        Both show the origin, ``x`` at its low end.
    radius : float
    tall : float
        Height of the plot.
    """

    def __init__(self, x: Scale, y: Scale, *, radius: float, tall: float) -> None:
        self.x, self.y, self.radius = x, y, radius
        self._wide = 1 / (x.high - x.low)
        self._tall = tall / (y.high - y.low)

    def at(self, logit: float, *, away: float = 0.0) -> tuple[float, float]:
        """Where the ray of a logit meets the circle, or one that is larger by ``away``."""
        angle = atan2(logit * self._tall, self._wide)
        radius = self.radius + away
        return radius * cos(angle) / self._wide, radius * sin(angle) / self._tall

    def band(self, slope: float) -> Band:
        """Make the band along a line from the origin, which ends at the arc."""
        x = np.linspace(0.0, self.radius / self._wide, STEPS)
        edge = np.sqrt(np.maximum(self.radius**2 - (x * self._wide) ** 2, 0.0)) / self._tall
        low, high = (np.clip(slope * x + reach, -edge, edge) for reach in (-REACH, REACH))
        kept = high > low
        return Band(
            name="band", x=x[kept].tolist(), low=low[kept].tolist(), high=high[kept].tolist(),
            colour=BAND,
        )  # fmt: skip

    def marks(self, curve: Result, settings: FigureSettings, *, width: float) -> list[Mark]:
        """Make the arc with ticks and rates, and the interval of the common rate on it.

        Parameters
        ----------
        curve : mapping
            ``curves.radial`` of the results.
        settings : FigureSettings
        width : float
            Of the plot, in points.
        """
        shown = [entry for entry in curve["arc"] if self._visible(entry["logit"])]
        path = self._path(curve["arc"][0]["logit"], curve["arc"][-1]["logit"])
        interval = self._path(curve["slope_low"], curve["slope_high"])
        tick = TICK / width
        marks: list[Mark] = [
            Line(name="arc", x=path[0], y=path[1], width=0.7),
            Line(name="common-interval", x=interval[0], y=interval[1], width=2.4, colour=EMPHASIS),
            Segments(name="arc-ticks", width=0.7, ends=[
                (self.at(entry["logit"]), self.at(entry["logit"], away=tick)) for entry in shown
            ]),
        ]  # fmt: skip
        lowest = float("-inf")
        for entry in shown:
            x, y = self.at(entry["logit"], away=tick + LABEL_GAP / width)
            height = y * self._tall * width
            if height - lowest >= PITCH:
                marks.append(Note(x, y, _rate(entry["rate"], settings.per), colour=INK))
                lowest = height
        return marks

    def _visible(self, logit: float) -> bool:
        return self.y.low <= self.at(logit)[1] <= self.y.high

    def _path(self, start: float, end: float) -> tuple[list[float], list[float]]:
        """Find the part of the arc between two logits that lies in the plot."""
        first, last = (atan2(logit * self._tall, self._wide) for logit in (start, end))
        angles = np.linspace(first, last, STEPS)
        x = self.radius * np.cos(angles) / self._wide
        y = self.radius * np.sin(angles) / self._tall
        kept = (y >= self.y.low) & (y <= self.y.high)
        return x[kept].tolist(), y[kept].tolist()


def _rate(proportion: float, per: int) -> str:
    number = significant(per * proportion, digits=3)
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{number} %" if per == 100 else number
