"""Split the rows of a long figure into pages, never between a study and its arms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from rechallenge.figures.table import DisplayRow

CONTINUED = "(continued)"
_OPENING = ("study", "section")
_WITHIN = ("arm", "group")


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows that stay on one page: from ``start`` to before ``end``, with their height."""

    start: int
    end: int
    height: float


def split_rows(
    rows: Sequence[DisplayRow], heights: Sequence[float], *, most_rows: int, most_height: float
) -> list[list[tuple[int, DisplayRow]]]:
    """Share rows out over pages of about the same height.

    Parameters
    ----------
    rows : sequence of DisplayRow
    heights : sequence of float
        One for each row, in points.
    most_rows : int
    most_height : float
        A page is filled to neither of them unless a single study is larger.

    Returns
    -------
    list of list of (int, DisplayRow)
        The rows of each page with their places in ``rows``. A page that begins within a section
        begins with its heading, marked as continued.
    """
    count = max(ceil(len(rows) / most_rows), ceil(sum(heights) / most_height), 1)
    if count == 1:
        return [list(enumerate(rows))]
    blocks = _blocks(rows, heights)
    target = sum(heights) / count
    pages: list[list[_Block]] = [[]]
    for i, block in enumerate(blocks):
        page = pages[-1]
        height = sum(other.height for other in page)
        size = block.end - (page[0].start if page else block.start)
        full = size > most_rows or height + block.height > most_height
        last = i == len(blocks) - 1
        if page and not last and (full or height + block.height / 2 > target):
            pages.append([block])
        else:
            page.append(block)
    return [_page(rows, page[0].start, page[-1].end) for page in pages]


def _blocks(rows: Sequence[DisplayRow], heights: Sequence[float]) -> list[_Block]:
    """Put together what must not be parted.

    That is a heading with what follows it, a study with its arms, the diamond of a section with
    its last study, and everything from the first pooled rate on.
    """
    starts: list[int] = []
    for i, row in enumerate(rows):
        opens = row.role in _OPENING and not (i > 0 and rows[i - 1].role == "section")
        tail = row.role not in (*_OPENING, *_WITHIN)
        if i == 0 or opens or (tail and rows[i - 1].role in (*_OPENING, *_WITHIN)):
            starts.append(i)
    ends = [*starts[1:], len(rows)]
    return [
        _Block(start, end, sum(heights[start:end])) for start, end in zip(starts, ends, strict=True)
    ]


def _page(rows: Sequence[DisplayRow], start: int, end: int) -> list[tuple[int, DisplayRow]]:
    made = [(i, rows[i]) for i in range(start, end)]
    sections = [i for i in range(start) if rows[i].role == "section"]
    first = rows[start]
    if sections and first.indent > 0:
        heading = rows[sections[-1]]
        made.insert(0, (sections[-1], replace(heading, label=f"{heading.label} {CONTINUED}")))
    return made
