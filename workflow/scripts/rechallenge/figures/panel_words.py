"""Words that charts share: how rates are written, rows in sentences, and why a chart is absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.forest.rows import primary_model
from rechallenge.figures.forest.words import row_sentence
from rechallenge.figures.text import clean
from rechallenge.formatting import RateScale

Result = Mapping[str, Any]


def rates_of(settings: FigureSettings) -> RateScale:
    """How the figures of an analysis write rates."""
    return RateScale(per=settings.per, decimals=1 if settings.per == 100 else 0)


def pooled_rows(estimates: Result) -> list[Result]:
    """Rows of the analysis that were pooled, in their order."""
    return [row for row in estimates["rows_table"] if row["pooled"]]


def row_sentences(rows: Iterable[Result], *, level: float) -> list[str]:
    """One sentence for each row."""
    return [row_sentence(row, level=level) for row in rows]


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
