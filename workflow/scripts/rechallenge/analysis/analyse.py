"""One analysis from selected rows to everything that its results file holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rechallenge.analysis.agreement import fit_all, pool_options
from rechallenge.analysis.leave_one_out import leave_one_out
from rechallenge.analysis.subgroups import subgroup_analysis
from rechallenge.config.settings import AnalysisSettings
from rechallenge.contract import ESTIMATES_SCHEMA
from rechallenge.effects import effect_sizes
from rechallenge.intervals import binomial_interval
from rechallenge.models.sample import Sample
from rechallenge.models.tau2 import estimate_tau2
from rechallenge.results import PooledEstimate
from rechallenge.studies.rows import Row
from rechallenge.studies.selection import Selection

LEAVE_ONE_OUT_KEYS = (
    "rows", "studies", "mu", "se", "mu_low", "mu_high", "estimate", "ci_low", "ci_high",
    "interval", "df", "pi_low", "pi_high", "tau2", "i2", "converged", "notes",
)  # fmt: skip


def analyse(selection: Selection, settings: AnalysisSettings) -> dict[str, Any]:
    """Compute an analysis.

    Parameters
    ----------
    selection : Selection
        The rows to pool and those only shown.
    settings : AnalysisSettings

    Returns
    -------
    dict
        The content of ``estimates.json``: proportions 0-1, ``mu`` and ``tau2`` on the scale of
        the measure, ``i2`` 0-100, plain values only.
    """
    rows = sorted(selection.pooled, key=_given_order)
    head: dict[str, Any] = {
        "schema": ESTIMATES_SCHEMA,
        "analysis": settings.slug,
        "outcome": settings.outcome or "",
        "label": settings.label,
        "rows": len(rows),
        "studies": len({row.study_id for row in rows}),
        "events": sum(row.events or 0 for row in rows),
        "total": sum(row.total or 0 for row in rows),
        "level": settings.model.level,
        "primary": None,
        "benchmark": settings.benchmark,
        "settings": settings.as_dict(),
        "notes": [],
        "models": [],
        "rows_table": _rows_table(rows, selection.shown, settings.model.level),
        "leave_one_out": [],
        "cumulative": [],
        "influence": [],
        "subgroups": {},
        "meta_regression": {},
        "small_study": {},
    }
    if not rows:
        head["notes"].append("No row with counts matches this analysis, so nothing was pooled.")
        return head
    sample = Sample.of(
        [row.events or 0 for row in rows],
        [row.total or 0 for row in rows],
        [row.study_id for row in rows],
    )
    models = fit_all(sample, settings.model)
    head["primary"] = models[0].id
    head["models"] = [result.as_dict() for result in models]
    head["notes"] += _analysis_notes(sample, settings)
    pooled = sample.combined() if settings.model.arms == "combine" else sample
    if models[0].method != "exact":
        names = {row.study_id: row.study for row in rows}
        head["leave_one_out"] = [
            {"study_id": left.study_id, "omitted": names[left.study_id]}
            | _part(left.result, LEAVE_ONE_OUT_KEYS)
            for left in leave_one_out(pooled, pool_options(settings.model))
        ]
    if sample.study_count > 1:
        head["subgroups"] = {
            variable: _subgroups(sample, rows, variable, settings.model.level)
            for variable in settings.subgroups
        }
    return head


def _given_order(row: Row) -> tuple[bool, int, str, str, int]:
    """Years ascending with blank years last, then study, arms in the order of the file."""
    return (row.year is None, row.year or 0, row.study.casefold(), row.file, row.line)


def _part(result: PooledEstimate, keys: Sequence[str]) -> dict[str, Any]:
    fields = result.as_dict()
    return {key: fields[key] for key in keys}


def _analysis_notes(sample: Sample, settings: AnalysisSettings) -> list[str]:
    several = sample.events.size - sample.study_count
    if not several or sample.study_count == 1:
        return []
    if settings.model.arms == "combine":
        return ["The counts of the arms of each study were summed before pooling."]
    return [
        f"{sample.events.size} rows come from {sample.study_count} studies; arms of one study "
        "are different patients and were pooled as separate rows, with degrees of freedom from "
        "the number of studies."
    ]


def _subgroups(sample: Sample, rows: Sequence[Row], variable: str, level: float) -> dict[str, Any]:
    levels = [row.cells.get(variable, "") for row in rows]
    result = asdict(subgroup_analysis(sample, levels, variable=variable, level=level))
    test = {
        "type": "LR",
        "statistic": result.pop("test_statistic"),
        "df": result.pop("test_df"),
        "p": result.pop("test_p"),
    }
    return result | {
        "tau2_mode": "common",
        "test": test,
        "groups": list(result["groups"]),
        "notes": list(result["notes"]),
    }


def _rows_table(
    pooled: Sequence[Row], shown: Sequence[tuple[Row, str]], level: float
) -> list[dict[str, Any]]:
    weights = _weights(pooled)
    table = [
        _table_row(row, level, weight=weight) for row, weight in zip(pooled, weights, strict=True)
    ]
    others = sorted(shown, key=lambda pair: _given_order(pair[0]))
    return table + [_table_row(row, level, reason=reason) for row, reason in others]


def _weights(rows: Sequence[Row]) -> list[float | None]:
    """Weights of the logit REML model in per cent; a GLMM has none of its own."""
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
    own: dict[str, Any] = {
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
    }
    typed = ("study_id", "study", "arm", "year", "outcome", "events", "total")
    return own | {
        "cells": {name: row.cells[name] for name in sorted(row.cells) if name not in typed}
    }
