"""Rows of a Cochrane data package: events and patients of one arm."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.imports.rows import (
    ImportedRows,
    check_there,
    columns_left,
    count_problem,
    rows_named,
    spoken,
)
from rechallenge.studies.cells import read_count, visible
from rechallenge.studies.files.records import Sheet, read_sheet

ARMS = ("experimental", "control")
_USED = ("analysis group", "analysis number", "analysis name", "study", "study year", "subgroup")
_NEEDED = ("study", "experimental cases", "experimental n", "control cases", "control n")


def read_data_rows(path: Path, *, arm: str | None = None) -> ImportedRows:
    """Read the data rows of a Cochrane review.

    Parameters
    ----------
    path : Path
    arm : {"experimental", "control"}, optional
        Whose counts are taken; may be left out where only one arm has any.

    Raises
    ------
    DataError
        When the file is no such table, a count cannot be read, or no row has the counts of the arm.
    """
    check_there(path)
    file = spoken(path)
    sheet = read_sheet(path, required=_NEEDED, file=file)
    arm = arm or _only_arm(file, [record for _, record in sheet.rows])
    rows, problems, without, nobody = [], [], [], []
    for number, record in sheet.rows:
        events, total = visible(record[f"{arm} cases"]), visible(record[f"{arm} n"])
        if not events or not total:
            without.append(number)
            continue
        problem = count_problem(events, total, names=(f"{arm} cases", f"{arm} N"))
        if not visible(record["study"]):
            problem = "column “Study”: the study has no name; write it"
        if problem:
            problems.append(f"{file}, row {number}, {problem}.")
        elif read_count(total).value == 0:
            nobody.append(number)
        else:
            rows.append(
                _row(record, events, total, arm, f"{spoken(Path(path.name))}, row {number}")
            )
    if problems:
        raise DataError(problems)
    if not rows:
        raise DataError(
            f"{file}: no row has cases and N of the {arm} arm. Means and standard errors (generic "
            "inverse variance) cannot be pooled as proportions, which need the number of patients "
            "with the outcome; export an analysis of dichotomous data, or name the other --arm."
        )
    told = list(sheet.notes)
    if without:
        told.append(
            f"{file}, {rows_named(without)}: left out, because cases or N of the {arm} arm are "
            "blank; a proportion cannot be had from a mean and a standard error."
        )
    if nobody:
        told.append(
            f"{file}, {rows_named(nobody)}: left out, because the {arm} arm has no patients."
        )
    return ImportedRows(tuple(rows), (*told, *_left(file, sheet, arm)))


def _only_arm(file: str, records: list[Mapping[str, str]]) -> str:
    having = [
        arm
        for arm in ARMS
        if any(visible(r[f"{arm} cases"]) and visible(r[f"{arm} n"]) for r in records)
    ]
    if len(having) == 2:
        raise DataError(
            f"{file}: both arms have counts, and one is pooled; add --arm experimental or "
            "--arm control to the command."
        )
    return having[0] if having else ARMS[0]


def _row(
    record: Mapping[str, str], events: str, total: str, arm: str, locator: str
) -> dict[str, str]:
    numbers = [visible(record.get(name, "")) for name in ("analysis group", "analysis number")]
    outcome = f"{'.'.join(filter(None, numbers))} {visible(record.get('analysis name', ''))}"
    return {
        "study": visible(record["study"]),
        "year": visible(record.get("study year", "")),
        "arm": visible(record.get("subgroup", "")),
        "outcome": outcome.strip() or "outcome",
        "events": str(read_count(events).value),
        "total": str(read_count(total).value),
        "locator": f"{locator} ({arm} arm)",
    }


def _left(file: str, sheet: Sheet, arm: str) -> tuple[str, ...]:
    used = {*_USED, f"{arm} cases", f"{arm} n"}
    return columns_left(
        file,
        [
            written
            for name, written in sheet.headers.items()
            if name not in used and any(visible(record[name]) for _, record in sheet.rows)
        ],
    )
