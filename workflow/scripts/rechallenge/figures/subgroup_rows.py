"""Sections of a forest plot by subgroup, each with its own diamond, and the test between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.errors import InputError
from rechallenge.figures.footnotes import Symbols
from rechallenge.figures.forest_rows import SECTION_GAP, rate_cells, study_rows, summary_label
from rechallenge.figures.table import DisplayRow, Mark
from rechallenge.figures.text import clean, spaced
from rechallenge.formatting import count, significant
from rechallenge.wording import subgroup_test

Result = Mapping[str, Any]


def subgroups_of(estimates: Result, variable: str) -> Result:
    """Return the subgroup results of a variable.

    Raises
    ------
    InputError
        Where the analysis has no such subgroups; the message lists those it has.
    """
    if variable in estimates["subgroups"]:
        return dict(estimates["subgroups"][variable])
    known = ", ".join(f"“{clean(name)}”" for name in estimates["subgroups"]) or "none"
    raise InputError(
        f"analysis “{clean(estimates['analysis'])}” has no subgroups by “{clean(variable)}” "
        f"(it has: {known}); add the column to its “subgroups” in the configuration."
    )


def readable(code: str) -> str:
    """Write a level for readers: codes such as ``second_course`` become ``Second course``."""
    text = spaced(clean(code))
    return text[:1].upper() + text[1:]


def section_rows(
    table: Sequence[Result], subgroups: Result, symbols: Symbols, *, weights: bool
) -> list[DisplayRow]:
    """Rows of every section: heading, studies, diamond.

    Levels that no pooled row has follow those of the results; rows without a level come last.
    """
    variable = subgroups["variable"]
    groups = {group["level"]: group for group in subgroups["groups"]}
    levels = dict.fromkeys([*groups, *(_level(row, variable) for row in table)])
    rows: list[DisplayRow] = []
    for level in sorted(levels, key=lambda name: not name):
        members = [row for row in table if _level(row, variable) == level]
        gap = SECTION_GAP if rows else 0.0
        rows.append(DisplayRow(role="section", label=readable(level) or "Not stated", gap=gap))
        rows += study_rows(members, symbols, weights=weights, indent=1)
        if level in groups and groups[level]["rows"] > 1:
            rows.append(_group_row(groups[level], symbols, weights=weights))
    return rows


def subgroup_footnotes(subgroups: Result) -> tuple[str, ...]:
    """Write the test for subgroup differences in one line, and the notes of the analysis."""
    lines = []
    test = subgroups["test"]
    if test["p"] is not None:
        common = subgroups["tau2_mode"] == "common"
        variance = f"common τ² within subgroups = {significant(subgroups['tau2'])}"
        lines.append(
            f"Test for subgroup differences, {subgroup_test(test)}; "
            f"{variance if common else 'a separate τ² in each subgroup'}. "
            "Differences between subgroups are observational."
        )
        if any(group["rows"] == 1 for group in subgroups["groups"]):
            lines[-1] += " Subgroups with a single row are left out of this test."
    return (*lines, *subgroups["notes"])


def _level(row: Result, variable: str) -> str:
    return str(row["cells"].get(variable) or row.get(variable) or "")


def _group_row(group: Result, symbols: Symbols, *, weights: bool) -> DisplayRow:
    cells = rate_cells(group["estimate"], group["ci_low"], group["ci_high"])
    name = "Pooled rate" if group["pooled"] else "Summed counts"
    note = clean(group["note"])
    return DisplayRow(
        role="group",
        label=summary_label(name, group),
        symbol=symbols.of(note[:1].upper() + note[1:] + ".") if note else "",
        left=(count(group["events"]), count(group["total"])),
        right=(*cells, "") if weights else cells,
        mark=Mark("diamond", group["ci_low"], group["ci_high"], group["estimate"]),
        indent=1,
    )
