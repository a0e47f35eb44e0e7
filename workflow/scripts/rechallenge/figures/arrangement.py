"""Fit a table into a width: less white space, narrower forms of it, columns left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rechallenge.figures.columns import Columns, Slot, Spacing, set_columns
from rechallenge.figures.placing import INDENT, MARGIN, MOST_LINES
from rechallenge.figures.style import TEXT_SIZE
from rechallenge.figures.table import Cell, DisplayRow, DisplayTable, Light
from rechallenge.figures.text import Ruler
from rechallenge.figures.widths import symbol_width

WIDE = Spacing(
    column=11.0, plot=14.0, word=6.0, least_plot=138.0, least_label=96.0, wrap_headers=False
)
MEDIUM = Spacing(column=10.0, plot=12.0, word=5.0, least_plot=110.0, least_label=72.0)
NARROW = Spacing(column=8.0, plot=9.0, word=4.0, least_plot=80.0)
TIGHT = Spacing(column=6.0, plot=8.0, word=3.0, least_plot=60.0)
LAST = Spacing(column=5.0, plot=6.0, word=3.0, least_plot=45.0)
LOSSES = ((WIDE, 0.0, 0.25), (MEDIUM, 0.1, 0.1), (NARROW, 0.55, 0.1), (TIGHT, 0.65, 0.1))
"""What a spacing takes from the look of a figure, and what each narrower form takes with it, in
lines per row."""


def arrange(
    forms: Sequence[DisplayTable], ruler: Ruler, width: float
) -> tuple[DisplayTable, Columns]:
    """Choose the form of a table that fits into a width and set its columns.

    Parameters
    ----------
    forms : sequence of DisplayTable
        Forms of one table from the widest to the narrowest, with the same optional columns.
    ruler : Ruler
    width : float
        Points; the figure has exactly this width.

    Returns
    -------
    (DisplayTable, Columns)
        Where even the narrowest form is too wide, optional columns are left out, the last ones
        first; the table remembers their names.
    """
    names = forms[0].optional
    for kept in range(len(names), -1, -1):
        left = [_without(form, names[kept:]) for form in forms]
        fitting = _fitting(left, ruler, width)
        if fitting is not None:
            return fitting
    form = _without(forms[-1], names)
    return form, set_columns(form, ruler, width, LAST)


def label_lines(row: DisplayRow, columns: Columns, ruler: Ruler) -> tuple[str, ...]:
    """Break the label of a row into the lines that fit into its column.

    Headings have no cells, so they may use the columns up to the plot.
    """
    edge = MARGIN + columns.label
    if row.spans and columns.left:
        edge = columns.left[-1].right
    room = edge - MARGIN - row.indent * INDENT - symbol_width(row, ruler)
    most = None if row.role == "note" else MOST_LINES
    lines = ruler.wrap(row.label, room, TEXT_SIZE, bold=row.bold, hang=INDENT, most=most)
    return (*lines, row.below) if row.below else lines


def cell_lines(row: DisplayRow, columns: Columns, ruler: Ruler) -> tuple[tuple[str, ...], ...]:
    """Break the cells of a row into lines; texts are wrapped into their columns."""
    pairs = [
        *zip(row.left, columns.left, strict=False),
        *zip(row.right, columns.right, strict=False),
    ]
    return tuple(_cell_lines(cell, slot, row, ruler) for cell, slot in pairs)


def _cell_lines(cell: Cell, slot: Slot, row: DisplayRow, ruler: Ruler) -> tuple[str, ...]:
    if isinstance(cell, Light) or not cell:
        return ()
    if slot.kind == "number":
        return tuple(cell.split("\n"))
    room = slot.right - slot.left + 0.1
    return ruler.wrap(cell, room, TEXT_SIZE, bold=row.bold, most=MOST_LINES)


def row_lines(row: DisplayRow, columns: Columns, ruler: Ruler) -> int:
    """Lines of the highest part of a row."""
    cells = cell_lines(row, columns, ruler)
    return max(len(label_lines(row, columns, ruler)), *(len(lines) for lines in cells), 1)


def _fitting(
    forms: Sequence[DisplayTable], ruler: Ruler, width: float
) -> tuple[DisplayTable, Columns] | None:
    """Take the form and the spacing with the fewest lines, weighed against what they lose."""
    best: tuple[float, DisplayTable, Columns] | None = None
    for form, spacing, loss in _candidates(forms):
        if best is not None and best[0] <= 1.0 + loss:
            break
        columns = set_columns(form, ruler, width, spacing)
        if not columns.roomy:
            continue
        lines = sum(row_lines(row, columns, ruler) for row in form.rows)
        cost = lines / max(len(form.rows), 1) + loss
        if best is None or cost < best[0]:
            best = (cost, form, columns)
    if best is not None:
        return best[1], best[2]
    columns = set_columns(forms[-1], ruler, width, LAST)
    return (forms[-1], columns) if columns.roomy else None


def _candidates(
    forms: Sequence[DisplayTable],
) -> Iterator[tuple[DisplayTable, Spacing, float]]:
    """All forms with all spacings, those that lose least first."""
    found = [
        (form, spacing, loss + i * each)
        for spacing, loss, each in LOSSES
        for i, form in enumerate(forms)
    ]
    return iter(sorted(found, key=lambda candidate: candidate[2]))


def _without(table: DisplayTable, names: Sequence[str]) -> DisplayTable:
    for name in names:
        table = table.without(name)
    return table
