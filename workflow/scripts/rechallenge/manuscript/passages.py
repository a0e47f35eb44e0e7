"""The passages of a whole review: methods once where they are the same, results for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.formatting import count
from rechallenge.manuscript.methods import methods_paragraphs
from rechallenge.manuscript.prose import Passage, Sentence
from rechallenge.manuscript.results import results_paragraphs
from rechallenge.report.sentences import listed

Result = Mapping[str, Any]

NAMED = 5
"""Analyses that a heading names at most in a review of very many."""


def methods_passages(
    analyses: Sequence[Result], software: Mapping[str, str], *, short: bool = False
) -> tuple[Passage, ...]:
    """Write the methods of all analyses together, and what was special to some of them.

    Parameters
    ----------
    analyses : sequence of mapping
        Contents of ``estimates.json``.
    software : mapping
        Names of programs and their versions.
    short : bool
        Name few of the analyses that share a heading, as there are very many.
    """
    written = [methods_paragraphs(estimates, software) for estimates in analyses]
    if not written:
        return ()
    everywhere = set.intersection(*({s for p in text for s in p} for text in written))
    groups: dict[tuple[Sentence, ...], list[str]] = {}
    for estimates, text in zip(analyses, written, strict=True):
        own = tuple(s for paragraph in text for s in paragraph if s not in everywhere)
        groups.setdefault(own, []).append(str(estimates["label"]))
    shared = [tuple(s for s in paragraph if s in everywhere) for paragraph in written[0]]
    passages = [Passage("Statistical analysis", tuple(filter(None, shared)))]
    passages += [
        Passage(_few_of(labels) if short else listed(labels), (own,))
        for own, labels in groups.items()
        if own
    ]
    return tuple(passages)


def _few_of(labels: list[str]) -> str:
    """Name some analyses of many, for a heading."""
    if len(labels) <= NAMED:
        return listed(labels)
    return f"{', '.join(labels[:NAMED])} and {count(len(labels) - NAMED)} more"


def results_passages(analyses: Sequence[Result]) -> tuple[Passage, ...]:
    """Write the results of every analysis."""
    return tuple(
        Passage(str(estimates["label"]), results_paragraphs(estimates)) for estimates in analyses
    )
