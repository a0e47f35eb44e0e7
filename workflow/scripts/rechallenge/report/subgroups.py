"""Rates by subgroup, with the test between groups and what it cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.formatting import ABSENT, count, fixed, p_value, percent, plural, significant
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row
from rechallenge.report.quantities import estimate_cell, level_percent

TITLE = "Subgroups"
CAUTION = (
    "Subgroups compare different studies. Their differences are observational: they may come from "
    "anything else in which the studies differ, and they are no comparison of treatments."
)
_TESTS = {"LR": "likelihood-ratio test"}


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
            _interval(group, result["df"]),
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


def _interval(group: Mapping[str, Any], df: int | None) -> str:
    if group["interval"] == "exact":
        return "exact"
    return f"{group['interval']} ({df} df)" if df is not None else str(group["interval"])


def _test(result: Mapping[str, Any]) -> str:
    test = result["test"]
    if test["p"] is None:
        return ""
    several = [group for group in result["groups"] if group["rows"] >= 2]
    kind = _TESTS.get(test["type"], f"{test['type']} test")
    return (
        f"Test for differences between the {plural(len(several), 'group')} with two or more rows "
        f"({kind}): χ² = {fixed(test['statistic'], decimals=2)}, df = {test['df']}, "
        f"p {p_value(test['p'])}."
    )


def _variance(result: Mapping[str, Any]) -> str:
    if result["tau2"] is None:
        return ""
    return f"τ² within groups, common to all of them: {significant(result['tau2'])} (logit scale)."
