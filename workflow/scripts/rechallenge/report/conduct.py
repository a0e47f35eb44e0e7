"""What was done with the data, and why: settings, selection, zero cells, recovered counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge import __version__
from rechallenge.contract import TAU2_NAMES
from rechallenge.formatting import ABSENT, percent, plural
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row
from rechallenge.report.quantities import (
    Model,
    is_common_effect,
    level_percent,
    primary_model,
    scale_name,
)
from rechallenge.report.sentences import listed, overlaps
from rechallenge.report.subgroups import readable
from rechallenge.wording import model_name

TITLE = "What was done, and why"
AUTHORS_GAP = (
    "[To be completed by the authors: which analyses, subgroups and settings the protocol planned, "
    "and which were added later.]"
)


def conduct_section(estimates: Mapping[str, Any]) -> Section:
    """List the choices behind an analysis: rows, model, intervals, zero cells, arms, exclusions."""
    rows = estimates["rows_table"]
    pooled = [row for row in rows if row["pooled"]]
    shown = [row for row in rows if not row["pooled"]]
    model = primary_model(estimates)
    items = [f"Rows used: {selection_text(estimates['settings'])}.", *_model(estimates, model)]
    items += _zero_cells(pooled, estimates, model)
    items += estimates["notes"] if estimates["studies"] > 1 else []
    items += [
        f"Studies that may share patients ({group}): {listed(studies)}."
        for group, studies in overlaps(estimates)
    ]
    items += [*(model["notes"] if model is not None else ()), AUTHORS_GAP]
    blocks: list[Block] = [Bullets(tuple(dict.fromkeys(items)))]
    if shown:
        blocks.append(_excluded(shown))
    blocks += _recovered(pooled)
    return Section(TITLE, tuple(blocks))


def is_recovered(row: Mapping[str, Any]) -> bool:
    """Tell whether a count was worked out from a percentage, by the program or by the extractor."""
    return bool(row["recovered"]) or row["cells"].get("count_source") == "derived"


def selection_text(settings: Mapping[str, Any]) -> str:
    """Say which rows an analysis uses, such as ``cancer is melanoma; year at least 2018``."""
    parts = [f"outcome is {settings['outcome']}"] if settings["outcome"] else []
    parts += [
        f"{readable(column)} {condition_text(value)}"
        for column, value in settings["where"].items()
        if (column, list(value)) != ("include", ["1"])
    ]
    return "; ".join(parts) or "all"


def condition_text(condition: Any) -> str:
    """Write allowed values or a range as words: ``is melanoma``, ``from 2018 to 2024``."""
    if isinstance(condition, Mapping):
        low, high = condition.get("min"), condition.get("max")
        ends = [f"{value:g}" for value in (low, high) if value is not None]
        if len(ends) == 2:
            return f"from {ends[0]} to {ends[1]}"
        return f"{'at least' if low is not None else 'at most'} {''.join(ends)}"
    values = [str(value) for value in condition]
    return f"is {values[0]}" if len(values) == 1 else f"is one of {', '.join(values)}"


def _model(estimates: Mapping[str, Any], model: Model | None) -> list[str]:
    if model is None:
        return []
    level = level_percent(estimates["level"])
    items = [f"Model: {model_name(model)}; confidence level {level}."]
    if model["method"] == "bayes":
        items.append(f"Prior of the between-study standard deviation τ: {model['tau2_method']}.")
    elif model["method"] not in ("exact", "beta-binomial") and not is_common_effect(model):
        estimator = TAU2_NAMES[model["tau2_method"]]
        items.append(
            f"Between-study variance by {estimator}, on the scale of the model "
            f"({scale_name(model)})."
        )
    if model["profile_low"] is not None and model["interval"] != "profile":
        low, high = percent(model["profile_low"]), percent(model["profile_high"])
        items.append(f"Profile-likelihood interval of the estimate beside it: {low} to {high} %.")
    items.append("Intervals of single rows are exact (Clopper–Pearson).")
    items.append(f"Computed with Rechallenge {__version__}.")
    return items


def _zero_cells(
    pooled: Sequence[Mapping[str, Any]], estimates: Mapping[str, Any], model: Model | None
) -> list[str]:
    if model is None or model["method"] == "exact":
        return []
    extreme = [row for row in pooled if row["events"] in (0, row["total"])]
    if not extreme:
        return [f"None of the {plural(len(pooled), 'row')} has 0 % or 100 %; nothing was added."]
    added = f"{estimates['settings']['model']['zero_cell']:g}"
    return [
        f"{len(extreme)} of {plural(len(pooled), 'row')} {'has' if len(extreme) == 1 else 'have'} "
        "0 % or 100 %. Binomial models (GLMM, beta-binomial, Bayesian, common effect) use the "
        "counts as they are; two-stage and three-level models on the logit, log or raw scale add "
        f"{added} to events and non-events of these rows alone, and add nothing on the arcsine "
        "scales."
    ]


def _excluded(shown: Sequence[Mapping[str, Any]]) -> Table:
    return Table(
        caption="Rows that match but were not pooled",
        headers=("Study", "Arm", "Events/patients", "Reason"),
        rows=tuple(
            text_row(row["study"], row["arm"] or ABSENT, counts(row), row["reason"])
            for row in shown
        ),
        numeric=frozenset({2}),
    )


def counts(row: Mapping[str, Any]) -> str:
    """Write events over patients, ``7/38``; absent numbers as ``–``."""
    events = ABSENT if row["events"] is None else str(row["events"])
    total = ABSENT if row["total"] is None else str(row["total"])
    return f"{events}/{total}"


def _recovered(pooled: Sequence[Mapping[str, Any]]) -> list[Block]:
    recovered = [row for row in pooled if is_recovered(row)]
    if not recovered:
        return []
    verb = "holds a count that was" if len(recovered) == 1 else "hold counts that were"
    return [
        Paragraph(
            f"{len(recovered)} of {plural(len(pooled), 'pooled row')} {verb} worked out from other "
            "printed figures, not printed as such."
        ),
        Table(
            caption="Counts that were recovered",
            headers=("Study", "Arm", "Events/patients", "Printed, %", "Remark"),
            rows=tuple(
                text_row(
                    row["study"],
                    row["arm"] or ABSENT,
                    counts(row),
                    row["cells"].get("percent") or ABSENT,
                    row["recovered"] or row["cells"].get("notes") or "derived by the extractor",
                )
                for row in recovered
            ),
            numeric=frozenset({2, 3}),
            folded=True,
        ),
    ]
