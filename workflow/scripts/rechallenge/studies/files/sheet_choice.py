"""Which sheet of a workbook holds the studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rechallenge.studies.cells import visible
from rechallenge.studies.files.headers import missing_columns, our_name
from rechallenge.studies.findings import Finding, quoted

_TOP_ROWS = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """A sheet.

    Attributes
    ----------
    index : int or None
        Its position among the sheets, from 0; None where there is none to read.
    findings : tuple of Finding
        Which sheets are not read (N119; W133 where they hold studies), or that the sheet is
        missing (E118).
    """

    index: int | None
    findings: tuple[Finding, ...]


def choose_sheet(
    sheets: Sequence[Any], *, file: str, sheet: str | None, columns: Mapping[str, str]
) -> Choice:
    """Choose the named sheet, else the first that is not hidden.

    Where that one names no columns of studies, and exactly one other does, it is that other.

    Parameters
    ----------
    sheets : sequence of worksheet of openpyxl
    file : str
        The workbook in messages.
    sheet : str or None
        The name that the configuration gives.
    columns : mapping of str to str
        Our names and the headers that the configuration maps them to.
    """
    titles = [worksheet.title for worksheet in sheets]
    if sheet is not None and sheet in titles:
        return Choice(titles.index(sheet), ())
    if sheet is not None or not titles:
        return Choice(None, (_missing(file, sheet or "", titles),))
    shown = [i for i, worksheet in enumerate(sheets) if worksheet.sheet_state == "visible"]
    first = shown[0] if shown else 0
    if len(titles) == 1:
        return Choice(first, ())
    naming = [i for i in shown if _names_studies(sheets[i], columns)]
    index = first if first in naming or len(naming) != 1 else naming[0]
    unread = [titles[i] for i in naming if i != index]
    if unread and index in naming:
        return Choice(index, (_more_studies(file, titles[index], unread),))
    return Choice(index, (_others(file, titles, index, first, shown),))


def _names_studies(worksheet: Any, columns: Mapping[str, str]) -> bool:
    """Tell whether one of the first rows names the columns that are needed, with rows below it."""
    worksheet.reset_dimensions()
    named = False
    for row in worksheet.iter_rows(max_row=_TOP_ROWS + 1, values_only=True):
        if named and any(row):
            return True
        names = (our_name(visible(str(value)), columns) for value in row if value)
        named = named or not missing_columns(names)
    return False


def _missing(file: str, sheet: str, titles: Sequence[str]) -> Finding:
    return Finding(
        code="E118",
        file=file,
        problem=f"no sheet {quoted(sheet)}; the workbook has {_listed(titles)}",
        remedy="rename the sheet, or correct “data: sheet:” in the configuration",
    )


def _others(
    file: str, titles: Sequence[str], index: int, first: int, shown: Sequence[int]
) -> Finding:
    others = ", ".join(
        quoted(title) + ("" if i in shown else " (hidden)")
        for i, title in enumerate(titles)
        if i != index
    )
    which = f"only the first sheet {quoted(titles[index])} is read"
    if index != first:
        which = f"only the sheet {quoted(titles[index])}, which names columns of studies, is read"
    elif index:
        which = f"only the first sheet that is not hidden, {quoted(titles[index])}, is read"
    return Finding(
        code="N119",
        file=file,
        problem=f"{which}, not {others}",
        remedy="nothing to do, or name the sheet in the configuration (data: sheet:)",
    )


def _more_studies(file: str, title: str, unread: Sequence[str]) -> Finding:
    one = len(unread) == 1
    return Finding(
        code="W133",
        file=file,
        problem=f"only the sheet {quoted(title)} is read, but {_listed(unread)} "
        f"{'has' if one else 'have'} columns of studies too",
        remedy="put all studies into one sheet, with a column “outcome”, or save each sheet as a "
        "file of its own; to leave it so, name the sheet in the configuration (data: sheet:)",
    )


def _listed(titles: Sequence[str]) -> str:
    return ", ".join(map(quoted, titles)) or "none"
