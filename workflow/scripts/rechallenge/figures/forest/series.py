"""Plots of a series of fits, one line each: all studies but one, or all studies so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.drawing import draw_pages
from rechallenge.figures.fields import (
    Entry,
    Field,
    columns_of,
    i2_field,
    rate_field,
    rows_of,
    stacked_field,
    studies_field,
    tau2_field,
)
from rechallenge.figures.forest.footnotes import Symbols
from rechallenge.figures.forest.presets import PRESETS
from rechallenge.figures.forest.rows import (
    SECTION_GAP,
    axis_title,
    primary_model,
    rate_scale,
    summary_label,
)
from rechallenge.figures.table import AxisMode, DisplayRow, DisplayTable, Mark
from rechallenge.figures.text import clean
from rechallenge.wording import interval_name, model_name

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a series of fits is called.

    Attributes
    ----------
    key : str
        Of the results; each entry is a fit.
    study : str
        Key of an entry that names its study.
    label : str
        Of a line, with ``{}`` for the study.
    short : str
        The same where there is little room.
    header : str
        Of the labels.
    title : str
        Of the figure.
    lines : str
        Which rate a line shows.
    intervals : str
        Which intervals the lines have.
    order : str
        Footnote on the order of the lines; empty for none.
    studies : bool
        Show on how many studies each fit rests.
    """

    key: str
    study: str
    label: str
    short: str
    header: str
    title: str
    lines: str
    intervals: str
    order: str = ""
    studies: bool = False


LEAVE_ONE_OUT = Series(
    key="leave_one_out",
    study="omitted",
    label="Without {}",
    short="{}",
    header="Study left out",
    title="Leave-one-out",
    lines="each without one study",
    intervals="without a study",
)
CUMULATIVE = Series(
    key="cumulative",
    study="added",
    label="+ {}",
    short="+ {}",
    header="Study added",
    title="Cumulative pooling",
    lines="each of all studies down to its line",
    intervals="of the lines",
    order="Studies are added by year, then by name.",
    studies=True,
)


def series_plot(
    estimates: Result,
    series: Series,
    settings: FigureSettings | None = None,
    *,
    title: bool = False,
) -> tuple[Figure, ...]:
    """Draw a series of fits; no page where the analysis has none.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    series : Series
        `LEAVE_ONE_OUT` or `CUMULATIVE`.
    settings : FigureSettings, optional
        The defaults of a review when left out.
    title : bool
        Write the label of the analysis above the plot.
    """
    settings = settings or FigureSettings()
    forms = series_tables(estimates, series, settings, title=title)
    if not forms:
        return ()
    return draw_pages(forms, width_mm=settings.width, page_rows=settings.page_rows)


def series_tables(
    estimates: Result,
    series: Series,
    settings: FigureSettings | None = None,
    *,
    title: bool = False,
) -> tuple[DisplayTable, ...]:
    """Everything the plot shows, from its widest form to its narrowest; empty without a series."""
    settings = settings or FigureSettings()
    model = primary_model(estimates)
    if model is None or not has_series(estimates, series):
        return ()
    fits = estimates[series.key]
    preset = PRESETS[settings.preset]
    symbols = Symbols(preset.signs)
    labels = (series.label, series.short)
    entries, short = ([_entry(fit, series, label, symbols) for fit in fits] for label in labels)
    whole = "All studies" if series.studies else summary_label("All studies", model)
    last = _entry(model, series, whole, None)
    level = f"{100 * estimates['level']:g} %"
    notes = [
        f"Model: {model_name(model)}.",
        f"Squares and lines: pooled rates, {series.lines}, with their {level} intervals. Diamond "
        f"and dotted line: all studies. {series.order}",
        *interval_note(fits, model, series),
        *symbols.footnotes(),
    ]
    unit = ",\u00a0%" if settings.per == 100 else f" per {settings.per}"
    header = preset.named(
        f"Pooled rate{unit} {preset.numbers.bracketed('{ci}')}", estimates["level"]
    )
    scale = rate_scale(estimates, settings.per)
    axis: AxisMode = "full" if settings.axis == "full" else "auto"
    left: list[Field] = [studies_field()] if series.studies else []
    forms = []
    for make, lines in ((rate_field, entries), (stacked_field, short)):
        right = [make(header, preset.numbers, scale), tau2_field(), i2_field()]
        forms.append(
            DisplayTable(
                label_header=series.header,
                left=columns_of(left),
                right=columns_of(right),
                rows=rows_of([*lines, last], left, right),
                reference=model["estimate"],
                axis_title=axis_title(estimates, per=settings.per),
                footnotes=tuple(preset.numbers.write(clean(note, limit=600)) for note in notes),
                title=clean(estimates["label"]) if title else "",
                per=settings.per,
                axis=axis,
                italic_p=preset.italic_p,
            )
        )
    return tuple(forms)


def has_series(estimates: Result, series: Series) -> bool:
    """Tell whether an analysis has a series of at least two fits."""
    return len(estimates[series.key]) > 1 and primary_model(estimates) is not None


def interval_note(fits: Sequence[Result], model: Result, series: Series) -> tuple[str, ...]:
    """Say where a series has another interval than the headline, which changes the widths."""
    kinds = {fit["interval"] for fit in fits} - {"none"}
    if kinds <= {model["interval"]}:
        return ()
    names = sorted({interval_name({**fit, "df": None}) for fit in fits})
    return (
        f"Intervals {series.intervals}: {', '.join(names)}; the rows are to be compared with each "
        "other, not with the width of the diamond.",
    )


def _entry(fit: Result, series: Series, label: str, symbols: Symbols | None) -> Entry:
    """One fit as a row; the fit of all studies has no footnotes here and is drawn as a diamond."""
    estimate, low, high = fit["estimate"], fit["ci_low"], fit["ci_high"]
    mark = None
    if estimate is not None and low is not None:
        mark = Mark("square" if symbols else "diamond", low, high, estimate)
    return Entry(
        row=DisplayRow(
            role="study" if symbols else "pooled",
            label=label.format(clean(fit[series.study])) if symbols else label,
            symbol=symbols.of(*_notes(fit)) if symbols else "",
            mark=mark,
            gap=0.0 if symbols else SECTION_GAP,
        ),
        rate=estimate,
        low=None if estimate is None else low,
        high=None if estimate is None else high,
        says="no estimate" if estimate is None else "",
        tau2=fit["tau2"],
        i2=fit["i2"],
        studies=fit["studies"],
    )


def _notes(fit: Result) -> list[str]:
    """Collect what must be said of a fit here; the plot shows no prediction intervals."""
    return [clean(note) for note in fit["notes"] if "prediction interval" not in note]
