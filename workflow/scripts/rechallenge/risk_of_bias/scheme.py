"""Which tool the ``rob_`` columns of a review belong to, and which column is which domain.

Judgements of one tool are never shown under the domains of another: where the columns do not name
all domains of exactly one tool, they stay what they are, with a note that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from rechallenge.contract import RISK_OF_BIAS_PREFIX
from rechallenge.risk_of_bias.tools import ANY_TOOL, TOOLS, Tool
from rechallenge.risk_of_bias.words import Judgement, find, is_blank

AUTO, NONE = "auto", "none"
OVERALL = "Overall"
"""Short name of the judgement of a study as a whole, in the column ``rob_overall``."""

_NUMBERED = re.compile(r"(?:domain|item|[dqm])_?(\d{1,2})")
_WHOLE = ("overall", "overall_bias", "overall_judgement", "overall_risk_of_bias")
_NEARLY = 2


@dataclass(frozen=True, slots=True)
class SchemeDomain:
    """One domain that has a column.

    Attributes
    ----------
    column : str
        Name of the column, ``rob_`` included.
    short, name : str
        ``D1`` and what it is about.
    """

    column: str
    short: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A tool laid over the columns of a review.

    Attributes
    ----------
    tool : Tool
    domains : tuple of SchemeDomain
        In the order of the tool.
    overall : str
        The column that judges a study as a whole; empty where there is none.
    unknown : tuple of str
        Columns that are no domain of the tool; they are not shown.
    absent : tuple of str
        Domains of the tool that have no column.
    note : str
        Why no tool was found; empty where one was found or named.
    """

    tool: Tool
    domains: tuple[SchemeDomain, ...]
    overall: str = ""
    unknown: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    note: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is shown, that of the whole study last."""
        return tuple(d.column for d in self.domains) + ((self.overall,) if self.overall else ())

    def judgements(self, column: str) -> tuple[Judgement, ...]:
        """Return the judgements that a column may hold."""
        return self.tool.overall if column == self.overall else self.tool.judgements

    def said(self, column: str, text: str) -> str | None:
        """Return what a cell says, None where it is blank or no word of the tool.

        The total of a tool of points is a number, and without a tool any word may stand.
        """
        judgement = find(text, self.judgements(column))
        if judgement is not None:
            return judgement.name
        score = self.tool.scored and column == self.overall and text.isdecimal()
        free = not self.tool.domains and not is_blank(text)
        return text if score or free else None

    def knows(self, column: str, text: str) -> bool:
        """Tell whether a cell is blank or says something that the tool knows."""
        return self.said(column, text) is not None or is_blank(text)


def bias_columns(names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that hold judgements, once each, in their order."""
    prefix = RISK_OF_BIAS_PREFIX
    return tuple(dict.fromkeys(n for n in names if n.startswith(prefix) and n != prefix))


def scheme_of(setting: str, columns: Sequence[str]) -> Scheme | None:
    """Lay a tool over columns.

    Parameters
    ----------
    setting : str
        Name of a tool, ``auto`` or ``none``.
    columns : sequence of str
        As `bias_columns` returns them.

    Returns
    -------
    Scheme or None
        None where there are no columns, or nothing is to be shown.
    """
    if setting == NONE or not columns:
        return None
    if setting != AUTO:
        return _laid(TOOLS[setting], columns, numbered=True)
    fitting = [tool for tool in TOOLS.values() if tool.domains and _fits(tool, columns)]
    if len(fitting) == 1:
        return _laid(fitting[0], columns, numbered=False)
    return _laid(ANY_TOOL, columns, numbered=False, note=_why_none(fitting, columns))


def _fits(tool: Tool, columns: Sequence[str]) -> bool:
    """Tell whether columns name every domain of a tool, and nothing else."""
    places = [_place(tool, column, numbered=False) for column in columns if not _is_overall(column)]
    wanted = {*range(len(tool.domains))}
    whole = set(places) in ([wanted, {*range(tool.least)}] if tool.least else [wanted])
    return whole and len(places) == len(set(places))


def _place(tool: Tool, column: str, *, numbered: bool) -> int | None:
    """Return the position of the domain that a column names, None where it names none."""
    key = _key(column)
    for i, domain in enumerate(tool.domains):
        if key in map(_plain, (domain.key, *domain.aliases, domain.name)):
            return i
    match = _NUMBERED.fullmatch(key) if numbered else None
    if match and 1 <= int(match[1]) <= len(tool.domains):
        return int(match[1]) - 1
    return None


def _laid(tool: Tool, columns: Sequence[str], *, numbered: bool, note: str = "") -> Scheme:
    overall = next((column for column in columns if _is_overall(column)), "")
    others = [column for column in columns if not _is_overall(column)]
    if not tool.domains:
        domains = tuple(
            SchemeDomain(column, tool.short(i), _readable(column))
            for i, column in enumerate(others)
        )
        return Scheme(tool=tool, domains=domains, overall=overall, note=note)
    placed: dict[int, str] = {}
    unknown = []
    for column in others:
        place = _place(tool, column, numbered=numbered)
        if place is None or place in placed:
            unknown.append(column)
        else:
            placed[place] = column
    return Scheme(
        tool=tool,
        domains=tuple(
            SchemeDomain(placed[i], tool.short(i), tool.domains[i].name) for i in sorted(placed)
        ),
        overall=overall,
        unknown=tuple(unknown),
        absent=tuple(
            domain.name
            for i, domain in enumerate(tool.domains)
            if i not in placed and not (i >= tool.least > 0 and max(placed, default=0) < tool.least)
        ),
        note=note,
    )


def _why_none(fitting: Sequence[Tool], columns: Sequence[str]) -> str:
    if fitting:
        return f"the columns fit {' and '.join(tool.name for tool in fitting)}"
    for tool in TOOLS.values():
        places = {column: _place(tool, column, numbered=False) for column in columns}
        odd = [c for c, place in places.items() if place is None and not _is_overall(c)]
        lacking = [d.key for i, d in enumerate(tool.domains) if i not in places.values()]
        if tool.domains and len(odd) + len(lacking) <= _NEARLY:
            told = [f"“{column}” is none of its domains" for column in odd]
            told += [f"“{RISK_OF_BIAS_PREFIX}{key}” is not there" for key in lacking]
            return f"the columns are nearly those of {tool.name}, but {' and '.join(told)}"
    return "the columns are not the domains of one known tool"


def nearest_column(tool: Tool, column: str) -> str:
    """Return the column of a tool that a name resembles, empty when it resembles none."""
    keys = [domain.key for domain in tool.domains] + [_WHOLE[0]]
    close = get_close_matches(_key(column), keys, n=1, cutoff=0.6)
    return f"{RISK_OF_BIAS_PREFIX}{close[0]}" if close else ""


def column_named(header: str) -> str:
    """Return the column that a header of a table of judgements stands for."""
    return f"{RISK_OF_BIAS_PREFIX}{_plain(header)}"


def _is_overall(column: str) -> bool:
    return _key(column) in _WHOLE


def _key(column: str) -> str:
    return _plain(column.removeprefix(RISK_OF_BIAS_PREFIX))


def _plain(text: str) -> str:
    """Return a name in lower case and British spelling, its words joined by underscores."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return "_".join(words).replace("randomiz", "randomis").replace("judgment", "judgement")


def _readable(column: str) -> str:
    text = column.removeprefix(RISK_OF_BIAS_PREFIX).replace("_", " ").strip()
    match = _NUMBERED.fullmatch(_key(column))
    return f"Domain {match[1]}" if match else text[:1].upper() + text[1:]
