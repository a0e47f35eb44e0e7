"""Judgements of the risk of bias as a table that robvis reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.contract import RISK_OF_BIAS_PREFIX
from rechallenge.files import write_csv
from rechallenge.risk_of_bias.scheme import OVERALL
from rechallenge.risk_of_bias.tools import TOOLS

_NUMBERED = frozenset({"robins-i-2016", "rob2"})
"""Tools for which robvis has a template: it wants all domains, as D1, D2, …"""


def write_bias_table(path: Path, estimates: Mapping[str, Any]) -> None:
    """Write one row per judged study: ``Study``, its domains, ``Overall`` and ``Weight``.

    Tools that robvis does not know by name get the names of their domains as headers, as its
    generic template shows them. The weight is the number of patients.
    """
    entry = estimates["risk_of_bias"]
    headers = _headers(entry) if entry else {}
    rows = [
        {
            "Study": f"{one['study']}, {one['arm']}" if one["arm"] else one["study"],
            **{header: one["judgements"].get(short) for short, header in headers.items()},
            "Overall": one["judgements"].get(OVERALL),
            "Weight": one["patients"],
        }
        for one in (entry["assessments"] if entry else ())
    ]
    write_csv(path, ("Study", *headers.values(), "Overall", "Weight"), rows)


def _headers(entry: Mapping[str, Any]) -> dict[str, str]:
    tool = TOOLS[entry["tool"]]
    if tool.id in _NUMBERED:
        shorts = [tool.short(i) for i in range(len(tool.domains))]
        return dict(zip(shorts, shorts, strict=True))
    return {
        domain["short"]: domain["name"]
        if tool.domains
        else domain["column"].removeprefix(RISK_OF_BIAS_PREFIX)
        for domain in entry["domains"]
        if domain["short"] != OVERALL
    }
