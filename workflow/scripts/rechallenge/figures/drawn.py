"""Figures together with their words, ready to be saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.caption import (
    forest_caption,
    forest_description,
    forest_title,
    leave_one_out_caption,
    leave_one_out_description,
    leave_one_out_title,
)
from rechallenge.figures.drawing import draw_notice
from rechallenge.figures.forest import forest_plot
from rechallenge.figures.leave_one_out import leave_one_out_plot

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure with its words.

    Attributes
    ----------
    figure : Figure
    title : str
        A few words.
    caption : str
        What stands below the figure in print.
    description : str
        The content row by row, for readers who cannot see the figure.
    """

    figure: Figure
    title: str
    caption: str
    description: str


def forest_figure(
    estimates: Result, settings: FigureSettings, *, subgroup: str | None = None
) -> Drawn:
    """Forest plot with its words, all studies together or by subgroup."""
    return Drawn(
        forest_plot(
            estimates, subgroup=subgroup, weights=settings.weights, width_mm=settings.width
        ),
        forest_title(estimates, subgroup=subgroup),
        forest_caption(estimates, subgroup=subgroup),
        forest_description(estimates, subgroup=subgroup),
    )


def leave_one_out_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Leave-one-out plot with its words; without a series, a figure that says why."""
    figure = leave_one_out_plot(estimates, width_mm=settings.width)
    description = leave_one_out_description(estimates)
    return Drawn(
        draw_notice(description, width_mm=settings.width) if figure is None else figure,
        leave_one_out_title(estimates),
        leave_one_out_caption(estimates),
        description,
    )


def notice(title: str, text: str, settings: FigureSettings) -> Drawn:
    """Make a figure that says why there is nothing to draw, with words to match."""
    return Drawn(draw_notice(text, width_mm=settings.width), title, f"{title}. {text}", text)
