"""The leave-one-out plot: the pooled rate without each study in turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from rechallenge.figures.drawing import draw
from rechallenge.figures.footnotes import Symbols
from rechallenge.figures.forest_rows import (
    SECTION_GAP,
    axis_title,
    primary_model,
    rate_cells,
    summary_label,
)
from rechallenge.figures.style import PAGE_WIDTH_MM
from rechallenge.figures.table import Column, DisplayRow, DisplayTable, Mark
from rechallenge.figures.text import clean
from rechallenge.formatting import fixed, significant
from rechallenge.wording import interval_name, model_name

Result = Mapping[str, Any]


def leave_one_out_plot(
    estimates: Result, *, title: bool = False, width_mm: float = PAGE_WIDTH_MM
) -> Figure | None:
    """Draw the pooled rate without each study; None where the analysis has no such series.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    title : bool
        Write the label of the analysis above the plot.
    width_mm : float
        Width in millimetres; the figure gets wider where its columns cannot do with less.
    """
    table = leave_one_out_table(estimates, title=title)
    return None if table is None else draw(table, width_mm=width_mm)


def leave_one_out_table(estimates: Result, *, title: bool = False) -> DisplayTable | None:
    """Everything the plot shows, before it is laid out; None without a series."""
    entries = estimates["leave_one_out"]
    model = primary_model(estimates)
    if not entries or model is None:
        return None
    symbols = Symbols()
    rows = [_row(entry, f"Without {clean(entry['omitted'])}", symbols) for entry in entries]
    everything = _row(model, summary_label("All studies", model), symbols=None)
    footnotes = [
        f"Model: {model_name(model)}.",
        "Squares and lines: pooled rates, each without one study, with their "
        f"{100 * estimates['level']:g} % intervals. Diamond and dotted line: all studies.",
        *_interval_note(entries, model),
        *symbols.footnotes(),
    ]
    return DisplayTable(
        label_header="Study left out",
        left=(),
        right=(
            Column(""),
            Column(f"Pooled rate, % ({100 * estimates['level']:g} % CI)"),
            Column("τ²"),
            Column("I², %"),
        ),
        rows=(*rows, everything),
        reference=model["estimate"],
        axis_title=axis_title(estimates),
        footnotes=tuple(clean(note, limit=600) for note in footnotes),
        title=clean(estimates["label"]) if title else "",
    )


def _row(entry: Result, label: str, symbols: Symbols | None) -> DisplayRow:
    """One fit as a row; the fit of all studies has no footnotes here and is drawn as a diamond."""
    estimate, low, high = entry["estimate"], entry["ci_low"], entry["ci_high"]
    mark = None
    if estimate is not None and low is not None:
        mark = Mark("square" if symbols else "diamond", low, high, estimate)
    cells = ("", "no estimate") if estimate is None else rate_cells(estimate, low, high)
    return DisplayRow(
        role="study" if symbols else "pooled",
        label=label,
        symbol=symbols.of(*(clean(note) for note in entry["notes"])) if symbols else "",
        right=(*cells, significant(entry["tau2"]), fixed(entry["i2"], decimals=0)),
        mark=mark,
        gap=0.0 if symbols else SECTION_GAP,
    )


def _interval_note(entries: Any, model: Result) -> tuple[str, ...]:
    """Say where the series has another interval than the headline, which changes the widths."""
    kinds = {entry["interval"] for entry in entries} - {"none"}
    if kinds <= {model["interval"]}:
        return ()
    names = sorted({interval_name({**entry, "df": None}) for entry in entries})
    return (
        f"Intervals without a study: {', '.join(names)}; the rows are to be compared with each "
        "other, not with the width of the diamond.",
    )
