"""Checks between rows and files, one after the other, and of outcomes that rows leave out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rechallenge.contract import STUDY_COLUMNS
from rechallenge.studies.checks.agreement import agreed
from rechallenge.studies.checks.arm_sums import check_arms
from rechallenge.studies.checks.duplicates import check_duplicates
from rechallenge.studies.checks.label_checks import check_labels
from rechallenge.studies.checks.mixed_rows import check_mixed_rows
from rechallenge.studies.checks.outcome_order import check_outcome_order
from rechallenge.studies.checks.outlier_checks import check_outliers
from rechallenge.studies.checks.overlap_checks import check_overlap
from rechallenge.studies.checks.same_report import check_reports
from rechallenge.studies.checks.several_places import countable, grouped, identified
from rechallenge.studies.checks.slipped_names import check_slipped_names
from rechallenge.studies.checks.total_rows import check_total_rows
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row

_OF_NAMES = (check_duplicates, check_reports, check_slipped_names)
_OF_COUNTS = (
    check_mixed_rows,
    check_outcome_order,
    check_overlap,
    check_arms,
    check_total_rows,
    check_outliers,
)


def check_studies(
    rows: Sequence[Row], tables: Mapping[str, Table], *, outcomes: Collection[str]
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Compare the rows of all files with each other.

    Parameters
    ----------
    rows : sequence of Row
        The rows of all files, each checked by itself.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    outcomes : collection of str
        The outcomes that the configuration asks for.

    Returns
    -------
    rows : tuple of Row
        With blanks filled from other rows of the study (N311); columns on which the rows of a
        study disagree are named in ``unusable``.
    findings : tuple of Finding
        E106 and E117 about outcomes, E310 and N311, and those of the comparisons. A comparison
        passes over rows of which the cells it needs have an error of their own.
    """
    firm = [row for row in rows if not row.loose] if any(row.loose for row in rows) else rows
    blank, findings = _blank_outcomes(firm, tables, outcomes)
    compared: list[Row] = []
    mended: dict[tuple[str, int], Row] = {}
    for study in grouped((row.study_id, row) for row in firm):
        group: Sequence[Row] = study
        for column in STUDY_COLUMNS if len(study) > 1 and not _nameless(study, tables) else ():
            group, about = agreed(group, column, tables)
            findings += about
        compared += group
        mended |= {
            (new.file, new.line): new
            for old, new in zip(study, group, strict=True)
            if new is not old
        }
    certain = identified(row for row in compared if (row.file, row.line) not in blank)
    for check in _OF_NAMES:
        findings += check(certain, tables)
    counted = countable(certain)
    del certain
    for check in _OF_COUNTS:
        findings += check(counted, tables)
    findings += check_labels(compared, tables)
    if not mended:
        return tuple(rows), tuple(findings)
    return tuple(mended.get((row.file, row.line), row) for row in rows), tuple(findings)


def _nameless(study: Sequence[Row], tables: Mapping[str, Table]) -> bool:
    """Tell whether rows seem to be of one study because their file does not name studies (E301)."""
    if {"study", "study_id"} & {name for row in study for name in tables[row.file].names}:
        return False
    return len({(row.arm.casefold(), row.outcome.casefold()) for row in study}) < len(study)


def _blank_outcomes(
    rows: Sequence[Row], tables: Mapping[str, Table], outcomes: Collection[str]
) -> tuple[set[tuple[str, int]], list[Finding]]:
    """Find rows without an outcome in a review of several (E106 for a file, E117 for a row)."""
    known = sorted(
        {row.outcome for row in rows if row.outcome} | {name for name in outcomes if name}
    )
    if len(known) < 2:
        return set(), []
    blank = [row for row in rows if not row.outcome]
    problem = f"but the review has several outcomes ({', '.join(map(quoted, known[:6]))})"
    files = dict.fromkeys(row.file for row in blank if "outcome" not in tables[row.file].names)
    findings = [
        Finding(
            code="E106",
            file=file,
            problem=f"no column “outcome”, {problem}",
            remedy="add the column and say in every row which outcome its counts belong to",
        )
        for file in files
    ]
    findings += [
        Finding(
            code="E117",
            file=row.file,
            rows=(row.line,),
            study=row.study,
            column=tables[row.file].label("outcome"),
            problem=f"the outcome is blank, {problem}",
            remedy="say to which of them the counts of this row belong",
        )
        for row in blank
        if row.file not in files
    ]
    return {(row.file, row.line) for row in blank}, findings
