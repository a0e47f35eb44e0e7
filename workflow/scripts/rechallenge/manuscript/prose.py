"""Sentences with what they cite, before they become HTML, Word or LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or a few that belong together.

    Attributes
    ----------
    text : str
        Plain text with its full stop.
    cites : tuple of str
        Keys of `rechallenge.manuscript.references.REFERENCES`.
    """

    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading and the paragraphs below it."""

    title: str
    paragraphs: tuple[tuple[Sentence, ...], ...]


def cited(passages: Iterable[Passage]) -> tuple[str, ...]:
    """Return every cited key once, in the order of first use."""
    keys = [
        key
        for passage in passages
        for paragraph in passage.paragraphs
        for sentence in paragraph
        for key in sentence.cites
    ]
    return tuple(dict.fromkeys(keys))


def numbered(paragraph: Sequence[Sentence], numbers: Mapping[str, int]) -> str:
    """Write a paragraph with the numbers of its references in square brackets.

    >>> numbered([Sentence("We pooled.", ("a", "b"))], {"a": 1, "b": 4})
    'We pooled [1, 4].'
    """
    return " ".join(_with_numbers(sentence, numbers) for sentence in paragraph)


def _with_numbers(sentence: Sentence, numbers: Mapping[str, int]) -> str:
    if not sentence.cites:
        return sentence.text
    listed = ", ".join(str(number) for number in sorted(numbers[key] for key in sentence.cites))
    return f"{sentence.text.removesuffix('.')} [{listed}]."
