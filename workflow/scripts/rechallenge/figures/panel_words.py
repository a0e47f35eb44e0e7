"""Words that charts share: how rates are written, rows in sentences, and why a chart is absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.forest.rows import primary_model, rate_scale
from rechallenge.figures.forest.words import row_sentence
from rechallenge.figures.text import clean
from rechallenge.formatting import RateScale

Result = Mapping[str, Any]


def rates_of(estimates: Result, settings: FigureSettings) -> RateScale:
    """How the figures of an analysis write rates."""
    return rate_scale(estimates, settings.per)


def pooled_rows(estimates: Result) -> list[Result]:
    """Rows of the analysis that were pooled, in their order."""
    return [row for row in estimates["rows_table"] if row["pooled"]]


def row_sentences(rows: Iterable[Result], estimates: Result, settings: FigureSettings) -> list[str]:
    """One sentence for each row."""
    scale = rates_of(estimates, settings)
    return [row_sentence(row, level=estimates["level"], scale=scale) for row in rows]


def absence(estimates: Result, what: str, *, least: int = 2) -> str:
    """Say why an analysis has no chart of a kind.

    Parameters
    ----------
    estimates : mapping
    what : str
        The chart in words that go on after "No".
    least : int
        Rows that it needs.
    """
    model = primary_model(estimates)
    if model is None:
        return f"No {what}: nothing was pooled."
    if model["rows"] < least:
        rows = "one row" if model["rows"] == 1 else f"{model['rows']} rows"
        return f"No {what}: it needs at least {least} rows, and this analysis has {rows}."
    if model["estimate"] is None or model["method"] == "exact":
        reasons = " ".join(clean(note) for note in model["notes"])
        return f"No {what}: no model was fitted to these rows. {reasons}".strip()
    return f"The results of this analysis hold no {what}."
