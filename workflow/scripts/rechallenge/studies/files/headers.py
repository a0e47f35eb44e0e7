"""Column names as they stand in files, and which of our columns they mean."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from rechallenge.contract import ALIASES, COLUMN, RISK_OF_BIAS_PREFIX

_LIKELY_NAMES = {
    "total": (
        "n",
        "n pts",
        "n patients",
        "no of patients",
        "number of patients",
        "patients",
        "pts",
        "subjects",
        "participants",
        "sample size",
        "size",
        "denominator",
        "evaluable",
        "n evaluable",
        "n total",
        "total n",
        "ntotal",
        "ni",
        "all",
        "evaluable patients",
        "treated patients",
        "patients evaluated",
        "patients treated",
    ),
    "events": (
        "r",
        "x",
        "xi",
        "n responders",
        "no of responders",
        "number of responders",
        "responder",
        "response",
        "responses",
        "n responses",
        "number of responses",
        "event",
        "n events",
        "number of events",
        "cases",
        "numerator",
        "successes",
        "objective responses",
        "cr pr",
    ),
    "study": (
        "author",
        "authors",
        "first author",
        "author year",
        "study name",
        "studies",
        "trial",
        "reference",
        "publication",
        "paper",
        "studie",
        "etude",
        "étude",
        "estudio",
        "studio",
    ),
}
_FILLERS = frozenset({"n", "no", "nr", "number", "count", "of", "the", "with", "name"})
_LIMITS = frozenset(
    {"ci", "cl", "confidence", "interval", "lower", "upper", "low", "high", "limit"}
)
_SHARES = frozenset({"percent", "percentage", "pct", "rate", "proportion"})


def normalised(header: str) -> str:
    """Fold case and write blanks as underscores: ``Count Source`` becomes ``count_source``."""
    return "_".join(header.casefold().split())


def our_name(header: str, columns: Mapping[str, str]) -> str:
    """Return our name of a column, empty when it is none of ours.

    Parameters
    ----------
    header : str
        The header as written.
    columns : mapping of str to str
        Our names and the headers that the configuration maps them to; these come first.
    """
    key = normalised(header)
    for name, mapped in columns.items():
        if key == normalised(mapped):
            return name
    name = ALIASES.get(key, key)
    judged = key.startswith(RISK_OF_BIAS_PREFIX) and key != RISK_OF_BIAS_PREFIX
    return name if name in COLUMN or judged else ""


def unique_names(
    headers: Sequence[str], columns: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """Give every column a name of its own.

    Returns
    -------
    names : tuple of str
        Our name, or the header where the column is not ours; empty for a column without a header.
        Of columns that share a name the first keeps it, the others tell their position.
    repeated : tuple of tuple of int
        Positions, from 0, of the columns that share a name.
    """
    mapped = {normalised(header) for header in columns.values()}
    given = {our_name(header, columns) for header in headers if normalised(header) in mapped}
    names: list[str] = []
    groups: dict[str, list[int]] = {}
    for index, header in enumerate(headers):
        ours = our_name(header, columns)
        # A header that the configuration passes over for another column of the file is not ours.
        passed_over = ours in given and normalised(header) not in mapped
        if header and not passed_over:
            groups.setdefault(ours or normalised(header), []).append(index)
        own = (ours or header) not in names and not passed_over
        names.append((ours or header) if own or not header else f"{header} (column {index + 1})")
    repeated = tuple(tuple(indices) for indices in groups.values() if len(indices) > 1)
    return tuple(names), repeated


def missing_columns(names: Iterable[str]) -> tuple[str, ...]:
    """Return which of ``events`` and ``total`` is absent and not made up for by percentages.

    A percentage stands in for the events; with it, the number treated bounds an unprinted total.
    """
    present = set(names)
    missing = () if present & {"events", "percent"} else ("events",)
    bounded = {"percent", "total_max"} <= present
    return missing if "total" in present or bounded else (*missing, "total")


def look_alike(name: str, headers: Iterable[str]) -> str:
    """Return the header that most likely means a missing column, empty when none does."""
    by_words: dict[str, str] = {}
    for header in headers:
        said = re.findall(r"\w+", header.casefold())
        by_words.setdefault(" ".join(said), header)
        by_words.setdefault(" ".join(word for word in said if word not in _FILLERS), header)
    by_words.pop("", None)
    for likely in _LIKELY_NAMES.get(name, ()):
        if likely in by_words:
            return by_words[likely]
    for spelling in [name, *(alias for alias, meant in ALIASES.items() if meant == name)]:
        close = difflib.get_close_matches(spelling, by_words, n=1, cutoff=0.75)
        if close:
            return by_words[close[0]]
    return ""


def percent_like(headers: Iterable[str]) -> str:
    """Return the first header that seems to stand above percentages, empty when none does."""
    for header in headers:
        said = set(re.findall(r"[^\W\d_]+", header.casefold()))
        if ("%" in header or said & _SHARES) and not said & _LIMITS:
            return header
    return ""
