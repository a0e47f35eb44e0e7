"""Words that the charts of an analysis share: rates, names of rows, and why a chart is absent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.caption import row_sentence
from rechallenge.figures.drawing import draw_notice
from rechallenge.figures.drawn import Drawn
from rechallenge.figures.forest_rows import arm_name, primary_model
from rechallenge.figures.text import clean
from rechallenge.formatting import RateScale
from rechallenge.wording import outcome_name

Result = Mapping[str, Any]

NARROW = 120.0
"""Width in millimetres up to which a figure has one column of a page."""
SHORT_NAME = 40
"""Characters of a name beside a point."""


def rates_of(settings: FigureSettings) -> RateScale:
    """How the figures of an analysis write rates."""
    return RateScale(per=settings.per, decimals=1 if settings.per == 100 else 0)


def rate_title(estimates: Result, settings: FigureSettings, *, lead: str = "") -> str:
    """Title of an axis of rates, such as ``Objective response, % of patients``."""
    unit = "% of patients" if settings.per == 100 else f"per {settings.per:,} patients"
    outcome = clean(outcome_name(estimates["outcome"]), limit=120)
    return f"{lead}{outcome}, {unit}"


def row_names(
    rows: Sequence[Result], settings: FigureSettings, *, limit: int = SHORT_NAME
) -> list[str]:
    """Name each row by its study, with the arm where the study has several rows.

    A narrow figure has no room for arms.
    """
    seen = Counter(row["study_id"] for row in rows)
    names = []
    for row in rows:
        several = seen[row["study_id"]] > 1 and settings.width > NARROW
        arm = arm_name(row) if several else ""
        study = clean(row["study"])
        names.append(clean(f"{study}, {arm}" if arm else study, limit=limit))
    return names


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


def notice(title: str, reason: str, settings: FigureSettings) -> Drawn:
    """Put a sentence in place of a chart that cannot be drawn."""
    figure = draw_notice(reason, width_mm=settings.width)
    return Drawn(figure, title, f"{title}. {reason}", reason)
