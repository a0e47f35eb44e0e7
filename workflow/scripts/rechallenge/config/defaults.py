"""Analyses for a review whose configuration names none: one per outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rechallenge.config.paths import safe_slug
from rechallenge.config.settings import AnalysisSettings, ReviewSettings
from rechallenge.contract import OUTCOME_NAMES


def with_default_analyses(settings: ReviewSettings, outcomes: Sequence[str]) -> ReviewSettings:
    """Add one analysis per outcome when the configuration names no analysis.

    Parameters
    ----------
    settings : ReviewSettings
        Returned as it is when it has analyses.
    outcomes : sequence of str
        The outcomes found in the data, in the wished order; ``""`` stands for rows without one.

    Returns
    -------
    ReviewSettings
        With analyses that use the model of the review. When no row names an outcome there is one
        analysis, ``all-studies``, with the outcome None (every row); where only some rows have
        none, they form an analysis whose outcome is ``""``.
    """
    if settings.analyses:
        return settings
    distinct = list(dict.fromkeys(outcomes))
    if distinct == [""]:
        every = AnalysisSettings(
            slug="all-studies",
            label="All studies",
            outcome=None,
            model=settings.model,
            figures=settings.figures,
        )
        return replace(settings, analyses=(every,))
    made: dict[str, AnalysisSettings] = {}
    for outcome in distinct:
        slug = _unused(safe_slug(outcome or "no outcome"), made)
        label = OUTCOME_NAMES.get(outcome, outcome) or "Outcome not named"
        made[slug] = AnalysisSettings(
            slug=slug,
            label=label,
            outcome=outcome,
            model=settings.model,
            figures=settings.figures,
        )
    return replace(settings, analyses=tuple(made.values()))


def _unused(slug: str, used: dict[str, AnalysisSettings]) -> str:
    number, candidate = 1, slug
    while candidate in used:
        number += 1
        candidate = f"{slug[: 39 - len(str(number))]}-{number}"
    return candidate
