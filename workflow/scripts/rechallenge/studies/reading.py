"""From a folder or a file to typed rows, with everything that was found on the way."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from rechallenge.errors import DataError
from rechallenge.risk_of_bias.scheme import bias_columns
from rechallenge.studies.checks.bias_checks import check_judged
from rechallenge.studies.checks.printing import check_printing
from rechallenge.studies.checks.row_checks import check_rows
from rechallenge.studies.checks.study_checks import check_studies
from rechallenge.studies.files.grid import Grid, unreadable
from rechallenge.studies.files.headers import normalised, our_name
from rechallenge.studies.files.lines import Lines
from rechallenge.studies.files.sources import named_files, shown_path, study_files
from rechallenge.studies.files.spreadsheet import read_sheet
from rechallenge.studies.files.tables import Table, read_table
from rechallenge.studies.files.text import read_text
from rechallenge.studies.findings import Finding, in_order, quoted
from rechallenge.studies.judgements import BiasSource, read_judgements, with_judgements
from rechallenge.studies.placing import ErrorsByPlace
from rechallenge.studies.stored import FileRows, Rows
from rechallenge.studies.typed_tables import type_rows

LATEST_YEAR = 2100
_NO_COLUMNS: Mapping[str, str] = MappingProxyType({})
_OWN_COLUMNS = BiasSource()


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyData:
    """The rows of all study files, and what was found in them.

    Attributes
    ----------
    rows : Rows
        In the order of files and lines.
    findings : tuple of Finding
        By file, row, column and code.
    files : tuple of str
        Every study file, as messages name it.
    unreadable : tuple of str
        Files of which nothing can be relied on: they stop every analysis.
    headers : mapping of str to tuple of str
        The header of every file as written; empty where it could not be read.
    """

    rows: Rows = field(default_factory=Rows)
    findings: tuple[Finding, ...] = ()
    files: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop an analysis."""
        return tuple(finding for finding in self.findings if finding.level == "error")

    @property
    def studies(self) -> frozenset[str]:
        """The identifiers of the studies."""
        return frozenset(row.study_id for row in self.rows)

    @property
    def judged(self) -> bool:
        """Whether any file, or a file beside them, has judgements of the risk of bias."""
        one_of_each = {row.file: row for row in self.rows}
        return any(bias_columns(row.cells) for row in one_of_each.values())

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that rows name, sorted."""
        said = set(self.rows.outcomes())
        return tuple(sorted(said - {""}))


def read_studies(
    path: Path,
    *,
    root: Path,
    columns: Mapping[str, str] = _NO_COLUMNS,
    sheet: str | None = None,
    outcomes: Collection[str] = (),
    latest_year: int = LATEST_YEAR,
    only: Collection[str] | None = None,
    bias: BiasSource = _OWN_COLUMNS,
) -> StudyData:
    """Read and check study files.

    Parameters
    ----------
    path : Path
        A folder, of which every CSV, TSV and XLSX file is read (not those of its folders), or one
        such file with any number of studies.
    root : Path
        The review folder; messages name files relative to it.
    columns : mapping of str to str
        Our names of columns and the headers that stand for them in the files.
    sheet : str or None
        The sheet of workbooks; when None the first that is not hidden, or the only one that names
        columns of studies where that one does not.
    outcomes : collection of str
        Outcomes that analyses ask for; with more than one, every row must name its own.
    latest_year : int
        The last year that a publication may have.
    only : collection of str, optional
        Read these files alone, named as in messages.
    bias : BiasSource
        By which tool the risk of bias was judged, and whether a file of its own holds the
        judgements.

    Raises
    ------
    DataError
        When there is nothing to read at `path`, or the file of judgements cannot be used.
    """
    with _without_collection():
        return _read(
            path,
            root=root,
            columns=columns,
            sheet=sheet,
            outcomes=outcomes,
            latest_year=latest_year,
            only=only,
            bias=bias,
        )


@contextmanager
def _without_collection() -> Iterator[None]:
    """Leave out the search for cycles, which slows millions of objects and finds none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read(
    path: Path,
    *,
    root: Path,
    columns: Mapping[str, str],
    sheet: str | None,
    outcomes: Collection[str],
    latest_year: int,
    only: Collection[str] | None,
    bias: BiasSource,
) -> StudyData:
    named = None if only is None else named_files(only, root=root)
    paths, passed_over = study_files(path, root=root) if named is None else (named, ())
    findings = list(passed_over)
    tables: dict[str, Table] = {}
    files: list[FileRows] = []
    for study_path in paths:
        name = shown_path(study_path, root=root)
        if only is not None and name not in only:
            continue
        table = read_table(_grid(study_path, name, columns, sheet), columns=columns)
        typed, about_cells = type_rows(table, latest_year=latest_year)
        findings += [*table.findings, *check_printing(typed, table)]
        # The cells are in the rows from here on.
        tables[name] = replace(table, lines=Lines())
        checked, about_rows = check_rows(typed, tables[name])
        files.append(checked)
        findings += [*about_cells, *about_rows]
        del table, typed, checked
    findings += _unused_columns(tables.values(), columns, shown_path(path, root=root))
    rows, about_studies = check_studies(
        Rows(tuple(files)), tables, outcomes=outcomes, bias_tool=bias.tool
    )
    if bias.file:
        rows, about_judgements = _judged(rows, tables, bias, root, whole=only is None)
        findings += about_judgements
    ordered = in_order([*findings, *about_studies])
    return StudyData(
        rows=_with_soundness(rows, ordered, tables),
        findings=ordered,
        files=tuple(tables),
        unreadable=tuple(name for name, table in tables.items() if not table.readable),
        headers={name: table.headers for name, table in tables.items()},
    )


