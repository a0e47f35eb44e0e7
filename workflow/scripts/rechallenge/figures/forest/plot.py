"""The forest plot of an analysis, as a journal prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from matplotlib.figure import Figure

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.columns import joined
from rechallenge.figures.drawing import draw_notice, draw_pages
from rechallenge.figures.fields import Entry, Field, columns_of, rows_of
from rechallenge.figures.forest.columns import FORMS, chosen_fields, forest_fields
from rechallenge.figures.forest.footnotes import Symbols, marks_sentence, model_footnotes
from rechallenge.figures.forest.order import ordered
from rechallenge.figures.forest.presets import PRESETS
from rechallenge.figures.forest.rows import (
    arm_name,
    axis_title,
    model_entries,
    pooled_entries,
    primary_model,
    rate_scale,
    study_entries,
)
from rechallenge.figures.forest.subgroups import section_entries, subgroup_footnotes, subgroups_of
from rechallenge.figures.table import AxisMode, DisplayTable
from rechallenge.figures.text import clean

Result = Mapping[str, Any]

LONGEST_NOTE = 600


def forest_plot(
    estimates: Result,
    settings: FigureSettings | None = None,
    *,
    subgroup: str | None = None,
    title: bool = False,
    beside: Sequence[Field] = (),
) -> tuple[Figure, ...]:
    """Draw the forest plot of an analysis.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    settings : FigureSettings, optional
        The defaults of a review when left out.
    subgroup : str, optional
        Name of a subgroup variable of the analysis: its levels become sections.
    title : bool
        Write the label of the analysis above the plot; journals want it in the caption.
    beside : sequence of Field
        Further columns beside the plot, such as judgements of the studies.

    Returns
    -------
    tuple of matplotlib.figure.Figure
        One page, or more where the plot has more rows than ``settings.page_rows``.

    Raises
    ------
    InputError
        Where the analysis has no subgroups by that variable.
    """
    settings = settings or FigureSettings()
    forms = forest_tables(estimates, settings, subgroup=subgroup, title=title, beside=beside)
    if not forms[0].rows:
        words = " ".join(forms[0].footnotes) or "No rows to show."
        return (draw_notice(words, width_mm=settings.width),)
    return draw_pages(forms, width_mm=settings.width, page_rows=settings.page_rows)


def forest_tables(
    estimates: Result,
    settings: FigureSettings | None = None,
    *,
    subgroup: str | None = None,
    title: bool = False,
    beside: Sequence[Field] = (),
) -> tuple[DisplayTable, ...]:
    """Everything the forest plot shows, from the widest form to the narrowest.

    Parameters as in `forest_plot`.
    """
    settings = settings or FigureSettings()
    content = _content(estimates, settings, subgroup)
    return tuple(
        _table(estimates, settings, content, form, beside=beside, title=title)
        for form in range(FORMS)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What every form of the table shows: rows without cells, chosen columns and footnotes."""

    entries: tuple[Entry, ...]
    chosen: tuple[Field, ...]
    reference: float | None
    notes: tuple[str, ...]
    symbol_notes: tuple[str, ...]


def _content(estimates: Result, settings: FigureSettings, subgroup: str | None) -> _Content:
    preset = PRESETS[settings.preset]
    symbols = Symbols(preset.signs)
    groups = None if subgroup is None else subgroups_of(estimates, subgroup)
    entries = _study_part(estimates, settings, groups, symbols)
    further: list[Entry] = []
    notes = [] if groups is None else [*subgroup_footnotes(groups)]
    model = primary_model(estimates)
    if model is None:
        notes += estimates["notes"]
    else:
        headline = pooled_entries(estimates, model, preset=preset, overall=groups is not None)
        further, unknown_models = model_entries(estimates, settings.models, symbols)
        told = any(entry.row.role == "note" for entry in headline)
        scale = rate_scale(estimates, settings.per)
        notes += model_footnotes(estimates, model, scale=scale, heterogeneity=not told)
        notes += unknown_models
        entries += [*headline, *further]
    reference = _reference(model)
    if entries:
        notes.append(
            marks_sentence(
                level=estimates["level"],
                pooled=reference is not None,
                prediction=any(entry.row.role == "interval" for entry in entries),
                weights=settings.weights or preset.weighted,
                models=bool(further),
            )
        )
    chosen, unknown = chosen_fields(estimates["rows_table"], settings.columns)
    write = preset.numbers.write
    return _Content(
        entries=tuple(entries),
        chosen=tuple(chosen),
        reference=reference,
        notes=tuple(write(clean(note, limit=LONGEST_NOTE)) for note in (*notes, *unknown)),
        symbol_notes=tuple(write(clean(note, limit=LONGEST_NOTE)) for note in symbols.footnotes()),
    )


def _study_part(
    estimates: Result, settings: FigureSettings, groups: Result | None, symbols: Symbols
) -> list[Entry]:
    studies = ordered(estimates["rows_table"], settings.order)
    if groups is None:
        return study_entries(studies, symbols)
    preset = PRESETS[settings.preset]
    return section_entries(studies, groups, symbols, preset=preset, level=estimates["level"])


def _reference(model: Result | None) -> float | None:
    """Where the dotted line stands: at the pooled rate of several rows."""
    if model is None or model["rows"] < 2 or model["estimate"] is None:
        return None
    return float(model["estimate"])


def _table(
    estimates: Result,
    settings: FigureSettings,
    content: _Content,
    form: int,
    *,
    beside: Sequence[Field],
    title: bool,
) -> DisplayTable:
    preset = PRESETS[settings.preset]
    left, right = forest_fields(
        preset, content.chosen, beside, level=estimates["level"],
        scale=rate_scale(estimates, settings.per), weights=settings.weights, form=form,
    )  # fmt: skip
    arms = any(arm_name(row) for row in estimates["rows_table"])
    header = f"{preset.study}, arm" if arms else preset.study
    below = form == FORMS - 1
    return DisplayTable(
        label_header=f"{header}\n{joined(preset.fraction)}" if below else header,
        left=columns_of(left),
        right=columns_of(right),
        rows=rows_of(content.entries, left, right, counts_below=below),
        reference=content.reference,
        axis_title=axis_title(estimates, per=settings.per),
        footnotes=content.notes,
        symbol_notes=content.symbol_notes,
        title=clean(estimates["label"]) if title else "",
        per=settings.per,
        axis=cast(AxisMode, settings.axis),
        italic_p=preset.italic_p,
    )
