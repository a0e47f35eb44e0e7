"""Judgements of the risk of bias: of every row, and how many studies have which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rechallenge.analysis.rows_table import given_order
from rechallenge.formatting import plural
from rechallenge.risk_of_bias.scheme import OVERALL, Scheme, bias_columns, scheme_of
from rechallenge.risk_of_bias.words import Judgement, find, free_levels
from rechallenge.studies.rows import Row


def bias_entry(
    pooled: Sequence[Row], shown: Sequence[tuple[Row, str]], *, tool: str
) -> dict[str, Any]:
    """List the judgements of rows and count those of studies.

    A study whose rows agree is judged once. Where its rows disagree each of them is judged for
    itself, because the tools judge a result and not a paper.

    Parameters
    ----------
    pooled : sequence of Row
        In the order in which results list them.
    shown : sequence of (Row, str)
        Rows that are not pooled, with the reason.
    tool : str
        As ``figures: risk_of_bias`` names it.

    Returns
    -------
    dict
        Empty where no row is judged. ``rows`` has the judgements of the rows of ``rows_table``, in
        that order; ``assessments`` those of pooled studies; ``domains`` counts the assessments, as
        shares (0-1) of all assessments and of their patients.
    """
    rows = [*pooled, *sorted((row for row, _ in shown), key=given_order)]
    scheme = scheme_of(tool, bias_columns(name for row in rows for name in row.cells))
    if scheme is None:
        return {}
    columns = _short_names(scheme)
    levels = _levels(scheme, rows)
    judged = [_judged(row, scheme, columns) for row in rows]
    if not any(name for judgements in judged for name in judgements.values()):
        return {}
    assessments, apart = _assessments(pooled, judged)
    return {
        "tool": scheme.tool.id,
        "name": scheme.tool.name,
        "citation": scheme.tool.citation,
        "levels": [
            {
                "judgement": level.name,
                "meaning": level.meaning or level.name,
                "role": level.role,
                "sign": level.sign,
            }
            for level in levels
        ],
        "domains": [
            _domain(scheme, column, short, levels, assessments) for column, short in columns.items()
        ],
        "assessments": assessments,
        "rows": [
            {
                "file": row.file,
                "row": row.line,
                "study_id": row.study_id,
                "study": row.study,
                "arm": row.arm,
                "pooled": number < len(pooled),
                "judgements": judgements,
            }
            for number, (row, judgements) in enumerate(zip(rows, judged, strict=True))
        ],
        "notes": _notes(scheme, rows, judged[: len(pooled)], pooled, apart),
    }


def _short_names(scheme: Scheme) -> dict[str, str]:
    names = {domain.column: domain.short for domain in scheme.domains}
    return names | ({scheme.overall: OVERALL} if scheme.overall or scheme.tool.scored else {})


def _levels(scheme: Scheme, rows: Sequence[Row]) -> tuple[Judgement, ...]:
    """Judgements of a tool, and those used beside them, in their order."""
    used: dict[str, Judgement] = {}
    free: dict[str, None] = {}
    for row in rows:
        for column in scheme.columns:
            text = row.cells.get(column, "")
            judgement = find(text, scheme.judgements(column))
            if judgement is not None:
                used[judgement.name] = judgement
            elif not scheme.tool.scored and (word := scheme.said(column, text)):
                free[word] = None
    listed = scheme.tool.judgements if scheme.tool.domains else ()
    names = {judgement.name for judgement in listed}
    others = [
        judgement
        for judgement in (*scheme.tool.judgements, *scheme.tool.overall)
        if judgement.name in used and judgement.name not in names
    ]
    return (*listed, *dict.fromkeys(others), *free_levels(list(free)))


def _judged(row: Row, scheme: Scheme, columns: Mapping[str, str]) -> dict[str, str | None]:
    """Return the judgement of every column by its short name; None for none."""
    said = {
        short: scheme.said(column, row.cells.get(column, "")) for column, short in columns.items()
    }
    if scheme.tool.scored and said[OVERALL] is None:
        said[OVERALL] = _total(scheme, said)
    return said


def _total(scheme: Scheme, said: Mapping[str, str | None]) -> str | None:
    """Add the points of a study up, where all items of the tool are there."""
    points = [int(name) for domain in scheme.domains if (name := said[domain.short]) is not None]
    whole = len(points) in (scheme.tool.least, len(scheme.tool.domains))
    return str(sum(points)) if whole else None


def _assessments(
    pooled: Sequence[Row], judged: Sequence[Mapping[str, str | None]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Join the rows of a study that are judged alike; name the studies whose rows are not."""
    assessments: list[dict[str, Any]] = []
    apart = []
    pairs = sorted(zip(pooled, judged, strict=False), key=lambda pair: pair[0].study_id)
    by_study = {key: list(found) for key, found in groupby(pairs, key=lambda p: p[0].study_id)}
    for study_id in dict.fromkeys(row.study_id for row in pooled):
        members = by_study[study_id]
        merged = _merged([judgements for _, judgements in members])
        if merged is None:
            apart.append(members[0][0].study)
            assessments += [_assessment([row], judgements, row.arm) for row, judgements in members]
        else:
            assessments.append(_assessment([row for row, _ in members], merged, ""))
    return [entry for entry in assessments if any(entry["judgements"].values())], apart


