"""Pooled values that earlier reviews print, set beside those of an analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.formatting import ABSENT, count, fixed
from rechallenge.report.blocks import Block, Cell, Paragraph, Section, Table, TableRow
from rechallenge.report.links import doi_cell
from rechallenge.report.quantities import (
    estimate_cell,
    interval_size,
    primary_model,
    short_name,
)
from rechallenge.studies.rows import as_number

TITLE = "Beside earlier reviews"
FREEMAN_TUKEY_SPREAD = 5.0
_CAUTION = (
    "Earlier reviews chose their own studies and models, partly the same studies as here: the "
    "values are set side by side, not compared by a test. They are given as printed."
)


def matching(
    published: Sequence[Mapping[str, str]], settings: Mapping[str, Any]
) -> tuple[Mapping[str, str], ...]:
    """Return the published values that the settings of an analysis ask for.

    Parameters
    ----------
    published : sequence of mapping
        Rows of the file of published values, as text.
    settings : mapping
        ``settings`` of ``estimates.json``; its ``published`` maps columns to allowed values or to
        ``{"min": …, "max": …}``. The outcome is that of the analysis unless it is named there.
    """
    conditions = settings.get("published")
    if conditions is None:
        return ()
    wanted = dict(conditions)
    if "outcome" not in wanted and settings["outcome"]:
        wanted["outcome"] = [settings["outcome"]]
    rows = [
        row
        for row in published
        if all(_holds(row.get(column, ""), condition) for column, condition in wanted.items())
    ]
    return tuple(sorted(rows, key=_newest_first))


def published_section(
    estimates: Mapping[str, Any], published: Sequence[Mapping[str, str]]
) -> Section | None:
    """Table earlier pooled values below ours; None when the analysis asks for none.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    published : sequence of mapping
        Rows of the file of published values, as text.
    """
    if estimates["settings"].get("published") is None:
        return None
    rows = matching(published, estimates["settings"])
    if not rows:
        text = "The file of published values has no row for this analysis."
        return Section(TITLE, (Paragraph(text),))
    table = Table(
        caption=f"Pooled values in per cent ({interval_size(estimates['level'])} for ours)",
        headers=(
            "Review",
            "Patients chosen",
            "Studies",
            "Patients",
            "Pooled (CI)",
            "Method",
            "Source",
        ),
        rows=(_ours(estimates), *(_theirs(row) for row in rows)),
        numeric=frozenset({2, 3, 4}),
    )
    blocks: list[Block] = [table, Paragraph(_CAUTION)]
    note = freeman_tukey_note(estimates, rows)
    if note:
        blocks.append(Paragraph(note, kind="caution"))
    return Section(TITLE, tuple(blocks))


def freeman_tukey_note(estimates: Mapping[str, Any], rows: Sequence[Mapping[str, str]]) -> str:
    """Warn where an earlier value was pooled on the Freeman–Tukey scale; empty where none was.

    References
    ----------
    Schwarzer et al. (2019), Res Synth Methods 10:476: the back-transformation needs one sample
    size for all studies and can mislead when the sizes differ.
    """
    reviews = dict.fromkeys(
        f"{row.get('review', '')} {row.get('year', '')}".strip()
        for row in rows
        if "freeman" in row.get("transform", "").casefold()
    )
    if not reviews:
        return ""
    note = (
        f"{', '.join(reviews)}: pooled on the Freeman–Tukey scale, whose back-transformation uses "
        "one sample size for all studies and can mislead when sizes differ (Schwarzer et al. 2019)."
    )
    totals = [row["total"] for row in estimates["rows_table"] if row["pooled"] and row["total"]]
    if not totals:
        return note
    ratio = max(totals) * sum(1 / total for total in totals) / len(totals)
    if ratio <= FREEMAN_TUKEY_SPREAD:
        return note
    return (
        f"{note} The rows of this analysis would not allow it: the largest total "
        f"({count(max(totals))}) is {fixed(ratio)} times the harmonic mean of the totals, and no "
        f"Freeman–Tukey estimate is shown here above {FREEMAN_TUKEY_SPREAD:g} times."
    )


def _ours(estimates: Mapping[str, Any]) -> TableRow:
    model = primary_model(estimates)
    texts = (
        "This review",
        estimates["label"],
        count(estimates["studies"]),
        count(estimates["total"]),
        "no estimate" if model is None else estimate_cell(model),
        ABSENT if model is None else short_name(model),
        ABSENT,
    )
    return TableRow(tuple(Cell(text) for text in texts))


def _theirs(row: Mapping[str, str]) -> TableRow:
    chosen = [row.get("cancer", ""), row.get("subset", "")]
    limits = [row.get("ci_low", ""), row.get("ci_high", "")]
    interval = f" ({limits[0]} to {limits[1]})" if all(limits) else ""
    return TableRow(
        (
            Cell(f"{row.get('review', '')} {row.get('year', '')}".strip()),
            Cell(", ".join(text for text in chosen if text) or ABSENT),
            Cell(row.get("studies") or ABSENT),
            Cell(row.get("patients") or ABSENT),
            Cell(f"{row.get('pooled_percent') or ABSENT}{interval}"),
            Cell(row.get("transform") or ABSENT),
            doi_cell(row.get("doi_or_pmid") or ABSENT),
        )
    )


def _holds(text: str, condition: Any) -> bool:
    number = as_number(text)
    if isinstance(condition, Mapping):
        low, high = condition.get("min"), condition.get("max")
        return number is not None and not (
            (low is not None and number < low) or (high is not None and number > high)
        )
    values = [str(value).strip() for value in condition]
    return text.strip() in values or (
        number is not None and any(as_number(value) == number for value in values)
    )


def _newest_first(row: Mapping[str, str]) -> tuple[float, str]:
    return (-(as_number(row.get("year", "")) or 0), row.get("review", "").casefold())
