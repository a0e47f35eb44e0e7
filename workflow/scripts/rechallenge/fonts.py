"""Which characters the fonts of this machine print, and in which font each is printed.

DejaVu Sans comes with matplotlib and prints most names. Only for characters that it may lack are
the installed fonts searched, which takes the import of matplotlib.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from rechallenge.characters import clusters

FONT = "DejaVu Sans"
REPLACEMENT = "\ufffd"
"""Printed in place of a character that no font has."""

_UNCERTAIN = re.compile(
    "[^ -\u02e9\u0300-\u034f\u038e-\u03a1\u03a3-\u0525\u05d0-\u05ea\u0621-\u063a\u0640-\u0655"
    "\u0660-\u0669\u10d0-\u10fc\u1e00-\u1efb\u2010-\u2027\u2030-\u205e\u2066-\u2069\u2190-\u22ff"
    "\u2500-\u25ff\ufffd]"
)
"""Characters other than those that DejaVu Sans has in normal and bold type."""
_CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
_TRADITIONAL = ("Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei")
_JAPANESE = (
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Source Han Sans",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
)
_KOREAN = ("Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic")
_SYMBOLS = (
    "Symbola",
    "Noto Emoji",
    "Segoe UI Symbol",
    "Segoe UI Emoji",
    "Apple Symbols",
    "Noto Sans Symbols2",
    "Noto Sans Symbols",
)
_REGIONS = (
    (re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]"), _JAPANESE),
    (re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]"), _KOREAN),
    (re.compile("[\u3105-\u312f\u31a0-\u31bf]"), _TRADITIONAL),
)
"""Letters that tell of which country the Chinese characters beside them are written."""
_NORMAL = 400
_UNFIT = re.compile(
    r"colou?r|last ?resort|blank|^\.|^cm(?:b|ex|mi|r|ss|sy|tt)\d|^STIX(?:Size|Non)", re.IGNORECASE
)
"""Fonts of coloured pictures, of mere boxes, and of mathematics under other codes."""


def is_certain(text: str) -> bool:
    """Tell, without a look at any font, that DejaVu Sans has every character of a text."""
    return text.isascii() or _UNCERTAIN.search(text) is None


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters of a text that no font of this machine prints, each once.

    Parameters
    ----------
    text : str
        Emoji in their plain form.

    Returns
    -------
    tuple of str
        A letter with the marks on it counts as one character.
    """
    if is_certain(text):
        return ()
    region = _region(text)
    return tuple(
        dict.fromkeys(
            part
            for part in clusters(text)
            if not is_certain(part) and family_of(part, region=region) is None
        )
    )


def printable(text: str) -> str:
    """Return a text with a visible mark for every character that no font of this machine prints."""
    missing = set(unprintable(text))
    if not missing:
        return text
    return "".join(REPLACEMENT if part in missing else part for part in clusters(text))


def families(text: str) -> tuple[str, ...]:
    """Return the font families that a text needs, DejaVu Sans first."""
    if is_certain(text):
        return (FONT,)
    region = _region(text)
    needed = (family_of(part, region=region) for part in clusters(text) if not is_certain(part))
    return tuple(dict.fromkeys((FONT, *filter(None, needed))))


@cache
def family_of(cluster: str, *, region: tuple[str, ...] = _CHINESE) -> str | None:
    """Return the first font family that has a character with all its marks.

    Parameters
    ----------
    cluster : str
        What readers see as one character.
    region : tuple of str
        Families to be asked first for letters.

    Returns
    -------
    str or None
        None where no font has it, and for characters of private use, which mean nothing
        without the one font that they were made for.
    """
    codes = [ord(character) for character in cluster if not _needs_no_glyph(character)]
    if any(is_meaningless(chr(code)) for code in codes):
        return None
    if all(code in _codes(FONT, "normal") and code in _codes(FONT, "bold") for code in codes):
        return FONT
    installed = _installed()
    is_symbol = unicodedata.category(cluster[0])[0] == "S"
    likely = _SYMBOLS if is_symbol else (*_of_script(cluster[0]), *region)
    for name in dict.fromkeys((*(name for name in likely if name in installed), *installed)):
        font = _font(name)
        if font is not None and all(font.get_char_index(code) for code in codes):
            return name
    return None


def is_meaningless(character: str) -> bool:
    """Tell whether a character has no meaning that is the same on every machine."""
    return unicodedata.category(character) == "Co" or ord(character) & 0xFFFE == 0xFFFE


def _needs_no_glyph(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp")


def _of_script(character: str) -> tuple[str, ...]:
    """Return how Noto calls its fonts for a script, from the name of a letter of it."""
    words = unicodedata.name(character, "").title().split()
    return tuple(f"Noto Sans {' '.join(words[:count])}" for count in (2, 1))


def _region(text: str) -> tuple[str, ...]:
    return next((fonts for letters, fonts in _REGIONS if letters.search(text)), _CHINESE)


@cache
def _codes(family: str, weight: str) -> frozenset[int]:
    manager = _manager()
    path = manager.findfont(manager.FontProperties(family=[family], weight=weight))
    return frozenset(manager.get_font(path).get_charmap())


@cache
def _installed() -> tuple[str, ...]:
    """Return the installed families, those made for text of many scripts first."""
    manager = _manager().fontManager
    _add_newcomers(manager)
    names = [name for name in manager.get_font_names() if not _UNFIT.search(name)]
    known = [*_CHINESE, *_JAPANESE, *_KOREAN, *_TRADITIONAL]
    return tuple(sorted(names, key=lambda name: (_rank(name, known), name)))


def _rank(name: str, known: list[str]) -> int:
    if name in known:
        return known.index(name)
    plain = not re.search("serif|mono|condensed|light|display", name, re.IGNORECASE)
    return len(known) + (0 if name.startswith("Noto Sans") else 1) + (0 if plain else 2)


def _add_newcomers(manager: Any) -> None:
    """Add fonts that were installed after matplotlib made its list of fonts."""
    listed = {entry.fname for entry in manager.ttflist}
    for path in sorted(set(_manager().findSystemFonts()) - listed):
        if Path(path).suffix.lower() in (".ttf", ".otf", ".ttc"):
            try:
                manager.addfont(path)
            except (OSError, RuntimeError, ValueError):
                continue


@cache
def _font(family: str) -> Any:
    manager = _manager()
    faces = [face for face in manager.fontManager.ttflist if face.name == family]
    face = min(faces, key=lambda one: (one.style != "normal", one.weight != _NORMAL, one.fname))
    try:
        return manager.get_font(manager.FontPath(face.fname, face.index))
    except (OSError, RuntimeError):
        return None


def _manager() -> Any:
    # Slow to import, and most names need no look at the fonts.
    from matplotlib import font_manager  # noqa: PLC0415

    return font_manager
