"""Every figure of an analysis by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.contract import BIAS_FIGURE
from rechallenge.figures.bias_summary import bias_figure
from rechallenge.figures.drawn import Drawn, forest_figure, leave_one_out_figure

Result = Mapping[str, Any]
Draw = Callable[[Result, FigureSettings], Drawn]

DRAW: Mapping[str, Draw] = MappingProxyType(
    {
        "forest": forest_figure,
        BIAS_FIGURE: bias_figure,
        "leave-one-out": leave_one_out_figure,
    }
)


def drawn_figures(
    estimates: Result, settings: FigureSettings, names: Sequence[str]
) -> Iterator[tuple[str, Drawn]]:
    """Draw the figures of an analysis, one after the other.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``, as it may be shown.
    settings : FigureSettings
    names : sequence of str
        Of `rechallenge.contract.FIGURES`.

    Yields
    ------
    (str, Drawn)
        The stem of its files, and the figure with its words; figures for which there is too little
        say so.
    """
    for name in names:
        yield name, DRAW[name](estimates, settings)
