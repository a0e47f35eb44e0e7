"""Side tables of a review, such as published values, read as text with located errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.studies.files.grid import column_letter
from rechallenge.studies.files.text import read_text
from rechallenge.studies.findings import quoted

PUBLISHED_COLUMNS = ("review", "outcome", "pooled_percent")
UNRESOLVED_COLUMNS = ("study", "percent")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as text.

    Attributes
    ----------
    headers : mapping of str to str
        Each header as the file writes it, by the same in lower case; in the order of the file.
    rows : tuple of (int, mapping of str to str)
        Number and cells, by header in lower case, of each row that is not blank.
    notes : tuple of str
        What the reader has to say, such as the encoding that it took.
    """

    headers: Mapping[str, str]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    notes: tuple[str, ...]


def read_records(
    path: str | Path, *, required: Sequence[str], file: str | None = None
) -> tuple[Mapping[str, str], ...]:
    """Read a CSV file into one mapping of text for each row that is not blank.

    See `read_numbered`.
    """
    numbered = read_numbered(path, required=required, file=file)
    return tuple(record for _, record in numbered)


def read_numbered(
    path: str | Path, *, required: Sequence[str], file: str | None = None
) -> tuple[tuple[int, Mapping[str, str]], ...]:
    """Read a CSV file into the number and the cells of each row that is not blank.

    See `read_sheet`.
    """
    return read_sheet(path, required=required, file=file).rows


def read_sheet(
    path: str | Path,
    *,
    required: Sequence[str] = (),
    file: str | None = None,
    apart: bool = False,
) -> Sheet:
    """Read a CSV file with its headers and whatever the reader noted.

    Parameters
    ----------
    path : str or Path
    required : sequence of str
        Columns that must be there, such as `PUBLISHED_COLUMNS`.
    file : str, optional
        How the reviewer knows the file; the path when left out.
    apart : bool
        Whether columns of one name are told apart by their letters, ``Notes (column F)``, where
        otherwise they are an error.

    Raises
    ------
    DataError
        When the file cannot be read, lacks a column, or has a row that does not fit its header.
    """
    name = str(path) if file is None else file
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise DataError(
            f"{name}: cannot be read ({error.strerror}); correct its path in the configuration."
        ) from error
    grid = read_text(data, file=name, is_name=lambda header: header in required)
    if not grid.readable:
        raise DataError([finding.message for finding in grid.findings])
    lines = [line for line in grid.lines if not line.blank]
    if not lines:
        wanted = _listed(required) if required else "of a table"
        raise DataError(f"{name}: the file is empty; give it the columns {wanted}.")
    titles = _apart(lines[0].cells) if apart else list(lines[0].cells)
    headers = [title.casefold() for title in titles]
    problems = [
        f"{name}, row {lines[0].number}: no column {quoted(column)}; add it, or rename the column "
        "that holds it."
        for column in required
        if column not in headers
    ]
    problems += [
        f"{name}, row {lines[0].number}: two columns are called {quoted(header)}; rename one."
        for header in sorted({h for h in headers if h and headers.count(h) > 1})
    ]
    records = []
    for line in lines[1:]:
        cells, spare = line.cells[: len(headers)], line.cells[len(headers) :]
        if line.torn:
            problems.append(
                f"{name}, row {line.number}: a quotation mark is not closed; close it or remove it."
            )
        if len(cells) < len(headers) or any(spare):
            problems.append(
                f"{name}, row {line.number}: {len(line.cells)} cells where the header has "
                f"{len(headers)}; put quotes around text that holds a separator."
            )
            continue
        records.append((line.number, dict(zip(headers, cells, strict=True))))
    if problems:
        raise DataError(problems)
    written = dict(zip(headers, titles, strict=True))
    return Sheet(written, tuple(records), tuple(finding.message for finding in grid.findings))


def _apart(titles: Sequence[str]) -> list[str]:
    """Give columns of one name the letters that a spreadsheet has for them."""
    often = Counter(title.casefold() for title in titles)
    return [
        f"{title} (column {column_letter(index)})"
        if title and often[title.casefold()] > 1
        else title
        for index, title in enumerate(titles)
    ]


def read_published(name: str | None, *, root: Path) -> tuple[Mapping[str, str], ...]:
    """Read the pooled values that earlier reviews print; none where the review names no file.

    Raises
    ------
    DataError
        See `read_records`.
    """
    return read_records(root / name, required=PUBLISHED_COLUMNS, file=name) if name else ()


def read_unresolved(name: str | None, *, root: Path) -> tuple[Mapping[str, str], ...]:
    """Read the printed figures that fit no count; none where the review names no file.

    Raises
    ------
    DataError
        See `read_records`.
    """
    return read_records(root / name, required=UNRESOLVED_COLUMNS, file=name) if name else ()


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(quoted(column) for column in columns)
