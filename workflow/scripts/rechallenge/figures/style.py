"""How figures look: sizes in points, colours, and the matplotlib settings they are drawn with."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, cast

from matplotlib import rc_context, rcdefaults, rcParams

POINTS_PER_INCH = 72.0
MM_PER_INCH = 25.4
PAGE_WIDTH_MM = 174.0
"""Width of a figure across both columns of a journal page."""
NARROW_MM = 120.0
"""Below this width a figure is laid out for one column of a page."""
PNG_DPI = 300

TEXT_SIZE = 7.5
NOTE_SIZE = 7.0
TITLE_SIZE = 9.0
CAP_HEIGHT = 0.73
"""Height of digits and capitals of DejaVu Sans, as a share of the font size."""

INK = "#1A1A1A"
"""Hues are those of Okabe and Ito; shapes and lightness differ too, so grey print will do."""
MUTED = "#757575"
MUTED_SQUARE = "#ABABAB"
RULE = "#8C8C8C"
FAINT = "#D0D0D0"
SQUARE = "#0072B2"
DIAMOND = INK
GROUP_DIAMOND = "#6E6E6E"
MODEL_DIAMOND = "#B4B4B4"
INSIDE = "#FFFFFF"
"""Line of an interval that lies within its square."""
PREDICTION = "#D55E00"
POINT = "#0072B2"
"""A study in a chart, and the first of several series."""
EMPHASIS = "#D55E00"
"""What a chart wants to be seen first."""
SECOND = "#009E73"
THIRD = "#CC79A7"
FOURTH = "#E69F00"
BAND = "#D3E4F0"
"""An interval behind the marks: `POINT`, made light."""
FAINT_BAND = "#EEF4F8"
"""A wider interval behind `BAND`."""

_FONT_LOG = logging.getLogger("matplotlib.font_manager")

SETTINGS: Mapping[str, Any] = MappingProxyType(
    {
        "font.family": ["sans-serif"],
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": TEXT_SIZE,
        "text.hinting": "none",
        "text.usetex": False,
        "text.parse_math": False,
        "axes.linewidth": 0.7,
        "axes.edgecolor": INK,
        "xtick.color": INK,
        "svg.fonttype": "none",
        "svg.hashsalt": "rechallenge",
        "pdf.fonttype": 42,
        "path.simplify": False,
    }
)


@contextmanager
def figure_style() -> Iterator[None]:
    """Draw with our settings alone: a reader's own matplotlibrc must not change a figure.

    Fonts for symbols have no bold type and stand in headings as they are, without a warning.
    """
    level = _FONT_LOG.level
    _FONT_LOG.setLevel(logging.ERROR)
    try:
        with rc_context():
            rcdefaults()
            rcParams.update(cast(Any, SETTINGS))
            yield
    finally:
        _FONT_LOG.setLevel(level)


def is_narrow(width_mm: float) -> bool:
    """Tell whether a figure stands in one column of a page."""
    return width_mm < NARROW_MM


def inches(points: float) -> float:
    """Convert points to inches."""
    return points / POINTS_PER_INCH


def points_of_mm(millimetres: float) -> float:
    """Convert millimetres to points."""
    return millimetres / MM_PER_INCH * POINTS_PER_INCH
