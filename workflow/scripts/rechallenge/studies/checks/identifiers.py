"""Identifiers of reports and trials, however they are written: DOI, PMID, NCT number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from rechallenge.contract import COLUMN, DOI
from rechallenge.studies.files.headers import normalised
from rechallenge.studies.rows import Row

_DOI_PREFIX = re.compile(r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi: ?)+")
_PMID = re.compile(
    r"(?:pmid:? ?|(?:https?://)?pubmed\.ncbi\.nlm\.nih\.gov/|"
    r"(?:https?://)?www\.ncbi\.nlm\.nih\.gov/pubmed/)?(\d{5,8})/?"
)
_TRIAL = re.compile(r"(?<![a-z0-9])nct ?(\d{8})(?!\d)", re.IGNORECASE)
_REPORT_COLUMNS = frozenset({"pmid", "pubmed", "pubmed_id", "pubmedid"})
_TRIAL_COLUMNS = frozenset(
    {
        "nct",
        "nct_id",
        "nct_number",
        "nct_no",
        "clinicaltrials.gov",
        "clinicaltrials",
        "registration",
        "trial",
        "trial_id",
        "trial_number",
        "trial_registration",
    }
)


def bare_doi(text: str) -> str:
    """Return a DOI in lower case, without the address of the resolver or ``doi:`` before it."""
    return unquote(_DOI_PREFIX.sub("", text.casefold().strip())).rstrip(".,;/")


def identifying_columns(names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a file that may hold an identifier of a report or a trial."""
    own = [
        name
        for name in names
        if name not in COLUMN and normalised(name) in _REPORT_COLUMNS | _TRIAL_COLUMNS
    ]
    return ("doi", "source", *own)


def identifiers(row: Row, columns: Sequence[str]) -> Mapping[str, str]:
    """Return the identifiers of the report or the trial that a row cites.

    A report counts only in a column for it: the address in ``source`` may be that of a review from
    which many studies were taken. A trial number counts in ``source`` too.

    Parameters
    ----------
    row : Row
    columns : sequence of str
        Columns to look in, as `identifying_columns` returns them.

    Returns
    -------
    mapping of str to str
        Each identifier in one spelling, and the column in which it stands.
    """
    found: dict[str, str] = {}
    for column in columns:
        text = row.cells.get(column, "")
        if text and column not in row.unusable:
            found |= dict.fromkeys(cited(column, text), column)
    return found


def cited(column: str, text: str) -> list[str]:
    """Return the identifiers that a cell of a column holds, each in one spelling."""
    report = "" if column == "source" else _report(text)
    if report and (column == "doi" or normalised(column) in _REPORT_COLUMNS):
        return [report, *_trials(text)]
    return _trials(text)


def _report(text: str) -> str:
    doi = bare_doi(text)
    if DOI.fullmatch(doi):
        return doi
    number = _PMID.fullmatch(text.casefold())
    return f"PMID {int(number[1])}" if number else ""


def _trials(text: str) -> list[str]:
    if "nct" not in text.lower():
        return []
    return [f"NCT{digits}" for digits in _TRIAL.findall(text)]
