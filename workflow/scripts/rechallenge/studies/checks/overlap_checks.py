"""Studies that probably draw on the same patients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from rechallenge.contract import COLUMN
from rechallenge.studies.cells import is_missing
from rechallenge.studies.checks.compared import Compared
from rechallenge.studies.checks.identifiers import bare_doi
from rechallenge.studies.checks.several_places import (
    enumerated,
    joint_finding,
    places,
)
from rechallenge.studies.checks.spelling import plain, same_spelling, words
from rechallenge.studies.files.headers import normalised
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row

_YEARS_APART = 3
_SOURCE = (
    "design",
    "country",
    "cancer",
    "initial_regimen",
    "rechallenge_regimen",
    "setting",
    "reason_stopped",
)
_REGIMENS = {"initial_regimen", "rechallenge_regimen"}
_DOUBTED = frozenset({"year", *_SOURCE})
_OBSERVATIONAL = ("retrospective", "registry", "register", "database")
_CENTRES = frozenset({"centre", "center", "site", "hospital", "institution", "database"})
_NO_COUNTRY = frozenset(
    {"multinational", "international", "global", "worldwide", "multiple", "various", "mixed"}
    | {"several", "unclear", "unknown", "notreported", "europe", "asia"}
)
_COUNTRY_NAMES = {
    "us": "usa",
    "unitedstates": "usa",
    "unitedstatesofamerica": "usa",
    "unitedkingdom": "uk",
    "greatbritain": "uk",
    "southkorea": "korea",
    "republicofkorea": "korea",
}
_DOSE_WORDS = frozenset({"mg", "kg", "iv", "q", "w", "week", "weeks", "weekly", "dose", "doses"})


@dataclass(frozen=True, slots=True)
class _Entry:
    """A study as far as it matters for overlap; `row` is one of its rows."""

    row: Row
    year: int
    outcomes: frozenset[str]


def check_overlap(compared: Compared, tables: Mapping[str, Table]) -> list[Finding]:
    """Report studies that may share patients (W303), each chain of them once.

    Studies are alike when they are retrospective or from registries, of one country, tumour,
    setting, regimens (apart from doses) and reason to stop, at most 3 years apart, report the same
    outcome, and it is not known whether they overlap: they are not one report (``doi``), do not all
    carry an ``overlap_group``, the same or their own, and are not told apart by a column of the
    reviewer's (``centre``, ``hospital``, ``institution`` or ``database``).

    Of a study with an ``overlap_group`` the source of patients has been looked at, so it is
    compared with one that has none only where the first author is the same.

    Parameters
    ----------
    compared : Compared
        Countable rows.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    """
    alike: dict[Hashable, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, key in _sources(compared, tables):
        alike[key][compared.studies[index]].append(index)
    chains: dict[frozenset[str], list[_Entry]] = {}
    for studies in alike.values():
        if len(studies) > 1:
            entries = [_entry(compared.rows_at(of_study)) for of_study in studies.values()]
            for chain in _chains(entries):
                chains.setdefault(frozenset(entry.row.study_id for entry in chain), chain)
    return [_finding(chain, tables) for chain in chains.values()]


def _sources(compared: Compared, tables: Mapping[str, Table]) -> Iterator[tuple[int, Hashable]]:
    """Give the index of each row of which it is known from where its patients come, and that."""
    named = {name for table in tables.values() for name in table.names}
    if not named & _REGIMENS:
        return
    own = sorted(filter(_is_centre, named), key=normalised)
    said = zip(*(compared.cells(name) for name in (*_SOURCE, *own)), strict=True)
    doubted = {
        index for index, names in compared.doubted().items() if not _DOUBTED.isdisjoint(names)
    }
    known: dict[tuple[str, ...], Hashable | None] = {}
    rows = zip(said, compared.included(), compared.counts("year"), strict=True)
    for index, (texts, included, year) in enumerate(rows):
        if not included or not year or index in doubted:
            continue
        if texts not in known:
            known[texts] = _patients(*texts)
        if known[texts] is not None:
            yield index, known[texts]


def _is_centre(name: str) -> bool:
    return name not in COLUMN and normalised(name) in _CENTRES


def _patients(
    design: str, country: str, cancer: str, first: str, second: str, *others: str
) -> Hashable | None:
    """Return what tells from where the patients come, None where too little is known."""
    if not any(word in plain(design) for word in _OBSERVATIONAL):
        return None
    country, cancer = same_spelling(country), same_spelling(cancer)
    country = _COUNTRY_NAMES.get(country, country)
    regimens = _drugs(first), _drugs(second)
    known = not is_missing(country) and not is_missing(cancer) and any(regimens)
    if not known or country in _NO_COUNTRY:
        return None
    setting, reason, *places_named = map(same_spelling, others)
    return country, cancer, regimens, setting, reason, "".join(places_named)


def _drugs(regimen: str) -> frozenset[str]:
    if is_missing(regimen):
        return frozenset()
    return frozenset(
        word for word in words(regimen) if word[0].isalpha() and word not in _DOSE_WORDS
    )


def _entry(rows: Sequence[Row]) -> _Entry:
    outcomes = frozenset(row.outcome.casefold() for row in rows)
    return _Entry(rows[0], rows[0].year or 0, outcomes)


def _chains(entries: Sequence[_Entry]) -> list[list[_Entry]]:
    """Join studies with an outcome in common that are near in time; drop chains that are known."""
    leader = list(range(len(entries)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    comparable: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index in sorted(range(len(entries)), key=lambda i: entries[i].year):
        row = entries[index].row
        author = "".join(words(row.study)[:1])
        for outcome in sorted(entries[index].outcomes):
            comparable[outcome, author].append(index)
            if not row.cells.get("overlap_group"):
                comparable[outcome, ""].append(index)
    for indices in comparable.values():
        for one, other in pairwise(indices):
            if entries[other].year - entries[one].year <= _YEARS_APART:
                leader[find(other)] = find(one)
    chains: dict[int, list[_Entry]] = defaultdict(list)
    for index, entry in enumerate(entries):
        chains[find(index)].append(entry)
    return [chain for chain in chains.values() if not _known(chain)]


def _known(chain: Sequence[_Entry]) -> bool:
    """Tell whether all studies are one report, or carry overlap groups, the same or different."""
    grouped_all = all(entry.row.cells.get("overlap_group") for entry in chain)
    reports = {bare_doi(entry.row.cells.get("doi", "")) for entry in chain}
    return len(chain) == 1 or grouped_all or (len(reports) == 1 and "" not in reports)


def _finding(chain: Sequence[_Entry], tables: Mapping[str, Table]) -> Finding:
    rows = [entry.row for entry in chain]
    return joint_finding(
        rows,
        tables,
        code="W303",
        column="overlap_group",
        problem=partial(_shared, chain),
        remedy="if patients are shared, write one word for all in a column “overlap_group”; if "
        "not, a word of its own for each",
    )


def _shared(chain: Sequence[_Entry], here: str) -> str:
    cells = chain[0].row.cells
    said = enumerated(
        [f"{quoted(entry.row.study)} ({places([entry.row], here)})" for entry in chain]
    )
    years = sorted(entry.year for entry in chain)
    period = str(years[0]) if years[0] == years[-1] else f"{years[0]}–{years[-1]}"
    regimen = cells.get("rechallenge_regimen") or cells.get("initial_regimen", "")
    return (
        f"{said} may share patients: {quoted(cells['country'])}, {quoted(cells['cancer'])}, "
        f"{quoted(regimen)}, {period}, retrospective or from a registry"
    )
