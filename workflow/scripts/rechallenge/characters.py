"""What readers see as one character, which way a text runs, and emoji in their plain form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

JOINER, NON_JOINER = "\u200d", "\u200c"
LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG, END = "\u2066", "\u2067", "\u2068", "\u2069"
"""Marks that set off a stretch of text with a direction of its own (UAX 9, isolates)."""

_ISOLATES = (LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG)
_RIGHT_TO_LEFT_LETTER = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FLAG = re.compile("([\U0001f1e6-\U0001f1ff])([\U0001f1e6-\U0001f1ff])?")
_FIRST_FLAG_LETTER = 0x1F1E6
_VARIANT = re.compile("[\ufe00-\ufe0f\u20e3\U000e0020-\U000e007f\U000e0100-\U000e01ef]")
"""Variation selectors, the frame of keycaps and the tags of regional flags."""
_TONE = "\U0001f3fb-\U0001f3ff"
_SPACING = re.compile(
    f"[{NON_JOINER}{JOINER}\u0e33\u0eb3\u1160-\u11ff\ud7b0-\ud7fb\uff9e\uff9f{_TONE}"
    "\U000e0020-\U000e007f]"
)
"""What belongs to the character before it although it is no mark."""
_VIRAMA = 9


def clusters(text: str) -> list[str]:
    """Split a text into what readers see as single characters.

    A letter keeps its accents, vowel signs and joined consonants, an emoji its tone and what is
    joined to it, and a flag both of its halves: the extended grapheme clusters of UAX 29, as far
    as names need them.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Joined again, they are the text.
    """
    if text.isascii():
        return list(text)
    parts: list[str] = []
    for character in text:
        if parts and _continues(parts[-1], character):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _continues(before: str, character: str) -> bool:
    if unicodedata.category(character)[0] == "M" or _SPACING.match(character):
        return True
    last = before[-1]
    if last == JOINER or unicodedata.combining(last) == _VIRAMA:
        return unicodedata.category(character) in ("Lo", "So")
    halves = _FLAG.fullmatch(before + character)
    return halves is not None and halves[2] is not None


def plain_symbols(text: str) -> str:
    """Write emoji without what printers cannot show of them.

    Tones of skin, variation selectors and frames of keycaps are dropped, emoji that are joined
    into one picture stand side by side, and a flag becomes the letters of its country.
    """
    if text.isascii():
        return text
    kept: list[str] = []
    for character in _FLAG.sub(_letters, _VARIANT.sub("", text)):
        kind = unicodedata.category(kept[-1]) if kept else "Zs"
        joins_letters = kind[0] in "LM"
        if character == JOINER and not joins_letters:
            continue
        if kind == "So" and re.match(f"[{_TONE}]", character):
            continue
        kept.append(character)
    return "".join(kept)


def _letters(flag: re.Match[str]) -> str:
    halves = [chr(ord(half) - _FIRST_FLAG_LETTER + ord("A")) for half in flag.groups() if half]
    return f" {''.join(halves)} "


def runs_right_to_left(text: str) -> bool:
    """Tell whether the first letter with a direction is of a script such as Arabic or Hebrew."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def isolated(text: str) -> str:
    """Set a text with letters of a script such as Arabic off from what is written around it.

    Without that, a name in Arabic would take the year, brackets and commas that follow it in a
    sentence of ours to its other side. Texts that are set off already stay as they are.
    """
    if _RIGHT_TO_LEFT_LETTER.search(_outside(text)) is None:
        return text
    start = RIGHT_TO_LEFT if runs_right_to_left(text) else LEFT_TO_RIGHT
    return f"{start}{text}{END}"


def well_isolated(text: str) -> bool:
    """Tell whether every mark that opens an isolate has its end, and none is left over."""
    depth = 0
    for character in text:
        depth += (character in _ISOLATES) - (character == END)
        if depth < 0:
            return False
    return depth == 0


def without_isolates(text: str) -> str:
    """Return a text without marks of direction."""
    return text.translate(dict.fromkeys(map(ord, (*_ISOLATES, END))))


def reopened(lines: Sequence[str]) -> tuple[str, ...]:
    """Close the isolates of a broken text at the end of a line and open them in the next one."""
    open_ones = ""
    whole: list[str] = []
    for line in lines:
        start = open_ones
        for character in line:
            if character in _ISOLATES:
                open_ones += character
            elif character == END:
                open_ones = open_ones[:-1]
        whole.append(start + line + END * len(open_ones))
    return tuple(whole)


def _outside(text: str) -> str:
    """Return what stands outside of isolates."""
    kept: list[str] = []
    depth = 0
    for character in text:
        if character in _ISOLATES:
            depth += 1
        elif character == END:
            depth = max(depth - 1, 0)
        elif depth == 0:
            kept.append(character)
    return "".join(kept)
