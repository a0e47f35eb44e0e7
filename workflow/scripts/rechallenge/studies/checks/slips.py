"""Whether two labels differ by a slip of the finger in one word, and how surely."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rechallenge.studies.checks.spelling import words

_ROMAN = re.compile(r"[ivx]+[a-d]?")
_MOST_SLIPS = 2
_SHORTEST_WORD = 4
_MIDDLE_WORD = 6
_CLEAR_WORD = 7
_LONG_WORD = 8
_LONG_ENOUGH_FOR_TWO = 10
_SHORTEST_AMONG_OTHERS = 3
_ENOUGH_LETTERS = 8
"""Letters in the other words of a label that vouch for it being the same label."""
_MANY_LETTERS = 10

_SURE, _CLEAR, _PROBABLE, _LIKELY = 1, 2, 3, 4

_PREFIXES = (("hypo", "hyper"), ("intra", "inter"), ("pre", "peri"), ("pre", "pro"))
_DIFFERENT_WORDS = frozenset(
    frozenset(pair)
    for pair in (
        ("iran", "iraq"),
        ("iceland", "ireland"),
        ("slovakia", "slovenia"),
        ("interstitial", "intestinal"),
        ("afatinib", "apatinib"),
        ("apatinib", "lapatinib"),
        ("prednisone", "prednisolone"),
        ("arthritis", "arteritis"),
        ("nephritis", "neuritis"),
        ("nephropathy", "neuropathy"),
        ("hypokalaemia", "hypocalcaemia"),
        ("hypokalemia", "hypocalcemia"),
        ("hyperkalaemia", "hypercalcaemia"),
        ("hyperkalemia", "hypercalcemia"),
    )
)
"""Words that look like slips of each other and are not."""

_SHORT_WORDS = frozenset(
    {"all", "and", "any", "arm", "few", "for", "her", "his", "in", "its", "late", "left", "less"}
    | {"line", "low", "man", "max", "men", "mid", "min", "mono", "more", "most", "new", "no", "non"}
    | {"none", "not", "now", "of", "off", "old", "on", "one", "or", "oral", "per", "post", "pre"}
    | {"pro", "rate", "re", "same", "some", "stage", "state", "ten", "then", "to", "too", "two"}
    | {"with", "without"}
)
"""Short words of which each may stand where the other does."""
_NEGATIONS = frozenset({"no", "non"})


@dataclass(frozen=True, slots=True)
class Label:
    """A label and its words, which are split once for all comparisons."""

    text: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Label:
        """Split a label into words."""
        return cls(text, words(text))


def times_needed(one: Label, other: Label) -> int:
    """Return how many times as frequent the one label must be for the other to be a slip of it.

    Exactly one word may differ, by one letter added, lost, changed or swapped with its neighbour,
    or by two such slips from 10 letters on. The longer that word is, and the more letters the other
    words share, the less it matters how frequent the labels are: ``melanma`` is a slip of
    ``melanoma`` anyway, ``renla cell carcinoma`` where it is half as frequent, ``NSLC`` beside four
    times as many ``NSCLC``. Codes with digits (``PD-1``, ``PD-L1``), Roman numerals, and words with
    a prefix of their own (``typical``, ``atypical``) are no slips.

    Parameters
    ----------
    one, other : Label
        In any order.

    Returns
    -------
    int
        0 where they are no slips of each other.
    """
    ones, others = one.words, other.words
    if len(ones) != len(others) or abs(len(one.text) - len(other.text)) > _MOST_SLIPS:
        return 0
    differing = [index for index, word in enumerate(ones) if word != others[index]]
    if len(differing) != 1:
        return 0
    first, second = ones[differing[0]], others[differing[0]]
    if not (first.isalpha() and second.isalpha()) or _known_apart(first, second):
        return 0
    rest = sum(len(word) for i, word in enumerate(ones) if i != differing[0] and word.isalpha())
    capitals = first.upper() in one.text and second.upper() in other.text
    acronym = capitals and (len(ones) == 1 or not one.text.isupper())
    return _times(first, second, 0 if acronym else rest, acronym=acronym)


def _times(first: str, second: str, rest: int, *, acronym: bool) -> int:
    """Judge two words, beside which the label has so many other letters."""
    shorter, longer = sorted((first, second), key=len)
    same_start = first[0] == second[0] or first[:2] == second[1::-1]
    if not within_slips(first, second, 1):
        two = len(shorter) >= _LONG_ENOUGH_FOR_TWO and same_start
        return _LIKELY if two and within_slips(first, second, _MOST_SLIPS) else 0
    if not same_start:
        return _at_start(shorter, longer, rest)
    if len(longer) >= _LONG_WORD:
        return _SURE
    known = {shorter, longer} <= _SHORT_WORDS and {shorter, longer} != _NEGATIONS
    if rest >= _ENOUGH_LETTERS and not known:
        return _CLEAR if len(longer) >= _SHORTEST_AMONG_OTHERS else 0
    return _alone(shorter, longer, acronym=acronym)


def _at_start(shorter: str, longer: str, rest: int) -> int:
    """Judge words that differ in the first letter, as other words do more often than slips."""
    lost = len(longer) > len(shorter)
    vouched = lost and rest >= _MANY_LETTERS and len(shorter) >= _SHORTEST_AMONG_OTHERS
    if (lost and longer[0] == "a") or not (len(longer) >= _CLEAR_WORD or vouched):
        return 0
    return _CLEAR if rest >= _ENOUGH_LETTERS else _LIKELY


def _alone(shorter: str, longer: str, *, acronym: bool) -> int:
    """Judge words of fewer than 8 letters for which the rest of the label does not vouch."""
    if len(shorter) < _SHORTEST_WORD:
        return 0
    swapped = sorted(shorter) == sorted(longer)
    if len(longer) >= _CLEAR_WORD or swapped or _doubled(shorter, longer):
        return _CLEAR
    if len(longer) == len(shorter) or longer.startswith(shorter) or acronym:
        return _LIKELY
    return _CLEAR if len(longer) >= _MIDDLE_WORD else _PROBABLE


def _known_apart(first: str, second: str) -> bool:
    if frozenset((first, second)) in _DIFFERENT_WORDS:
        return True
    if _ROMAN.fullmatch(first) and _ROMAN.fullmatch(second):
        return True
    return any(
        one.removeprefix(prefix) == other.removeprefix(another)
        for one, other in ((first, second), (second, first))
        for prefix, another in _PREFIXES
        if one.startswith(prefix) and other.startswith(another)
    )


def _doubled(shorter: str, longer: str) -> bool:
    """Tell whether the longer word is the shorter one with one letter typed twice."""
    return any(
        letter == longer[i + 1] and longer[:i] + longer[i + 1 :] == shorter
        for i, letter in enumerate(longer[:-1])
    )


def within_slips(first: Sequence[str], second: Sequence[str], limit: int) -> bool:
    """Tell whether two words are at most `limit` slips apart (Damerau-Levenshtein distance).

    Computes the restricted distance: letters that were swapped are not changed again.
    """
    if abs(len(first) - len(second)) > limit:
        return False
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        current = [i]
        for j, other in enumerate(second, start=1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return False
        before, row = row, current
    return row[-1] <= limit
