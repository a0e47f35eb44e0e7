"""Judgements of risk-of-bias tools: the word, how it is coloured, and the sign inside its light."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Role = Literal["low", "reserved", "some", "high", "critical", "unknown", "none", "free"]
"""What a judgement says, from which its colour follows; ``free`` for levels of the reviewer's."""

_ENDING = re.compile(r"\s*\brisk( of bias)?$")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement that a tool knows.

    Attributes
    ----------
    name : str
        The word as the tool prints it.
    role : str
    sign : str
        One character inside its light, so that it can be told without colour.
    aliases : tuple of str
        Other ways to write it, in lower case.
    meaning : str
        What it says, where its name is a number of points.
    """

    name: str
    role: Role
    sign: str
    aliases: tuple[str, ...] = ()
    meaning: str = ""


LOW = Judgement("Low", "low", "+", ("l",))
MODERATE = Judgement("Moderate", "some", "−", ("m",))
SOME_CONCERNS = Judgement("Some concerns", "some", "−", ("some",))
HIGH = Judgement("High", "high", "×", ("h",))
SERIOUS = Judgement("Serious", "high", "×", ("s",))
CRITICAL = Judgement("Critical", "critical", "!", ("c",))
UNCLEAR = Judgement("Unclear", "unknown", "?")
NO_INFORMATION = Judgement("No information", "unknown", "?", ("ni", "no info", "n"))
NOT_APPLICABLE = Judgement("Not applicable", "none", "/", ("na", "n/a"))

GENERIC: tuple[Judgement, ...] = (
    LOW, SOME_CONCERNS, MODERATE, HIGH, SERIOUS, Judgement("Very high", "critical", "!"), CRITICAL,
    UNCLEAR, NO_INFORMATION, NOT_APPLICABLE,
)  # fmt: skip
"""Words that mean the same in any tool, from the lowest risk to the highest."""

_BLANK = frozenset({"", "-", "–", "—", ".", "nr", "nd", "null", "none", "nan", "na", "n/a"})


def is_blank(text: str) -> bool:
    """Tell whether a cell holds no judgement; ask `find` first, since NA is one for some tools."""
    return plain(text) in _BLANK


def find(text: str, judgements: Sequence[Judgement]) -> Judgement | None:
    """Return the judgement that a cell names, None where it names none of them.

    Case, blanks, hyphens and a trailing “risk (of bias)” do not matter.
    """
    wanted = plain(text)
    for judgement in judgements:
        if wanted in (plain(judgement.name), *judgement.aliases):
            return judgement
    return None


def nearest(text: str, judgements: Sequence[Judgement]) -> str:
    """Return the name of the judgement that a word resembles, empty when it resembles none."""
    names = {plain(judgement.name): judgement.name for judgement in judgements}
    close = get_close_matches(plain(text), names, n=1, cutoff=0.65)
    return names[close[0]] if close else ""


def plain(text: str) -> str:
    """Return a judgement in lower case with single blanks, without “risk of bias” at its end."""
    line = " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
    return _ENDING.sub("", line) or line


def free_levels(texts: Sequence[str]) -> tuple[Judgement, ...]:
    """Make judgements of words that no tool knows, each with a sign of its own.

    Parameters
    ----------
    texts : sequence of str
        Distinct words.
    """
    taken = {judgement.sign for judgement in GENERIC}
    made = []
    for number, text in enumerate(texts, start=1):
        letters = [sign for sign in text.upper() if sign.isalnum()]
        sign = next((sign for sign in letters if sign not in taken), str(number)[-1])
        taken.add(sign)
        made.append(Judgement(text, "free", sign))
    return tuple(made)
