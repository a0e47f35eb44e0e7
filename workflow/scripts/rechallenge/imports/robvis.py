"""Judgements laid out for robvis, fitted to the studies of a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.imports.rows import check_there, columns_left, spoken
from rechallenge.risk_of_bias.scheme import AUTO, scheme_of
from rechallenge.risk_of_bias.tools import TOOLS
from rechallenge.studies.checks.spelling import same_spelling
from rechallenge.studies.files.records import Sheet, read_sheet
from rechallenge.studies.findings import quoted
from rechallenge.studies.judgements import WEIGHTS, JudgedStudy, read_judgements


@dataclass(frozen=True, slots=True)
class ImportedJudgements:
    """Judgements of studies that the review has.

    Attributes
    ----------
    headers : tuple of str
        As in the file.
    rows : tuple of mapping of str to str
        One per study, by header, with the name that the study has in the review under ``Study``.
    tool : str
        Name of the one tool whose number of domains and words fit; ``auto`` where none does.
    told : tuple of str
        One sentence for each study that is not in the review, and for weights.
    """

    headers: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    tool: str
    told: tuple[str, ...]


def read_robvis(path: Path, *, studies: Sequence[str]) -> ImportedJudgements:
    """Read a table of judgements and match it with studies by their names.

    Raises
    ------
    DataError
        When the file cannot be read, or judges a study twice.
    """
    check_there(path)
    file = spoken(path)
    sheet = read_sheet(path, required=("study",), file=file)
    judged = read_judgements(str(path), root=Path(), called=file)
    if not judged:
        raise DataError(f"{file}: there is no row under the header; add one for each study.")
    names = {same_spelling(name): name for name in studies}
    rows: dict[str, Mapping[str, str]] = {}
    problems = []
    told = [*sheet.notes, *_weights_left(file, sheet)]
    for study in judged:
        place = f"{file}, row {study.line} (study {quoted(study.study)})"
        name = names.get(same_spelling(study.study))
        if name is None:
            close = get_close_matches(study.study, studies, n=1)
            hint = f"; did you mean {quoted(close[0])}?" if close else "."
            told.append(f"{place}: left out, because no study has this name{hint}")
        elif name in rows:
            problems.append(f"{place}: {quoted(name)} is judged in an earlier row; keep one.")
        else:
            cells = {header: study.cells[column] for column, header in study.headers.items()}
            rows[name] = {"Study": name} | cells
    if problems:
        raise DataError(problems)
    headers = ("Study", *judged[0].headers.values())
    return ImportedJudgements(headers, tuple(rows.values()), _tool(judged), tuple(told))


def _weights_left(file: str, sheet: Sheet) -> tuple[str, ...]:
    names = [name for name in WEIGHTS if name in sheet.headers]
    return columns_left(file, [sheet.headers[name] for name in names])


def _tool(judged: Sequence[JudgedStudy]) -> str:
    """Name the tool that has these domains and all these words, where only one has."""
    fitting = []
    for name, tool in TOOLS.items():
        scheme = scheme_of(name, tuple(judged[0].cells)) if tool.domains else None
        if scheme is None or scheme.unknown or scheme.absent:
            continue
        if all(scheme.knows(c, text) for study in judged for c, text in study.cells.items()):
            fitting.append(name)
    return fitting[0] if len(fitting) == 1 else AUTO
