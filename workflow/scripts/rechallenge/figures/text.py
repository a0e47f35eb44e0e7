"""Text for figures: made safe to print, measured in points, wrapped to a width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, cast

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

from rechallenge.figures.style import PNG_DPI, POINTS_PER_INCH

FONT = "DejaVu Sans"
LAST_RESORT = "Last Resort High-Efficiency"
FALLBACKS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans",
    "PingFang SC",
    "Hiragino Sans",
    "Microsoft YaHei",
    "Malgun Gothic",
    "Droid Sans Fallback",
    "Arial Unicode MS",
)
"""Fonts with scripts that DejaVu Sans lacks; those that a machine has are used, in this order."""

ELLIPSIS = "…"
LONGEST = 300
_JOINERS = "\u200c\u200d"
_DROPPED = ("Cc", "Cf", "Cs", "Co", "Cn")
_MOST_MARKS = 2
_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
_BLANKS = re.compile(r"[^\S\u00a0\u2009]+")
_UNBROKEN = re.compile(r"(?<=\d) (?=%)| (?=[=<] )|(?<=[=<]) ")


def clean(text: str, *, limit: int = LONGEST) -> str:
    """Make a text of the user fit for one line of a figure.

    Line breaks and tabs become spaces. Characters that print nothing (controls, marks of writing
    direction, unassigned and private characters) are dropped: they can reorder a line or make an
    SVG unreadable. Accents piled up on one letter are cut to two, because they would run into the
    neighbouring rows.
    """
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", _BLANKS.sub(" ", text[: 10 * limit])):
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        dropped = category in _DROPPED and character not in _JOINERS
        if not dropped and marks <= _MOST_MARKS:
            kept.append(character)
    line = _BLANKS.sub(" ", "".join(kept)).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + ELLIPSIS


def spaced(code: str) -> str:
    """Write a code such as ``second_course`` with spaces; other texts stay as they are."""
    return code.replace("_", " ") if _CODE.fullmatch(code) else code


def unbroken(text: str) -> str:
    """Keep numbers and their signs on one line: ``24.3 %``, ``p = 0.27``, ``df = 3``."""
    return _UNBROKEN.sub("\u00a0", text)


def _cut(text: str, end: int) -> str:
    """Cut a text and end it with an ellipsis, never between a letter and its accent."""
    while end > 1 and unicodedata.combining(text[end]):
        end -= 1
    return text[:end].rstrip(" ,;:(–-") + ELLIPSIS


class Ruler:
    """Measures text as it will be printed.

    Its own cache and renderer live as long as one figure is laid out.
    """

    def __init__(self) -> None:
        self._renderer: Any = cast(Any, RendererAgg)(1, 1, PNG_DPI)
        self._widths: dict[tuple[str, float, bool], float] = {}
        self._known = frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())
        installed = set(fontManager.get_font_names())
        self._fallbacks = tuple(name for name in FALLBACKS if name in installed)

    def families(self, text: str) -> tuple[str, ...]:
        """Font families to print a text with: one, unless it has characters that this one lacks."""
        if all(ord(character) in self._known for character in text):
            return (FONT, "sans-serif")
        return (FONT, *self._fallbacks, LAST_RESORT, "sans-serif")

    def font(self, text: str, size: float, *, bold: bool = False) -> FontProperties:
        """Font properties to print a text with."""
        weight = "bold" if bold else "normal"
        return FontProperties(family=list(self.families(text)), size=size, weight=weight)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Width of a line in points."""
        key = (text, size, bold)
        if key not in self._widths:
            pixels = self._renderer.get_text_width_height_descent(
                text, self.font(text, size, bold=bold), ismath=False
            )[0]
            self._widths[key] = float(pixels) * POINTS_PER_INCH / PNG_DPI
        return self._widths[key]

    def box(self, text: str, size: float, *, bold: bool = False) -> tuple[float, float, float]:
        """Width of a line, its height above the baseline and its depth below it, in points.

        Height and depth are at least those of letters that reach up and down, as matplotlib
        reckons lines.
        """
        scale = POINTS_PER_INCH / PNG_DPI
        measured = [
            self._renderer.get_text_width_height_descent(
                line, self.font(line, size, bold=bold), ismath=False
            )
            for line in (text, "lp")
        ]
        rise = max(float(height - descent) for _, height, descent in measured)
        fall = max(float(descent) for _, _, descent in measured)
        return float(measured[0][0]) * scale, rise * scale, fall * scale

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
            return tuple(lines)
        room = width - (hang if most > 1 else 0.0)
        rest = " ".join(lines[most - 1 :])
        return (*lines[: most - 1], self.shortened(rest, room, size, bold=bold))

    def shortened(self, text: str, width: float, size: float, *, bold: bool = False) -> str:
        """Cut a text to a width in points; what was cut ends with an ellipsis."""
        if self.width(text, size, bold=bold) <= width:
            return text
        low, high = 0, len(text)
        while high - low > 1:
            middle = (low + high) // 2
            fits = self.width(_cut(text, middle), size, bold=bold) <= width
            low, high = (middle, high) if fits else (low, middle)
        return _cut(text, low)

    def _pieces(self, text: str, width: float, size: float, bold: bool) -> Iterator[str]:
        for i, word in enumerate(text.split(" ")):
            rest = word if i == 0 else " " + word
            while self.width(rest.strip(), size, bold=bold) > width:
                end = self._fitting(rest, width, size, bold)
                yield rest[:end]
                rest = rest[end:]
            yield rest

    def _fitting(self, word: str, width: float, size: float, bold: bool) -> int:
        """How many characters of a word fit in a line, never cutting an accent off its letter."""
        low, high = 1, len(word)
        while high - low > 1:
            middle = (low + high) // 2
            fits = self.width(word[:middle].strip(), size, bold=bold) <= width
            low, high = (middle, high) if fits else (low, middle)
        end = low
        while end > 1 and unicodedata.combining(word[end]):
            end -= 1
        return end
