"""Rows that do not belong into one pool, or that a slip puts into another group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from benchmarks.planted.drafts import Cells, Draft, Place, UnsuitedError
from benchmarks.planted.plants import ANY_FILE, Kind, Plant, at, kind
from benchmarks.planted.synthetic import percentage, printed

LABELS = ("design", "country", "setting", "rechallenge_regimen")
PRINTED = ("percent", "ci_low", "ci_high", "ci_level")


def recount(row: Cells, events: int, total: int) -> None:
    """Give a row other counts, and the percentage that belongs to them."""
    decimals = len(row.get("percent", "").partition(".")[2])
    blank = not row.get("percent")
    row.update({name: "" for name in PRINTED if name in row})
    row.update({"events": str(events), "total": str(total)})
    if not blank:
        row["percent"] = printed(percentage(events, total), decimals)


def row_below(place: Place, row: Cells) -> Place:
    place.sheet.rows.append({name: row.get(name, "") for name in place.sheet.header})
    return Place(place.sheet, len(place.sheet.rows) - 1)


def key_of(row: Cells) -> str:
    return row.get("study_id") or row["study"]


def is_pooled(row: Cells) -> bool:
    return row.get("include", "1") == "1"


def _typed_level(change: Callable[[Draft, str], str], *columns: str) -> Callable[[Draft], Plant]:
    """Write what one study says in one of some columns in another way."""

    def plant(draft: Draft) -> Plant:
        column = draft.rng.choice(columns)
        common = defaultdict(set)
        for place in draft.places(column):
            common[place.row[column]].add(key_of(place.row))
        levels = [level for level, studies in common.items() if len(studies) >= 3]
        level = draft.one_of(sorted(levels))
        study = draft.one_of(sorted(common[level]))
        places = [p for p in draft.places(column) if key_of(p.row) == study]
        if {p.row[column] for p in places} != {level}:
            raise UnsuitedError
        written = change(draft, level)
        # Blanks too many are taken away when a cell is read, and change nothing.
        if written.split() == level.split():
            raise UnsuitedError
        for place in places:
            place.row[column] = written
        file = places[0].sheet.name
        return Plant(
            file=file,
            allowed=frozenset(p.number for p in places if p.sheet.name == file),
            touched=frozenset(p.key for p in places),
        )

    return plant


def typing_error(draft: Draft, text: str) -> str:
    if len(text) < 4:
        raise UnsuitedError
    at_letter = draft.rng.randrange(1, len(text) - 2)
    return draft.rng.choice(
        (
            text[:at_letter] + text[at_letter + 1 :],
            text[:at_letter] + text[at_letter] + text[at_letter:],
            text[:at_letter] + text[at_letter + 1] + text[at_letter] + text[at_letter + 2 :],
        )
    )


def _mixed_denominators(draft: Draft) -> Plant:
    draft.column("population")
    rows = [p for p in draft.places("events") if p.row.get("outcome") == "orr"]
    if len(rows) < 5:
        raise UnsuitedError
    for place in rows:
        place.row["population"] = "evaluable"
    for place in draft.rng.sample(rows, draft.rng.randint(1, 2)):
        place.row["population"] = draft.rng.choice(("itt", "treated"))
    return Plant(file=ANY_FILE, touched=frozenset(p.key for p in rows), whole=True)


def _case_reports(draft: Draft) -> Plant:
    place = draft.pick("study", "events", "outcome", where=lambda row: row["outcome"] == "orr")
    added = []
    for number in range(draft.rng.randint(2, 5)):
        total = draft.rng.choice((1, 1, 1, 2, 3))
        row = {**place.row, "study": f"Case {'ABCDE'[number]}. {2010 + number}", "arm": "overall"}
        row |= {"study_id": f"case-{number}", "doi": "", "overlap_group": "", "year": "2016"}
        recount(row, draft.rng.randint(0, total), total)
        added.append(row_below(place, row))
    return Plant(
        file=place.sheet.name,
        rows=frozenset(p.number for p in added),
        touched=frozenset(p.key for p in added),
    )


def _outlier(draft: Draft) -> Plant:
    """Exchange events and non-events of one row, so that its rate lies far from the others."""
    rows = [p for p in draft.places("events", "total") if p.row.get("outcome") == "orr"]
    if len(rows) < 7:
        raise UnsuitedError
    rates = [Decimal(p.row["events"]) / Decimal(p.row["total"]) for p in rows]
    if max(rates) > Decimal("0.5"):
        raise UnsuitedError
    place = draft.one_of([p for p in rows if int(p.row["total"]) >= 40])
    total = int(place.row["total"])
    recount(place.row, total - draft.rng.randint(0, 2), total)
    related = [p for p in draft.places("events") if key_of(p.row) == key_of(place.row)]
    return at(place, *related)


POOL_KINDS: tuple[Kind, ...] = (
    kind("typing error in a cancer", "W307", _typed_level(typing_error, "cancer")),
    kind("typing error in another label", "W307", _typed_level(typing_error, *LABELS)),
    kind(
        "label in capitals", "W307", _typed_level(lambda _, text: text.upper(), "cancer", *LABELS)
    ),
    kind("populations mixed in one outcome", "W210", _mixed_denominators),
    kind("case reports among cohorts", "W306", _case_reports),
    kind("rate far from the others", "N309", _outlier, shipped=False),
)
