"""Cells that do not hold what their column asks for."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.planted.drafts import Cells, Draft
from benchmarks.planted.plants import Kind, Plant, at, kind

Writer = Callable[[Draft, Cells], str]


def _cell(
    column: str, write: Writer, *needs: str, where: Callable[[Cells], bool] | None = None
) -> Callable[[Draft], Plant]:
    """Write over one cell of a row that has a count."""

    def plant(draft: Draft) -> Plant:
        place = draft.pick(column, "events", "total", *needs, where=where)
        place.row[column] = write(draft, place.row)
        return at(place)

    return plant


def _fixed(*texts: str) -> Writer:
    return lambda draft, _: draft.rng.choice(texts)


def _uses(template: str, *columns: str) -> Writer:
    return lambda _, row: template.format(*(row[column] for column in columns))


def _zero_for_o(_: Draft, row: Cells) -> str:
    return row["total"].replace("0", "O").replace("1", "l")


def _future(draft: Draft, _: Cells) -> str:
    return str(draft.rng.randint(2031, 2099))


def _five_digits(draft: Draft, row: Cells) -> str:
    return row["year"] + draft.rng.choice("0123456789")


def _month_and_number(draft: Draft, _: Cells) -> str:
    month = draft.rng.choice(("Jan", "Mar", "May", "Jun", "Oct", "Dec"))
    number = draft.rng.randint(13, 99)
    return draft.rng.choice((f"{month}-{number}", f"{number}-{month}"))


def _iso_date(draft: Draft, _: Cells) -> str:
    rng = draft.rng
    month, day, short = rng.randint(1, 12), rng.randint(1, 28), rng.randint(13, 99)
    return rng.choice((f"20{short}-{month:02d}-01", f"2024-{month:02d}-{day:02d}"))


def _two_small_numbers(draft: Draft, _: Cells) -> str:
    month, number = draft.rng.choice((("Sep", 12), ("Nov", 4), ("Feb", 7), ("Aug", 10)))
    return f"{number}-{month}"


def _thousands(mark: str) -> Writer:
    return lambda draft, _: f"{draft.rng.randint(1, 9)}{mark}{draft.rng.randint(100, 999)}"


def _spaced(draft: Draft, row: Cells) -> str:
    blank = draft.rng.choice(("\u00a0", "\u2009", "\u202f", " "))
    return f"{int(row['total']) // 1000}{blank}{int(row['total']) % 1000:03d}"


def _invisible(column: str) -> Writer:
    return lambda draft, row: (
        row[column][:1] + draft.rng.choice("\u200b\u200e\u2060\x07") + (row[column][1:])
    )


def _full_width(_: Draft, row: Cells) -> str:
    return row["total"].translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def _large_total(draft: Draft) -> Plant:
    """Make the total a four-digit one, and the row agree with it, before it is written oddly."""
    place = draft.pick("events", "total", where=lambda row: int(row["events"]) > 0)
    row = place.row
    row["total"] = str(draft.rng.randint(1000, 1999))
    row.update({name: "" for name in ("percent", "ci_low", "ci_high") if name in row})
    row["total"] = _spaced(draft, row)
    return at(place)


def _has_o(row: Cells) -> bool:
    return "0" in row["total"] or "1" in row["total"]


def _bare(row: Cells) -> bool:
    return not row.get("percent")


CELL_KINDS: tuple[Kind, ...] = (
    kind("count with a decimal", "E201", _cell("events", _uses("{}.5", "events"))),
    kind("count below zero", "E201", _cell("events", _uses("-{}", "total"))),
    kind("count with words", "E201", _cell("total", _uses("{} patients", "total"))),
    kind("count in words", "E201", _cell("events", _fixed("twelve", "five", "none of 8"))),
    kind("events/total in one cell", "E201", _cell("events", _uses("{}/{}", "events", "total"))),
    kind("count and percentage", "E201", _cell("events", _uses("{} (30%)", "events"))),
    kind("percentage as count, with %", "E201", _cell("events", _fixed("43%", "43.2 %", "7%"))),
    kind("footnote mark at a count", "E201", _cell("events", _uses("{}*", "events"))),
    kind("approximate count", "E201", _cell("events", _uses("~{}", "events"))),
    kind("letters O and l for digits", "E201", _cell("total", _zero_for_o, where=_has_o)),
    kind("count in scientific notation", "E201", _cell("total", _fixed("1.2E+02", "4e1"))),
    kind("5/34 turned into May-34", "E108", _cell("events", _month_and_number)),
    kind("count turned into an ISO date", "E108", _cell("events", _iso_date)),
    kind("9/12 turned into 12-Sep", "E109", _cell("events", _two_small_numbers)),
    kind("1.234 as a count", "E111", _cell("total", _thousands("."))),
    kind("1,234 as a count", "E111", _cell("total", _thousands(","))),
    kind("no patients", "E202", _cell("total", _fixed("0", "00"))),
    kind("NR as a count", "W112", _cell("events", _fixed("NR", "n/a", "–", "NA"), where=_bare)),
    kind("blank total", "W112", _cell("total", _fixed(""))),
    kind("percentage above 100", "E114", _cell("percent", _fixed("134", "100.5"), "percent")),
    kind("percentage in words", "E114", _cell("percent", _fixed("about 30", "<5"), "percent")),
    kind("negative limit", "E114", _cell("ci_low", _fixed("-2.1", "−0.4"), "ci_low")),
    kind("confidence level of 0.95", "E114", _cell("ci_level", _fixed("0.95"))),
    kind("year with five digits", "E308", _cell("year", _five_digits, "year")),
    kind("year with two digits", "E308", _cell("year", _fixed("19", "’21"), "year")),
    kind("year in the future", "E308", _cell("year", _future, "year")),
    kind("include neither 1 nor 0", "E113", _cell("include", _fixed("maybe", "2", "x"))),
    kind("unknown source of counts", "E113", _cell("count_source", _fixed("guessed"))),
    kind("follow-up in words", "W121", _cell("median_followup_months", _fixed("two years"))),
    kind("thousands mark, one reading", "N110", _large_total, intact=False),
    kind("full-width digits", "N110", _cell("total", _full_width), intact=True),
    kind("count as 12.0", "N110", _cell("events", _uses("{}.0", "events")), intact=True),
    kind("invisible character", "N116", _cell("events", _invisible("events")), intact=True),
    kind("invisible character in a name", "N116", _cell("study", _invisible("study")), intact=True),
)
