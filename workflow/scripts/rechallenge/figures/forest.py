"""The forest plot of an analysis, as a journal prints it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from rechallenge.figures.axis import goes_beyond
from rechallenge.figures.drawing import draw, draw_notice
from rechallenge.figures.footnotes import Symbols, marks_sentence, model_footnotes
from rechallenge.figures.forest_rows import (
    arm_name,
    axis_title,
    columns,
    pooled_rows,
    primary_model,
    study_rows,
)
from rechallenge.figures.style import PAGE_WIDTH_MM
from rechallenge.figures.subgroup_rows import section_rows, subgroup_footnotes, subgroups_of
from rechallenge.figures.table import DisplayTable
from rechallenge.figures.text import clean


def forest_plot(
    estimates: Mapping[str, Any],
    *,
    subgroup: str | None = None,
    weights: bool = False,
    title: bool = False,
    width_mm: float = PAGE_WIDTH_MM,
) -> Figure:
    """Draw the forest plot of an analysis.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    subgroup : str, optional
        Name of a subgroup variable of the analysis: its levels become sections.
    weights : bool
        Add the weights of the two-stage logit model, labelled as such.
    title : bool
        Write the label of the analysis above the plot; journals want it in the caption.
    width_mm : float
        Width in millimetres; the figure gets wider where its columns cannot do with less.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        Where the analysis has no subgroups by that variable.
    """
    table = forest_table(estimates, subgroup=subgroup, weights=weights, title=title)
    if not table.rows:
        return draw_notice(" ".join(table.footnotes) or "No rows to show.", width_mm=width_mm)
    return draw(table, width_mm=width_mm)


def forest_table(
    estimates: Mapping[str, Any],
    *,
    subgroup: str | None = None,
    weights: bool = False,
    title: bool = False,
) -> DisplayTable:
    """Everything the forest plot shows, before it is laid out; parameters as in `forest_plot`."""
    table = estimates["rows_table"]
    model = primary_model(estimates)
    symbols = Symbols()
    groups = None if subgroup is None else subgroups_of(estimates, subgroup)
    if groups is None:
        rows = study_rows(table, symbols, weights=weights)
    else:
        rows = section_rows(table, groups, symbols, weights=weights)
    notes: tuple[str, ...] = tuple(estimates["notes"])
    if model is not None:
        rows += pooled_rows(estimates, model, weights=weights, overall=groups is not None)
        notes = model_footnotes(estimates, model)
    pooled = model is not None and model["rows"] > 1
    reference = model["estimate"] if model is not None and pooled else None
    marks = marks_sentence(
        level=estimates["level"],
        pooled=reference is not None,
        prediction=any(row.role == "interval" for row in rows),
        arrows=goes_beyond(rows, reference),
        weights=weights,
    )
    footnotes = [
        *(() if groups is None else subgroup_footnotes(groups)),
        *notes,
        *([marks] if rows else []),
        *symbols.footnotes(),
    ]
    left, right = columns(level=estimates["level"], weights=weights)
    return DisplayTable(
        label_header="Study, arm" if any(arm_name(row) for row in table) else "Study",
        left=left,
        right=right,
        rows=tuple(rows),
        reference=reference,
        axis_title=axis_title(estimates),
        footnotes=tuple(clean(note, limit=600) for note in footnotes),
        title=clean(estimates["label"]) if title else "",
    )
