"""The table in a file: which row names the columns, and which rows fit under them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rechallenge.studies.cells import visible
from rechallenge.studies.files.grid import Grid, column_letter
from rechallenge.studies.files.header_checks import HeaderChecks, numbers_in
from rechallenge.studies.files.headers import missing_columns, our_name, unique_names
from rechallenge.studies.files.lines import Line, Lines
from rechallenge.studies.files.ragged import check_header, check_widths
from rechallenge.studies.findings import Finding, listing, quoted

_TITLE_ROWS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file's header and the rows under it.

    Attributes
    ----------
    file : str
        The file as the reviewer knows it.
    headers : tuple of str
        The header as written.
    names : tuple of str
        For every column our name, or the header of a column that is not ours; empty to skip it.
    lines : Lines
        The rows that hold anything.
    loose : frozenset of int
        Rows whose cells may stand under wrong columns.
    separator : str
        What stands between columns; empty for spreadsheets.
    findings : tuple of Finding
    readable : bool
        False when the columns could not be told.
    """

    file: str
    headers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    lines: Lines = field(default_factory=Lines)
    loose: frozenset[int] = frozenset()
    separator: str = ""
    findings: tuple[Finding, ...] = ()
    readable: bool = True

    def label(self, name: str) -> str:
        """Return a column as the file calls it, with its letter in spreadsheets."""
        if name not in self.names:
            return name
        index = self.names.index(name)
        header = self.headers[index]
        return header if self.separator else f"{column_letter(index)} ({header})"


def read_table(grid: Grid, *, columns: Mapping[str, str]) -> Table:
    """Find the header of a file and fit its rows under it.

    Parameters
    ----------
    grid : Grid
        The lines of the file.
    columns : mapping of str to str
        Our names and the headers that the configuration maps them to.

    Returns
    -------
    Table
        With findings N102, E104, E105, E106 and W115; not readable when no row names a
        column that is known.
    """
    if not grid.readable:
        return Table(file=grid.file, findings=grid.findings, readable=False)
    blank = grid.lines.blank()
    lines = grid.lines.without(blank)
    if not lines:
        empty = Finding(
            code="E105", file=grid.file, problem="is empty", remedy="fill it, or delete the file"
        )
        return Table(file=grid.file, findings=(*grid.findings, empty), readable=False)
    top = _header_index(lines, columns)
    body = lines[top + 1 :]
    all_headers = tuple(visible(cell) for cell in lines[top].cells)
    headers = all_headers[: _width(all_headers, body)]
    names, repeated = unique_names(headers, columns)
    known = any(our_name(header, columns) for header in headers)
    ragged = check_widths(
        body,
        file=grid.file,
        names=names,
        header_cells=len(all_headers),
        separator=grid.separator,
    )
    about_header = HeaderChecks(grid.file, lines[top].number, headers, grid.separator)
    nameless = about_header.no_header(names, body)
    findings = (
        *grid.findings,
        *_leftovers(grid, [grid.lines.numbers[at] for at in blank], all_headers, body),
        *(_title(grid.file, line) for line in lines[:top]),
        *check_header(lines[top], file=grid.file, separator=grid.separator),
        *(nameless or about_header.faults(names, body, repeated)),
        *_no_rows(grid.file, body),
        *(() if nameless else ragged),
    )
    loose = body.numbers if repeated else (f.rows[0] for f in ragged)
    return Table(
        file=grid.file,
        headers=headers,
        names=names,
        lines=body,
        loose=frozenset(loose),
        separator=grid.separator,
        findings=findings,
        readable=known and not nameless,
    )


def _header_index(lines: Sequence[Line], columns: Mapping[str, str]) -> int:
    """Return the first row that names what is needed, else the first that is no title."""
    top = lines[:_TITLE_ROWS]
    for index, line in enumerate(top):
        if not missing_columns(our_name(visible(cell), columns) for cell in line.cells):
            return index
    below = next((index for index, line in enumerate(top) if len(_filled(line)) > 1), 0)
    return below if not numbers_in(lines[below].cells) else 0


def _filled(line: Line) -> list[str]:
    return [cell for cell in line.cells if cell]


def _width(headers: Sequence[str], body: Lines) -> int:
    """Count the columns up to the last that has a name, or values in at least half of the rows.

    One row with a cell too many makes spreadsheet programs pad the header with blanks; the row is
    at fault then, not the header.
    """
    width = max((index for index, header in enumerate(headers, start=1) if header), default=0)
    if width == len(headers):
        return width
    used = body.filled()
    while width < len(headers) and 2 * used[width] >= max(len(body), 1):
        width += 1
    return width


def _title(file: str, line: Line) -> Finding:
    text = _filled(line)[0]
    return Finding(
        code="E105",
        file=file,
        rows=(line.number,),
        problem=f"{quoted(text)} looks like a title, not column names",
        remedy="delete this row, so that the first row names the columns",
    )


def _no_rows(file: str, body: Lines) -> list[Finding]:
    if body:
        return []
    return [
        Finding(
            code="W115",
            file=file,
            problem="has column names but no rows under them",
            remedy="add the rows, or delete the file",
        )
    ]


def _leftovers(
    grid: Grid, rows: Sequence[int], headers: Sequence[str], body: Lines
) -> list[Finding]:
    clauses = list(grid.leftovers)
    if rows:
        clauses.append(f"{'rows' if len(rows) > 1 else 'row'} {listing(rows)} blank")
    used = body.filled() if not all(headers) else Counter[int]()
    blank = [i + 1 for i, header in enumerate(headers) if not header and not used[i]]
    if blank:
        clauses.append(f"{'columns' if len(blank) > 1 else 'column'} {listing(blank)} blank")
    if not clauses:
        return []
    return [
        Finding(
            code="N102",
            file=grid.file,
            problem=f"{'; '.join(clauses)}: ignored",
            remedy="nothing to do",
        )
    ]
