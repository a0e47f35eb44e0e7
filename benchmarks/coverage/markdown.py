"""Small pieces of Markdown and of plain English."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

WIDTH = 120
GLUE = "\N{WORD JOINER}"
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def paragraph(text: str) -> str:
    """Break a paragraph into lines."""
    return _filled(text, indent="")


def bullet(text: str) -> str:
    """Break an item of a list into lines."""
    return _filled(f"- {text}", indent="  ")


def table(header: Iterable[object], marks: str, rows: Iterable[Iterable[object]]) -> str:
    """Write a table; ``marks`` has one letter a column, ``l`` left and ``r`` right."""
    rule = "|".join("---:" if mark == "r" else "---" for mark in marks)
    return "\n".join([_row(header), f"|{rule}|", *(_row(row) for row in rows)])


def number(value: int) -> str:
    """Write a count: a word up to ten (``no`` for 0), digits beyond."""
    return WORDS[value] if value < len(WORDS) else f"{value:,}"


def listing(values: Iterable[object]) -> str:
    """Join values: ``2``, ``4 and 5``, ``6, 8 and 10``."""
    texts = [str(value) for value in values]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _filled(text: str, *, indent: str) -> str:
    # A number stays on the line of its unit, and a symbol on the line of its value.
    for glued in (" %", " = "):
        text = text.replace(glued, glued.replace(" ", GLUE))
    lines = textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return lines.replace(GLUE, " ")


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
