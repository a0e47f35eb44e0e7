"""Judgements of the risk of bias in a file of their own, laid out as robvis expects it.

A row is a study; the columns are ``Study``, one for each domain (``D1``, ``D2``, … or its name),
``Overall`` and, where there is one, ``Weight``, which is not used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.risk_of_bias.scheme import AUTO, column_named
from rechallenge.studies.cells import visible
from rechallenge.studies.checks.spelling import same_spelling
from rechallenge.studies.files.records import read_numbered
from rechallenge.studies.findings import quoted
from rechallenge.studies.rows import Row
from rechallenge.studies.stored import Rows

WEIGHTS = ("weight", "weights")
"""Headers of the column for which robvis has a use and a pooled proportion has none."""
_NOT_DOMAINS = frozenset({"study", *WEIGHTS, ""})


@dataclass(frozen=True, slots=True)
class BiasSource:
    """Where judgements stand, and by which tool they were made.

    Attributes
    ----------
    tool : str
        As ``figures: risk_of_bias`` names it.
    file : str or None
        A file of judgements beside the studies, relative to the review folder.
    """

    tool: str = AUTO
    file: str | None = None


@dataclass(frozen=True, slots=True)
class JudgedStudy:
    """One row of a file of judgements.

    Attributes
    ----------
    line : int
        As a spreadsheet numbers it.
    study : str
    cells : mapping of str to str
        Text by the column (``rob_d1``) that it stands for.
    headers : mapping of str to str
        The header in the file by the same columns.
    """

    line: int
    study: str
    cells: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)


def read_judgements(name: str | None, *, root: Path, called: str = "") -> tuple[JudgedStudy, ...]:
    """Read a file of judgements; none where the review names no file.

    Messages name the file as it is `called`, as the review names it when left out.

    Raises
    ------
    DataError
        When the file cannot be read, has no domain, or names a study twice or not at all.
    """
    if not name:
        return ()
    file = called or name
    judged: list[JudgedStudy] = []
    problems = []
    seen: dict[str, int] = {}
    for number, record in read_numbered(root / name, required=("study",), file=file):
        headers = {column_named(header): header for header in record if header not in _NOT_DOMAINS}
        study = visible(record["study"])
        place = f"{file}, row {number}"
        if not headers:
            raise DataError(
                f"{file}, row 1: there are no domains beside “Study”; add a column for each, such "
                "as D1, D2 and Overall."
            )
        if not study:
            problems.append(f"{place}: the study has no name; write it in the column “Study”.")
        elif study in seen:
            problems.append(
                f"{place}: {quoted(study)} stands in row {seen[study]} already; keep one of them."
            )
        seen.setdefault(study, number)
        cells = {column: visible(record[header]) for column, header in headers.items()}
        judged.append(JudgedStudy(number, study, cells, headers))
    if problems:
        raise DataError(problems)
    return tuple(judged)


def with_judgements(
    rows: Rows, judged: Sequence[JudgedStudy], *, file: str, whole: bool = True
) -> Rows:
    """Give every row of a study the judgements of that study, and other rows blank ones.

    Parameters
    ----------
    rows : Rows
    judged : sequence of JudgedStudy
    file : str
        The file of judgements, for messages.
    whole : bool
        Whether the rows are those of the whole review, so that every study must be among them.

    Raises
    ------
    DataError
        Where a study is not among the rows, or could be two of them.
    """
    known = _identifiers(rows)
    problems = []
    found: dict[str, JudgedStudy] = {}
    for study in judged:
        matching = known.get(study.study) or known.get(same_spelling(study.study)) or set()
        place = f"{file}, row {study.line} (study {quoted(study.study)})"
        if len(matching) > 1:
            listed = " and ".join(quoted(name) for name in sorted(matching))
            problems.append(f"{place}: the study may be {listed}; write its study_id instead.")
        elif matching:
            found[next(iter(matching))] = study
        elif whole:
            close = get_close_matches(study.study, [row.study for row in rows], n=1)
            hint = f"did you mean {quoted(close[0])}? " if close else ""
            problems.append(
                f"{place}: no study file has a study of this name; {hint}write it as in the study "
                "files, or delete the row."
            )
    if problems:
        raise DataError(problems)
    blank = dict.fromkeys(judged[0].cells if judged else (), "")
    said = {study_id: study.cells for study_id, study in found.items()}
    return rows.changed(
        {
            position: replace(row, cells={**row.cells, **said.get(row.study_id, blank)})
            for position, row in enumerate(rows)
        }
    )


def _identifiers(rows: Iterable[Row]) -> Mapping[str, set[str]]:
    """Return the identifiers that a name, or another spelling of it, may stand for."""
    known: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in (row.study, row.study_id, same_spelling(row.study)):
            known[name].add(row.study_id)
    return known
