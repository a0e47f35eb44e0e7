"""Rows, studies and files that contradict each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from benchmarks.planted.drafts import Draft, Place, UnsuitedError
from benchmarks.planted.plants import ANY_FILE, Kind, Plant, at, kind
from benchmarks.planted.pool_kinds import is_pooled, key_of, recount, row_below, typing_error


def _duplicate_row(draft: Draft) -> Plant:
    place = draft.pick("study", "events", "total")
    copy = row_below(place, place.row)
    return Plant(
        file=place.sheet.name,
        rows=frozenset({place.number, copy.number}),
        touched=frozenset({place.key, copy.key}),
    )


def _duplicate_arm_in_capitals(draft: Draft) -> Plant:
    place = draft.pick("study", "events", "total", "arm")
    copy = row_below(place, {**place.row, "arm": place.row["arm"].upper()})
    return Plant(
        file=place.sheet.name,
        rows=frozenset({place.number, copy.number}),
        touched=frozenset({place.key, copy.key}),
    )


def _duplicate_in_another_file(draft: Draft) -> Plant:
    place = draft.pick("study", "events", "total")
    others = [
        sheet
        for sheet in draft.sheets
        if sheet is not place.sheet and sheet.header == place.sheet.header
    ]
    other = draft.one_of(others)
    copy = row_below(Place(other, 0), place.row)
    return _either([place], [copy])


def _same_doi(draft: Draft) -> Plant:
    place = draft.pick("doi", "study")
    other = draft.pick("doi", "study", where=lambda row: key_of(row) != key_of(place.row))
    doi = place.row["doi"]
    written = draft.rng.choice((doi, f"https://doi.org/{doi}", doi.upper()))
    mine = [p for p in draft.places("study") if key_of(p.row) == key_of(place.row)]
    changed = [p for p in draft.places("study") if key_of(p.row) == key_of(other.row)]
    for changed_place in changed:
        changed_place.row["doi"] = written
    return _either(mine, changed)


def _either(first: list[Place], second: list[Place]) -> Plant:
    """Say that a finding must name one of two groups of rows, in any file, and may name both."""
    return Plant(file=ANY_FILE, touched=frozenset(p.key for p in (*first, *second)))


def _arms_and_total(draft: Draft) -> Plant:
    """Split the only arm of a study in two and keep it as their total."""
    rows = Counter((key_of(p.row), p.row["outcome"]) for p in draft.places("study"))
    place = draft.pick(
        "study",
        "events",
        "total",
        where=lambda row: (
            int(row["total"]) > 12 and rows[key_of(row), row["outcome"]] == 1 and is_pooled(row)
        ),
    )
    events, total = int(place.row["events"]), int(place.row["total"])
    first_total = draft.rng.randint(5, total - 5)
    first_events = min(events, round(events * first_total / total))
    if events - first_events > total - first_total:
        raise UnsuitedError
    parts = (
        (first_events, first_total, "cohort A"),
        (events - first_events, total - first_total, "cohort B"),
    )
    added = []
    for part_events, part_total, arm in parts:
        row = {**place.row, "arm": arm}
        recount(row, part_events, part_total)
        added.append(row_below(place, row))
    if draft.rng.random() < 0.5:
        place.row["arm"] = "all"
    return Plant(
        file=place.sheet.name,
        rows=frozenset(p.number for p in (place, *added)),
        touched=frozenset(p.key for p in (place, *added)),
    )


def _total_row(draft: Draft) -> Plant:
    """Add up the studies of one outcome below them."""
    sheet = draft.sheet_with(2)
    outcome = draft.one_of(sorted({row["outcome"] for row in sheet.rows if row["events"]}))
    rows = [
        row
        for row in sheet.rows
        if row["outcome"] == outcome and row["events"] and row["total"] and is_pooled(row)
    ]
    if len({key_of(row) for row in rows}) < 2:
        raise UnsuitedError
    sums = {name: str(sum(int(row[name]) for row in rows)) for name in ("events", "total")}
    name = draft.rng.choice(("Total", "Overall", "All studies", "SUM"))
    added = row_below(Place(sheet, 0), {"study": name, "outcome": outcome, **sums})
    return at(added)


def _above(smaller: str, larger: str) -> Callable[[Draft], Plant]:
    """Give an outcome more events than another that includes it."""

    def plant(draft: Draft) -> Plant:
        pairs: dict[tuple[str, ...], dict[str, Place]] = defaultdict(dict)
        for place in draft.places("outcome", "events", "total"):
            # A row that is not pooled may stem from another time of the study.
            same = (place.row.get(name, "") for name in ("arm", "total", "include"))
            key = (key_of(place.row), *same)
            pairs[key][place.row["outcome"]] = place
        choices = [
            group
            for group in pairs.values()
            if {smaller, larger} <= set(group)
            and int(group[larger].row["events"]) < int(group[larger].row["total"]) - 1
        ]
        group = draft.one_of(choices)
        below, above = group[larger], group[smaller]
        total = int(above.row["total"])
        events = draft.rng.randint(int(below.row["events"]) + 1, total)
        recount(above.row, events, total)
        related = [
            place
            for place in draft.places("events")
            if key_of(place.row) == key_of(above.row)
            and place.row.get("arm") == above.row.get("arm")
        ]
        return at(above, below, *related)

    return plant


def _renamed(draft: Draft) -> Plant:
    """Enter one outcome of a study under a slightly different name of it."""
    studies = defaultdict(list)
    # A row that is not pooled counts nobody twice, whatever its name.
    for place in draft.places("study", "events", where=is_pooled):
        studies[key_of(place.row)].append(place)
    name = draft.one_of(sorted(key for key, rows in studies.items() if len(rows) > 1))
    place = draft.rng.choice(studies[name])
    study = place.row["study"]
    surname, _, year = study.rpartition(" ")
    variants = (
        study.replace("ñ", "n").replace("é", "e").replace("ö", "o"),
        study.upper(),
        f"{surname} et al. {year}",
        f"{surname}, {year}",
        study.replace(surname, typing_error(draft, surname)),
    )
    written = draft.one_of([text for text in variants if text != study])
    place.row["study"] = written
    if "study_id" in place.row:
        place.row["study_id"] = f"{place.row['study_id']}b"
    return _either([p for p in studies[name] if p.key != place.key], [place])


def _disagreeing(column: str) -> Callable[[Draft], Plant]:
    """Let the rows of one study disagree on a column that belongs to the study."""

    def plant(draft: Draft) -> Plant:
        studies = defaultdict(list)
        for place in draft.places("study", column):
            studies[key_of(place.row), place.sheet.name].append(place)
        key = draft.one_of(sorted(key for key, rows in studies.items() if len(rows) > 1))
        rows = studies[key]
        place = draft.rng.choice(rows)
        old = place.row[column]
        if column == "year":
            new = str(int(old) - 1)
        else:
            values = {p.row[column] for p in draft.places(column)} - {old}
            new = draft.one_of(sorted(values))
        place.row[column] = new
        everywhere = [p for p in draft.places("study") if key_of(p.row) == key[0]]
        return Plant(
            file=place.sheet.name,
            rows=frozenset({place.number}),
            allowed=frozenset(p.number for p in everywhere if p.sheet.name == place.sheet.name),
            touched=frozenset(p.key for p in everywhere),
        )

    return plant


def _overlap(draft: Draft) -> Plant:
    """Report the patients of one study again, two years later, from the same place."""
    first = draft.pick(
        "study",
        "year",
        "doi",
        "cancer",
        "rechallenge_regimen",
        where=lambda row: (
            row["design"] in {"retrospective_cohort", "registry"}
            and row["country"] not in {"", "multinational"}
        ),
    )
    mine = [p for p in draft.places("study") if key_of(p.row) == key_of(first.row)]
    if any(p.row.get("overlap_group") for p in mine):
        raise UnsuitedError
    surname, _, year = first.row["study"].rpartition(" ")
    added = []
    for place in mine:
        row = {**place.row, "study": f"{surname} {int(year) + 1}", "year": str(int(year) + 1)}
        row |= {"study_id": "again", "doi": f"{row['doi']}9"}
        more = draft.rng.randint(2, 9)
        recount(row, int(row["events"]) + 1, int(row["total"]) + more)
        added.append(row_below(place, row))
    return _either(mine, added)


STUDY_KINDS: tuple[Kind, ...] = (
    kind("row entered twice", "E301", _duplicate_row),
    kind("row entered twice, arm in capitals", "E301", _duplicate_arm_in_capitals),
    kind("row entered twice, in two files", "E301", _duplicate_in_another_file),
    kind("arms and their total", "E304 W304", _arms_and_total),
    kind("total of the studies below them", "E304", _total_row, shipped=False),
    kind("more complete than any responses", "E211 W211", _above("cr", "orr")),
    kind("more responses than disease control", "E211 W211", _above("orr", "dcr")),
    kind("more severe than any-grade events", "E211 W211", _above("grade3_ae", "any_ae")),
    kind("rows of a study disagree on the year", "E310", _disagreeing("year")),
    kind("rows of a study disagree on the cancer", "E310", _disagreeing("cancer")),
    kind("rows of a study disagree on the DOI", "E310", _disagreeing("doi")),
    kind("one DOI under two studies", "W302", _same_doi),
    kind("name of a study written in two ways", "W312 W302 E310", _renamed),
    kind("probable overlap of two studies", "W303", _overlap, shipped=False),
)
