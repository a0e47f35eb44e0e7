"""What the data checks found, as the report shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.formatting import ABSENT, plural
from rechallenge.report.blocks import Block, Paragraph, Section, Table, text_row
from rechallenge.studies.catalogue import CATALOGUE
from rechallenge.studies.findings import LEVELS, Finding, Level

LEVEL_ORDER = tuple(LEVELS.values())


def findings_section(findings: Sequence[Mapping[str, Any]]) -> Section:
    """Table what the data checks found: errors and warnings first, notes folded.

    Parameters
    ----------
    findings : sequence of mapping
        With ``code``, ``file``, ``rows``, ``study``, ``column`` and ``message``, as in
        ``findings.csv``; row numbers may be text, separated by blanks.
    """
    title = "Data checks"
    if not findings:
        return Section(title, (Paragraph("The data checks found nothing."),))
    levels = Counter(_level(finding) for finding in findings)
    ordered = sorted(findings, key=_finding_order)
    settled = [finding for finding in ordered if finding.get("accepted")]
    open_ones = [finding for finding in ordered if not finding.get("accepted")]
    loud = [finding for finding in open_ones if _level(finding) != "note"]
    quiet = [finding for finding in open_ones if _level(finding) == "note"]
    blocks: list[Block] = [
        Paragraph(
            f"{', '.join(plural(levels[level], level) for level in LEVEL_ORDER)}.", kind="lead"
        ),
        Paragraph(
            "An error stops the analyses that use its row; a warning stays with the result; a note "
            "tells what was read or repaired."
        ),
        _kinds(ordered),
    ]
    if loud:
        blocks.append(_findings_table("Errors and warnings", loud, folded=False))
    if settled:
        blocks.append(_accepted_table(settled))
    if quiet:
        blocks.append(_findings_table("Notes", quiet, folded=True))
    return Section(title, tuple(blocks))


def _level(finding: Mapping[str, Any]) -> Level:
    return LEVELS[str(finding["code"])[0]]


def _finding_order(finding: Mapping[str, Any]) -> tuple[int, str, int, str, str, str]:
    found = _placed(finding)
    rank = LEVEL_ORDER.index(_level(finding))
    return rank, found.file, found.row or 0, found.column, found.code, _message(finding)


def _kinds(findings: Sequence[Mapping[str, Any]]) -> Table:
    codes = Counter(str(finding["code"]) for finding in findings)
    first = {str(finding["code"]): finding for finding in reversed(findings)}
    return Table(
        caption="By kind",
        headers=("Code", "Level", "What", "Times"),
        rows=tuple(
            text_row(
                code,
                _level(first[code]),
                CATALOGUE[code].title if code in CATALOGUE else ABSENT,
                str(times),
            )
            for code, times in sorted(
                codes.items(), key=lambda item: (_finding_order(first[item[0]])[0], item[0])
            )
        ),
        numeric=frozenset({3}),
    )


def _findings_table(caption: str, findings: Sequence[Mapping[str, Any]], *, folded: bool) -> Table:
    return Table(
        caption=caption,
        headers=("Code", "Level", "Place", "Message"),
        rows=tuple(
            text_row(str(finding["code"]), _level(finding), _place(finding), _message(finding))
            for finding in findings
        ),
        folded=folded,
    )


def _accepted_table(findings: Sequence[Mapping[str, Any]]) -> Table:
    return Table(
        caption="Accepted by the reviewers",
        headers=("Code", "Place", "Message", "Reason"),
        rows=tuple(
            text_row(
                str(finding["code"]),
                _place(finding),
                _message(finding),
                str(finding["accepted"]),
            )
            for finding in findings
        ),
    )


def _place(finding: Mapping[str, Any]) -> str:
    return _placed(finding).message.removesuffix(f": ; . [{finding['code']}]") or ABSENT


def _message(finding: Mapping[str, Any]) -> str:
    """Return the sentence without its place and code, which have columns of their own."""
    text = str(finding.get("message") or ABSENT)
    return text.removeprefix(f"{_place(finding)}: ").removesuffix(f" [{finding['code']}]")


def _placed(finding: Mapping[str, Any]) -> Finding:
    return Finding(
        code=str(finding["code"]),
        file=str(finding.get("file") or ""),
        rows=_row_numbers(finding),
        study=str(finding.get("study") or ""),
        column=str(finding.get("column") or ""),
        problem="",
        remedy="",
    )


def _row_numbers(finding: Mapping[str, Any]) -> tuple[int, ...]:
    rows = finding.get("rows") or finding.get("row") or ()
    parts = str(rows).split() if isinstance(rows, str | int) else rows
    return tuple(int(part) for part in parts)
