"""What the true rate of each row is thought to be, given all rows: the shrunken estimates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.formatting import count, percent, percent_interval
from rechallenge.report.blocks import Paragraph, Section, Table, text_row
from rechallenge.report.influence import row_name
from rechallenge.report.quantities import level_percent

TITLE = "True rates of single rows"
LEGEND = (
    "A small row tells little about its own true rate; what the others show is drawn on for the "
    "rest. These are posterior means on the logit scale under the Bayesian model with the "
    "half-normal prior, with limits from the posterior standard deviation. They describe the "
    "rows that were pooled and are no corrected results of the studies."
)


def shrunken_section(estimates: Mapping[str, Any]) -> Section:
    """Table the observed and the shrunken rate of each row.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``, with entries in ``shrunken``.
    """
    table = Table(
        caption=f"Observed and shrunken rates, per cent ({level_percent(estimates['level'])} "
        "interval)",
        headers=("Row", "Events/patients", "Observed", "Shrunken (interval)"),
        rows=tuple(
            text_row(
                row_name(row),
                f"{count(row['events'])}/{count(row['total'])}",
                percent(row["events"] / row["total"]),
                f"{percent(row['estimate'])} ({percent_interval(row['low'], row['high'])})",
            )
            for row in estimates["shrunken"]
        ),
        numeric=frozenset({1, 2, 3}),
        folded=True,
    )
    return Section(TITLE, (Paragraph(LEGEND), table))
