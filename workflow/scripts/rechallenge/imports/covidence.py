"""The data-extraction export of Covidence: one row for each study and reviewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.imports.covidence_columns import (
    NUMBER,
    OWN,
    REVIEWER,
    Layout,
    Pair,
    lay_out,
)
from rechallenge.imports.rows import (
    ImportedRows,
    check_there,
    columns_left,
    count_problem,
    rows_named,
    spoken,
)
from rechallenge.studies.cells import is_missing, read_count, visible
from rechallenge.studies.checks.spelling import same_spelling
from rechallenge.studies.files.records import Sheet, read_sheet
from rechallenge.studies.findings import quoted

CONSENSUS = "consensus"
Numbered = tuple[int, Mapping[str, str]]


def read_covidence(
    path: Path, *, columns: Mapping[str, str] | None = None, arm: str | None = None
) -> ImportedRows:
    """Read a data-extraction export of Covidence.

    Of several rows of a study the one of the reviewer “Consensus” is taken; without it, rows that
    agree in every cell that is used.

    Parameters
    ----------
    path : Path
    columns : mapping of str to str, optional
        Headers in the file by our name of the column, where their words do not tell.
    arm : {"experimental", "control"}, optional
        Whose counts are taken where the headers name arms.

    Raises
    ------
    DataError
        When the file cannot be read, columns cannot be told, reviewers disagree, a count cannot be
        read, or no row has counts.
    """
    check_there(path)
    file = spoken(path)
    sheet = read_sheet(path, file=file, apart=True)
    layout = lay_out(sheet.headers, named=columns or {}, arm=arm, file=file)
    chosen, notes = _chosen(sheet, layout, file)
    rows: list[Mapping[str, str]] = []
    told = [*sheet.notes, *notes]
    problems = []
    name = spoken(Path(path.name))
    for pair in layout.pairs:
        blank, nobody = [], []
        for number, record in chosen:
            events, total = visible(record[pair.events]), visible(record[pair.total])
            if is_missing(events) or is_missing(total):
                blank.append(number)
                continue
            named = (sheet.headers[pair.events], sheet.headers[pair.total])
            problem = count_problem(events, total, names=named)
            if problem:
                problems.append(f"{file}, row {number}, {problem}.")
            elif read_count(total).value == 0:
                nobody.append(number)
            else:
                place = f"{name}, row {number}"
                rows.append(_row(record, pair, layout.describing, place))
        where = f"{quoted(sheet.headers[pair.events])} or {quoted(sheet.headers[pair.total])}"
        if blank:
            told.append(f"{file}, {rows_named(blank)}: left out, because {where} is blank.")
        if nobody:
            told.append(f"{file}, {rows_named(nobody)}: left out, because there are no patients.")
    if problems:
        raise DataError(problems)
    if not rows:
        raise DataError(f"{file}: no row has both counts; {' '.join(told) or 'it has no rows.'}")
    return ImportedRows(tuple(rows), (*told, *_left(sheet, layout, file)))


def _chosen(sheet: Sheet, layout: Layout, file: str) -> tuple[list[Numbered], list[str]]:
    """Return one row for each study, and what is to be told about the reviewers."""
    problems: list[str] = []
    chosen, alone, agreed, passed = [], [], [], []
    for rows in _by_study(sheet, layout, file, problems):
        consensus = [row for row in rows if _reviewer(row[1]).casefold() == CONSENSUS]
        again = _twice(rows)
        if again:
            whose = f"{quoted(again[1])} has" if again[1] else "there is"
            problems.append(
                f"{file}, row {again[0]}: {whose} an earlier row for this study; keep one of them."
            )
        elif consensus:
            passed += [number for number, record in rows if record is not consensus[0][1]]
        elif len(rows) > 1:
            found = _disagreements(rows, sheet, layout, file)
            problems += found
            agreed += [] if found else [number for number, _ in rows]
        elif REVIEWER in sheet.headers:
            alone.append(rows[0][0])
        chosen.append((consensus or rows)[0])
    if problems:
        raise DataError(problems)
    notes = []
    if passed:
        notes.append(f"{file}, {rows_named(passed)}: not used, because the consensus is there.")
    if agreed:
        notes.append(
            f"{file}, {rows_named(sorted(agreed))}: no consensus, but the reviewers agree in every "
            "cell that is used."
        )
    if alone:
        notes.append(
            f"{file}, {rows_named(alone)}: taken from one reviewer, with no second one and no "
            "consensus."
        )
    return chosen, notes


def _by_study(sheet: Sheet, layout: Layout, file: str, problems: list[str]) -> list[list[Numbered]]:
    """Gather the rows of each study; the number that Covidence gives tells studies apart."""
    groups: dict[str, list[Numbered]] = defaultdict(list)
    owners: dict[str, tuple[str, int]] = {}
    for number, record in sheet.rows:
        study = visible(record[layout.describing["study"]])
        place = f"{file}, row {number}, column {quoted(sheet.headers[layout.describing['study']])}"
        if not study:
            problems.append(f"{place}: the study has no name; write it.")
            continue
        key = visible(record.get(NUMBER, "")) or same_spelling(study)
        owner, first = owners.setdefault(same_spelling(study), (key, number))
        if owner != key:
            problems.append(
                f"{place}: {quoted(study)} is another study in row {first}, with another number "
                "in “Covidence #”; give one of them another name, such as 2020a."
            )
        if REVIEWER not in sheet.headers:
            # Without reviewers, a further row can only be a further arm or outcome.
            key += _parts(record, layout)
        groups[key].append((number, record))
    return list(groups.values())


def _parts(record: Mapping[str, str], layout: Layout) -> str:
    cells = (layout.describing.get(name, "") for name in ("arm", "outcome"))
    return "".join(f"\n{same_spelling(record[header])}" for header in cells if header)


def _reviewer(record: Mapping[str, str]) -> str:
    return visible(record.get(REVIEWER, ""))


def _twice(rows: list[Numbered]) -> tuple[int, str] | None:
    """Return the row and name of a reviewer who has an earlier row."""
    seen = set()
    for number, record in rows:
        reviewer = _reviewer(record)
        if reviewer.casefold() in seen:
            return number, reviewer
        seen.add(reviewer.casefold())
    return None


def _disagreements(rows: list[Numbered], sheet: Sheet, layout: Layout, file: str) -> list[str]:
    (first, model), *others = rows
    return [
        f"{file}, row {number}, column {quoted(sheet.headers[header])}: "
        f"{_shown(record[header])}, but {_shown(model[header])} in row {first} by another reviewer "
        "of the study; export the consensus, or correct one of them."
        for number, record in others
        for header in layout.used
        if visible(record[header]) != visible(model[header])
    ]


def _shown(cell: str) -> str:
    return quoted(visible(cell)) if visible(cell) else "blank"


def _row(
    record: Mapping[str, str], pair: Pair, describing: Mapping[str, str], place: str
) -> dict[str, str]:
    cells = {name: visible(record[header]) for name, header in describing.items()}
    return cells | {
        "outcome": cells.get("outcome") or pair.outcome,
        "events": str(read_count(visible(record[pair.events])).value),
        "total": str(read_count(visible(record[pair.total])).value),
        "locator": cells.get("locator") or f"{place}{f' ({pair.arm} arm)' if pair.arm else ''}",
    }


def _left(sheet: Sheet, layout: Layout, file: str) -> tuple[str, ...]:
    known = {*layout.used, *OWN} - {"title"}
    names = [
        written
        for header, written in sheet.headers.items()
        if header not in known and any(visible(record[header]) for _, record in sheet.rows)
    ]
    return columns_left(file, names)
