"""Batches of a text file, and where its rows are broken."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import csv as arrow_csv

from rechallenge.errors import DataError
from rechallenge.studies.files.text import any_cell_size
from rechallenge.studies.findings import quoted

if TYPE_CHECKING:
    from rechallenge.sets.source import Table

BLOCK = 4 * 2**20
SHOWN = 10
SEPARATORS = (",", ";", "\t")
REMEDY = "open it in the program it came from and save it as “CSV UTF-8”"


def csv_batches(table: Table) -> Iterator[Mapping[str, Any]]:
    """Read a text file; see `rechallenge.sets.source.Table.batches`."""
    try:
        yield from _batches(table)
    except OSError as error:
        raise DataError(
            f"{table.name}: the file cannot be read ({error.strerror}); check its permissions."
        ) from None


def _batches(table: Table) -> Iterator[Mapping[str, Any]]:
    headers, separator = _header(table)
    found = table.found(headers)
    broken: list[int] = []

    def note(row: Any) -> str:
        broken.append(row.actual_columns)
        return "skip"

    try:
        reader = arrow_csv.open_csv(
            table.path,
            read_options=arrow_csv.ReadOptions(
                block_size=BLOCK, column_names=[str(i) for i in range(len(headers))], skip_rows=1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                # They keep their number in messages.
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=[str(headers.index(header)) for header in found.values()],
                column_types={str(i): pa.string() for i in range(len(headers))},
                strings_can_be_null=False,
            ),
        )
        for batch in reader:
            yield dict(zip(found, batch.columns, strict=True))
    except pa.ArrowInvalid as error:
        raise DataError(
            _undecodable(table)
            or f"{table.name}: the file cannot be read as a table ({_brief(error)}); {REMEDY}."
        ) from None
    if broken:
        raise DataError(_ragged(table, len(headers), separator, len(broken)))


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:160].rstrip(".")


def _header(table: Table) -> tuple[list[str], str]:
    """Read the headers and tell what separates the cells."""
    with table.path.open("rb") as stream:
        start = stream.read(BLOCK)
    if not start.strip(b"\xef\xbb\xbf\r\n\t ;,"):
        raise DataError(
            f"{table.name}: the file is empty; it needs a header with set, events and total, and "
            "a row for each study of each set."
        )
    if b"\0" in start[:1000]:
        raise DataError(f"{table.name}: this is not text in UTF-8; {REMEDY}.")
    line = start.decode("utf-8-sig", errors="replace")
    separator = max(SEPARATORS, key=re.split("[\r\n]", line, maxsplit=1)[0].count)
    with any_cell_size():
        headers = next(csv.reader(io.StringIO(line, newline=""), delimiter=separator))
    if any("\n" in header or "\r" in header for header in headers):
        raise DataError(
            f"{table.name}, row 1: a header goes over several lines; write each on one line, and "
            "close its quotation marks."
        )
    return [header.strip() for header in headers], separator


def _undecodable(table: Table) -> str:
    """Find the first line that is not UTF-8, which Arrow does not name."""
    with table.path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return (
                    f"{table.name}, line {number}: byte {line[error.start]:#04x} belongs to no "
                    f"text in UTF-8; {REMEDY}."
                )
    return ""


def _ragged(table: Table, expected: int, separator: str, count: int) -> list[str]:
    """Name the rows with too few or too many cells, which Arrow skips without their number."""
    messages: list[str] = []
    with (
        any_cell_size(),
        table.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream,
    ):
        for number, cells in enumerate(csv.reader(stream, delimiter=separator), 1):
            if cells and len(cells) != expected and len(messages) < SHOWN:
                text = separator.join(cells)
                messages.append(
                    f"{table.name}, row {number}: {len(cells)} cells stand here and {expected} in "
                    f"the header ({quoted(text)}); put quotes around cells that hold a separator, "
                    "or complete the row."
                )
            if len(messages) == SHOWN:
                break
    if count > len(messages):
        messages.append(f"{table.name}: {count - len(messages)} more rows are like these.")
    return messages
