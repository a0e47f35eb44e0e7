"""The status block of a living review, as PRISMA-LSR asks a published version to carry one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.config.settings import ReviewSettings
from rechallenge.formatting import plural
from rechallenge.report.markdown import escaped

REFERENCE = "Akl EA, Khabsa J, Iannizzi C, et al. BMJ 2024;387:e079183, doi:10.1136/bmj-2024-079183"
_MODES = {
    "living": "This review is in the living mode: it is brought up to date as evidence appears.",
    "retired": "This review was retired from the living mode with this version.",
    "not living": "This review is not kept up to date.",
}


def status_block(review: ReviewSettings, manifest: Mapping[str, Any]) -> str:
    """Write the block as Markdown, with brackets where only the authors know.

    Parameters
    ----------
    review : ReviewSettings
    manifest : mapping
        Content of ``manifest.json``.

    References
    ----------
    Akl et al. (2024), BMJ 387:e079183: item L1 (living mode), versioning, and the recommendations
    for the status.
    """
    edition = review.edition
    pooled = plural(len(manifest["settings"]), "analysis", "analyses")
    program = f"Rechallenge {manifest['software']['rechallenge']}"
    retired = edition.mode in ("retired", "not living")
    rows = [
        ("Version", review.version or "[version of the review]"),
        ("Mode", _MODES.get(edition.mode or "", "[living, or retired from the living mode]")),
        ("Date of the last search", review.last_search or "[date of the last search]"),
        (
            "Next search",
            "none planned" if retired else edition.next_search or "[date, or what sets it off]",
        ),
        ("Schedule of searches", edition.schedule or "[interval or triggers, for each source]"),
        (
            "Plan for retirement",
            edition.retirement
            or "[when the review leaves the living mode, or that there is no plan]",
        ),
        (
            "Evidence found since this version",
            "[none, or how many reports wait and whether they are expected to matter]",
        ),
        (
            "What is in this version",
            f"{pooled} of {plural(len(manifest['inputs']), 'data file')}, computed by {program}",
        ),
    ]
    if edition.doi:
        rows.insert(1, ("DOI of this version", edition.doi))
    lines = ["# Status of this living review", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {escaped(text)} |" for name, text in rows]
    lines += ["", f"After PRISMA-LSR: {REFERENCE}.", ""]
    return "\n".join(lines)
