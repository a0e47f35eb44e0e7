"""One analysis from selected rows to everything that its results file holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rechallenge.analysis.agreement import fit_all, pool_options
from rechallenge.analysis.curves import curves_entry
from rechallenge.analysis.gosh_density import gosh_entry
from rechallenge.analysis.leave_one_out import leave_one_out
from rechallenge.analysis.risk_of_bias import bias_entry
from rechallenge.analysis.rows_table import given_order, pooled_places, rows_table
from rechallenge.analysis.series import (
    cumulative_entries,
    influence_entries,
    leave_one_out_entries,
    overlap_entry,
    readings_entry,
    regression_entries,
    shrunken_entries,
    subgroup_entries,
)
from rechallenge.analysis.small_study import small_study_pattern
from rechallenge.analysis.specification import specification_entry
from rechallenge.config.settings import AnalysisSettings
from rechallenge.contract import ESTIMATES_SCHEMA
from rechallenge.models.sample import Sample
from rechallenge.studies.recovery.readings import Reading
from rechallenge.studies.selection import Selection


def analyse(
    selection: Selection, settings: AnalysisSettings, readings: Sequence[Reading] = ()
) -> dict[str, Any]:
    """Compute an analysis.

    Parameters
    ----------
    selection : Selection
        The rows to pool and those only shown.
    settings : AnalysisSettings
    readings : sequence of Reading
        Other readings of the rows that the review declares.

    Returns
    -------
    dict
        The content of ``estimates.json``: proportions 0-1, ``mu`` and ``tau2`` on the scale of
        the measure, ``i2`` 0-100, plain values only.
    """
    rows = sorted(selection.pooled, key=given_order)
    result: dict[str, Any] = {
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
        "rows_table": rows_table(
            rows, selection.shown, settings.model.level, zero_cell=settings.model.zero_cell
        ),
        "leave_one_out": [],
        "cumulative": [],
        "influence": [],
        "subgroups": {},
        "meta_regression": {},
        "small_study": {},
        "readings": {},
        "overlap": {},
        "shrunken": [],
        "gosh": {},
        "specification": {},
        "curves": {},
        "risk_of_bias": bias_entry(rows, selection.shown, tool=settings.figures.risk_of_bias),
    }
    if not rows:
        result["notes"].append("No row with counts matches this analysis, so nothing was pooled.")
        return result
    sample = Sample.of(
        [row.events or 0 for row in rows],
        [row.total or 0 for row in rows],
        [row.study_id for row in rows],
    )
    model = settings.model
    agreement = fit_all(sample, model)
    models = agreement.models
    result["primary"] = models[0].id
    result["models"] = [fitted.as_dict() for fitted in models]
    result["notes"] += _analysis_notes(sample, settings)
    result["notes"] += [f"Of the configuration: {sentence}" for sentence in selection.unknown]
    result["readings"] = readings_entry(sample, rows, readings, model)
    if sample.study_count > 1:
        result["subgroups"] = {
            variable: subgroup_entries(sample, rows, variable, model)
            for variable in settings.subgroups
        }
    if models[0].method != "exact":
        pooled = sample.combined() if model.arms == "combine" else sample
        options = pool_options(model)
        names = {row.study_id: row.study for row in rows}
        without = leave_one_out(pooled, options)
        result["leave_one_out"] = leave_one_out_entries(without, names)
        result["cumulative"] = cumulative_entries(pooled, rows, options)
        result["overlap"] = overlap_entry(sample, rows, model)
        if settings.small_study != "none":
            pattern = small_study_pattern(pooled, test=settings.small_study, level=model.level)
            result["small_study"] = pattern.as_dict()
        if agreement.shrunken is not None and model.arms != "combine":
            result["shrunken"] = shrunken_entries(rows, agreement.shrunken, model.level)
        result["influence"] = influence_entries(sample, rows, model, without)
        result["meta_regression"] = regression_entries(
            sample, rows, settings.moderators, model.level
        )
        places = pooled_places(rows, combined=model.arms == "combine")
        result["gosh"] = gosh_entry(pooled, places, zero_cell=model.zero_cell)
        result["specification"] = specification_entry(
            sample, rows, models[0], model, benchmark=settings.benchmark
        )
        result["curves"] = curves_entry(
            pooled,
            places,
            models[0],
            posterior=agreement.posterior,
            benchmark=settings.benchmark,
            zero_cell=model.zero_cell,
        )
    return result


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
