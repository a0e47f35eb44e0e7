"""Sections as Markdown (GitHub flavour) in which no text of a study file is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rechallenge.report.blocks import Block, Bullets, Cell, Paragraph, Section, Table

_MARKS = re.compile(r"([\\`*_\[\]{}|~$])")
_TAG = re.compile(r"<(?=\S)")
_ENTITY = re.compile(r"&(?=[#\w])")
_BLOCK_START = re.compile(
    r"^(?:(?P<mark>[#=]|[+-](?=[\s-]|$))|(?P<number>\d+)(?P<dot>[.)])(?=\s|$))"
)


def document(title: str, sections: Iterable[Section], *, footer: str = "") -> str:
    """Write a whole Markdown document; it ends with a newline."""
    parts = [f"# {escaped(title)}"]
    for section in sections:
        parts += _section(section, depth=2)
    if footer:
        parts += ["---", escaped(footer)]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Escape a text so that Markdown shows it as it is, on one line of its own."""
    return _BLOCK_START.sub(_shielded, _inline(text))


def _inline(text: str) -> str:
    line = _MARKS.sub(r"\\\1", " ".join(text.split()))
    line = _ENTITY.sub("&amp;", line)
    return _TAG.sub("&lt;", line).replace(">", "&gt;")


def _shielded(start: re.Match[str]) -> str:
    if start["mark"]:
        return f"\\{start['mark']}"
    return f"{start['number']}\\{start['dot']}"


def _section(section: Section, *, depth: int) -> list[str]:
    parts = [f"{'#' * depth} {escaped(section.title)}"]
    parts += [_block(block) for block in section.blocks]
    for below in section.sections:
        parts += _section(below, depth=depth + 1)
    return parts


def _block(block: Block) -> str:
    match block:
        case Paragraph(text=text, kind=kind):
            return f"> {escaped(text)}" if kind == "caution" else escaped(text)
        case Bullets(items=items, numbered=numbered):
            marks = [f"{i}." if numbered else "-" for i in range(1, len(items) + 1)]
            return "\n".join(f"{m} {escaped(item)}" for m, item in zip(marks, items, strict=True))
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    ruler = ["---:" if i in table.numeric else "---" for i in range(len(table.headers))]
    lines = [
        _line([_inline(header) for header in table.headers]),
        _line(ruler),
        *(_line([_cell(cell) for cell in row.cells]) for row in table.rows),
    ]
    return f"{escaped(table.caption)}:\n\n" + "\n".join(lines)


def _cell(cell: Cell) -> str:
    text = _inline(cell.text)
    return text if cell.href is None else f"[{text}](<{cell.href.replace('|', '%7C')}>)"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
