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
