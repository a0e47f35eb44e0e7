"""What every figure must satisfy, measured with the renderer that prints it."""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from rechallenge.figures.style import PNG_DPI, figure_style

TOUCH = 0.3
"""Points by which line boxes, which are taller than their letters, may reach into each other."""


def shown_texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def boxes(figure: Figure) -> tuple[list[str], np.ndarray]:
    """Texts and their boxes (left, bottom, right, top) in points."""
    with figure_style():
        figure.set_dpi(PNG_DPI)
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw_without_rendering()
        texts = shown_texts(figure)
        extents = [text.get_window_extent(renderer).extents for text in texts]
    return [text.get_text() for text in texts], np.array(extents) * 72 / PNG_DPI


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes overlap."""
    names, box = boxes(figure)
    left, bottom, right, top = (box[:, i] for i in range(4))
    wide = np.minimum.outer(right, right) - np.maximum.outer(left, left) > TOUCH
    high = np.minimum.outer(top, top) - np.maximum.outer(bottom, bottom) > TOUCH
    pairs = np.argwhere(np.triu(wide & high, k=1))
    return [(names[i], names[j]) for i, j in pairs]


def outside(figure: Figure) -> list[str]:
    """Texts that leave the canvas."""
    names, box = boxes(figure)
    width, height = figure.get_size_inches() * 72
    leaves = (box[:, 0] < 0) | (box[:, 1] < 0) | (box[:, 2] > width) | (box[:, 3] > height)
    return [names[i] for i in np.flatnonzero(leaves)]


def in_the_plot(figure: Figure) -> list[str]:
    """Texts that reach into the plot, where the marks are."""
    names, box = boxes(figure)
    width, height = figure.get_size_inches() * 72
    x0, y0, x1, y1 = figure.axes[0].get_position().extents
    inside = (
        (box[:, 0] < x1 * width) & (box[:, 2] > x0 * width)
        & (box[:, 1] < y1 * height) & (box[:, 3] > y0 * height)
    )  # fmt: skip
    return [names[i] for i in np.flatnonzero(inside)]


def artist(figure: Figure, name: str) -> object:
    """The one artist of a figure with this name."""
    found = figure.findobj(lambda candidate: candidate.get_gid() == name)
    assert len(found) == 1, f"{len(found)} artists are called {name}"
    return found[0]


def names(figure: Figure) -> set[str]:
    return {found.get_gid() for found in figure.findobj(lambda one: one.get_gid() is not None)}


def blank_margins(figure: Figure) -> tuple[float, float, float, float]:
    """White space in millimetres at the left, the bottom, the right and the top."""
    with figure_style():
        figure.set_dpi(100)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    inked = np.asarray(canvas.buffer_rgba())[..., :3].min(axis=2) < 250
    columns, rows = np.flatnonzero(inked.any(axis=0)), np.flatnonzero(inked.any(axis=1))
    height, width = inked.shape
    pixels = (columns[0], height - 1 - rows[-1], width - 1 - columns[-1], rows[0])
    left, bottom, right, top = (float(count) * 25.4 / 100 for count in pixels)
    return left, bottom, right, top
