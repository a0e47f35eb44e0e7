"""The estimate as studies accrued: the cumulative section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.contract import INTERVAL_NAMES
from rechallenge.formatting import ABSENT, count, percent, plural
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row
from rechallenge.report.quantities import (
    LONG_TABLE,
    Model,
    estimate_cell,
    level_percent,
    primary_model,
)
from rechallenge.withholding import withheld
from rechallenge.wording import interval_name

TITLE = "As studies accrued"
LAST = 5


def accrual_section(estimates: Mapping[str, Any]) -> Section:
    """Table the pooled rate after each study, and say which interval rule the series follows.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    """
    model = primary_model(estimates)
    series: Sequence[Model] = estimates["cumulative"]
    if model is None or withheld(model) or not series:
        reason = (
            "the estimate itself is not shown" if model and withheld(model) else "nothing is pooled"
        )
        return Section(TITLE, (Paragraph(f"Not shown: {reason}."),))
    notes = tuple(dict.fromkeys(note for step in series for note in _notes(step)))
    headers: tuple[str, ...] = ("Study added", "Year", "Studies", "Events/patients", "Rate (CI)")
    rows = []
    for step in series:
        cells = [
            step["added"],
            ABSENT if step["year"] is None else str(step["year"]),
            count(step["studies"]),
            f"{count(step['events'])}/{count(step['total'])}",
            estimate_cell(step),
        ]
        if notes:
            cells.append(", ".join(str(notes.index(note) + 1) for note in _notes(step)) or ABSENT)
        rows.append(text_row(*cells, muted=step["estimate"] is None))
    blocks: list[Block] = [
        Paragraph(text, kind=kind)
        for text, kind in (
            (_latest(series), "lead"),
            (_order(series), "text"),
            (_rule(series, model), "text"),
        )
        if text
    ]
    level = level_percent(estimates["level"])
    blocks.append(
        Table(
            caption=f"Pooled rate after each study, in per cent with {level} intervals",
            headers=(*headers, "Notes") if notes else headers,
            rows=tuple(rows),
            numeric=frozenset({1, 2, 3, 4}),
            folded=len(rows) > LONG_TABLE,
        )
    )
    if notes:
        blocks.append(Bullets(notes, numbered=True))
    return Section(TITLE, tuple(blocks))


def _notes(step: Model) -> list[str]:
    """Return the notes that the table needs: none of one study, none on prediction intervals."""
    if step["studies"] == 1:
        return []
    return [note for note in step["notes"] if "prediction interval" not in note.lower()]


def _latest(series: Sequence[Model]) -> str:
    pooled = [step["estimate"] for step in series if step["studies"] > 1]
    last = pooled[-LAST:]
    if len(pooled) <= LAST or None in last:
        return ""
    low, high = percent(min(last)), percent(max(last))
    if low == high:
        return f"After each of the last five additions the pooled rate was {low} %."
    return f"Over the last five additions the pooled rate lay between {low} % and {high} %."


def _order(series: Sequence[Model]) -> str:
    text = "Studies are added by year and then by name, each with all its rows"
    undated = sum(1 for step in series if step["year"] is None)
    if not undated:
        return f"{text}."
    verb = "comes" if undated == 1 else "come"
    return f"{text}; {plural(undated, 'study', 'studies')} without a year {verb} last."


def _rule(series: Sequence[Model], model: Model) -> str:
    """Say which interval holds along the series, and whether it is that of the headline."""
    rules = tuple(
        dict.fromkeys(
            step["interval"]
            for step in series
            if step["ci_low"] is not None and step["interval"] != "exact"
        )
    )
    if not rules:
        return ""
    alone = "The first study stands with its own exact interval. "
    if len(rules) > 1:
        names = "; ".join(INTERVAL_NAMES[rule] for rule in rules)
        return f"{alone}Intervals of the series: {names}."
    rule = INTERVAL_NAMES[rules[0]]
    if rules[0] == model["interval"]:
        return f"{alone}From then on one rule holds, that of the headline: {rule}."
    return (
        f"{alone}From then on one rule holds along the whole series, the {rule}; the headline has "
        f"the {interval_name(model)}, so the last row may differ from it."
    )
