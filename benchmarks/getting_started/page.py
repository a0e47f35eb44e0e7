"""Read docs/getting-started.md as a reader does: what to type, what to fill in, what is answered.

From chapter 2 on, a ``sh`` block is typed, a ``text`` block is what the block before it answers, a
``yaml`` block is the configuration of the review, and a table whose first header is ``study`` is
filled into the workbook. Nothing else is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "getting-started.md"
FIRST, LAST = "\n## 2. ", "\n## 4. "
LEFT_OUT = "…"
_PART = re.compile(
    r"^(?P<indent> *)```(?P<kind>sh|text|yaml)\n(?P<block>.*?)^ *```$"
    r"|^(?P<table>\| study \|.*?\n)(?=\n)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Typed:
    """Lines for the terminal, and the lines that they answer; None where none are shown."""

    lines: tuple[str, ...]
    answer: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Configuration:
    """The text of the configuration file."""

    text: str


@dataclass(frozen=True)
class Filled:
    """Rows of the workbook, each a mapping from header to cell; empty cells are left out."""

    rows: tuple[dict[str, str], ...]


Step = Typed | Configuration | Filled


def steps(text: str | None = None) -> list[Step]:
    """Return what a reader does, in order.

    Raises
    ------
    ValueError
        Where an answer follows on nothing that is typed.
    """
    text = PAGE.read_text("utf-8") if text is None else text
    found: list[Step] = []
    for kind, content in _parts(text[text.index(FIRST) : text.index(LAST)]):
        if kind == "sh":
            found.append(Typed(tuple(content.splitlines())))
        elif kind == "yaml":
            found.append(Configuration(content))
        elif kind == "table":
            found.append(Filled(_rows(content)))
        else:
            asked = found.pop()
            if not isinstance(asked, Typed):
                raise ValueError(f"an answer to nothing: {content}")
            found.append(Typed(asked.lines, tuple(content.splitlines())))
    return found


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for part in _PART.finditer(text):
        if part["table"]:
            yield "table", part["table"]
        else:
            indent = part["indent"]
            lines = part["block"].splitlines(keepends=True)
            yield part["kind"], "".join(line.removeprefix(indent) for line in lines)


def _rows(table: str) -> tuple[dict[str, str], ...]:
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()]
    return tuple(
        {key: cell for key, cell in zip(cells[0], row, strict=True) if cell} for row in cells[2:]
    )
