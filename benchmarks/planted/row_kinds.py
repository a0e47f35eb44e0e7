"""Rows whose numbers contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from benchmarks.planted.drafts import Cells, Draft, Place, UnsuitedError
from benchmarks.planted.plants import Kind, Plant, at, kind
from benchmarks.planted.synthetic import clopper_pearson, percentage, printed, wilson


def decimals_of(text: str) -> int:
    """Count the printed decimals."""
    return len(text.partition(".")[2])


def fits(percent: str, events: int, total: int) -> bool:
    """Tell whether a count may be printed so, rounded in any way or cut off."""
    step = Decimal(1).scaleb(-decimals_of(percent))
    beyond = percentage(events, total) - Decimal(percent)
    return -step / 2 <= beyond < step


def _numbers(place: Place) -> tuple[int, int]:
    return int(place.row["events"]), int(place.row["total"])


def _counted(row: Cells) -> bool:
    return 0 < int(row["events"]) < int(row["total"])


def _events_above_total(draft: Draft) -> Plant:
    place = draft.pick("events", "total", where=lambda row: row["events"] != row["total"])
    events, total = _numbers(place)
    if draft.rng.random() < 0.5:
        place.row["events"], place.row["total"] = str(total), str(events)
        if events == 0:
            place.row["events"], place.row["total"] = str(total + 1), str(total)
    else:
        place.row["events"] = str(total + draft.rng.randint(1, 40))
    return at(place)


def _columns_swapped(draft: Draft) -> Plant:
    sheet = draft.sheet_with(3)
    if sum(row["events"] == row["total"] or not int(row["events"]) for row in sheet.rows) > 1:
        raise UnsuitedError
    for row in sheet.rows:
        row["events"], row["total"] = row["total"], row["events"]
    return Plant(file=sheet.name, whole=True)


def _percent_as_count(draft: Draft) -> Plant:
    def suited(row: Cells) -> bool:
        if not row["total"] or not row["events"]:
            return False
        whole = int(Decimal(row["percent"]).to_integral_value())
        total = int(row["total"])
        return 3 < whole < total and abs(percentage(whole, total) - Decimal(row["percent"])) > 2

    place = draft.pick("percent", where=suited)
    place.row["events"] = str(int(Decimal(place.row["percent"]).to_integral_value()))
    return at(place)


def _wrong_count(change: Callable[[Draft, int, int], tuple[int, int]]) -> Callable[[Draft], Plant]:
    """Change a count so that the row stays possible and no longer fits its percentage."""

    def plant(draft: Draft) -> Plant:
        for _ in range(60):
            place = draft.pick("percent", "events", "total", where=_counted)
            events, total = change(draft, *_numbers(place))
            if 0 <= events <= total and not fits(place.row["percent"], events, max(total, 1)):
                place.row["events"], place.row["total"] = str(events), str(total)
                return at(place)
        raise UnsuitedError

    return plant


def _transposed(draft: Draft, events: int, total: int) -> tuple[int, int]:
    digits = list(f"{total:02d}")
    digits[-1], digits[-2] = digits[-2], digits[-1]
    return events, int("".join(digits))


def _one_digit(draft: Draft, events: int, total: int) -> tuple[int, int]:
    digits = list(str(events))
    digits[draft.rng.randrange(len(digits))] = draft.rng.choice("0123456789")
    return int("".join(digits)), total


def _extra_digit(draft: Draft, events: int, total: int) -> tuple[int, int]:
    return events, 10 * total + draft.rng.randint(0, 9)


def _treated_for_evaluable(draft: Draft, events: int, total: int) -> tuple[int, int]:
    return events, total + max(2, total // draft.rng.randint(5, 10))


def _impossible_percent(draft: Draft) -> Plant:
    """Mistype the last digit so that no count of so many patients fits."""
    places = draft.places("percent", "events", "total", where=lambda r: "." in r["percent"])
    draft.rng.shuffle(places)
    for place in places:
        _, total = _numbers(place)
        text = place.row["percent"]
        for digit in draft.rng.sample("0123456789", 10):
            changed = text[:-1] + digit
            near = int(Decimal(changed) * total / 100)
            if not any(fits(changed, count, total) for count in range(near, near + 2)):
                place.row["percent"] = changed
                return at(place)
    raise UnsuitedError


def _wrong_percent(draft: Draft) -> Plant:
    place = draft.pick("percent", "events", "total", where=_counted)
    events, total = _numbers(place)
    other = draft.rng.choice([n for n in range(total + 1) if abs(n - events) > 1])
    decimals = decimals_of(place.row["percent"])
    text = printed(percentage(other, total), decimals)
    if fits(text, events, total):
        raise UnsuitedError
    place.row["percent"] = text
    return at(place)


def _fraction(draft: Draft) -> Plant:
    place = draft.pick(
        "percent", "events", "total", where=lambda row: 5 <= Decimal(row["percent"]) < 100
    )
    place.row["percent"] = printed(Decimal(place.row["percent"]) / 100, 2)
    return at(place)


def _fraction_limits(draft: Draft) -> Plant:
    place = draft.pick("ci_low", "ci_high", where=lambda r: Decimal(r["ci_low"]) > 5)
    for name in ("ci_low", "ci_high"):
        place.row[name] = printed(Decimal(place.row[name]) / 100, 2)
    return at(place)


def _interval_of_other_total(draft: Draft) -> Plant:
    place = draft.pick("ci_low", "ci_high", "events", where=_counted)
    events, total = _numbers(place)
    fewer = max(events, round(draft.rng.uniform(0.6, 0.85) * total))
    limits = draft.rng.choice((clopper_pearson, wilson))(events, fewer)
    low, high = (printed(100 * limit, 1) for limit in limits)
    if fewer > total - 3:
        raise UnsuitedError
    place.row["ci_low"], place.row["ci_high"] = low, high
    return at(place)


def _mistyped_limit(draft: Draft) -> Plant:
    place = draft.pick("ci_low", "ci_high", "events", where=_counted)
    high = Decimal(place.row["ci_high"])
    moved = high + draft.rng.choice((-9, 9, 10, 20))
    if not Decimal(place.row["ci_low"]) < moved <= 100:
        raise UnsuitedError
    place.row["ci_high"] = str(moved)
    return at(place)


def _exchanged_limits(draft: Draft) -> Plant:
    place = draft.pick("ci_low", "ci_high", where=lambda row: row["ci_low"] != row["ci_high"])
    row = place.row
    row["ci_low"], row["ci_high"] = row["ci_high"], row["ci_low"]
    return at(place)


def _percent_of_several_counts(draft: Draft) -> Plant:
    place = draft.pick("events", "total", "percent")
    total = draft.rng.randint(220, 400)
    percent = str(draft.rng.randint(10, 60))
    place.row.update({"events": "", "total": str(total), "percent": percent})
    place.row.update({name: "" for name in ("ci_low", "ci_high") if name in place.row})
    return at(place)


def _percent_of_no_count(draft: Draft) -> Plant:
    plant = _impossible_percent(draft)
    sheet = next(sheet for sheet in draft.sheets if sheet.name == plant.file)
    row = sheet.rows[min(plant.rows) - 2]
    row["events"] = ""
    if Decimal(row["percent"]) < 1:
        raise UnsuitedError
    return plant


ROW_KINDS: tuple[Kind, ...] = (
    kind("more events than patients", "E203", _events_above_total),
    kind("columns events and total swapped", "E204", _columns_swapped, shipped=False),
    kind("percentage typed as count", "W205 W208 W207", _percent_as_count),
    kind("digits of the total transposed", "W208 W207 W205", _wrong_count(_transposed)),
    kind("one digit of the count mistyped", "W208 W207 W205", _wrong_count(_one_digit)),
    kind("one digit too many in the total", "W208 W207 W205", _wrong_count(_extra_digit)),
    kind("treated typed for evaluable", "W208 W207 W205", _wrong_count(_treated_for_evaluable)),
    kind("percentage impossible for the total", "W207 W208", _impossible_percent),
    kind("percentage of another count", "W208 W207", _wrong_percent),
    kind("fraction typed as percentage", "E206", _fraction),
    kind("limits typed as fractions", "E206", _fraction_limits),
    kind("interval of another total", "W209", _interval_of_other_total),
    kind("limit mistyped", "W209", _mistyped_limit),
    kind("limits exchanged", "W209 E114", _exchanged_limits),
    kind("count blank, several fit", "E213", _percent_of_several_counts),
    kind("count blank, none fits", "E214", _percent_of_no_count),
)
