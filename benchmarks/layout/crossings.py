"""Texts within a plot that lines or marks run through: legible as a rule, worth a look."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from benchmarks.layout.boxes import Boxes
from rechallenge.figures.style import POINTS_PER_INCH

SHRUNK = 1.2
"""Points that letters leave free at the top and the bottom of their box."""


def crossed(figure: Figure, boxes: Boxes) -> list[str]:
    """Return the texts within plots that a line, or the edge of a mark, runs through.

    Texts on a ground of their own, or with an outline in the colour of the paper, are left out.
    """
    scale = figure.get_dpi() / POINTS_PER_INCH
    found = []
    for text, (left, bottom, right, top) in zip(boxes.texts, boxes.box, strict=True):
        if text.get_bbox_patch() is not None or text.get_path_effects():
            continue
        box = Bbox.from_extents(
            left * scale, (bottom + SHRUNK) * scale, right * scale, (top - SHRUNK) * scale
        )
        if any(_runs_through(axes, box) for axes in figure.axes if axes.bbox.overlaps(box)):
            found.append(text.get_text())
    return found


def _runs_through(axes: Axes, box: Bbox) -> bool:
    return any(path.intersects_bbox(box, filled=False) for path in _paths(axes, box))


def _paths(axes: Axes, box: Bbox) -> Iterator[Path]:
    for artist in axes.get_children():
        if not artist.get_visible() or artist is axes.patch or _clipped_away(artist, axes, box):
            continue
        if isinstance(artist, Line2D) and artist.get_linestyle() not in ("None", "none", ""):
            yield artist.get_transform().transform_path(artist.get_path())
        elif isinstance(artist, Line2D):
            points = artist.get_transform().transform(artist.get_xydata())
            yield from _squares(points, artist.get_markersize() * axes.figure.dpi / POINTS_PER_INCH)
        elif isinstance(artist, PathCollection):
            points = artist.get_offset_transform().transform(artist.get_offsets())
            sides = np.sqrt(artist.get_sizes()) * axes.figure.dpi / POINTS_PER_INCH
            yield from _squares(points, float(np.max(sides, initial=0.0)))
        elif isinstance(artist, Patch):
            yield artist.get_transform().transform_path(artist.get_path())


def _clipped_away(artist: Artist, axes: Axes, box: Bbox) -> bool:
    return bool(artist.get_clip_on()) and not axes.bbox.overlaps(box)


def _squares(points: np.ndarray, side: float) -> Iterator[Path]:
    for x, y in points:
        half = side / 2
        yield Path(
            [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half),
             (x - half, y - half)]
        )  # fmt: skip
