"""Rows that do not fit under their header, and what probably happened to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rechallenge.contract import COLUMN
from rechallenge.studies.cells import read_choice, read_count, read_flag, read_percent, visible
from rechallenge.studies.files.header_checks import numbers_in
from rechallenge.studies.files.lines import Line, Lines
from rechallenge.studies.findings import Finding, quoted

_MARKS = {",": "comma", ";": "semicolon", "\t": "tab"}
_CURVED = re.compile("[“”„«»]")
_NAMING = frozenset({"study_id", "study", "arm", "outcome", "events", "total"})


def check_widths(
    lines: Lines, *, file: str, names: Sequence[str], header_cells: int, separator: str
) -> tuple[Finding, ...]:
    """Find rows whose cells may stand under wrong columns.

    Blank cells beyond the header are harmless, unless joining two cells of the row would mend it
    as well.

    Parameters
    ----------
    lines : Lines
        The rows under the header.
    file : str
        Their file.
    names : sequence of str
        Names of the columns, by our own where they are ours.
    header_cells : int
        How many cells the header has, blank ones at its end too.
    separator : str
        What stands between cells; empty for spreadsheets.

    Returns
    -------
    tuple of Finding
        One E104 per row at fault.
    """
    padded = [*names, *[""] * (header_cells - len(names))]
    widths = {len(line.cells) for line in lines.odd.values()}
    if len(lines.odd) < len(lines):
        widths.add(len(lines.columns))
    regular = len(lines) > 1 and len(widths) == 1
    findings = []
    for position in sorted(_doubtful(lines, names, separator)):
        line = lines[position]
        fault = _fault(line, names, header_cells, separator) or (
            None if regular or not separator else _shifted(line.cells, padded, separator)
        )
        if fault:
            problem, remedy = fault
            findings.append(
                Finding(code="E104", file=file, rows=(line.number,), problem=problem, remedy=remedy)
            )
    return tuple(findings)


def check_header(header: Line, *, file: str, separator: str) -> tuple[Finding, ...]:
    """Report a header in which a quotation mark is not closed (E104): its names are uncertain."""
    if not header.torn:
        return ()
    problem, remedy = _unclosed(header, separator)
    return (Finding(code="E104", file=file, rows=(header.number,), problem=problem, remedy=remedy),)


def _unclosed(line: Line, separator: str) -> tuple[str, str]:
    return (
        f"a quotation mark is not closed: {quoted(separator.join(line.cells))}",
        "put one at each end of the text, and double those inside it",
    )


def _doubtful(lines: Lines, names: Sequence[str], separator: str) -> Iterable[int]:
    """Return the positions of all lines that may be at fault."""
    if len(lines.columns) != len(names):
        return range(len(lines))
    swallowing = (
        (index, code)
        for index, (name, column) in enumerate(zip(names, lines.columns, strict=True))
        if name in _NAMING
        for code, text in enumerate(column.distinct)
        if _holds_rows(text, len(names), separator)
    )
    return lines.odd.keys() | lines.holding(swallowing)


def _fault(
    line: Line, names: Sequence[str], header_cells: int, separator: str
) -> tuple[str, str] | None:
    width = len(names)
    cells = line.cells
    if line.torn:
        return _unclosed(line, separator)
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    if len(cells) < width and separator:
        return _too_few(cells, width, separator)
    if len(cells) > width:
        return _too_many(cells, names, header_cells, separator)
    swallowed = _swallowed(line, names, separator)
    if swallowed:
        return (
            f"text in quotation marks runs over several rows: {quoted(swallowed)}",
            "close the quotation mark at the end of the text it belongs to",
        )
    return None


def _too_few(cells: Sequence[str], width: int, separator: str) -> tuple[str, str]:
    other = next((mark for mark in _MARKS if mark != separator and mark in cells[0]), "")
    if len(cells) == 1 and cells[0].count(other or "\n") == width - 1:
        return (
            f"{quoted(cells[0])} has {_named(other)} between its cells, the header "
            f"{_named(separator)}",
            "write the same between the cells of every row",
        )
    if numbers_in(cells):
        return _of(len(cells), width), "add the missing separators, which blank cells need as well"
    return (
        f"{quoted(separator.join(cells))} has fewer cells than the header, none of them a number",
        "delete the row if it is a heading or a footnote, else add what is missing",
    )


def _too_many(
    cells: Sequence[str], names: Sequence[str], header_cells: int, separator: str
) -> tuple[str, str]:
    joins = _joins(cells, names) if separator else []
    if joins or (separator and len(cells) > header_cells):
        return _of(len(cells), len(names)), _quotation_marks(joins, separator)
    return (
        f"a value stands beyond the last named column: {quoted(cells[-1])}",
        "move it under its column, or give that column a name",
    )


def _named(mark: str) -> str:
    return f"a {_MARKS.get(mark, mark)}"


def _of(cells: int, width: int) -> str:
    return f"{cells} {'cell' if cells == 1 else 'cells'} where the header has {width}"


def _shifted(cells: Sequence[str], names: Sequence[str], separator: str) -> tuple[str, str] | None:
    """Notice a split text behind which only the last, blank cell was pushed over the edge."""
    if len(cells) <= len(names):
        return None
    joins = _joins(cells, names)
    if not joins:
        return None
    return (
        f"{len(cells)} cells where the header has {len(names)}, the last one blank",
        f"remove the separator at its end, or {_quotation_marks(joins, separator)}",
    )


def _quotation_marks(joins: Sequence[str], separator: str) -> str:
    mark = _MARKS.get(separator, f"“{separator}”")
    if any(_CURVED.search(text) for text in joins):
        return (
            f'put straight quotation marks (") around text that holds a {mark}; others do not count'
        )
    example = f", probably {quoted(joins[0])}" if len(joins) == 1 else ""
    return f"put quotation marks around text that holds a {mark}{example}"


def _joins(cells: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the texts that joining neighbours of a row with too many cells may give back."""
    extra = len(cells) - len(names)
    sound = all(_plausible(cell, of) for of, cell in zip(names, cells, strict=False))
    fits = []
    for index, name in enumerate(names):
        parts = cells[index : index + extra + 1]
        if not all(parts) or (name in COLUMN and COLUMN[name].kind != "text"):
            continue
        mended = [*cells[:index], ", ".join(parts), *cells[index + extra + 1 :]]
        pairs = list(zip(names, cells, mended, strict=False))
        if all(
            _plausible(new, of) and not _emptied(of, old, new, sound=sound)
            for of, old, new in pairs
        ):
            fits.append(visible(mended[index]))
    return fits


def _emptied(name: str, old: str, new: str, *, sound: bool) -> bool:
    """Tell whether a join takes a number away that nothing else in the row puts in doubt."""
    needed = {"events", "total", "percent"} if sound else {"events", "total"}
    return name in needed and bool(old) and not new


def _plausible(cell: str, name: str) -> bool:
    kind = COLUMN[name].kind if name in COLUMN else "text"
    if kind in {"count", "year"}:
        return read_count(cell).usable
    if kind == "flag":
        return read_flag(cell).usable
    if kind == "choice":
        return read_choice(cell, choices=COLUMN[name].choices).usable
    return kind not in {"percent", "number"} or read_percent(cell).usable


def _swallowed(line: Line, names: Sequence[str], separator: str) -> str:
    for name, cell in zip(names, line.cells, strict=False):
        if name in _NAMING and _holds_rows(cell, len(names), separator):
            return cell
    return ""


def _holds_rows(cell: str, width: int, separator: str) -> bool:
    """Tell whether a text runs over several rows, one of them with as many cells as the header."""
    if not separator or ("\n" not in cell and "\r" not in cell):
        return False
    rows = cell.splitlines()
    return len(rows) > 1 and any(row.count(separator) >= max(width - 1, 1) for row in rows)
