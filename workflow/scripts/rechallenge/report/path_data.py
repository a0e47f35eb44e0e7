"""Path data of drawings in fewer characters, to a hundredth of a point."""

from __future__ import annotations

import re

DECIMALS = 2
_NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?|-?\d+e-?\d+")
_SPACES = re.compile(r"\s+")
_TOKENS = re.compile(r"[A-Za-z]|-?\d*\.?\d+(?:e[-+]?\d+)?")
_SIZES = {"M": 2, "L": 2, "C": 6, "Q": 4}
_STEP = 10**DECIMALS


def rounded(value: str) -> str:
    """Round the numbers of an attribute and close up its spaces."""
    text = _NUMBER.sub(lambda found: _short(round(float(found[0]) * _STEP)), value)
    return _SPACES.sub(" ", text).strip()


def compact_path(data: str) -> str:
    """Write path data relative to the point before, where it has absolute lines and curves alone.

    Every point is rounded before its distance is taken, so that nothing adds up along a path.

    >>> compact_path("M 10 20 L 10.5 21.25 L 11 20 z")
    'M10 20l.5 1.25 .5-1.25z'
    """
    tokens = _TOKENS.findall(data)
    if any(token.isalpha() and token not in "MLCQZz" for token in tokens):
        return rounded(data)
    parts: list[str] = []
    x = y = start_x = start_y = 0
    at, letter, written = 0, "", ""
    while at < len(tokens):
        if tokens[at].isalpha():
            letter = tokens[at]
            at += 1
        if letter in "Zz":
            parts.append("z")
            x, y, written = start_x, start_y, ""
            continue
        size = _SIZES[letter]
        points = [round(float(token) * _STEP) for token in tokens[at : at + size]]
        if len(points) != size:
            return rounded(data)
        at += size
        if letter == "M":
            start_x, start_y = x, y = points[0], points[1]
            parts.append(f"M{_joined(points)}")
            written, letter = "", "L"
            continue
        steps = [value - (y if i % 2 else x) for i, value in enumerate(points)]
        name, text = letter.lower(), _joined(steps)
        if name == "l" and 0 in steps:
            name, text = ("h", _short(steps[0])) if steps[1] == 0 else ("v", _short(steps[1]))
        if name == written:
            parts.append(text if text[0] == "-" else f" {text}")
        else:
            parts.append(name + text)
        written = name
        x, y = points[-2:]
    return "".join(parts)


def _joined(numbers: list[int]) -> str:
    text = ""
    for number in numbers:
        short = _short(number)
        text += short if not text or short[0] == "-" else f" {short}"
    return text


def _short(hundredths: int) -> str:
    whole, rest = divmod(abs(hundredths), _STEP)
    sign = "-" if hundredths < 0 else ""
    if not rest:
        return f"{sign}{whole}" if whole else "0"
    return f"{sign}{whole or ''}.{f'{rest:0{DECIMALS}d}'.rstrip('0')}"
