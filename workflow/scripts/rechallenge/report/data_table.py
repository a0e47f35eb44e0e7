"""The rows behind an analysis, each with its place in the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.formatting import ABSENT, percent, percent_interval, plural
from rechallenge.report.blocks import Bullets, Cell, Paragraph, Section, Table, TableRow
from rechallenge.report.conduct import counts, is_recovered
from rechallenge.report.links import source_and_doi
from rechallenge.report.quantities import level_percent

TITLE = "Data and sources"


def data_section(estimates: Mapping[str, Any]) -> Section:
    """Table every row of an analysis, pooled or not, with links to http(s) sources only."""
    rows = estimates["rows_table"]
    if not rows:
        return Section(TITLE, (Paragraph("No row matches this analysis."),))
    excluded = [row for row in rows if not row["pooled"]]
    pooled = len(rows) - len(excluded)
    summary = f"{plural(pooled, 'row')} pooled"
    if excluded:
        summary += f", {plural(len(excluded), 'row')} shown in grey and not pooled"
    level = level_percent(estimates["level"])
    table = Table(
        caption=f"Rows; rates in per cent with exact {level} intervals",
        headers=(
            "Study",
            "Arm",
            "Outcome",
            "Events/patients",
            "Rate (CI)",
            "Count",
            "Source",
            "DOI",
            "Place",
            "File and row",
        ),
        rows=tuple(_row(row) for row in rows),
        numeric=frozenset({3, 4}),
        folded=True,
    )
    notes = tuple(
        f"Not pooled: {row['study']}{', ' + row['arm'] if row['arm'] else ''}: {row['reason']}"
        for row in excluded
    )
    return Section(
        TITLE,
        (Paragraph(f"{summary}."), *([Bullets(notes)] if notes else []), table),
    )


def _row(row: Mapping[str, Any]) -> TableRow:
    cells = row["cells"]
    rate = percent(row["rate"])
    if row["ci_low"] is not None:
        rate += f" ({percent_interval(row['ci_low'], row['ci_high'])})"
    origin = _origin(row)
    source, doi = source_and_doi(cells.get("source", ""), cells.get("doi", ""))
    return TableRow(
        (
            Cell(row["study"]),
            Cell(row["arm"] or ABSENT),
            Cell(row["outcome"] or ABSENT),
            Cell(counts(row)),
            Cell(rate),
            Cell(origin if row["pooled"] else f"{origin}; not pooled: {row['reason']}"),
            source,
            doi,
            Cell(cells.get("locator") or ABSENT),
            Cell(f"{row['file']}, row {row['row']}"),
        ),
        muted=not row["pooled"],
    )


def _origin(row: Mapping[str, Any]) -> str:
    if is_recovered(row):
        return "recovered"
    return row["cells"].get("count_source") or "as given"
