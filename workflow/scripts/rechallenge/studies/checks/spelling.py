"""Whether two labels or names are the same but for how they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_ACCENT = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_WORD = re.compile(r"[^\W_]+|[^\w\s]")
_IDLE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_SEPARATOR = re.compile(r"(?<=\w)[-‐‑–—]+(?=\w)|\s[-‐‑–—]+\s|[_,;:\s]+")
_ROMAN = re.compile(r"[ivx]+")
_SHORTEST_WORD = 4
_CLEAR_WORD = 7
_LONG_WORD = 8
_MOST_SLIPS = 2
_DIFFERENT_WORDS = frozenset(
    frozenset(pair)
    for pair in (
        ("iran", "iraq"),
        ("iceland", "ireland"),
        ("slovakia", "slovenia"),
        ("hypotension", "hypertension"),
        ("hypothyroidism", "hyperthyroidism"),
        ("hypothyroid", "hyperthyroid"),
        ("hypoglycaemia", "hyperglycaemia"),
        ("hypoglycemia", "hyperglycemia"),
        ("interstitial", "intestinal"),
    )
)
"""Words that look like slips of each other and are not."""


def plain(text: str) -> str:
    """Return text in lower case without accents."""
    if text.isascii():
        return text.lower()
    folded = text.casefold()
    bare = _ACCENT.sub("", unicodedata.normalize("NFKD", folded))
    if bare.isascii():
        return bare
    decomposed = unicodedata.normalize("NFKD", folded.translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a label, without accents, capitals and what separates words.

    A sign that may carry a meaning (``+``, ``≥``, ``(``) is a word of its own.
    """
    return tuple(_WORD.findall(_SEPARATOR.sub(" ", _IDLE_DOT.sub("", plain(text)))))


def same_spelling(text: str) -> str:
    """Return a key that is equal for labels that differ in case, accents, blanks or hyphens only.

    Blanks stay between digits and around single letters and Roman numerals, where they tell
    ``I-II`` from ``III``. The order of what is joined by ``+`` does not matter.
    """
    parts: list[list[str]] = [[]]
    for word in words(text):
        if word == "+":
            parts.append([])
        else:
            parts[-1].append(word)
    return "+".join(sorted(_joined(part) for part in parts))


def _joined(parts: Sequence[str]) -> str:
    text = "".join(parts[:1])
    for before, after in pairwise(parts):
        apart = (before[-1].isdigit() and after[0].isdigit()) or any(
            word.isalpha() and (len(word) == 1 or _ROMAN.fullmatch(word))
            for word in (before, after)
        )
        text += f" {after}" if apart else after
    return text


def is_slip(first: str, second: str, *, clear: bool = False) -> bool:
    """Tell whether two labels differ by what a slip of the finger does to one long word.

    Exactly one word may differ: all letters, at least 4 of them, the same first letter, and one
    letter added, lost, changed or swapped with its neighbour (two such slips from 8 letters on).
    So ``NSLC`` resembles ``NSCLC``, while codes with digits (``PD-1``, ``PD-L1``) and words with
    a prefix of their own (``typical``, ``atypical``) do not.

    Parameters
    ----------
    first, second : str
        The labels.
    clear : bool
        Take only one slip in a word of at least 7 letters, which is hardly ever another word.
    """
    if abs(len(first) - len(second)) > _MOST_SLIPS:
        return False
    ones, others = words(first), words(second)
    if len(ones) != len(others):
        return False
    differing = [pair for pair in zip(ones, others, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return False
    one, other = differing[0]
    shorter = min(len(one), len(other))
    if (
        not (one.isalpha() and other.isalpha())
        or one[0] != other[0]
        or shorter < _SHORTEST_WORD
        or frozenset((one, other)) in _DIFFERENT_WORDS
    ):
        return False
    if clear:
        return max(len(one), len(other)) >= _CLEAR_WORD and within_slips(one, other, 1)
    return within_slips(one, other, _MOST_SLIPS if shorter >= _LONG_WORD else 1)


def within_slips(first: str, second: str, limit: int) -> bool:
    """Tell whether two words are at most `limit` slips apart (Damerau-Levenshtein distance).

    Computes the restricted distance: letters that were swapped are not changed again.
    """
    if abs(len(first) - len(second)) > limit:
        return False
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        current = [i]
        for j, other in enumerate(second, start=1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return False
        before, row = row, current
    return row[-1] <= limit
