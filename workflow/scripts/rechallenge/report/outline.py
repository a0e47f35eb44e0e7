"""The order in which the report tells one analysis, and which figures stand beside what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rechallenge.contract import BIAS_FIGURE
from rechallenge.report import (
    accrual,
    agreement,
    conduct,
    data_choices,
    influence,
    regression,
    shrunken,
    small_study,
    specification,
    stability,
    subgroups,
    variation,
)
from rechallenge.report.blocks import Section, Table
from rechallenge.report.heterogeneity import heterogeneity_sections
from rechallenge.report.pictures import Picture


@dataclass(frozen=True, slots=True)
class Place:
    """Where sections and figures go.

    Attributes
    ----------
    key : str
        Ending of its anchor.
    title : str
    hint : str
        A plain sentence that says what a reader can see here.
    sections : tuple of str
        Titles of the sections of the heterogeneity report that stand here.
    figures : tuple of str
        Names of the figures; one that ends with ``-`` takes all that begin with it.
    places : tuple of Place
        What stands below.
    """

    key: str
    title: str
    hint: str = ""
    sections: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


FOREST = Place(
    "forest",
    "Forest plot",
    "Each line is one study or arm; the diamond is the pooled rate.",
    figures=("forest", BIAS_FIGURE),
)
HETEROGENEITY = Place(
    "heterogeneity",
    "Heterogeneity",
    "How much the rates differ between studies, beyond the play of chance.",
    places=(
        Place(
            "variation",
            variation.TITLE,
            sections=(variation.TITLE,),
            figures=("radial", "drapery", "predictive"),
        ),
        Place("shrunken", shrunken.TITLE, sections=(shrunken.TITLE,), figures=("shrunken",)),
    ),
)
SENSITIVITY = Place(
    "sensitivity",
    "Sensitivity",
    "Whether the result holds when a study is left out or another choice is made.",
    places=(
        Place("models", agreement.TITLE, sections=(agreement.TITLE,), figures=("agreement",)),
        Place(
            "leave_one_out",
            stability.TITLE,
            sections=(stability.TITLE,),
            figures=("leave-one-out",),
        ),
        Place("cumulative", accrual.TITLE, sections=(accrual.TITLE,), figures=("cumulative",)),
        Place(
            "influence",
            influence.TITLE,
            sections=(influence.TITLE,),
            figures=("influence", "baujat"),
        ),
        Place(
            "subsets",
            "All subsets of the studies",
            "The pooled rate of many subsets: two separate clouds would mean that a few studies "
            "decide the result.",
            figures=("gosh",),
        ),
        Place(
            "specification",
            specification.TITLE,
            "The pooled rate under every sensible combination of model, interval and rows: the "
            "flatter the curve, the less the result depends on them.",
            sections=(specification.TITLE,),
            figures=("specification",),
        ),
        Place("readings", data_choices.READINGS_TITLE, sections=(data_choices.READINGS_TITLE,)),
        Place("overlap", data_choices.OVERLAP_TITLE, sections=(data_choices.OVERLAP_TITLE,)),
    ),
)
SUBGROUPS = Place(
    "subgroups",
    "Subgroups and meta-regression",
    "Whether rates differ between kinds of studies; such differences are observational.",
    places=(
        Place("by_group", subgroups.TITLE, sections=(subgroups.TITLE,), figures=("forest-",)),
        Place("regression", regression.TITLE, sections=(regression.TITLE,), figures=("bubble-",)),
    ),
)
SMALL_STUDY = Place(
    "small_study",
    "Small studies",
    "For proportions, a lopsided funnel does not show that studies were left unpublished: small "
    "and large studies may simply treat other patients.",
    sections=(small_study.TITLE,),
    figures=("funnel",),
)
OUTLINE = (FOREST, HETEROGENEITY, SENSITIVITY, SUBGROUPS, SMALL_STUDY)
RESULT = "Pooled result"
NOT_HERE = frozenset({RESULT, conduct.TITLE})
"""Sections that the report shows elsewhere: above the figures, and with the methods."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report of one analysis with its content."""

    key: str
    title: str
    hint: str = ""
    sections: tuple[Section, ...] = ()
    pictures: tuple[Picture, ...] = ()
    parts: tuple[Part, ...] = field(default=())


def outline(estimates: Mapping[str, Any], pictures: Sequence[Picture]) -> tuple[Part, ...]:
    """Arrange everything that is known of an analysis; nothing is left out.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    pictures : sequence of Picture
        Each stands once, in the first place that asks for it.
    """
    found = {section.title: section for section in heterogeneity_sections(estimates)}
    sections = {title: section for title, section in found.items() if title not in NOT_HERE}
    left = list(pictures)
    parts = [part for place in OUTLINE if (part := _part(place, sections, left)) is not None]
    if sections or left:
        parts.append(Part("further", "Further results", "", tuple(sections.values()), tuple(left)))
    return tuple(parts)


def result_section(estimates: Mapping[str, Any]) -> Section | None:
    """Return the table of the pooled result; its sentences stand above it already."""
    for section in heterogeneity_sections(estimates):
        tables = tuple(block for block in section.blocks if isinstance(block, Table))
        if section.title == RESULT and tables:
            return Section(RESULT, tables)
    return None


def _part(place: Place, sections: dict[str, Section], left: list[Picture]) -> Part | None:
    """Take what belongs to a place out of what is left; None where there is nothing."""
    own = tuple(sections.pop(title) for title in place.sections if title in sections)
    pictures = tuple(_taken(place.figures, left))
    below = tuple(part for p in place.places if (part := _part(p, sections, left)) is not None)
    if not own and not pictures and not below:
        return None
    return Part(place.key, place.title, place.hint, own, pictures, below)


def _taken(names: Iterable[str], left: list[Picture]) -> list[Picture]:
    taken = []
    for name in names:
        for picture in list(left):
            if picture.name == name or (name.endswith("-") and picture.name.startswith(name)):
                taken.append(picture)
                left.remove(picture)
    return taken
