"""Figures together with their words, ready to be saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.bias.lights import bias_fields, bias_sentence
from rechallenge.figures.drawing import draw_notice
from rechallenge.figures.forest.plot import forest_plot
from rechallenge.figures.forest.series import CUMULATIVE, LEAVE_ONE_OUT, Series, series_plot
from rechallenge.figures.forest.series_words import series_caption, series_description, series_title
from rechallenge.figures.forest.words import forest_caption, forest_description, forest_title

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
    further : tuple of Figure
        The pages after the first.
    """

    figure: Figure
    title: str
    caption: str
    description: str
    further: tuple[Figure, ...] = ()

    @property
    def pages(self) -> tuple[Figure, ...]:
        """All pages in their order."""
        return (self.figure, *self.further)


def forest_figure(
    estimates: Result,
    settings: FigureSettings,
    *,
    subgroup: str | None = None,
) -> Drawn:
    """Forest plot with its words, all studies together or by subgroup.

    Judgements of the risk of bias stand beside it where there are any. Parameters as in
    `rechallenge.figures.forest.plot.forest_plot`.
    """
    pages = forest_plot(estimates, settings, subgroup=subgroup, beside=bias_fields(estimates))
    description = forest_description(estimates, settings, subgroup=subgroup)
    return Drawn(
        pages[0],
        forest_title(estimates, subgroup=subgroup),
        forest_caption(estimates, settings, subgroup=subgroup),
        " ".join(filter(None, [description, bias_sentence(estimates)])),
        pages[1:],
    )


def leave_one_out_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Leave-one-out plot with its words; without a series, a figure that says why."""
    return _series_figure(estimates, settings, LEAVE_ONE_OUT)


def cumulative_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Cumulative plot with its words; without a series, a figure that says why."""
    return _series_figure(estimates, settings, CUMULATIVE)


def _series_figure(estimates: Result, settings: FigureSettings, series: Series) -> Drawn:
    description = series_description(estimates, series, settings)
    pages = series_plot(estimates, series, settings)
    pages = pages or (draw_notice(description, width_mm=settings.width),)
    return Drawn(
        pages[0],
        series_title(estimates, series),
        series_caption(estimates, series, settings),
        description,
        pages[1:],
    )


def notice(title: str, text: str, settings: FigureSettings) -> Drawn:
    """Make a figure that says why there is nothing to draw, with words to match."""
    return Drawn(draw_notice(text, width_mm=settings.width), title, f"{title}. {text}", text)
