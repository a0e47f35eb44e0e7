"""An independent reading of a mutated file, and what must hold of the program's reading."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.fuzz.mutations import Case
from rechallenge import pool
from rechallenge.errors import ConfigError, DataError, InputError
from rechallenge.studies import Finding, Row, StudyData, read_studies

_COUNTS = ("events", "total")
_NAMES = {"responders": "events"}
_REPAIRS = {"N110", "N116", "N102"}
_TITLE_ROWS = 10
_HIDDEN = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f"}


def faults(case: Case, folder: Path, *, pooled: bool = False) -> list[str]:
    """Read a mutated file and list everything that must not be.

    Parameters
    ----------
    case : Case
    folder : Path
        An empty folder for the file; it is empty again afterwards.
    pooled : bool
        Pool the rows too.
    """
    path = folder / case.name
    path.write_bytes(case.data)
    try:
        data = read_studies(path, root=folder, latest_year=2030)
        found = [*_messages(data), *_rows(case, data)]
        if pooled:
            found += _pooling(data)
    except (DataError, ConfigError) as refusal:
        found = [] if all(case.name in text for text in refusal.messages) else ["no file named"]
    except Exception as crash:  # anything else is what is looked for
        found = [f"{type(crash).__name__}: {crash}"]
    finally:
        path.unlink()
    return found


def _messages(data: StudyData) -> Iterator[str]:
    for finding in data.findings:
        if not (finding.file and finding.problem and finding.remedy):
            yield f"a finding without file, problem or remedy: {finding.message}"
        if any(_unprintable(char) for char in finding.message):
            yield f"control characters in a message: {finding.message!a}"
        if any(row < 1 for row in finding.rows):
            yield f"a row below 1: {finding.message}"


def _unprintable(char: str) -> bool:
    return char in _HIDDEN or unicodedata.category(char) in {"Cc", "Zl", "Zp"}


def _rows(case: Case, data: StudyData) -> Iterator[str]:
    if case.harmless:
        yield from _unchanged(case, data)
        return
    tables = [case.grid] if case.grid is not None else list(_tables(case))
    for row in data.rows:
        if not row.sound:
            if not any(error.file == row.file for error in data.errors):
                yield f"row {row.line} is unsound without an error"
        elif not row.counted:
            if not _named(data.findings, row):
                yield f"row {row.line} has no numbers and no finding says so"
        elif not row.recovered:
            yield from _counted(case, data, row, tables)


def _unchanged(case: Case, data: StudyData) -> Iterator[str]:
    read = Counter((r.study, str(r.events), str(r.total)) for r in data.rows if r.sound)
    if read != Counter(case.original):
        yield f"harmless, but numbers differ: {case.original} read as {sorted(read)}"


def _counted(
    case: Case, data: StudyData, row: Row, tables: Sequence[Sequence[Sequence[str]]]
) -> Iterator[str]:
    if case.mutation == "broken workbook":
        key = (row.study, str(row.events), str(row.total))
        if key not in case.original:
            yield f"a broken workbook gave {key}"
        return
    if any(_agrees(row, table, data.findings) for table in tables):
        return
    yield (
        f"row {row.line} of {case.mutation}: read as {row.events}/{row.total}, which no plain "
        f"reading gives and no note tells"
    )


def _agrees(row: Row, table: Sequence[Sequence[str]], findings: Sequence[Finding]) -> bool:
    header = _header(table)
    if header is None or row.line > len(table):
        return False
    cells = table[row.line - 1]
    for name in _COUNTS:
        if name not in header or header[name] >= len(cells):
            return False
        written, read = cells[header[name]], row.events if name == "events" else row.total
        text = written.strip()
        if re.fullmatch(r"[0-9]+", text) and int(text) == read:
            continue
        repaired = any(f.code in _REPAIRS and row.line in f.rows for f in findings)
        if not (repaired and _digits(written) == read):
            return False
    return True


def _header(table: Sequence[Sequence[str]]) -> dict[str, int] | None:
    for cells in table[:_TITLE_ROWS]:
        folded = ["".join(c for c in cell if c.isprintable()).strip().casefold() for cell in cells]
        names = [_NAMES.get(name, name) for name in folded]
        if "total" in names and "events" in names:
            return {name: names.index(name) for name in _COUNTS}
    return None


def _digits(text: str) -> int | None:
    """Read a number that may hold marks between thousands or a decimal of nothing."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"[.,]0+$", "", plain)
    if any(unicodedata.category(char) == "No" for char in text):
        return None
    marks = "".join(char for char in plain if char.isdecimal())
    return int(marks) if marks else None


def _tables(case: Case) -> Iterator[list[list[str]]]:
    """Yield the tables that a plain reading may find: each separator, with or without quotes."""
    text = _decoded(case.data)
    for separator in ",;\t":
        yield list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        yield list(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        )
        # Quotation marks that do not match make a row uncertain; those after it stand alone.
        lines = io.StringIO(text, newline=None).read().split("\n")
        yield [next(csv.reader([line], delimiter=separator), []) for line in lines]


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _named(findings: Sequence[Finding], row: Row) -> bool:
    return any(f.file == row.file and (row.line in f.rows or not f.rows) for f in findings)


def _pooling(data: StudyData) -> Iterator[str]:
    rows = [row for row in data.rows if row.sound and row.counted]
    if not rows:
        return
    try:
        result = pool([row.events or 0 for row in rows], [row.total or 0 for row in rows])
    except InputError as refusal:
        yield f"sound rows cannot be pooled: {refusal}"
        return
    values = (result.estimate, result.ci_low, result.ci_high)
    if not all(value is not None and 0 <= value <= 1 for value in values):
        yield f"the pooled value is no proportion: {values}"
