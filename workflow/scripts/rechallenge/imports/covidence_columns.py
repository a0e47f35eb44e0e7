"""Which columns of a Covidence export hold what: its fields are named by each team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from rechallenge.contract import ALIASES, COLUMN
from rechallenge.errors import DataError
from rechallenge.studies.checks.spelling import words
from rechallenge.studies.findings import quoted

NUMBER, REVIEWER, STUDY = "covidence #", "reviewer name", "study id"
OWN = (NUMBER, STUDY, "title", REVIEWER)
"""Headers that Covidence gives itself, in lower case."""

_EVENTS = (
    *(("number", "of", "events"), ("number", "of", "responders"), ("number", "with", "event")),
    *(("n", "events"), ("n", "responders"), ("events",), ("event",), ("responders",), ("cases",)),
)
_TOTAL = (
    *(("total", "number", "of", "participants"), ("total", "number", "of", "patients")),
    *(("number", "of", "participants"), ("number", "of", "patients"), ("sample", "size")),
    *(("n", "evaluable"), ("number", "evaluable"), ("total",), ("evaluable",), ("n",)),
)
_ARMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"experimental": ("experimental", "intervention"), "control": ("control", "comparator")}
)
_DESCRIBING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "year": ("year", "study year", "publication year", "year of publication"),
        "arm": ("arm", "cohort"),
        "outcome": ("outcome", "outcome name"),
        "doi": ("doi",),
        "cancer": ("cancer", "cancer type", "tumour type", "tumor type"),
        "design": ("design", "study design"),
        "country": ("country", "country in which the study conducted"),
        "setting": ("setting",),
        "notes": ("notes",),
    }
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns with the counts of one outcome.

    Attributes
    ----------
    outcome : str
        What both headers share, or the header of the events where they share nothing.
    arm : str
        ``experimental``, ``control``, or empty.
    events, total : str
        Headers in lower case.
    """

    outcome: str
    arm: str
    events: str
    total: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a file has what.

    Attributes
    ----------
    pairs : tuple of Pair
    describing : mapping of str to str
        Header in lower case by our name of the column; ``study`` is among them.
    """

    pairs: tuple[Pair, ...]
    describing: Mapping[str, str]

    @property
    def used(self) -> tuple[str, ...]:
        """Headers of all cells that are taken, in lower case."""
        counts = [header for pair in self.pairs for header in (pair.events, pair.total)]
        return tuple(dict.fromkeys([*self.describing.values(), *counts]))


def lay_out(
    headers: Mapping[str, str], *, named: Mapping[str, str], arm: str | None, file: str
) -> Layout:
    """Find the columns, as the user names them and otherwise by the words in their headers.

    Parameters
    ----------
    headers : mapping of str to str
        Headers as written by the same in lower case.
    named : mapping of str to str
        Headers as the user wrote them, by our name of the column.
    arm : {"experimental", "control"}, optional
        Whose counts are taken where the headers name arms.
    file : str
        For messages.

    Raises
    ------
    DataError
        Where a name is unknown, no header is like it, or the counts cannot be told.
    """
    own = _named(headers, named, file)
    free = [header for header in headers if header not in {*OWN, *own.values(), ""}]
    describing = {"study": own.get("study", STUDY)}
    for name, known in _DESCRIBING.items():
        fitting = [header for header in free if " ".join(words(header)) in known]
        if name not in own and len(fitting) == 1:
            describing[name] = fitting[0]
    describing |= {name: h for name, h in own.items() if name not in ("events", "total")}
    if describing["study"] not in headers:
        raise DataError(
            f"{file}: no column “Study ID”; add --column study=HEADER to the command. "
            + _headers(headers)
        )
    free = [header for header in free if header not in describing.values()]
    pairs = _pairs(free, headers) if not {"events", "total"} & set(own) else []
    wide = [pair for pair in pairs if pair.outcome]
    if wide and len(wide) == len(pairs):
        return Layout(tuple(_of_arm(wide, arm, file)), describing)
    events = own.get("events") or _only("events", _EVENTS, free, headers, file)
    total = own.get("total") or _only("total", _TOTAL, free, headers, file)
    outcome, its_arm = _outcome(events, _rest(events, _EVENTS), headers)
    return Layout((Pair(outcome or headers[events], its_arm, events, total),), describing)


def _named(headers: Mapping[str, str], named: Mapping[str, str], file: str) -> dict[str, str]:
    found, problems = {}, []
    for name, header in named.items():
        ours, key = ALIASES.get(name, name), " ".join(header.split()).casefold()
        spellings = {" ".join(known.split()): known for known in headers}
        if ours not in COLUMN:
            close = get_close_matches(ours, COLUMN, n=1)
            hint = f"did you mean “{close[0]}”?" if close else "write one such as events or total."
            problems.append(f"--column: {quoted(name)} is no column of a study file; {hint}")
        elif key not in spellings:
            close = get_close_matches(key, spellings, n=1)
            hint = f"did you mean {quoted(headers[spellings[close[0]]])}? " if close else ""
            problems.append(
                f"{file}: no column {quoted(header)} for {ours}; {hint}{_headers(headers)}"
            )
        else:
            found[ours] = spellings[key]
    if problems:
        raise DataError(problems)
    return found


def _pairs(free: list[str], headers: Mapping[str, str]) -> list[Pair]:
    """Pair the headers that differ only in the words for events and for patients."""
    events, totals = _by_rest(free, _EVENTS), _by_rest(free, _TOTAL)
    return [
        Pair(*_outcome(header, rest, headers), header, totals[rest])
        for rest, header in events.items()
        if header and totals.get(rest)
    ]


def _by_rest(free: list[str], endings: tuple[tuple[str, ...], ...]) -> dict[tuple[str, ...], str]:
    """Return each header by its words before the ending; a rest that two have is blank."""
    found: dict[tuple[str, ...], str] = {}
    for header in free:
        rest = _rest(header, endings)
        if rest is not None:
            found[rest] = "" if rest in found else header
    return found


def _rest(header: str, endings: tuple[tuple[str, ...], ...]) -> tuple[str, ...] | None:
    """Return the words before the ending; None where the header has no such ending."""
    parts = words(header)
    while parts and parts[-1] in (")", "]"):
        parts = parts[:-1]
    ending = next((e for e in endings if parts[-len(e) :] == e), None)
    if ending is None:
        return None
    rest = parts[: -len(ending)]
    while rest and not rest[-1][-1].isalnum():
        rest = rest[:-1]
    return rest


def _outcome(
    header: str, rest: tuple[str, ...] | None, headers: Mapping[str, str]
) -> tuple[str, str]:
    """Return outcome and arm: the header without its ending, with the capitals it has."""
    if not rest:
        return "", ""
    arm = next((arm for arm, names in _ARMS.items() if rest[-1] in names), "")
    rest = rest[:-1] if arm else rest
    written = headers[header].split()
    alike = words(" ".join(written[: len(rest)])) == rest
    name = " ".join(written[: len(rest)] if alike else rest).rstrip(" :;,-–—|/([")
    return name or "outcome", arm


def _of_arm(pairs: list[Pair], arm: str | None, file: str) -> list[Pair]:
    arms = {pair.arm for pair in pairs if pair.arm}
    if len(arms) == 2 and arm is None:
        raise DataError(
            f"{file}: both arms have counts, and one is pooled; add --arm experimental or "
            "--arm control to the command."
        )
    taken = [pair for pair in pairs if not pair.arm or arm is None or pair.arm == arm]
    if not taken:
        raise DataError(f"{file}: no columns with counts of the {arm} arm; name the other --arm.")
    return taken


def _only(
    name: str,
    endings: tuple[tuple[str, ...], ...],
    free: list[str],
    headers: Mapping[str, str],
    file: str,
) -> str:
    """Return the one header that holds the words for a count."""
    fitting = [header for header in free if _rest(header, endings) is not None]
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(quoted(headers[header]) for header in fitting)
    problem = f"{listed} may each be it" if fitting else "no header says so"
    raise DataError(
        f"{file}: which column holds “{name}” cannot be told: {problem}. Add --column "
        f"events=HEADER --column total=HEADER to the command, with quotes around a header. "
        + _headers(headers)
    )


def _headers(headers: Mapping[str, str]) -> str:
    return f"The headers are {', '.join(quoted(written) for written in headers.values())}."
