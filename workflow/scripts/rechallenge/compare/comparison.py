"""Two editions set side by side: the content of ``changes.json``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.compare.attribution import attribute
from rechallenge.compare.edition import Edition
from rechallenge.compare.flips import flips
from rechallenge.compare.matching import (
    Match,
    by_study,
    cell_changes,
    match_rows,
    match_studies,
)
from rechallenge.compare.moves import estimate_entry
from rechallenge.contract import CHANGES_SCHEMA
from rechallenge.studies.rows import Row

NOTHING, NUMBERS, CONCLUSION = "nothing", "numbers", "conclusion"
VERDICTS = {NOTHING: 0, NUMBERS: 10, CONCLUSION: 20}
"""Exit codes by what moved."""
_ROWS_IN_MESSAGE = re.compile(r"\brows? [\d–, ]+")


def compare(old: Edition, new: Edition) -> dict[str, Any]:
    """Compare two editions of a review.

    Returns
    -------
    dict
        Plain values under ``rechallenge/changes/1``: ``verdict`` (``nothing``, ``numbers`` or
        ``conclusion`` moved), ``same`` (whether data and numbers have the same hashes),
        ``editions``, ``data``, ``methods``, ``analyses`` (sorted by the size of the change),
        ``events`` (analyses that appeared, disappeared or stopped).
    """
    match = match_studies(old.rows, new.rows)
    analyses = [_analysis(old, new, slug, match) for slug in new.analyses if slug in old.analyses]
    analyses.sort(key=lambda entry: (-abs(entry["points"] or 0.0), entry["analysis"]))
    events = _events(old, new)
    if any(entry["flips"] for entry in analyses) or any(e["conclusion"] for e in events):
        verdict = CONCLUSION
    elif events or any(entry["moved"] or entry["parts"] for entry in analyses):
        verdict = NUMBERS
    else:
        verdict = NOTHING
    return {
        "schema": CHANGES_SCHEMA,
        "verdict": verdict,
        "same": old.data_hash == new.data_hash and old.numbers_hash == new.numbers_hash,
        "editions": [_edition(edition) for edition in (old, new)],
        "data": data_changes(old, new, match),
        "methods": {
            "software": _differing(old.software, new.software),
            "review": _differing(old.review, new.review),
            "settings": _settings(old, new),
            "inputs": _differing(old.inputs, new.inputs),
        },
        "events": events,
        "analyses": analyses,
    }


def _analysis(old: Edition, new: Edition, slug: str, match: Match) -> dict[str, Any]:
    before, after = old.analyses[slug], new.analyses[slug]
    entry = estimate_entry(before, after)
    return {
        "analysis": slug,
        **entry,
        "flips": flips(before, after, match),
        "attribution": attribute(old, new, slug, match) if entry["moved"] else None,
    }


def data_changes(old: Edition, new: Edition, match: Match) -> dict[str, Any]:
    """List studies, rows and cells that differ, and findings that appeared or cleared."""
    before, after = by_study(old.rows), by_study(new.rows)
    corrected, rows_removed, rows_added = [], [], []
    for one, other in sorted(match.pairs.items()):
        pairs, gone, come = match_rows(before[one], after[other])
        rows_removed += [_row(row) for row in gone]
        rows_added += [_row(row) for row in come]
        for pair in pairs:
            corrected += [
                {"study": pair[1].study, "file": pair[1].file, "row": pair[1].line, **change}
                for change in cell_changes(*pair)
            ]
    appeared, cleared = _findings(old.findings, new.findings)
    return {
        "added": [_study(after[study]) for study in match.added],
        "removed": [_study(before[study]) for study in match.removed],
        "renamed": [dict(entry) for entry in match.renamed],
        "corrected": corrected,
        "rows_added": rows_added,
        "rows_removed": rows_removed,
        "findings_appeared": appeared,
        "findings_cleared": cleared,
    }


def _study(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "study_id": rows[0].study_id,
        "study": rows[0].study,
        "files": sorted({row.file for row in rows}),
        "rows": [_row(row) for row in rows],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "study": row.study,
        "arm": row.arm,
        "outcome": row.outcome,
        "events": row.events,
        "total": row.total,
        "file": row.file,
        "row": row.line,
    }


def _findings(
    old: Sequence[Mapping[str, str]], new: Sequence[Mapping[str, str]]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """List findings on one side only; a finding in a row that only moved stays the same."""

    def only(these: Sequence[Mapping[str, str]], others: Sequence[Mapping[str, str]]) -> Any:
        left = Counter(map(_finding_key, others))
        told = []
        for finding in these:
            key = _finding_key(finding)
            if left[key]:
                left[key] -= 1
            else:
                told.append({name: finding[name] for name in ("code", "level", "message")})
        return told

    return only(new, old), only(old, new)


def _finding_key(finding: Mapping[str, str]) -> tuple[str, ...]:
    message = _ROWS_IN_MESSAGE.sub("rows ", finding["message"])
    return (finding["code"], finding["study"], finding["column"], message)


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "name": edition.name,
        "version": edition.review.get("version", ""),
        "studies": len({row.study_id for row in edition.rows}),
        "rows": len(edition.rows),
        "analyses": len(edition.analyses),
        "data_sha256": edition.data_hash,
        "numbers_sha256": edition.numbers_hash,
        "remarks": list(edition.remarks),
    }


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": name, "old": old.get(name), "new": new.get(name)}
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _settings(old: Edition, new: Edition) -> list[dict[str, Any]]:
    return [
        {"analysis": slug, **difference}
        for slug in new.settings
        if slug in old.settings
        for difference in _differing(_flat(old.settings[slug]), _flat(new.settings[slug]))
    ]


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    model = {f"model: {key}": value for key, value in settings.get("model", {}).items()}
    return {key: value for key, value in settings.items() if key != "model"} | model


def _events(old: Edition, new: Edition) -> list[dict[str, Any]]:
    """Tell analyses that appeared, disappeared or stopped; all but the first move a conclusion."""
    events = []
    for slug in sorted({*old.statuses, *new.statuses}):
        before, after = old.statuses.get(slug), new.statuses.get(slug)
        if before == after:
            continue
        if before is None:
            kind = "appeared" if after == "current" else str(after)
        elif after is None:
            kind = "disappeared"
        elif after == "current":
            kind = "mended"
        else:
            kind = after
        calm = kind in ("appeared", "mended")
        events.append({"analysis": slug, "kind": kind, "conclusion": not calm})
    return events
