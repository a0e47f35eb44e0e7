"""Sensitivity analyses as the results file lists them: plain values, one entry a study or row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from rechallenge.analysis.agreement import pool_options
from rechallenge.analysis.cumulative import cumulative
from rechallenge.analysis.influence import glmm_influence, two_stage_influence
from rechallenge.analysis.leave_one_out import LeftOut
from rechallenge.analysis.meta_regression import MetaRegression, band, meta_regression, predictions
from rechallenge.analysis.overlap import overlap_groups, without_overlap
from rechallenge.analysis.readings import readings_range
from rechallenge.analysis.subgroups import subgroup_analysis
from rechallenge.config.settings import ModelSettings
from rechallenge.effects import Floats, expit
from rechallenge.intervals import normal_quantile
from rechallenge.models.glmm import NoEstimateError
from rechallenge.models.regression import Regression
from rechallenge.models.sample import Sample
from rechallenge.results import PooledEstimate
from rechallenge.studies.recovery.readings import Reading, other_counts
from rechallenge.studies.rows import Row

SERIES_KEYS = (
    "rows", "studies", "events", "total", "mu", "se", "mu_low", "mu_high", "estimate", "ci_low",
    "ci_high", "interval", "df", "pi_low", "pi_high", "tau2", "i2", "converged", "notes",
)  # fmt: skip


def leave_one_out_entries(
    series: Sequence[LeftOut], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """One entry for each study left out; ``names`` maps study ids to names."""
    return [
        {"study_id": left.study_id, "omitted": names[left.study_id]} | _part(left.result)
        for left in series
    ]


def cumulative_entries(
    sample: Sample, rows: Sequence[Row], options: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """One entry for each study added, in the order of the rows."""
    first = {row.study_id: row for row in reversed(rows)}
    order = list(dict.fromkeys(row.study_id for row in rows))
    return [
        {
            "study_id": step.study_id,
            "added": first[step.study_id].study,
            "year": first[step.study_id].year,
        }
        | _part(step.result)
        for step in cumulative(sample, order, options)
    ]


def readings_entry(
    sample: Sample, rows: Sequence[Row], declared: Sequence[Reading], model: ModelSettings
) -> dict[str, Any]:
    """Give the range of the pooled rate over the readings of the rows; empty with one reading."""
    found = {i: other_counts(row, declared) for i, row in enumerate(rows)}
    others = {i: pairs for i, pairs in found.items() if pairs}
    if not others:
        return {}
    result = readings_range(sample, others, pool_options(model), combine=model.arms == "combine")

    def end(
        found: tuple[tuple[tuple[int, int], ...], PooledEstimate] | None,
    ) -> dict[str, Any] | None:
        if found is None:
            return None
        counts, pooled = found
        return {"counts": [list(pair) for pair in counts]} | _part(pooled)

    return {
        "rows": [
            _place(rows[i])
            | {
                "taken": [rows[i].events, rows[i].total],
                "others": [list(pair) for pair in pairs],
            }
            for i, pairs in others.items()
        ],
        "combinations": result.combinations,
        "fitted": result.fitted,
        "without_estimate": result.without_estimate,
        "lowest": end(result.lowest),
        "highest": end(result.highest),
    }


def overlap_entry(sample: Sample, rows: Sequence[Row], model: ModelSettings) -> dict[str, Any]:
    """Pool with the largest study of each overlap group alone; empty where none overlap."""
    groups = overlap_groups(sample, [row.cells.get("overlap_group", "") for row in rows])
    if not groups:
        return {}
    names = {row.study_id: row.study for row in rows}

    def told(study: str, patients: int) -> dict[str, Any]:
        return {"study_id": study, "study": names[study], "patients": patients}

    counted = sample.combined() if model.arms == "combine" else sample
    return {
        "groups": [
            {
                "overlap_group": group.name,
                "kept": told(*group.studies[0]),
                "left_out": [told(*study) for study in group.studies[1:]],
            }
            for group in groups
        ]
    } | _part(without_overlap(counted, groups, pool_options(model)))


def shrunken_entries(
    rows: Sequence[Row], found: tuple[Floats, Floats], level: float
) -> list[dict[str, Any]]:
    """List what each row's true rate is thought to be, given all rows: mean and limits.

    The limits are normal on the logit scale.
    """
    entries = []
    for row, mean, sd in zip(rows, *found, strict=True):
        reach = normal_quantile(level) * float(sd)
        entries.append(
            _place(row)
            | {
                "events": row.events,
                "total": row.total,
                "mu": float(mean),
                "sd": float(sd),
                "estimate": float(expit(mean)),
                "low": float(expit(mean - reach)),
                "high": float(expit(mean + reach)),
            }
        )
    return entries


def influence_entries(
    sample: Sample, rows: Sequence[Row], model: ModelSettings, series: Sequence[LeftOut]
) -> list[dict[str, Any]]:
    """List deletion diagnostics of the GLMM and of the two-stage model, row by row.

    ``series`` is the leave-one-out of the same analysis: where it fitted the GLMM to the same
    rows, those fits are used again.
    """
    if sample.events.size < 3:
        return []
    entries = []
    measure = model.measure
    tau2 = "REML" if model.tau2 in ("ML", "FE") and model.method == "glmm" else model.tau2
    two_stage = two_stage_influence(sample, measure=measure, tau2=tau2, zero_cell=model.zero_cell)
    found = {f"{measure.lower()}-{tau2.lower()}-z": two_stage}
    if model.method == "glmm":
        same_rows = model.arms == "separate" and model.tau2 != "FE"
        left_out = {left.study_id: left.result for left in series} if same_rows else None
        with suppress(NoEstimateError):
            found = {"glmm": glmm_influence(sample, left_out)} | found
    for name, diagnostics in found.items():
        for row, diagnostic in zip(rows, diagnostics, strict=True):
            entries.append({"model": name} | _place(row) | asdict(diagnostic))
    return entries


def subgroup_entries(
    sample: Sample, rows: Sequence[Row], variable: str, model: ModelSettings
) -> dict[str, Any]:
    """List the levels of one variable with the test for differences between them.

    With ``arms: combine`` the arms of a study that share a level are summed first.
    """
    levels = [row.cells.get(variable, "") for row in rows]
    if model.arms == "combine":
        pairs = dict.fromkeys(zip(sample.studies, levels, strict=True))
        sample, levels = sample.combined(levels), [label for _, label in pairs]
    result = asdict(
        subgroup_analysis(
            sample,
            levels,
            variable=variable,
            options=pool_options(model),
            separate=model.subgroup_tau2 == "separate",
        )
    )
    degrees = (*result.pop("test_df"), None, None)
    test = {
        "type": result.pop("test_type"),
        "statistic": result.pop("test_statistic"),
        "df": degrees[0],
        "df_residual": degrees[1],
        "p": result.pop("test_p"),
    }
    return result | {
        "test": test,
        "groups": list(result["groups"]),
        "notes": list(result["notes"]),
    }


def regression_entries(
    sample: Sample, rows: Sequence[Row], moderators: Sequence[str], level: float
) -> dict[str, Any]:
    """Regress on each moderator alone and, with several, on all of them together."""
    cells = [{**row.cells, "year": "" if row.year is None else str(row.year)} for row in rows]
    sets = [[moderator] for moderator in moderators]
    if len(moderators) > 1:
        sets.append(list(moderators))
    return {
        " + ".join(columns): _regression(meta_regression(sample, cells, columns), level)
        for columns in sets
    }


def _place(row: Row) -> dict[str, Any]:
    return {
        "file": row.file,
        "row": row.line,
        "study_id": row.study_id,
        "study": row.study,
        "arm": row.arm,
    }


def _part(result: PooledEstimate) -> dict[str, Any]:
    fields = result.as_dict()
    return {key: fields[key] for key in SERIES_KEYS}


def _regression(result: MetaRegression, level: float) -> dict[str, Any]:
    return {
        "moderators": list(result.moderators),
        "terms": [
            {
                "column": term.column,
                "numeric": term.numeric,
                "reference": term.reference,
                "centre": term.centre if term.numeric else None,
            }
            for term in result.design.terms
        ],
        "rows": len(result.design.kept),
        "dropped": result.dropped,
        "fits": {name: _fit(result, fit, level) for name, fit in result.fits.items()},
        "permutation_p": result.permutation_p,
        "notes": list(result.notes),
    }


def _fit(result: MetaRegression, fit: Regression, level: float) -> dict[str, Any]:
    low, high = fit.interval(level)
    p = fit.p_values()
    return {
        "coefficients": [
            {
                "label": label,
                "value": float(fit.coefficients[j]),
                "se": float(fit.standard_errors[j]),
                "low": float(low[j]),
                "high": float(high[j]),
                "p": float(p[j]),
            }
            for j, label in enumerate(result.design.labels)
        ],
        "df": fit.df,
        "tau2": fit.tau2,
        "tau2_without": fit.tau2_without,
        "r2": fit.r2,
        "test": {
            "type": fit.test,
            "statistic": fit.statistic,
            "df": list(fit.test_df),
            "p": fit.p,
        },
        "predictions": predictions(result, fit, level=level),
        "band": band(result, fit, level=level),
        "second_implementation": fit.second_implementation,
    }
