"""Where the texts and the ink of a figure stand, measured with the renderer that prints it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from rechallenge.figures.style import MM_PER_INCH, PNG_DPI, POINTS_PER_INCH, figure_style

TOUCH = 0.3
"""Points by which line boxes, which are taller than their letters, may reach into each other."""
BOX_MM = 1.0
MARGIN_DPI = 100
PAPER = 250
"""A pixel darker than this is ink."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """The texts of a figure.

    Attributes
    ----------
    texts : tuple of Text
    box : ndarray, shape (texts, 4)
        Left, bottom, right and top of each in points from the bottom left of the figure.
    width, height : float
        Of the figure, in points.
    """

    texts: tuple[Text, ...]
    box: np.ndarray
    width: float
    height: float

    @property
    def names(self) -> list[str]:
        """What the texts say."""
        return [text.get_text() for text in self.texts]

    def overlapping(self) -> list[tuple[str, str]]:
        """Pairs of texts whose boxes overlap."""
        left, bottom, right, top = self.box.T
        wide = np.minimum.outer(right, right) - np.maximum.outer(left, left) > TOUCH
        high = np.minimum.outer(top, top) - np.maximum.outer(bottom, bottom) > TOUCH
        pairs = np.argwhere(np.triu(wide & high, k=1))
        return [(self.names[i], self.names[j]) for i, j in pairs]

    def beyond(self) -> list[str]:
        """Texts that leave the canvas."""
        left, bottom, right, top = self.box.T
        leaves = (left < 0) | (bottom < 0) | (right > self.width) | (top > self.height)
        return [self.names[i] for i in np.flatnonzero(leaves)]

    def smallest(self) -> float:
        """Smallest font size in points; infinite without text."""
        return min((float(text.get_fontsize()) for text in self.texts), default=np.inf)


def shown_texts(figure: Figure) -> list[Text]:
    """Return the texts that are printed."""
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def boxes(figure: Figure) -> Boxes:
    """Measure the texts of a figure at the resolution of the PNG."""
    with figure_style():
        figure.set_dpi(PNG_DPI)
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw_without_rendering()
        texts = tuple(shown_texts(figure))
        extents = [text.get_window_extent(renderer).extents for text in texts]
    box = np.array(extents, dtype=float).reshape(-1, 4) * POINTS_PER_INCH / PNG_DPI
    width, height = figure.get_size_inches() * POINTS_PER_INCH
    return Boxes(texts, box, float(width), float(height))


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes overlap."""
    return boxes(figure).overlapping()


def outside(figure: Figure) -> list[str]:
    """Texts that leave the canvas."""
    return boxes(figure).beyond()


def in_the_plot(figure: Figure) -> list[str]:
    """Texts that reach into the first plot, where the marks are."""
    found = boxes(figure)
    x0, y0, x1, y1 = figure.axes[0].get_position().extents
    left, bottom, right, top = found.box.T
    inside = (
        (left < x1 * found.width) & (right > x0 * found.width)
        & (bottom < y1 * found.height) & (top > y0 * found.height)
    )  # fmt: skip
    return [found.names[i] for i in np.flatnonzero(inside)]


def blank_margins(figure: Figure) -> tuple[float, float, float, float]:
    """White space in millimetres at the left, the bottom, the right and the top."""
    columns, rows, (height, width) = _inked(figure)
    pixels = (columns[0], height - 1 - rows[-1], width - 1 - columns[-1], rows[0])
    left, bottom, right, top = (float(count) * MM_PER_INCH / MARGIN_DPI for count in pixels)
    return left, bottom, right, top


def least_margins(figure: Figure, found: Boxes) -> tuple[float, float, float, float]:
    """Lower bounds of the margins, in a fraction of the time: boxes of texts instead of ink.

    Lines, marks and grounds are drawn; the boxes reach at most `BOX_MM` beyond their letters.
    """
    with hidden(found.texts):
        columns, rows, (height, width) = _inked(figure)
    left, bottom, right, top = found.box.T
    across, up = found.width / width, found.height / height
    points = (
        min([*left, *(across * columns[:1])]),
        min([*bottom, *(up * (height - 1 - rows[-1:]))]),
        found.width - max([*right, *(across * (columns[-1:] + 1))]),
        found.height - max([*top, *(up * (height - rows[:1]))]),
    )
    first, second, third, fourth = (max(p, 0.0) / POINTS_PER_INCH * MM_PER_INCH for p in points)
    return first, second, third, fourth


@contextmanager
def hidden(texts: Sequence[Text]) -> Iterator[None]:
    """Leave texts out of a drawing."""
    for text in texts:
        text.set_visible(False)
    try:
        yield
    finally:
        for text in texts:
            text.set_visible(True)


def _inked(figure: Figure) -> tuple[np.ndarray, np.ndarray, tuple[int, int]]:
    """Columns and rows of pixels with ink, and height and width of the page in pixels."""
    with figure_style():
        figure.set_dpi(MARGIN_DPI)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    inked = np.asarray(canvas.buffer_rgba())[..., :3].min(axis=2) < PAPER
    columns, rows = np.flatnonzero(inked.any(axis=0)), np.flatnonzero(inked.any(axis=1))
    height, width = inked.shape
    return columns, rows, (height, width)
