"""Warnings that the reviewer looked at and let stand, each with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rechallenge.contract import Acceptance
from rechallenge.studies.findings import Finding, in_order


def with_acceptances(
    findings: Sequence[Finding], acceptances: Sequence[Acceptance]
) -> tuple[Finding, ...]:
    """Mark the findings that are accepted, and note each acceptance that meets none (N122).

    Parameters
    ----------
    findings : sequence of Finding
    acceptances : sequence of Acceptance
        The first that fits gives the reason.
    """
    met: set[Acceptance] = set()
    marked = []
    for finding in findings:
        fitting = [entry for entry in acceptances if _fits(entry, finding)]
        met.update(fitting)
        marked.append(replace(finding, accepted=fitting[0].reason) if fitting else finding)
    idle = [
        Finding(
            code="N122",
            file="the configuration",
            column="accept",
            problem=f"{_described(entry)} was not found",
            remedy="take the entry out, or correct its file and row",
        )
        for entry in acceptances
        if entry not in met
    ]
    return in_order([*marked, *idle])


def _fits(entry: Acceptance, finding: Finding) -> bool:
    return (
        finding.code == entry.code
        and entry.file in ("", finding.file)
        and (entry.row is None or entry.row in finding.rows)
    )


def _described(entry: Acceptance) -> str:
    place = f" in {entry.file}" if entry.file else ""
    row = "" if entry.row is None else f", row {entry.row}"
    return f"a finding {entry.code}{place}{row}"
