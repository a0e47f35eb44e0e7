"""Sections of a forest plot by subgroup, each with its own diamond, and the test between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.errors import InputError
from rechallenge.figures.fields import Entry
from rechallenge.figures.forest.footnotes import Symbols
from rechallenge.figures.forest.presets import DEFAULT, Preset
from rechallenge.figures.forest.rows import SECTION_GAP, size, sized, study_entries
from rechallenge.figures.table import DisplayRow, Mark
from rechallenge.figures.text import clean, spaced
from rechallenge.formatting import significant
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


def section_entries(
    studies: Sequence[Sequence[Result]],
    subgroups: Result,
    symbols: Symbols,
    *,
    preset: Preset = DEFAULT,
    level: float,
) -> list[Entry]:
    """Rows of every section: heading, studies, diamond.

    Levels that no pooled row has follow those of the results; rows without a level come last. A
    study whose arms have different levels stands in several sections.
    """
    variable = subgroups["variable"]
    groups = {group["level"]: group for group in subgroups["groups"]}
    table = [row for study in studies for row in study]
    levels = dict.fromkeys([*groups, *(_level(row, variable) for row in table)])
    entries: list[Entry] = []
    for name in sorted(levels, key=lambda name: not name):
        parts = [[row for row in study if _level(row, variable) == name] for study in studies]
        members = [part for part in parts if part]
        heading = DisplayRow(
            role="section", label=readable(name) or "Not stated",
            gap=SECTION_GAP if entries else 0.0,
        )  # fmt: skip
        entries.append(Entry(row=heading, blank=True))
        entries += study_entries(members, symbols, indent=1)
        if name in groups and groups[name]["rows"] > 1:
            separate = subgroups["tau2_mode"] == "separate"
            entries.append(_group_entry(groups[name], symbols, preset, level=level, tau2=separate))
    return entries


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


def _group_entry(
    group: Result, symbols: Symbols, preset: Preset, *, level: float, tau2: bool
) -> Entry:
    name = "Pooled rate" if group["pooled"] else "Summed counts"
    if preset.subtotal:
        name = preset.named(preset.subtotal, level)
    size_words = size(group)
    if tau2 and group.get("tau2") is not None:
        size_words += f"; τ² = {significant(group['tau2'])}"
    label = f"{name} ({sized(preset.numbers.write(size_words))})"
    note = clean(group["note"])
    return Entry(
        row=DisplayRow(
            role="group",
            label=label,
            symbol=symbols.of(note[:1].upper() + note[1:] + ".") if note else "",
            mark=Mark("diamond", group["ci_low"], group["ci_high"], group["estimate"]),
            indent=1,
        ),
        counts=(group["events"], group["total"]),
        rate=group["estimate"],
        low=group["ci_low"],
        high=group["ci_high"],
    )
