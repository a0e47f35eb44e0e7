"""The columns of a forest plot: those of its style, and those that the review chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.contract import ALIASES, COLUMN
from rechallenge.figures.fields import (
    Field,
    counts_field,
    fraction_field,
    rate_field,
    source_field,
    stacked_field,
    weight_field,
)
from rechallenge.figures.forest.presets import Preset
from rechallenge.figures.table import Cell, Column
from rechallenge.figures.text import clean, spaced
from rechallenge.formatting import RateScale
from rechallenge.wording import column_title

Result = Mapping[str, Any]

FORMS = 4
"""From the widest to the narrowest: all apart; counts together; the interval below its rate; the
counts below the name of the study."""
NUMERIC = ("count", "percent", "number", "year", "flag")
DIRECT = ("study_id", "study", "arm", "year", "outcome", "events", "total")


def forest_fields(
    preset: Preset,
    chosen: Sequence[Field],
    beside: Sequence[Field],
    *,
    level: float,
    scale: RateScale,
    weights: bool,
    form: int,
) -> tuple[list[Field], list[Field]]:
    """Fields left and right of the plot.

    Parameters
    ----------
    preset : Preset
    chosen, beside : sequence of Field
        Columns of the study files, and columns such as judgements, where the preset has them.
    level : float
    scale : RateScale
    weights : bool
    form : int
        How narrow, 0 to ``FORMS - 1``.
    """
    header = preset.named(preset.rate[scale.per], level)
    make = rate_field if form < 2 else stacked_field
    rate = make(header, preset.numbers, scale)
    weight = weight_field(preset.weight, preset.weight_sign)
    counts: list[Field] = []
    if form == 0 and not preset.merged:
        counts = [counts_field(preset.events, preset.total)]
    elif form < FORMS - 1:
        counts = [fraction_field(preset.fraction)]
    made: Mapping[str, Sequence[Field]] = {
        "columns": chosen,
        "beside": beside,
        "counts": counts,
        "rate": [rate],
        "weight": [weight] if weights or preset.weighted else [],
    }
    left = [field for name in preset.left for field in made[name]]
    return left, [field for name in preset.right for field in made[name]]


def chosen_fields(
    table: Sequence[Result], names: Sequence[str]
) -> tuple[list[Field], tuple[str, ...]]:
    """Columns of the study files by name, and what must be said of names that no file has.

    Columns of numbers are right-aligned, others left-aligned with their codes written as words.
    """
    fields: list[Field] = []
    unknown: list[str] = []
    for name in dict.fromkeys(names):
        key = _key(table, name)
        if key is None:
            unknown.append(f"“{clean(name)}”")
            continue
        numeric = _numeric(table, key)
        title = clean(column_title(key), limit=60)
        column = Column(title, "number" if numeric else "text", optional=title)
        fields.append(source_field((column,), _reader(key, numeric=numeric)))
    note = f"No study file has a column {', '.join(unknown)}, so it is not shown."
    return fields, (note,) if unknown and table else ()


def _reader(key: str, *, numeric: bool) -> Any:
    def read(row: Result) -> tuple[Cell, ...]:
        text = spaced(clean(_text(row, key)))
        return (text if numeric else text[:1].upper() + text[1:],)

    return read


def _key(table: Sequence[Result], name: str) -> str | None:
    """Return the name under which the rows hold a column, however it was written."""
    keys = dict.fromkeys([*DIRECT, *(key for row in table for key in row["cells"])])
    if name in keys:
        return name
    wanted = _plain(name)
    wanted = ALIASES.get(wanted, wanted)
    return next((key for key in keys if _plain(key) == wanted), None)


def _plain(name: str) -> str:
    return "_".join(name.casefold().replace("_", " ").split())


def _text(row: Result, key: str) -> str:
    value = row["cells"].get(key, row.get(key) if key in DIRECT else "")
    return "" if value is None else str(value)


def _numeric(table: Sequence[Result], key: str) -> bool:
    """Tell whether a column holds numbers: one of ours by its kind, another by its cells."""
    if key in COLUMN:
        return COLUMN[key].kind in NUMERIC
    texts = [text for text in (_text(row, key).strip() for row in table) if text]
    return bool(texts) and all(_is_number(text) for text in texts)


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "").rstrip("%"))
    except ValueError:
        return False
    return True
