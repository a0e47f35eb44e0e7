"""Checks between rows and files, one after the other, and of outcomes that rows leave out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from rechallenge.studies.checks.agreement import agreements
from rechallenge.studies.checks.arm_sums import check_arms
from rechallenge.studies.checks.bias_checks import check_bias
from rechallenge.studies.checks.compared import Compared, countable, identified
from rechallenge.studies.checks.duplicates import check_duplicates
from rechallenge.studies.checks.label_checks import check_labels
from rechallenge.studies.checks.mixed_rows import check_mixed_rows
from rechallenge.studies.checks.outcome_order import check_outcome_order
from rechallenge.studies.checks.outlier_checks import check_outliers
from rechallenge.studies.checks.overlap_checks import check_overlap
from rechallenge.studies.checks.same_report import check_reports
from rechallenge.studies.checks.slipped_names import check_slipped_names
from rechallenge.studies.checks.total_rows import check_total_rows
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.stored import Rows

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
    rows: Rows,
    tables: Mapping[str, Table],
    *,
    outcomes: Collection[str],
    bias_tool: str,
) -> tuple[Rows, tuple[Finding, ...]]:
    """Compare the rows of all files with each other.

    Parameters
    ----------
    rows : Rows
        The rows of all files, each checked by itself.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    outcomes : collection of str
        The outcomes that the configuration asks for.
    bias_tool : str
        The tool by which the risk of bias was judged, as the configuration names it.

    Returns
    -------
    rows : Rows
        With blanks filled from other rows of the study (N311); columns on which the rows of a
        study disagree are named in ``unusable``.
    findings : tuple of Finding
        E106 and E117 about outcomes, E310 and N311, and those of the comparisons. A comparison
        passes over rows of which the cells it needs have an error of their own.
    """
    firm = Compared.of(rows)
    blank, findings = _blank_outcomes(firm, tables, outcomes)
    mended, about = agreements(firm, tables)
    findings += about
    compared = replace(firm, rows=rows.changed(mended))
    certain = identified(compared, blank=blank)
    for check in _OF_NAMES:
        findings += check(certain, tables)
    counted = countable(certain)
    for check in _OF_COUNTS:
        findings += check(counted, tables)
    findings += check_labels(compared, tables)
    findings += check_bias(compared, tables, tool=bias_tool)
    return compared.rows, tuple(findings)


def _blank_outcomes(
    compared: Compared, tables: Mapping[str, Table], outcomes: Collection[str]
) -> tuple[list[int], list[Finding]]:
    """Find rows without an outcome in a review of several (E106 for a file, E117 for a row)."""
    said = compared.cells("outcome")
    known = sorted(set(said).union(outcomes) - {""})
    if len(known) < 2:
        return [], []
    blank = [index for index, outcome in enumerate(said) if not outcome]
    problem = f"but the review has several outcomes ({', '.join(map(quoted, known[:6]))})"
    named = list(map(compared.placed(), blank)) if blank else []
    files = dict.fromkeys(row.file for row in named if "outcome" not in tables[row.file].names)
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
        for row in named
        if row.file not in files
    ]
    return blank, findings
