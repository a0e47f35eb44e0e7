"""Whether the result hangs on a choice of the analysis: the section of the specification curve."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from rechallenge.formatting import ABSENT, count, percent, plural
from rechallenge.report.blocks import Bullets, Paragraph, Section, Table, TableRow, text_row
from rechallenge.report.subgroups import readable

TITLE = "All sensible choices together"


def specification_section(estimates: Mapping[str, Any]) -> Section:
    """Table what each choice does to the pooled rate, and how much of the spread goes with it.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``, with a ``specification``.
    """
    curve = estimates["specification"]
    shares = {entry["choice"]: entry["share"] for entry in curve["variance_shares"]}
    choices = sorted(curve["choices"], key=lambda choice: -(shares.get(choice["name"]) or 0.0))
    blocks = [Paragraph(text) for text in _leads(curve, choices, shares)]
    rows = [row for choice in choices for row in _rows(curve, choice, shares)]
    table = Table(
        "Pooled rates by choice, per cent; the choice with the largest share of the spread first",
        ("Choice", "Specifications", "Median", "Lowest to highest", "Share of the spread, %"),
        tuple(rows),
        numeric=frozenset({1, 2, 4}),
    )
    return Section(TITLE, (*blocks, table, Bullets(tuple(curve["notes"]))))


def _leads(
    curve: Mapping[str, Any], choices: list[Mapping[str, Any]], shares: Mapping[str, float]
) -> list[str]:
    told = [
        f"{plural(len(curve['specifications']), 'specification')} give pooled rates from "
        f"{percent(curve['lowest'])} to {percent(curve['highest'])} %, median "
        f"{percent(curve['median'])} %."
    ]
    most = choices[0] if choices and shares else None
    if most is not None and shares[most["name"]] > 0:
        told.append(
            f"The choice that matters most is “{most['label']}”: "
            f"{percent(shares[most['name']])} % of the spread of the rates goes with it."
        )
    if curve["benchmark"] is not None and curve["share_open"] is not None:
        told.append(
            f"The interval lies above the benchmark of {percent(curve['benchmark'])} % in "
            f"{percent(curve['share_above'])} % of the specifications, below it in "
            f"{percent(curve['share_below'])} %, and holds it in {percent(curve['share_open'])} %."
        )
    return told


def _rows(
    curve: Mapping[str, Any], choice: Mapping[str, Any], shares: Mapping[str, float]
) -> list[TableRow]:
    name = choice["name"]
    share = shares.get(name)
    rows = [text_row(choice["label"], "", "", "", ABSENT if share is None else percent(share))]
    for level in choice["levels"]:
        rates = [
            one["estimate"]
            for one in curve["specifications"]
            if one["choices"][name] == level["name"]
        ]
        if rates:
            rows.append(
                text_row(
                    f"– {readable(level['label'])}",
                    count(len(rates)),
                    percent(median(rates)),
                    f"{percent(min(rates))} to {percent(max(rates))}",
                    "",
                )
            )
    return rows
