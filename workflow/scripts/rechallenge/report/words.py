"""Methods and results in words, ready to be copied into a manuscript."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rechallenge.manuscript.passages import methods_passages, results_passages
from rechallenge.manuscript.prose import Passage, cited, numbered
from rechallenge.manuscript.references import REFERENCES

_GAP = re.compile(r"(\[To be completed[^\]]*\])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a paragraph; ``gap`` where the authors must complete it."""

    text: str
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A passage as paragraphs of pieces."""

    title: str
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class ManuscriptWords:
    """What a manuscript can take over; references are numbered through methods and results."""

    methods: tuple[Words, ...]
    results: tuple[Words, ...]
    references: tuple[str, ...]


def manuscript_words(
    analyses: Sequence[Mapping[str, Any]], software: Mapping[str, str], *, results: bool = True
) -> ManuscriptWords:
    """Write the methods and the results of all analyses.

    Parameters
    ----------
    analyses : sequence of mapping
        Contents of ``estimates.json``, as they may be shown.
    software : mapping
        Names of programs and their versions.
    results : bool
        Whether to write the results, too.
    """
    methods = methods_passages(analyses, software, short=not results)
    told = results_passages(analyses) if results else ()
    keys = cited([*methods, *told])
    numbers = {key: number for number, key in enumerate(keys, start=1)}
    return ManuscriptWords(
        tuple(_words(passage, numbers) for passage in methods),
        tuple(_words(passage, numbers) for passage in told),
        tuple(REFERENCES[key].numbered for key in keys),
    )


def _words(passage: Passage, numbers: Mapping[str, int]) -> Words:
    paragraphs = (numbered(paragraph, numbers) for paragraph in passage.paragraphs)
    return Words(passage.title, tuple(_pieces(text) for text in paragraphs))


def _pieces(text: str) -> tuple[Piece, ...]:
    parts = _GAP.split(text)
    return tuple(Piece(part, gap=i % 2 == 1) for i, part in enumerate(parts) if part)
