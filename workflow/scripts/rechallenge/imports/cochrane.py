"""Rows of a Cochrane data package: events and patients of one arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.studies.cells import read_count, visible
from rechallenge.studies.files.records import read_numbered
from rechallenge.studies.findings import listing, quoted

ARMS = ("experimental", "control")
_USED = ("analysis group", "analysis number", "analysis name", "study", "study year", "subgroup")
_NEEDED = ("study", "experimental cases", "experimental n", "control cases", "control n")


@dataclass(frozen=True, slots=True)
class ImportedRows:
    """Rows for a study file, and what was not carried over.

    Attributes
    ----------
    rows : tuple of mapping of str to str
        Cells by the names of our columns.
    told : tuple of str
        One sentence for whatever was left behind.
    """

    rows: tuple[Mapping[str, str], ...]
    told: tuple[str, ...]


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
    file = str(path)
    if not path.is_file():
        raise DataError(f"{file}: there is no such file; correct the path behind --from-cochrane.")
    records = read_numbered(path, required=_NEEDED, file=file)
    arm = arm or _only_arm(file, [record for _, record in records])
    rows, problems, without, nobody = [], [], [], []
    for number, record in records:
        events, total = visible(record[f"{arm} cases"]), visible(record[f"{arm} n"])
        if not events or not total:
            without.append(number)
            continue
        problem = _problem(events, total)
        if not visible(record["study"]):
            problem = "column “Study”: the study has no name; write it"
        if problem:
            problems.append(f"{file}, row {number}, {problem}.")
        elif read_count(total).value == 0:
            nobody.append(number)
        else:
            rows.append(_row(record, events, total, arm, f"{path.name}, row {number}"))
    if problems:
        raise DataError(problems)
    if not rows:
        raise DataError(
            f"{file}: no row has cases and N of the {arm} arm. Means and standard errors (generic "
            "inverse variance) cannot be pooled as proportions, which need the number of patients "
            "with the outcome; export an analysis of dichotomous data, or name the other --arm."
        )
    told = []
    if without:
        told.append(
            f"{file}, {_rows(without)}: left out, because cases or N of the {arm} arm are blank; "
            "a proportion cannot be had from a mean and a standard error."
        )
    if nobody:
        told.append(f"{file}, {_rows(nobody)}: left out, because the {arm} arm has no patients.")
    return ImportedRows(tuple(rows), (*told, *_columns_left(file, records, arm)))


def _rows(numbers: list[int]) -> str:
    return f"{'row' if len(numbers) == 1 else 'rows'} {listing(numbers)}"


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


def _problem(events: str, total: str) -> str:
    readings = {"cases": read_count(events), "N": read_count(total)}
    for name, reading in readings.items():
        if not isinstance(reading.value, int):
            problem = reading.problem or "there is no count"
            return f"column “{name}”: {problem}; {reading.remedy or 'write a whole number'}"
    cases, patients = (reading.value for reading in readings.values())
    if isinstance(cases, int) and isinstance(patients, int) and cases > patients:
        return f"column “cases”: {cases} of {patients} patients is impossible; correct the counts"
    return ""


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


def _columns_left(
    file: str, records: tuple[tuple[int, Mapping[str, str]], ...], arm: str
) -> list[str]:
    used = {*_USED, f"{arm} cases", f"{arm} n"}
    names = [name for name in records[0][1] if any(visible(r[name]) for _, r in records)]
    left = [quoted(name) if name else "one without a name" for name in names if name not in used]
    return [f"{file}: columns that were not carried over: {', '.join(left)}."] if left else []
