"""Values as R reads them, whatever a user wrote."""

from __future__ import annotations

import math
from collections.abc import Iterable

_WIDTH = 100
_PLAIN = frozenset(map(chr, range(0x20, 0x7F))) - {'"', "\\"}


def text(value: str) -> str:
    """Write a text as an R string of ASCII characters; a text cannot end it or hide in it."""
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    if character in _PLAIN:
        return character
    code = ord(character)
    if code == 0 or 0xD800 <= code <= 0xDFFF:
        return ""
    if character in '"\\':
        return f"\\{character}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def number(value: float | None) -> str:
    """Write a number with all its digits; ``NA`` where there is none."""
    if value is None or not math.isfinite(value):
        return "NA"
    return str(value) if isinstance(value, int) else repr(float(value))


def vector(values: Iterable[str], *, indent: int) -> str:
    """Write R values as ``c(…)`` on lines of bearable length."""
    lines = ["c("]
    items = list(values)
    for position, item in enumerate(items):
        piece = item if position == len(items) - 1 else f"{item}, "
        if len(lines[-1]) + len(piece) > _WIDTH - indent and lines[-1].strip() != "c(":
            lines.append("  ")
        lines[-1] += piece
    return ("\n" + " " * indent).join(line.rstrip() for line in lines) + ")"


def comment(value: str) -> str:
    """Write a text behind ``#`` on one line of ASCII characters."""
    return "# " + text(" ".join(value.split()))[1:-1]
