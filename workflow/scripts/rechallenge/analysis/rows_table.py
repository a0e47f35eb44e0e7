"""The rows of an analysis as its results file lists them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rechallenge.effects import effect_sizes
from rechallenge.intervals import binomial_interval
from rechallenge.models.tau2 import estimate_tau2
from rechallenge.studies.rows import Row

TYPED = ("study_id", "study", "arm", "year", "outcome", "events", "total")


def given_order(row: Row) -> tuple[bool, int, list[tuple[bool, int, str]], str, int]:
    """Sort key: years ascending with blank years last, then study, arms as in the file.

    Numbers within names count as numbers: Study 2 comes before Study 10.
    """
    parts = re.split(r"(\d+)", row.study.casefold())
    name = [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
    return (row.year is None, row.year or 0, name, row.file, row.line)


def rows_table(
    pooled: Sequence[Row], shown: Sequence[tuple[Row, str]], level: float
) -> list[dict[str, Any]]:
    """List the pooled rows, then those that are only shown, with exact intervals as proportions.

    ``weight`` is the weight of the logit REML model in per cent, since a GLMM has none of its
    own; ``cells`` holds the text of every column that has no key of its own.
    """
    table = [
        _table_row(row, level, weight=weight)
        for row, weight in zip(pooled, _weights(pooled), strict=True)
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


def _weights(rows: Sequence[Row]) -> list[float | None]:
    if len(rows) < 2:
        return [None] * len(rows)
    effects = effect_sizes([row.events or 0 for row in rows], [row.total or 0 for row in rows])
    w = 1 / (effects.v + estimate_tau2("REML", effects.y, effects.v))
    return [float(share) for share in 100 * w / w.sum()]


def _table_row(
    row: Row, level: float, *, weight: float | None = None, reason: str = ""
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
        "weight": weight,
        "pooled": not reason,
        "reason": reason,
        "recovered": row.recovered,
        "cells": {name: row.cells[name] for name in sorted(row.cells) if name not in TYPED},
    }
