"""Text for figures: made safe to print, measured in points, wrapped to a width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from rechallenge.characters import (
    JOINER,
    NON_JOINER,
    clusters,
    isolated,
    reopened,
    well_isolated,
    without_isolates,
)
from rechallenge.figures.breaking import pieces, units
from rechallenge.figures.style import PNG_DPI, POINTS_PER_INCH
from rechallenge.fonts import families, is_meaningless
from rechallenge.lettering import lettered

ELLIPSIS = "…"
LONGEST = 300
MOST_MEASURED = 65_536
"""Lines of which the width is remembered: figures of one analysis have most of them in common."""
SUBPIXELS = 64
"""In which FreeType measures."""
_DROPPED = ("Cc", "Cf", "Cs")
_JOINERS = (JOINER, NON_JOINER)
_ISOLATES = tuple("\u2066\u2067\u2068\u2069")
_MOST_MARKS, _MOST_PILED_MARKS = 4, 2
_THROUGH, _PILED = 1, 200
"""Combining classes of marks through a letter, and from where on they are piled on each other."""
_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
_BLANKS = re.compile(r"[^\S\u00a0\u2009]+")
_UNBROKEN = re.compile(r"(?<=\d) (?=%)| (?=[=<] )|(?<=[=<]) ")


def clean(text: str, *, limit: int = LONGEST) -> str:
    """Make a text of the user fit for one line of a figure.

    Line breaks and tabs become spaces. Characters that print nothing (controls, marks of writing
    direction, halves of pairs) are dropped: they can reorder a line or make an SVG unreadable.
    Accents piled up on one letter are cut to two, because they would run into the neighbouring
    rows. Emoji take their plain form, and what no font of this machine prints becomes “�”. A text
    with letters of a script that runs from right to left is set off, so that it keeps its own order
    within a sentence.
    """
    line = unicodedata.normalize("NFC", _BLANKS.sub(" ", text[: 10 * limit]))
    if not (line.isascii() and line.isprintable()):
        line = lettered(_without_unprinted(line))
    line = _BLANKS.sub(" ", line).strip()
    return isolated(_shortened(line, limit))


def _without_unprinted(text: str) -> str:
    kept: list[str] = []
    marks = piled = 0
    joining = (*_JOINERS, *(_ISOLATES if well_isolated(text) else ()))
    for character in text:
        category = unicodedata.category(character)
        if category in _DROPPED and character not in joining:
            continue
        if category == "Cn" and is_meaningless(character):
            continue
        if category in ("Mn", "Me"):
            marks += 1
            piled += category == "Me" or _piles(character)
            if marks > _MOST_MARKS or piled > _MOST_PILED_MARKS:
                continue
        else:
            marks = piled = 0
        kept.append(character)
    return "".join(kept)


def _piles(mark: str) -> bool:
    place = unicodedata.combining(mark)
    return place == _THROUGH or place >= _PILED


def _shortened(line: str, limit: int) -> str:
    if len(without_isolates(line)) <= limit:
        return line
    kept, room = "", limit - 1
    for part in clusters(line):
        room -= len(without_isolates(part))
        if room < 0:
            break
        kept += part
    return reopened([kept.rstrip() + ELLIPSIS])[0]


def spaced(code: str) -> str:
    """Write a code such as ``second_course`` with spaces; other texts stay as they are."""
    return code.replace("_", " ") if _CODE.fullmatch(code) else code


def unbroken(text: str) -> str:
    """Keep numbers and their signs on one line: ``24.3 %``, ``p = 0.27``, ``df = 3``."""
    return _UNBROKEN.sub("\u00a0", text)


def _cut(parts: Sequence[str]) -> str:
    return reopened(["".join(parts).rstrip(" ,;:(–-") + ELLIPSIS])[0]


def _weight(bold: bool) -> str:
    return "bold" if bold else "normal"


@cache
def _face(names: tuple[str, ...], weight: str) -> Any:
    return get_font([findfont(FontProperties(family=[name], weight=weight)) for name in names])


@lru_cache(maxsize=MOST_MEASURED)
def _extent(line: str, size: float, weight: str) -> tuple[float, float, float]:
    """Width of a line, its height above the baseline and its depth below it, in points."""
    font = _face(families(line), weight)
    font.set_size(size, PNG_DPI)
    font.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
    scale = POINTS_PER_INCH / PNG_DPI / SUBPIXELS
    width, height = font.get_width_height()
    descent = font.get_descent()
    return width * scale, (height - descent) * scale, descent * scale


class Ruler:
    """Measures text as it will be printed."""

    def families(self, text: str) -> tuple[str, ...]:
        """Font families to print a text with: one, unless it has characters that this one lacks."""
        return (*families(text), "sans-serif")

    def font(self, text: str, size: float, *, bold: bool = False) -> FontProperties:
        """Font properties to print a text with."""
        return FontProperties(family=list(self.families(text)), size=size, weight=_weight(bold))

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Width of a line in points."""
        return _extent(text, size, _weight(bold))[0]

    def box(self, text: str, size: float, *, bold: bool = False) -> tuple[float, float, float]:
        """Width of a line, its height above the baseline and its depth below it, in points.

        Height and depth are at least those of letters that reach up and down, as matplotlib
        reckons lines.
        """
        width, rise, fall = _extent(text, size, _weight(bold))
        _, least_rise, least_fall = _extent("lp", size, _weight(bold))
        return width, max(rise, least_rise), max(fall, least_fall)

    def widest(self, texts: Sequence[str], size: float, *, bold: bool = False) -> float:
        """Width of the widest of some lines in points; 0 without any."""
        return max((self.width(text, size, bold=bold) for text in texts), default=0.0)

    def wrap(
        self,
        text: str,
        width: float,
        size: float,
        *,
        bold: bool = False,
        hang: float = 0.0,
        most: int | None = None,
    ) -> tuple[str, ...]:
        """Break a text into lines that fit.

        Parameters
        ----------
        text : str
        width : float
            Points for a line.
        size : float
            Font size in points.
        bold : bool
        hang : float
            Indent of the lines after the first, in points.
        most : int, optional
            Number of lines; the last one then ends with an ellipsis where text is left over.

        Returns
        -------
        tuple of str
            At least one line; a word that is wider than a line is broken.
        """
        lines: list[str] = []
        line = ""
        for piece in self._pieces(text, width - hang, size, bold):
            room = width - (hang if lines else 0.0)
            longer = line + piece
            if not line.strip() or self.width(longer.rstrip(), size, bold=bold) <= room:
                line = longer
            else:
                lines.append(line.strip())
                line = piece.lstrip()
        if line.strip() or not lines:
            lines.append(line.strip())
        if most is None or len(lines) <= most:
            return reopened(lines)
        room = width - (hang if most > 1 else 0.0)
        rest = " ".join(lines[most - 1 :])
        return reopened([*lines[: most - 1], self.shortened(rest, room, size, bold=bold)])

    def shortened(self, text: str, width: float, size: float, *, bold: bool = False) -> str:
        """Cut a text to a width in points; what was cut ends with an ellipsis."""
        if self.width(text, size, bold=bold) <= width:
            return text
        parts = units(text)
        low, high = 0, len(parts)
        while high - low > 1:
            middle = (low + high) // 2
            fits = self.width(_cut(parts[:middle]), size, bold=bold) <= width
            low, high = (middle, high) if fits else (low, middle)
        return _cut(parts[:low])

    def _pieces(self, text: str, width: float, size: float, bold: bool) -> Iterator[str]:
        for piece in pieces(text):
            rest = piece
            while self.width(rest.strip(), size, bold=bold) > width:
                end = self._fitting(rest, width, size, bold)
                yield rest[:end]
                rest = rest[end:]
            yield rest

    def _fitting(self, word: str, width: float, size: float, bold: bool) -> int:
        """Length of what fits in a line, never cutting an accent off its letter."""
        parts = units(word)
        low, high = 1 if parts[0].strip() else 2, len(parts)
        while high - low > 1:
            middle = (low + high) // 2
            fits = self.width("".join(parts[:middle]).strip(), size, bold=bold) <= width
            low, high = (middle, high) if fits else (low, middle)
        return len("".join(parts[:low]))
