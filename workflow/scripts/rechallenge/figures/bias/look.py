"""How judgements of the risk of bias look, and the key that explains them.

The hues are those of Okabe and Ito or made lighter from them; the worse the judgement, the darker
its colour, and each has a sign, so that they can be told in grey print and with any colour vision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from rechallenge.figures.style import INK, INSIDE
from rechallenge.figures.text import clean
from rechallenge.risk_of_bias.scheme import OVERALL

Result = Mapping[str, Any]

COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "low": "#A3DDCB",
        "reserved": "#BDC548",
        "some": "#E69F00",
        "high": "#D55E00",
        "critical": "#6A1B00",
        "unknown": "#E6E6E6",
        "none": "#F4F4F4",
    }
)
FREE = ("#D3E4F0", "#9CC7E3", "#56B4E9", "#CC79A7", "#9C9C9C")
"""Colours of levels that no tool knows, in the order in which they occur."""


def colours_of(levels: Sequence[Result]) -> dict[str, str]:
    """Return the colour of every judgement by its name."""
    free = [level["judgement"] for level in levels if level["role"] == "free"]
    return {
        level["judgement"]: COLOURS.get(level["role"])
        or FREE[free.index(level["judgement"]) % len(FREE)]
        for level in levels
    }


def ink_on(colour: str) -> str:
    """Return the colour of a sign on a colour."""
    return INSIDE if colour == COLOURS["critical"] else INK


def judged_domains(entry: Result) -> list[Result]:
    """Return the domains in which any row is judged."""
    said = {short for row in entry["rows"] for short, name in row["judgements"].items() if name}
    return [domain for domain in entry["domains"] if domain["short"] in said]


def used_levels(entry: Result) -> list[Result]:
    """Return the judgements that any row has, in their order."""
    used = {name for row in entry["rows"] for name in row["judgements"].values()}
    return [level for level in entry["levels"] if level["judgement"] in used]


def tool_name(entry: Result) -> str:
    """Return the tool with where it was published."""
    citation = entry["citation"]
    return f"{entry['name']} ({citation})" if citation else str(entry["name"])


def domain_key(entry: Result) -> str:
    """Name the tool and every domain by its short name."""
    told = [
        f"{domain['short']} {_small(clean(domain['name'], limit=120))}"
        for domain in judged_domains(entry)
        if domain["short"] != OVERALL
    ]
    heading = "Risk of bias" if entry["tool"] == "generic" else f"Risk of bias, {tool_name(entry)}"
    return f"{heading}: {'; '.join(told)}." if told else f"{heading}."


def level_key(entry: Result) -> str:
    """Name every judgement that occurs by its sign."""
    told = [
        f"{level['sign']}\u00a0{_small(clean(level['meaning'], limit=60))}"
        for level in used_levels(entry)
    ]
    return f"Judgements: {'; '.join(told)}."


def _small(text: str) -> str:
    """Begin in lower case within a sentence, unless the first word is an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