def _judged(
    rows: Rows, tables: Mapping[str, Table], bias: BiasSource, root: Path, *, whole: bool
) -> tuple[Rows, list[Finding]]:
    """Lay the judgements of a file of their own beside the rows."""
    name = bias.file or ""
    both = [file for file, table in tables.items() if bias_columns(table.names)]
    if both:
        raise DataError(
            f"{name}: {both[0]} has columns of judgements (rob_…) too; keep the judgements in one "
            "of the two places."
        )
    judged = read_judgements(name, root=root)
    found = check_judged(judged, tool=bias.tool, file=name)
    return with_judgements(rows, judged, file=name, whole=whole), found


def _with_soundness(rows: Rows, findings: Sequence[Finding], tables: Collection[str]) -> Rows:
    """Mark the rows that an error makes unusable."""
    errors = [finding for finding in findings if finding.level == "error"]
    by_place = ErrorsByPlace.of(errors, rows=rows, files=tables)
    at_fault = rows.positions(by_place.of_rows).values()
    marked = rows.changed({at: replace(rows[at], sound=False) for at in at_fault})
    if by_place.of_review:
        return marked.unsound(tables)
    return marked.unsound(by_place.of_files)


def _grid(path: Path, name: str, columns: Mapping[str, str], sheet: str | None) -> Grid:
    try:
        data = path.read_bytes()
    except OSError as error:
        return unreadable(
            Finding(
                code="E101",
                file=name,
                problem=f"cannot be opened ({error.strerror})",
                remedy="close other programs that hold it and check its permissions",
            )
        )
    if path.suffix.lower() == ".xlsx":
        return read_sheet(data, file=name, sheet=sheet, columns=columns)
    return read_text(data, file=name, is_name=partial(_is_name, columns=columns))


def _is_name(header: str, *, columns: Mapping[str, str]) -> bool:
    return bool(our_name(header, columns))


def _unused_columns(
    tables: Iterable[Table], columns: Mapping[str, str], place: str
) -> list[Finding]:
    """Report headers that the configuration names and no file has (E106)."""
    present = {normalised(header) for table in tables for header in table.headers}
    return [
        Finding(
            code="E106",
            file=place,
            column=header,
            problem=f"the configuration maps “{name}” to {quoted(header)}, but no file has such a "
            "column",
            remedy="correct “data: columns:” in the configuration, or the header in the files",
        )
        for name, header in columns.items()
        if normalised(header) not in present
    ]
