"""Every figure of an analysis by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.contract import BIAS_FIGURE
from rechallenge.figures.agreement import agreement_figure
from rechallenge.figures.baujat import baujat_figure
from rechallenge.figures.bias.summary import bias_figure
from rechallenge.figures.bubble import bubble_figures
from rechallenge.figures.drapery import drapery_figure
from rechallenge.figures.drawn import (
    Drawn,
    cumulative_figure,
    forest_figure,
    leave_one_out_figure,
)
from rechallenge.figures.funnel import funnel_figure
from rechallenge.figures.gosh import gosh_figure
from rechallenge.figures.influence import influence_figure
from rechallenge.figures.predictive import predictive_figure
from rechallenge.figures.radial import radial_figure
from rechallenge.figures.shrunken import shrunken_figure
from rechallenge.figures.specification import specification_figure
from rechallenge.figures.stems import stems

Result = Mapping[str, Any]
Draw = Callable[[Result, FigureSettings], Drawn]
DrawMore = Callable[[Result, FigureSettings], Iterator[tuple[str, Drawn]]]


def subgroup_forests(estimates: Result, settings: FigureSettings) -> Iterator[tuple[str, Drawn]]:
    """Draw a forest plot with sections for every subgroup variable that has results."""
    found = [name for name, groups in estimates["subgroups"].items() if groups["groups"]]
    for variable, stem in stems("forest", found).items():
        yield stem, forest_figure(estimates, settings, subgroup=variable)


DRAW: Mapping[str, Draw] = MappingProxyType(
    {
        "forest": forest_figure,
        BIAS_FIGURE: bias_figure,
        "leave-one-out": leave_one_out_figure,
        "cumulative": cumulative_figure,
        "influence": influence_figure,
        "baujat": baujat_figure,
        "gosh": gosh_figure,
        "agreement": agreement_figure,
        "specification": specification_figure,
        "drapery": drapery_figure,
        "radial": radial_figure,
        "predictive": predictive_figure,
        "shrunken": shrunken_figure,
        "funnel": funnel_figure,
    }
)
MORE: Mapping[str, DrawMore] = MappingProxyType(
    {"forest": subgroup_forests, "bubble": bubble_figures}
)
"""Figures that come in several, after the one of the same name where there is one."""


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
        say so. Of those in `MORE` there may be none.
    """
    for name in names:
        if name in DRAW:
            yield name, DRAW[name](estimates, settings)
        if name in MORE:
            yield from MORE[name](estimates, settings)
