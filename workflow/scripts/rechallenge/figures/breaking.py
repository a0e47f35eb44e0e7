"""Where a line of text may be broken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rechallenge.characters import END, FIRST_STRONG, LEFT_TO_RIGHT, RIGHT_TO_LEFT, clusters

_OPENING = (LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG)
_MARK_OF_DIRECTION = re.compile(f"[{''.join(_OPENING)}{END}]")
_WRITTEN_WITHOUT_BLANKS = re.compile(
    "[\u2e80-\u2fff\u3001-\u30ff\u31c0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
"""Chinese characters, kana and the punctuation that goes with them."""
_NEVER_FIRST = frozenset(
    "!%),.:;?]}¢°’”‰′″℃、。々〉》」』】〕〗〙〛゛゜ゝゞー・！％），．：；？］｝～"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…"
)
_NEVER_LAST = frozenset("([{‘“〈《「『【〔〖〘〚（［｛＄￥")


def units(text: str) -> list[str]:
    """Split a text into what must stay on one line: a character with its marks.

    Marks of direction stay with the character that they open before or close behind.
    """
    parts: list[str] = []
    for part in clusters(text):
        if parts and (part == END or parts[-1][-1] in _OPENING):
            parts[-1] += part
        else:
            parts.append(part)
    return parts


def pieces(text: str) -> Iterator[str]:
    """Split a text where lines may end: at blanks, and between Chinese or Japanese characters.

    Yields
    ------
    str
        Joined again, they are the text; a blank stands at the beginning of what follows it.
    """
    for i, word in enumerate(text.split(" ")):
        piece = " " if i else ""
        if _WRITTEN_WITHOUT_BLANKS.search(word) is None:
            yield piece + word
            continue
        before = ""
        for unit in units(word):
            if before and _may_part(before, unit):
                yield piece
                piece = ""
            piece += unit
            before = unit
        yield piece


def _may_part(before: str, after: str) -> bool:
    last, first = _base(before), _base(after)
    if first in _NEVER_FIRST or last in _NEVER_LAST:
        return False
    return any(_WRITTEN_WITHOUT_BLANKS.match(base) for base in (last, first))


def _base(unit: str) -> str:
    return _MARK_OF_DIRECTION.sub("", unit)[:1]
