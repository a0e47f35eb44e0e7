"""The files of a new review folder whose rows come from another program."""

from __future__ import annotations

import json
from collections import Counter

from rechallenge.contract import COLUMNS, slugify
from rechallenge.files import csv_text
from rechallenge.imports.gathering import Gathered
from rechallenge.imports.robvis import ImportedJudgements
from rechallenge.starter.review import FLOW, TABLE, TEMPLATES
from rechallenge.starter.workbook import template_workbook

FIRST = ("study", "year", "arm", "outcome", "events", "total", "locator")
STUDY_FILE = "data/studies/imported.csv"
BIAS_FILE = "data/risk_of_bias.csv"
ENOUGH = 2
"""Rows that an outcome needs to become an analysis; with fewer nothing is pooled."""


def imported_files(imported: Gathered) -> dict[str, bytes]:
    """Return every file of a review whose rows were imported, by its path in the folder."""
    judgements = imported.judgements
    judged = judgements if judgements and judgements.rows else None
    given = {name for row in imported.rows for name, cell in row.items() if cell}
    more = [c.name for c in COLUMNS if c.name in given and c.name not in FIRST]
    texts = {
        "config/config.yaml": _config(imported, judged),
        STUDY_FILE: csv_text((*FIRST, *more), imported.rows),
    }
    if judged:
        texts[BIAS_FILE] = csv_text(judged.headers, judged.rows)
    files = {name: text.encode() for name, text in texts.items()}
    files |= {
        "README.md": (TEMPLATES / "imported.md").read_bytes(),
        FLOW: (TEMPLATES / "prisma.csv").read_bytes(),
        TABLE: template_workbook(),
    }
    return dict(sorted(files.items()))


def _config(imported: Gathered, judged: ImportedJudgements | None) -> str:
    counts = Counter(row["outcome"] for row in imported.rows)
    chosen = [outcome for outcome, n in counts.items() if n >= ENOUGH] or list(counts)
    lines = [
        "# The settings of this review. What follows a “#” is a comment for you.",
        "review: {title: Title of your review}",
        *_data(judged),
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


def _data(judged: ImportedJudgements | None) -> list[str]:
    if judged is None:
        return ["data: {studies: data/studies}"]
    return [
        f"data: {{studies: data/studies, risk_of_bias: {BIAS_FILE}}}",
        "# The tool of the judgements; docs/risk-of-bias.md lists the names.",
        f"figures: {{risk_of_bias: {judged.tool}}}",
    ]
