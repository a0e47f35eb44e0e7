"""What the columns of a forest-like figure say about each of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rechallenge.figures.number_style import NumberStyle
from rechallenge.figures.table import Cell, Column, DisplayRow
from rechallenge.formatting import ABSENT, RateScale, count, fixed, significant

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a figure before its cells are written.

    Attributes
    ----------
    row : DisplayRow
        Label and mark; its cells are blank.
    blank : bool
        True for headings of sections and for notes, which have no cells.
    heading : bool
        True for the heading of a study with several arms, which has no numbers.
    counts : tuple of (int or None) or None
        Events and total; None leaves them blank.
    rate, low, high : float or None
        A rate with its limits (0-1).
    says : str
        What stands in place of a rate that is missing.
    weight, tau2, i2 : float or None
        The weight and I² in per cent.
    studies : int or None
    sources : tuple of mapping
        Entries of ``rows_table`` that the row shows; all arms for the heading of a study.
    family : tuple of mapping
        All arms of the study that stand together, in the heading and in the rows of its arms.
    """

    row: DisplayRow
    blank: bool = False
    heading: bool = False
    counts: tuple[int | None, int | None] | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    says: str = ""
    weight: float | None = None
    tau2: float | None = None
    i2: float | None = None
    studies: int | None = None
    sources: tuple[Result, ...] = ()
    family: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One or more columns and the function that writes their cells for an entry."""

    columns: tuple[Column, ...]
    cells: Callable[[Entry], tuple[Cell, ...]]


def columns_of(fields: Sequence[Field]) -> tuple[Column, ...]:
    """All columns of some fields in their order."""
    return tuple(column for field in fields for column in field.columns)


def rows_of(
    entries: Sequence[Entry],
    left: Sequence[Field],
    right: Sequence[Field],
    *,
    counts_below: bool = False,
) -> tuple[DisplayRow, ...]:
    """Write the cells of every entry; headings of sections and notes get none.

    ``counts_below`` writes events and total below the label, where no column has them.
    """
    return tuple(
        entry.row
        if entry.blank
        else replace(
            entry.row,
            below=fraction(entry) if counts_below else "",
            left=_cells(entry, left),
            right=_cells(entry, right),
        )
        for entry in entries
    )


def _cells(entry: Entry, fields: Sequence[Field]) -> tuple[Cell, ...]:
    return tuple(cell for field in fields for cell in field.cells(entry))


def counts_field(events: str, total: str) -> Field:
    """Events and total in two columns."""

    def cells(entry: Entry) -> tuple[Cell, ...]:
        if entry.counts is None:
            return "", ""
        return count(entry.counts[0]), count(entry.counts[1])

    return Field((Column(events), Column(total)), cells)


def fraction_field(header: str) -> Field:
    """Events and total in one column, ``3/23``."""
    return Field((Column(header),), lambda entry: (fraction(entry),))


def fraction(entry: Entry) -> str:
    """Write events and total as ``3/23``; empty where they are left blank."""
    return "" if entry.counts is None else "/".join(map(count, entry.counts))


def rate_field(header: str, numbers: NumberStyle, scale: RateScale) -> Field:
    """Show a rate and its interval in two columns below one header."""

    def cells(entry: Entry) -> tuple[Cell, ...]:
        return _rate(entry, scale), _interval(entry, numbers, scale)

    return Field((Column(""), Column(header)), cells)


def stacked_field(header: str, numbers: NumberStyle, scale: RateScale) -> Field:
    """Show a rate with its interval below it."""

    def cells(entry: Entry) -> tuple[Cell, ...]:
        parts = [_rate(entry, scale), _interval(entry, numbers, scale)]
        return ("\n".join(filter(None, parts)),)

    return Field((Column(header),), cells)


def _rate(entry: Entry, scale: RateScale) -> str:
    absent = entry.rate is None and (entry.heading or entry.says or entry.low is not None)
    return "" if absent else scale.number(entry.rate)


def _interval(entry: Entry, numbers: NumberStyle, scale: RateScale) -> str:
    if entry.low is None or entry.high is None:
        return entry.says
    return numbers.interval(entry.low, entry.high, scale)


def weight_field(header: str, sign: str = "") -> Field:
    """Weights in per cent; rows that were not pooled have a dash, summaries nothing."""

    def cells(entry: Entry) -> tuple[Cell, ...]:
        weighted = entry.row.role in ("study", "arm") and not entry.heading
        if not weighted or entry.weight is None:
            return (ABSENT if weighted else "",)
        return (f"{fixed(entry.weight)}{sign}",)

    return Field((Column(header, optional="weights"),), cells)


def tau2_field() -> Field:
    """Between-study variance on the scale of the model."""
    column = Column("τ²", optional="τ²")
    return Field((column,), lambda entry: (significant(entry.tau2),))


def i2_field() -> Field:
    """I² in per cent."""
    column = Column("I²,\u00a0%", optional="I²")
    return Field((column,), lambda entry: (fixed(entry.i2, decimals=0),))


def studies_field() -> Field:
    """How many studies a rate rests on."""
    return Field((Column("Studies"),), lambda entry: (count(entry.studies),))


def source_field(columns: Sequence[Column], read: Callable[[Result], tuple[Cell, ...]]) -> Field:
    """Columns that say something about the rows of the study files.

    What all arms of a study share stands once, beside the name of the study.

    Parameters
    ----------
    columns : sequence of Column
    read : callable
        The cells of one entry of ``rows_table``.
    """
    blank: tuple[Cell, ...] = ("",) * len(columns)

    def cells(entry: Entry) -> tuple[Cell, ...]:
        own = {read(source) for source in entry.sources}
        if len(own) != 1:
            return blank
        shared = len(entry.family) > 1 and len({read(arm) for arm in entry.family}) == 1
        return blank if shared and entry.row.role == "arm" else own.pop()

    return Field(tuple(columns), cells)
