"""What every figure must satisfy; places are measured as `make layout` does."""

from __future__ import annotations

from benchmarks.layout.boxes import (
    blank_margins,
    boxes,
    in_the_plot,
    outside,
    overlaps,
    shown_texts,
)
from matplotlib.figure import Figure

__all__ = (
    "artist",
    "blank_margins",
    "boxes",
    "in_the_plot",
    "names",
    "outside",
    "overlaps",
    "shown_texts",
)


def artist(figure: Figure, name: str) -> object:
    """The one artist of a figure with this name."""
    found = figure.findobj(lambda candidate: candidate.get_gid() == name)
    assert len(found) == 1, f"{len(found)} artists are called {name}"
    return found[0]


def names(figure: Figure) -> set[str]:
    return {found.get_gid() for found in figure.findobj(lambda one: one.get_gid() is not None)}
