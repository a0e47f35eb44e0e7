"""How each column of a study table is filled by hand: order, words to pick from, advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rechallenge.contract import COLUMN, COLUMNS, OUTCOME_NAMES, Column, Kind

NEEDED = ("study", "outcome", "events", "total")
"""Columns without which a row cannot be pooled, or not be told from others."""

_FIRST = (
    *("study", "year", "arm", "outcome", "events", "total", "percent"),
    *("ci_low", "ci_high", "ci_level", "include", "cancer", "design", "setting"),
)
_LAST = ("study_id", "notes")
_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "outcome": tuple(OUTCOME_NAMES),
        "design": (
            "prospective_trial",
            "retrospective_cohort",
            "registry",
            "expanded_access",
            "case_series",
        ),
        "setting": (
            "rechallenge_same",
            "second_course",
            "resumption",
            "rechallenge_mixed",
            "escalation",
            "switch",
        ),
        "reason_stopped": (
            "progression",
            "toxicity",
            "completed_course",
            "elective",
            "mixed",
            "unclear",
        ),
        "confidence": ("high", "medium", "low"),
    }
)
_HOW: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "Any text.",
        "count": "A whole number alone, 7 and not 7/38.",
        "percent": "Exactly as printed, without the sign %: 40.0 and not 40.",
        "number": "A number, such as 11.5.",
        "year": "Four digits, such as 2020.",
        "flag": "1 or 0.",
    }
)
_OWN_MEANING = MappingProxyType(
    {"study_id": "Short name of the study for the program; made from study when left out."}
)
_OWN_ADVICE = MappingProxyType(
    {
        "events": "Leave it empty when the paper prints only the percentage.",
        "arm": "Leave it empty when the study has one arm.",
        "ci_level": "95 in nearly every paper.",
    }
)
_WIDTHS: Mapping[Kind, int] = MappingProxyType(
    {"text": 20, "count": 9, "percent": 9, "number": 11, "year": 8, "flag": 9, "choice": 14}
)
_OWN_WIDTHS = MappingProxyType(
    {"study": 26, "source": 32, "notes": 44, "median_followup_months": 24, "reason_stopped": 18}
)


@dataclass(frozen=True, slots=True)
class Guide:
    """What a person who fills in a column is told.

    Attributes
    ----------
    column : Column
    meaning : str
        One sentence.
    how : str
        What to type, in one or two sentences.
    words : tuple of str
        Words to pick from; other words are allowed unless the column has fixed choices.
    needed : bool
    width : int
        In characters.
    """

    column: Column
    meaning: str
    how: str
    words: tuple[str, ...]
    needed: bool
    width: int


def guides() -> tuple[Guide, ...]:
    """Return the guide of every column that the program knows, in the order of a template."""
    middle = [c.name for c in COLUMNS if c.name not in _FIRST and c.name not in _LAST]
    return tuple(_guide(COLUMN[name]) for name in (*_FIRST, *middle, *_LAST))


def _guide(column: Column) -> Guide:
    words = column.choices or _WORDS.get(column.name, ())
    sentences = [_listed(column, words) if words else _HOW[column.kind]]
    if column.name in _OWN_ADVICE:
        sentences.append(_OWN_ADVICE[column.name])
    if column.of_study:
        sentences.append("The same in every row of a study.")
    return Guide(
        column=column,
        meaning=_OWN_MEANING.get(column.name, column.meaning),
        how=" ".join(sentences),
        words=words,
        needed=column.name in NEEDED,
        width=max(_OWN_WIDTHS.get(column.name, _WIDTHS[column.kind]), len(column.name) + 2),
    )


def _listed(column: Column, words: tuple[str, ...]) -> str:
    picked = f"Pick from the list: {', '.join(words)}."
    return picked if column.choices else f"{picked} Your own words are allowed."
