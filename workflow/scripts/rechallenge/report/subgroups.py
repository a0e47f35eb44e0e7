"""Rates by subgroup, with the test between groups and what it cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.contract import MEASURES
from rechallenge.formatting import ABSENT, count, percent, significant
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row
from rechallenge.report.quantities import estimate_cell, level_percent
from rechallenge.wording import subgroup_test

TITLE = "Subgroups"
CAUTION = (
    "Subgroups compare different studies. Their differences are observational: they may come from "
    "anything else in which the studies differ, and they are no comparison of treatments."
)


def subgroups_section(estimates: Mapping[str, Any]) -> Section:
    """Table the rate in each level of every subgroup variable of an analysis."""
    subgroups: Mapping[str, Mapping[str, Any]] = estimates["subgroups"]
    if not subgroups:
        return Section(TITLE, (Paragraph("No subgroups were asked for, or too few studies."),))
    blocks: list[Block] = [Paragraph(CAUTION, kind="caution")]
    tests = sum(1 for result in subgroups.values() if result["test"]["p"] is not None)
    if tests > 1:
        blocks.append(
            Paragraph(f"{tests} variables were tested; the p-values are not adjusted for that.")
        )
    level = estimates["level"]
    return Section(
        TITLE,
        tuple(blocks),
        tuple(_variable(result, level=level) for result in subgroups.values()),
    )


def readable(name: str) -> str:
    """Write the name of a column or level as words: ``reason_stopped`` as ``reason stopped``."""
    return name.replace("_", " ").strip()


def _variable(result: Mapping[str, Any], *, level: float) -> Section:
    variable = readable(result["variable"])
    rows = tuple(
        text_row(
            readable(group["level"]),
            str(group["rows"]),
            str(group["studies"]),
            f"{count(group['events'])}/{count(group['total'])}",
            _group_estimate(group),
            _interval(group),
            group["note"] or ABSENT,
            muted=not group["pooled"],
        )
        for group in result["groups"]
    )
    table = Table(
        caption=f"Rates by {variable}, in per cent with {level_percent(level)} intervals",
        headers=("Group", "Rows", "Studies", "Events/patients", "Rate (CI)", "Interval", "Note"),
        rows=rows,
        numeric=frozenset({1, 2, 3, 4}),
    )
    blocks: list[Block] = [table] if rows else []
    blocks += [Paragraph(text) for text in (_test(result), _variance(result)) if text]
    if result["notes"]:
        blocks.append(Bullets(tuple(result["notes"])))
    return Section(f"By {variable}", tuple(blocks))


def _group_estimate(group: Mapping[str, Any]) -> str:
    if group["estimate"] is None:
        return "no estimate"
    if group["ci_low"] is None:
        return percent(group["estimate"])
    return estimate_cell({**group, "notes": ()})


def _interval(group: Mapping[str, Any]) -> str:
    if group["df"] is None:
        return str(group["interval"])
    return f"{group['interval']} ({group['df']:g} df)"


def _test(result: Mapping[str, Any]) -> str:
    test = result["test"]
    if test["p"] is None:
        return ""
    return (
        f"Test for differences between {test['df'] + 1} groups with two or more rows, "
        f"{subgroup_test(test)}."
    )


def _variance(result: Mapping[str, Any]) -> str:
    scale = f"{MEASURES[result['measure']]} scale"
    if result["tau2_mode"] == "separate":
        told = [
            f"{readable(group['level'])} {significant(group['tau2'])}"
            for group in result["groups"]
            if group["tau2"] is not None
        ]
        return f"τ² of each group for itself ({scale}): {', '.join(told)}." if told else ""
    if result["tau2"] is None:
        return ""
    return f"τ² within groups, common to all of them: {significant(result['tau2'])} ({scale})."
