"""How a text is printed in figures, and what there is to tell where that is not as written."""

from __future__ import annotations

from collections.abc import Sequence

from rechallenge.characters import plain_symbols
from rechallenge.fonts import REPLACEMENT, is_certain, is_meaningless, printable, unprintable

_LISTED = 6


def lettered(text: str) -> str:
    """Return a text as figures print it: with plain emoji, and “�” for what no font has."""
    return text if is_certain(text) else printable(plain_symbols(text))


def missing(text: str) -> tuple[str, str]:
    """Say which characters of a text figures cannot print, and how to mend it.

    Returns
    -------
    problem, remedy : str
        Parts of a sentence; both empty where all characters are printed.
    """
    characters = () if is_certain(text) else unprintable(plain_symbols(text))
    if not characters:
        return "", ""
    unknown = [part for part in characters if any(map(is_meaningless, part))]
    if unknown:
        problem = (
            f"{_codes(unknown)} has no meaning outside of the one font that it was made for, so "
            f"figures print “{REPLACEMENT}” in its place"
        )
        return problem, "type the character that was meant"
    shown = "".join(characters[:_LISTED]) + ("…" if len(characters) > _LISTED else "")
    problem = (
        f"no font of this computer has “{shown}” ({_codes(characters)}), so figures print "
        f"“{REPLACEMENT}” in its place"
    )
    return problem, "install fonts that have it, such as Noto, or write the name in Latin letters"


def simplified(text: str) -> str:
    """Return a text with its emoji as figures print them; empty where they stay as written."""
    plain = " ".join(plain_symbols(text).split())
    return "" if plain == " ".join(text.split()) else plain


def _codes(characters: Sequence[str]) -> str:
    codes = [f"U+{ord(letter):04X}" for part in characters[:_LISTED] for letter in part]
    more = len(characters) - _LISTED
    return ", ".join(codes) + (f" and {more} more" if more > 0 else "")
