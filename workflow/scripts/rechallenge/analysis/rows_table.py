"""The rows of an analysis as its results file lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from rechallenge.effects import effect_sizes
from rechallenge.intervals import binomial_interval
from rechallenge.models.tau2 import estimate_tau2
from rechallenge.studies.rows import Row

TYPED = ("study_id", "study", "arm", "year", "outcome", "events", "total")
_NOT_POOLED: Mapping[str, float | None] = MappingProxyType(
    {"logit": None, "logit_se": None, "weight": None}
)


def given_order(row: Row) -> tuple[bool, int, list[tuple[bool, int, str]], str, int]:
    """Sort key: years ascending with blank years last, then study, arms as in the file.

    Numbers within names count as numbers: Study 2 comes before Study 10.
    """
    parts = re.split(r"(\d+)", row.study.casefold())
    name = [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
    return (row.year is None, row.year or 0, name, row.file, row.line)


def rows_table(
    pooled: Sequence[Row], shown: Sequence[tuple[Row, str]], level: float, *, zero_cell: float = 0.5
) -> list[dict[str, Any]]:
    """List the pooled rows, then those that are only shown, with exact intervals as proportions.

    ``logit`` and ``logit_se`` are what two-stage models pool, with ``zero_cell`` added to events
    and non-events of rows with 0 % or 100 %; ``weight`` is the weight of the logit REML model in
    per cent, since a GLMM has none of its own; ``cells`` holds the text of every column that has
    no key of its own.
    """
    table = [
        _table_row(row, level, two_stage=two_stage)
        for row, two_stage in zip(pooled, _two_stage(pooled, zero_cell), strict=True)
    ]
    others = sorted(shown, key=lambda pair: given_order(pair[0]))
    return table + [_table_row(row, level, reason=reason) for row, reason in others]


def pooled_places(rows: Sequence[Row], *, combined: bool) -> list[dict[str, str]]:
    """Name the rows as they are pooled; arms that were summed stand under their study alone."""
    if not combined:
        return [{"study_id": row.study_id, "study": row.study, "arm": row.arm} for row in rows]
    names = {row.study_id: row.study for row in reversed(rows)}
    return [
        {"study_id": study_id, "study": names[study_id], "arm": ""}
        for study_id in dict.fromkeys(row.study_id for row in rows)
    ]


def _two_stage(rows: Sequence[Row], zero_cell: float) -> list[dict[str, float | None]]:
    """Logit, its standard error, and weight of each row."""
    if not rows:
        return []
    events, totals = [row.events or 0 for row in rows], [row.total or 0 for row in rows]
    effects = effect_sizes(events, totals, zero_cell=zero_cell)
    shares: list[float | None] = [None]
    if len(rows) > 1:
        w = 1 / (effects.v + estimate_tau2("REML", effects.y, effects.v))
        shares = [float(share) for share in 100 * w / w.sum()]
    return [
        {"logit": float(y), "logit_se": float(v) ** 0.5, "weight": share}
        for y, v, share in zip(effects.y, effects.v, shares, strict=True)
    ]


def _table_row(
    row: Row,
    level: float,
    *,
    two_stage: Mapping[str, float | None] = _NOT_POOLED,
    reason: str = "",
) -> dict[str, Any]:
    rate = low = high = None
    if row.events is not None and row.total is not None:
        limits = binomial_interval([row.events], [row.total], level=level)
        rate, low, high = row.events / row.total, float(limits[0][0]), float(limits[1][0])
    return {
        "file": row.file,
        "row": row.line,
        "study_id": row.study_id,
        "study": row.study,
        "arm": row.arm,
        "year": row.year,
        "outcome": row.outcome,
        "events": row.events,
        "total": row.total,
        "rate": rate,
        "ci_low": low,
        "ci_high": high,
        **two_stage,
        "pooled": not reason,
        "reason": reason,
        "recovered": row.recovered,
        "cells": {name: row.cells[name] for name in sorted(row.cells) if name not in TYPED},
    }
