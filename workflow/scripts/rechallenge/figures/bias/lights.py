"""Judgements of the risk of bias as columns of lights beside a forest plot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.figures.bias.look import (
    colours_of,
    domain_key,
    judged_domains,
    level_key,
)
from rechallenge.figures.fields import Field, source_field
from rechallenge.figures.table import Cell, Column, Light
from rechallenge.figures.text import clean

Result = Mapping[str, Any]

NAME = "risk of bias"
"""What the footnote calls the lights of a figure that is too narrow for them."""


def bias_fields(estimates: Result) -> tuple[Field, ...]:
    """Columns of lights, one for each domain in which any row is judged; none without judgements.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    """
    entry = estimates.get("risk_of_bias") or {}
    if not entry:
        return ()
    domains = judged_domains(entry)
    keys = (domain_key(entry), level_key(entry))
    columns = tuple(
        Column(
            "Points" if domain["score"] else domain["short"],
            "marks",
            optional=NAME,
            keys=() if i else keys,
        )
        for i, domain in enumerate(domains)
    )
    judged = {(row["file"], row["row"]): row["judgements"] for row in entry["rows"]}
    lights = _lights(entry)

    def read(source: Result) -> tuple[Cell, ...]:
        said = judged.get((source["file"], source["row"]), {})
        return tuple(_cell(said.get(domain["short"]), lights) for domain in domains)

    return (source_field(columns, read),)


def bias_sentence(estimates: Result) -> str:
    """Tell the judgements row by row, for readers who cannot see the lights; empty without any."""
    entry = estimates.get("risk_of_bias") or {}
    if not entry:
        return ""
    told = []
    for row in entry["rows"]:
        said = [
            f"{domain['short']} {clean(row['judgements'][domain['short']], limit=60)}"
            for domain in judged_domains(entry)
            if row["judgements"][domain["short"]]
        ]
        arm = f", {clean(row['arm'])}" if row["arm"] else ""
        told += [f"{clean(row['study'])}{arm}: {', '.join(said)}"] if said else []
    return f"{domain_key(entry)} {'; '.join(told)}."


def _lights(entry: Result) -> dict[str, Light]:
    colours = colours_of(entry["levels"])
    return {
        level["judgement"]: Light(colours[level["judgement"]], level["sign"])
        for level in entry["levels"]
    }


def _cell(name: str | None, lights: Mapping[str, Light]) -> Cell:
    """Return the light of a judgement; a total of points is a number, nothing is blank."""
    if name is None:
        return ""
    return lights.get(name, name)
