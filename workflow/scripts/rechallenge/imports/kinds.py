"""Which program wrote a table, told by its headers."""

from __future__ import annotations

from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.imports.covidence_columns import NUMBER, REVIEWER, STUDY
from rechallenge.imports.rows import check_there, spoken
from rechallenge.studies.files.records import read_sheet
from rechallenge.studies.findings import quoted

COCHRANE, COVIDENCE, ROBVIS = "cochrane", "covidence", "robvis"
KINDS = (COCHRANE, COVIDENCE, ROBVIS)


def kind_of(path: Path) -> str:
    """Return one of `KINDS`.

    Raises
    ------
    DataError
        When the file cannot be read, or its headers fit no kind or more than one.
    """
    check_there(path)
    file = spoken(path)
    headers = read_sheet(path, file=file, apart=True).headers
    found = set(headers)
    fitting = []
    if {"study", "experimental cases", "experimental n"} <= found:
        fitting.append(COCHRANE)
    if STUDY in found and {NUMBER, REVIEWER} & found:
        fitting.append(COVIDENCE)
    if "study" in found and {"overall", "d1"} & found:
        fitting.append(ROBVIS)
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(quoted(written) for written in headers.values())
    choices = ", ".join(f"--from-{kind}" for kind in fitting or KINDS)
    problem = "fit more than one program" if fitting else "are those of no program that is known"
    raise DataError(
        f"{file}: the headers {problem}; write {choices} in place of --from, where one of them is "
        f"right. The headers are {listed}."
    )
