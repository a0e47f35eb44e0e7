"""An independent reading of a mutated file, and what must hold of the program's reading."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from benchmarks.fuzz.cases import BASES, Case, bases
from benchmarks.planted.drafts import to_csv
from rechallenge import pool
from rechallenge.errors import ConfigError, DataError, InputError
from rechallenge.studies import Finding, Row, StudyData, read_studies

_COUNTS = ("events", "total")
_NAMED = ("study", "outcome", "arm")
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
        elif row.recovered:
            yield from _recovered(case, row)
        else:
            yield from _counted(case, data, row, tables)
            total = case.mutation == "total row" and row.line == len(tables[0])
            if total and not _named(data.findings, row):
                yield f"row {row.line} is a total and pooled as a study"


def _unchanged(case: Case, data: StudyData) -> Iterator[str]:
    written = Counter(
        (study, events, total, round(float(percent), 9) if percent else None)
        for study, events, total, percent in case.original
    )
    read = Counter(
        (r.study, str(r.events), str(r.total), _rounded(r.numbers.get("percent")))
        for r in data.rows
        if r.sound
    )
    if read != written:
        yield f"harmless, but other: {written - read} read as {read - written}"
    new = _alarms(data) - _alarms_of_base(case.base)
    if new:
        told = [finding.message for finding in data.findings if finding.code in new]
        yield f"harmless, but {told[0]}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 9)


def _alarms(data: StudyData) -> Counter[str]:
    return Counter(finding.code for finding in data.findings if finding.level != "note")


@lru_cache(maxsize=BASES)
def _alarms_of_base(base: int) -> Counter[str]:
    """Return what the checks say of a file before it is mutated."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.csv"
        path.write_text(to_csv(bases()[base].grid()), encoding="utf-8")
        return _alarms(read_studies(path, root=path.parent, latest_year=2030))


def _recovered(case: Case, row: Row) -> Iterator[str]:
    """A recovered count is what was blanked, or at least within the last printed digit."""
    if case.in_place:
        _, events, total, _ = case.original[row.line - 2]
        if (str(row.events), str(row.total)) != (events, total):
            yield f"row {row.line}: {row.events}/{row.total} recovered instead of {events}/{total}"
        return
    printed = row.cells.get("percent", "").replace(",", ".").strip(" %")
    share = 100 * (row.events or 0) / (row.total or 1)
    step = 10.0 ** -len(printed.partition(".")[2])
    if not re.fullmatch(r"[0-9.]+", printed) or abs(share - float(printed)) > step:
        yield f"row {row.line}: {row.events}/{row.total} recovered from {printed!a} per cent"


def _counted(
    case: Case, data: StudyData, row: Row, tables: Sequence[Sequence[Sequence[str]]]
) -> Iterator[str]:
    if case.mutation == "broken workbook":
        key = (row.study, str(row.events), str(row.total))
        if key not in {written[:3] for written in case.original}:
            yield f"a broken workbook gave {key}"
        return
    if any(_agrees(row, table, data.findings) for table in tables):
        return
    yield (
        f"row {row.line} of {case.mutation}: read as {row.study!a}, {row.arm!a}, {row.outcome!a}, "
        f"{row.events}/{row.total}, which no plain reading gives and no note tells"
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
    return all(_same_name(row, name, cells, header) for name in _NAMED)


def _same_name(row: Row, name: str, cells: Sequence[str], header: Mapping[str, int]) -> bool:
    """Tell whether a name is what its cell says; blank ones may be filled from other rows."""
    if name not in header or header[name] >= len(cells):
        return True
    written = _plain(cells[header[name]])
    return written in ("", _plain(row.text(name)))


def _plain(text: str) -> str:
    kept = "".join(
        char for char in text if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf"}
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _header(table: Sequence[Sequence[str]]) -> dict[str, int] | None:
    for cells in table[:_TITLE_ROWS]:
        folded = ["".join(c for c in cell if c.isprintable()).strip().casefold() for cell in cells]
        names = [_NAMES.get(name, name) for name in folded]
        if "total" in names and "events" in names:
            return {name: names.index(name) for name in (*_COUNTS, *_NAMED) if name in names}
    return None


def _digits(text: str) -> int | None:
    """Read a number that may hold marks between thousands or a decimal of nothing."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"[.,·]0+$", "", plain)
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
