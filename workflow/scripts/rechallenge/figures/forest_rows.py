"""From an analysis to the rows of its forest plot; every number comes from the results file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rechallenge.figures.footnotes import Symbols
from rechallenge.figures.table import Column, DisplayRow, Mark
from rechallenge.figures.text import clean, spaced
from rechallenge.formatting import count, fixed, percent, percent_interval, plural
from rechallenge.wording import outcome_name

Result = Mapping[str, Any]

WHOLE_STUDY = frozenset({"", "all", "all patients", "overall", "total", "whole study"})
"""Names of arms that say nothing beside the name of the study."""
SECTION_GAP = 4.0


def primary_model(estimates: Result) -> Result | None:
    """Return the model of the headline; None where nothing was pooled."""
    for model in estimates["models"]:
        if model["id"] == estimates["primary"]:
            return dict(model)
    return None


def arm_name(row: Result) -> str:
    """Return the arm of a row, empty where it says nothing beside the study."""
    arm = spaced(clean(row["arm"]))
    return "" if arm.casefold() in WHOLE_STUDY else arm


def axis_title(estimates: Result, *, per: int = 100) -> str:
    """Outcome and unit, such as ``Objective response, % of patients``."""
    name = clean(outcome_name(estimates["outcome"]))
    return f"{name}, % of patients" if per == 100 else f"{name} per {per} patients"


def columns(*, level: float, weights: bool) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """Columns of figures left and right of the plot."""
    right = [Column(""), Column(f"Rate, % ({100 * level:g} % CI)")]
    if weights:
        right.append(Column("Weight, %"))
    return (Column("Events"), Column("Total")), tuple(right)


def study_rows(
    table: Sequence[Result], symbols: Symbols, *, weights: bool, indent: int = 0
) -> list[DisplayRow]:
    """Rows of the studies in their order, the arms of a study below its name.

    Parameters
    ----------
    table : sequence of mapping
        Entries of ``rows_table``.
    symbols : Symbols
        Collects the footnotes.
    weights : bool
        Whether a column of two-stage weights stands on the right.
    indent : int
    """
    rows: list[DisplayRow] = []
    for _, members in groupby(table, key=lambda row: row["study_id"]):
        arms = list(members)
        study = clean(arms[0]["study"])
        if len(arms) == 1:
            arm = arm_name(arms[0])
            label = f"{study}, {arm}" if arm else study
            rows.append(_study_row(arms[0], label, symbols, weights=weights, indent=indent))
            continue
        muted = not any(row["pooled"] for row in arms)
        rows.append(DisplayRow(role="study", label=study, indent=indent, muted=muted))
        rows += [
            _study_row(
                row, spaced(clean(row["arm"])) or "arm not named", symbols, weights=weights,
                indent=indent + 1, role="arm",
            )
            for row in arms
        ]  # fmt: skip
    return rows


def _study_row(
    row: Result,
    label: str,
    symbols: Symbols,
    *,
    weights: bool,
    indent: int,
    role: Any = "study",
) -> DisplayRow:
    notes = []
    if not row["pooled"]:
        notes.append(f"Not pooled: {clean(row['reason']) or 'excluded in the data'}.")
    if row["recovered"] or row["cells"].get("count_source") == "derived":
        notes.append("Count worked out from other printed figures.")
    mark = None
    if row["rate"] is not None:
        mark = Mark("square", row["ci_low"], row["ci_high"], row["rate"], row["total"])
    right = rate_cells(row["rate"], row["ci_low"], row["ci_high"])
    return DisplayRow(
        role=role,
        label=label,
        symbol=symbols.of(*notes),
        left=(count(row["events"]), count(row["total"])),
        right=(*right, fixed(row["weight"])) if weights else right,
        mark=mark,
        indent=indent,
        muted=not row["pooled"],
    )


def rate_cells(rate: float | None, low: float | None, high: float | None) -> tuple[str, str]:
    """Write a rate and its interval as two cells, the interval in brackets."""
    if low is None or high is None:
        return percent(rate), ""
    return percent(rate), f"({percent_interval(low, high)})"


def pooled_rows(
    estimates: Result, model: Result, *, weights: bool, overall: bool = False
) -> list[DisplayRow]:
    """Make the rows of the headline model: its diamond, and the bar of its prediction interval.

    One row alone is its own result, so it gets neither. ``overall`` names the diamond so, to tell
    it from those of subgroups.
    """
    if model["rows"] == 1:
        return []
    blank = ("",) if weights else ()
    counts = (count(estimates["events"]), count(estimates["total"]))
    name = _pooled_name(model)
    label = summary_label(f"Overall {name[0].lower()}{name[1:]}" if overall else name, model)
    if model["estimate"] is None:
        return [
            DisplayRow(
                role="pooled", label=label, left=counts, right=("", "no estimate", *blank),
                gap=SECTION_GAP,
            )
        ]  # fmt: skip
    limits = (model["ci_low"], model["ci_high"])
    mark = None if limits[0] is None else Mark("diamond", *limits, model["estimate"])
    rows = [
        DisplayRow(
            role="pooled",
            label=label,
            left=counts,
            right=(*rate_cells(model["estimate"], *limits), *blank),
            mark=mark,
            gap=SECTION_GAP,
        )
    ]
    if model["pi_low"] is not None:
        rows.append(
            DisplayRow(
                role="interval",
                label=f"{100 * model['level']:g} % prediction interval",
                left=("", ""),
                right=("", rate_cells(None, model["pi_low"], model["pi_high"])[1], *blank),
                mark=Mark("bar", model["pi_low"], model["pi_high"]),
            )
        )
    return rows


def _pooled_name(model: Result) -> str:
    if model["method"] != "exact":
        return "Pooled rate"
    return "One common rate" if model["studies"] > 1 else "Summed counts"


def size(part: Result) -> str:
    """How many studies, and how many arms where they differ: ``20 studies, 25 arms``."""
    studies = plural(part["studies"], "study", "studies")
    if part["rows"] == part["studies"]:
        return studies
    return f"{studies}, {plural(part['rows'], 'arm')}"


def summary_label(name: str, part: Result) -> str:
    """Name of a pooled rate with its size in brackets, which stay on one line."""
    return f"{name} " + f"({size(part)})".replace(" ", "\u00a0")
