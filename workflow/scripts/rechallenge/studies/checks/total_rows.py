"""Rows that hold the sum of the studies above them, as spreadsheets have at the end of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from rechallenge.studies.checks.arm_sums import WHOLE, WHOLE_BESIDE
from rechallenge.studies.checks.several_places import grouped, joint_finding
from rechallenge.studies.checks.spelling import words
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, listing, quoted
from rechallenge.studies.rows import Row

_WHOLE = WHOLE | {"sum", "totals", "subtotal", "sums"}
_BESIDE = WHOLE_BESIDE | {"studies", "trials", "reports", "grand"}


def check_total_rows(rows: Sequence[Row], tables: Mapping[str, Table]) -> list[Finding]:
    """Report rows named like a total of the studies of a file (E304 for their sum, else W304).

    Parameters
    ----------
    rows : sequence of Row
        Countable rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    named = {name for name in {row.study for row in rows} if _names_all(name)}
    if not named:
        return []
    findings = []
    for in_file in grouped((row.file, row) for row in rows if row.include):
        studies = [row for row in in_file if row.study not in named]
        only = {row.outcome.casefold() for row in studies}
        totals = grouped((row.outcome.casefold(), row) for row in in_file if row.study in named)
        for of_outcome in totals:
            outcome = of_outcome[0].outcome.casefold()
            # Spreadsheets leave the outcome of a total blank.
            wanted = outcome if outcome or len(only) > 1 else next(iter(only), "")
            alike = [row for row in studies if row.outcome.casefold() == wanted]
            if len(of_outcome) == 1 and alike:
                findings += _compared(of_outcome[0], alike, tables)
    return findings


def _names_all(study: str) -> bool:
    if not any(word in study.casefold() for word in _WHOLE):
        return False
    said = set(words(study))
    return bool(said & _WHOLE) and said <= _WHOLE | _BESIDE


def _compared(whole: Row, studies: Sequence[Row], tables: Mapping[str, Table]) -> list[Finding]:
    events = sum(row.events or 0 for row in studies)
    total = sum(row.total or 0 for row in studies)
    is_sum = (whole.events, whole.total) == (events, total)
    several = len({row.study_id for row in studies}) > 1
    if not is_sum and not (several and (whole.total or 0) >= max(r.total or 0 for r in studies)):
        return []
    return [
        joint_finding(
            [whole],
            tables,
            code="E304" if is_sum else "W304",
            column="study",
            problem=partial(_said, whole, studies, is_sum),
            remedy="delete this row, or every patient counts twice"
            if is_sum
            else "delete this row if it is no study, or patients may count twice",
        )
    ]


def _said(whole: Row, studies: Sequence[Row], is_sum: bool, here: str) -> str:
    counts = f"{quoted(whole.study)} {whole.events}/{whole.total}"
    rows = f"the {len(studies)} rows of studies (rows {listing(sorted(r.line for r in studies))})"
    if len(studies) == 1:
        rows = f"the only study (row {studies[0].line})"
    return f"{counts} is {'the sum of' if is_sum else 'named like a total of'} {rows}"
