"""All analyses in one table, for a review of so many that print cannot tell each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.formatting import ABSENT, count
from rechallenge.report.blocks import Paragraph, Section, Table, TableRow, text_row
from rechallenge.report.quantities import (
    estimate_cell,
    i2_cell,
    prediction_cell,
    primary_model,
    short_name,
    tau2_cell,
)

HEADERS = (
    *("Analysis", "Model", "Studies", "Events", "Patients", "Rate, % (CI)"),
    *("Prediction interval, %", "τ² (CI)", "I²"),
)
ELSEWHERE = (
    "The tables of each analysis stand in the workbook of this supplement, its sentences in "
    "manuscript.tex, and both with its figures in its own folder of the results."
)


def overview_section(analyses: Sequence[Mapping[str, Any]]) -> Section:
    """Table the headline of every analysis, and say where the rest stands.

    Parameters
    ----------
    analyses : sequence of mapping
        Contents of ``estimates.json``, as they may be shown.
    """
    table = Table(
        caption="Pooled rates of all analyses",
        headers=HEADERS,
        rows=tuple(_row(estimates) for estimates in analyses),
        numeric=frozenset(range(2, len(HEADERS))),
    )
    return Section("Results", (Paragraph(ELSEWHERE), table))


def _row(estimates: Mapping[str, Any]) -> TableRow:
    model = primary_model(estimates)
    size = (count(estimates[name]) for name in ("studies", "events", "total"))
    if model is None:
        return text_row(str(estimates["label"]), ABSENT, *size, *[ABSENT] * 4)
    return text_row(
        str(estimates["label"]),
        short_name(model),
        *size,
        estimate_cell(model),
        prediction_cell(model),
        tau2_cell(model),
        i2_cell(model),
    )
