"""Rows that hold the sum of the studies above them, as spreadsheets have at the end of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rechallenge.studies.checks.arm_sums import WHOLE, WHOLE_BESIDE
from rechallenge.studies.checks.compared import Compared
from rechallenge.studies.checks.several_places import joint_finding
from rechallenge.studies.checks.spelling import words
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, listing, quoted

_WHOLE = WHOLE | {"sum", "totals", "subtotal", "sums"}
_BESIDE = WHOLE_BESIDE | {"studies", "trials", "reports", "grand"}


@dataclass(slots=True)
class _InFile:
    """Indices of the rows of a file by their outcome: those of totals, and those of studies."""

    totals: dict[str, list[int]]
    studies: dict[str, list[int]]

    def beside(self, outcome: str) -> list[int]:
        """Return the rows of studies that a total may add up."""
        # Spreadsheets leave the outcome of a total blank.
        alone = next(iter(self.studies)) if len(self.studies) == 1 else ""
        return self.studies.get(outcome or alone, [])


def check_total_rows(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    """Report rows named like a total of the studies of a file (E304 for their sum, else W304).

    Parameters
    ----------
    compared : Compared
        Countable rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    names = compared.names()
    # Hardly any review has such a name, and one search of all is the quickest to tell.
    different = set(names)
    together = "\n".join(different).casefold()
    if not any(word in together for word in _WHOLE):
        return []
    named = {name for name in different if _names_all(name)}
    if not named:
        return []
    by_file: dict[str, _InFile] = defaultdict(lambda: _InFile(defaultdict(list), defaultdict(list)))
    said = zip(compared.files(), compared.folded("outcome"), compared.included(), strict=True)
    for index, (file, outcome, included) in enumerate(said):
        if included:
            held = by_file[file].totals if names[index] in named else by_file[file].studies
            held[outcome].append(index)
    return [
        finding
        for in_file in by_file.values()
        for outcome, totals in in_file.totals.items()
        for finding in _compared(compared, totals, in_file.beside(outcome), tables)
    ]


def _names_all(study: str) -> bool:
    if not any(word in study.casefold() for word in _WHOLE):
        return False
    said = set(words(study))
    return bool(said & _WHOLE) and said <= _WHOLE | _BESIDE


def _compared(
    compared: Compared, totals: Sequence[int], studies: Sequence[int], tables: Mapping[str, Table]
) -> list[Finding]:
    if len(totals) != 1 or not studies:
        return []
    events, patients = compared.counts("events"), compared.counts("total")
    whole = compared[totals[0]]
    is_sum = (whole.events, whole.total) == (
        sum(events[index] for index in studies),
        sum(patients[index] for index in studies),
    )
    several = len({compared.studies[index] for index in studies}) > 1
    if not is_sum and not (
        several and (whole.total or 0) >= max(patients[index] for index in studies)
    ):
        return []
    placed = compared.placed()
    lines = sorted(placed(index).line for index in studies)
    rows = f"the {len(lines)} rows of studies (rows {listing(lines)})"
    if len(lines) == 1:
        rows = f"the only study (row {lines[0]})"
    return [
        joint_finding(
            [whole],
            tables,
            code="E304" if is_sum else "W304",
            column="study",
            problem=f"{quoted(whole.study)} {whole.events}/{whole.total} is "
            f"{'the sum of' if is_sum else 'named like a total of'} {rows}",
            remedy="delete this row, or every patient counts twice"
            if is_sum
            else "delete this row if it is no study, or patients may count twice",
        )
    ]