def _merged(judged: Sequence[Mapping[str, str | None]]) -> Mapping[str, str | None] | None:
    merged: dict[str, str | None] = {}
    for short in judged[0]:
        names = {judgements[short] for judgements in judged} - {None}
        if len(names) > 1:
            return None
        merged[short] = next(iter(names), None)
    return merged


def _assessment(
    rows: Sequence[Row], judgements: Mapping[str, str | None], arm: str
) -> dict[str, Any]:
    return {
        "study_id": rows[0].study_id,
        "study": rows[0].study,
        "arm": arm,
        "patients": sum(row.total or 0 for row in rows),
        "judgements": dict(judgements),
    }


def _domain(
    scheme: Scheme,
    column: str,
    short: str,
    levels: Sequence[Judgement],
    assessments: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Count the judgements of one domain."""
    name = next((domain.name for domain in scheme.domains if domain.short == short), "Overall")
    patients = sum(entry["patients"] for entry in assessments)
    score = scheme.tool.scored and short == OVERALL
    counted = []
    for level in levels:
        having = [entry for entry in assessments if entry["judgements"][short] == level.name]
        own = sum(entry["patients"] for entry in having)
        counted.append(
            {
                "judgement": level.name,
                "count": len(having),
                "share": len(having) / len(assessments) if assessments else None,
                "patients": own,
                "patients_share": own / patients if patients else None,
            }
        )
    return {
        "short": short,
        "name": "Total of the points" if score else name,
        "column": column,
        "score": score,
        "judged": sum(entry["judgements"][short] is not None for entry in assessments),
        "levels": [] if score else counted,
    }


def _notes(
    scheme: Scheme,
    rows: Sequence[Row],
    judged: Sequence[Mapping[str, str | None]],
    pooled: Sequence[Row],
    apart: Sequence[str],
) -> list[str]:
    notes = []
    if scheme.note:
        notes.append(
            f"Of the risk of bias, {scheme.note}; the judgements are shown under the names of "
            "their columns."
        )
    if scheme.absent:
        notes.append(f"Not judged: {'; '.join(scheme.absent)}.")
    if scheme.unknown:
        notes.append(f"No domains of {scheme.tool.name}: {', '.join(scheme.unknown)}.")
    unknown = sum(
        not scheme.knows(column, row.cells.get(column, ""))
        for row in rows
        for column in scheme.columns
    )
    if unknown:
        words = plural(unknown, "judgement is no word", "judgements are no words")
        notes.append(f"{words} of {scheme.tool.name}, and shown as none.")
    with_one = {row.study_id for row, j in zip(pooled, judged, strict=True) if any(j.values())}
    without = len({row.study_id for row in pooled} - with_one)
    if without:
        notes.append(f"{plural(without, 'study has', 'studies have')} no judgement.")
    if apart:
        notes.append(f"Arms judged differently, each counted for itself: {', '.join(apart)}.")
    return notes
