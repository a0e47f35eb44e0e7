"""The files of a new review folder whose rows come from another program."""

from __future__ import annotations

import json
from collections import Counter

from rechallenge.contract import slugify
from rechallenge.files import csv_text
from rechallenge.imports.cochrane import ImportedRows

COLUMNS = ("study", "year", "arm", "outcome", "events", "total", "locator")
STUDY_FILE = "data/studies/imported.csv"
ENOUGH = 2
"""Rows that an outcome needs to become an analysis; with fewer nothing is pooled."""


def imported_files(imported: ImportedRows) -> dict[str, bytes]:
    """Return the study file and the configuration, by their path in the review folder."""
    return {
        "config/config.yaml": _config(imported).encode(),
        STUDY_FILE: csv_text(COLUMNS, imported.rows).encode(),
    }


def _config(imported: ImportedRows) -> str:
    counts = Counter(row["outcome"] for row in imported.rows)
    chosen = [outcome for outcome, n in counts.items() if n >= ENOUGH] or list(counts)
    lines = [
        "# The settings of this review. What follows a “#” is a comment for you.",
        "review: {title: Title of your review}",
        "data: {studies: data/studies}",
        "# One block per outcome. Correct the labels, and delete what you do not need.",
        "analyses:",
    ]
    for number, outcome in enumerate(chosen, start=1):
        lines += [
            f"  {f'{number}-{slugify(outcome)}'[:40].strip('-')}:",
            f"    label: {json.dumps(outcome, ensure_ascii=False)}",
            f"    outcome: {json.dumps(outcome, ensure_ascii=False)}",
        ]
    few = [outcome for outcome in counts if outcome not in chosen]
    lines += [f"# One row only, so no analysis: {json.dumps(o, ensure_ascii=False)}" for o in few]
    return "\n".join(lines) + "\n"
