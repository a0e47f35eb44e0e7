"""What stands in the boxes of a PRISMA 2020 flow diagram, and which box leads to which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rechallenge.figures.text import clean
from rechallenge.formatting import count
from rechallenge.prisma.flow import Flow

Place = Literal["previous", "main", "aside", "other", "other_aside"]
Way = Literal["down", "aside", "elbow"]

ORDER: tuple[Place, ...] = ("previous", "main", "aside", "other", "other_aside")
ASIDE: Mapping[Place, Place] = {"main": "aside", "other": "other_aside"}
STAGES = ("identification", "screening", "included")
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a box; ``indent`` counts steps from its left edge."""

    text: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its name; ``headed`` is True where its first paragraph is a heading."""

    key: str
    paragraphs: tuple[Paragraph, ...]
    headed: bool = False

    @property
    def told(self) -> bool:
        """Whether it says more than its heading."""
        return len(self.paragraphs) > self.headed


@dataclass(frozen=True, slots=True)
class GridRow:
    """Boxes that stand side by side in a stage."""

    stage: str
    boxes: Mapping[Place, Box]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box to another: straight down, to the side, or down and then to the side."""

    start: str
    end: str
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowGrid:
    """A diagram before it is laid out.

    Attributes
    ----------
    places : tuple of str
        The columns that the review needs, from left to right.
    titles : mapping of str to str
        Heading of each arm by the column in which it begins.
    rows : tuple of GridRow
    arrows : tuple of Arrow
    stages : mapping of str to str
        What stands beside the rows of a stage.
    """

    places: tuple[Place, ...]
    titles: Mapping[Place, str]
    rows: tuple[GridRow, ...]
    arrows: tuple[Arrow, ...]
    stages: Mapping[str, str]


def flow_grid(flow: Flow) -> FlowGrid:
    """Arrange the numbers of a flow as PRISMA 2020 does; arms without numbers are left out."""
    absent = set() if flow.updates else {"previous"}
    absent |= set() if flow.other_methods else {"other", "other_aside"}
    places = tuple(place for place in ORDER if place not in absent)
    rows = tuple(
        GridRow(row.stage, {p: box for p, box in row.boxes.items() if p in places and box.told})
        for row in _rows(flow)
    )
    titles: dict[Place, str] = {"previous": "prevstud", "main": "newstud", "other": "othstud"}
    return FlowGrid(
        places=places,
        titles={place: _words(flow, key) for place, key in titles.items() if place in places},
        rows=tuple(row for row in rows if row.boxes),
        arrows=tuple(_arrows(rows)),
        stages={stage: clean(flow.text(stage), limit=40) for stage in STAGES},
    )


def _rows(flow: Flow) -> Iterator[GridRow]:
    """Rows with the boxes of every arm."""
    identified = "Records identified from:"
    yield GridRow(
        "identification",
        {
            "previous": Box("previous", _numbers(flow, "previous_studies", "previous_reports")),
            "main": _listed(flow, identified, "database_results", "register_results"),
            "aside": _listed(
                flow, "Records removed before screening:", "duplicates", "excluded_automatic",
                "excluded_other",
            ),
            "other": _listed(
                flow, identified, "website_results", "organisation_results", "citations_results"
            ),
        },
    )  # fmt: skip
    yield GridRow(
        "screening",
        {"main": _box(flow, "records_screened"), "aside": _box(flow, "records_excluded")},
    )
    for left, right in (("sought_reports", "notretrieved_reports"), ("assessed", "excluded")):
        yield GridRow(
            "screening",
            {
                "main": _box(flow, f"dbr_{left}"),
                "aside": _box(flow, f"dbr_{right}"),
                "other": _box(flow, f"other_{left}"),
                "other_aside": _box(flow, f"other_{right}"),
            },
        )
    yield GridRow(
        "included", {"main": Box("new_studies", _numbers(flow, "new_studies", "new_reports"))}
    )
    if flow.updates:
        total = Box("total_studies", _total(flow))
        yield GridRow("included", {"main": total})
    if flow.numbers.get("total_studies_ma"):
        paragraphs = _numbers(flow, "total_studies_ma", "total_reports_ma")
        yield GridRow("included", {"main": Box("total_studies_ma", paragraphs)})


def _arrows(rows: tuple[GridRow, ...]) -> Iterator[Arrow]:
    for place in ("main", "other"):
        column = [row.boxes[place] for row in rows if place in row.boxes]
        for before, after in pairwise(column):
            yield Arrow(before.key, after.key, "down")
    for row in rows:
        for left, right in ASIDE.items():
            if left in row.boxes and right in row.boxes:
                yield Arrow(row.boxes[left].key, row.boxes[right].key, "aside")
    keys = {box.key for row in rows for box in row.boxes.values()}
    for start, end in (("other_assessed", "new_studies"), ("previous", "total_studies")):
        if {start, end} <= keys:
            yield Arrow(start, end, "elbow")


def _box(flow: Flow, key: str) -> Box:
    """Make a box of one number, or of a list of reasons."""
    if key not in flow.parts:
        return Box(key, _numbers(flow, key))
    reasons = [Paragraph(_with_number(clean(t, limit=LONGEST), n), 1) for t, n in flow.parts[key]]
    return Box(key, (Paragraph(f"{_words(flow, key)}:"), *reasons), headed=True)


def _listed(flow: Flow, heading: str, *keys: str) -> Box:
    """Make a box of several numbers below a heading, each with its parts."""
    paragraphs = [Paragraph(heading)]
    for key in keys:
        if key not in flow.numbers:
            continue
        paragraphs.append(Paragraph(_with_number(_words(flow, key), flow.numbers[key]), 1))
        detail = key.replace("_results", "_specific_results")
        paragraphs += [
            Paragraph(_with_number(clean(text, limit=LONGEST), number), 2)
            for text, number in flow.parts.get(detail, ())
        ]
    return Box(keys[0], tuple(paragraphs), headed=True)


def _numbers(flow: Flow, *keys: str) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(_with_number(_words(flow, key), flow.numbers[key]))
        for key in keys
        if key in flow.numbers
    )


def _total(flow: Flow) -> tuple[Paragraph, ...]:
    key, number = flow.included
    return (
        Paragraph(_with_number(_words(flow, key), number)),
        *_numbers(flow, "total_reports"),
    )


def _with_number(words: str, number: int) -> str:
    return f"{words} (n\u00a0=\u00a0{count(number)})"


def _words(flow: Flow, key: str) -> str:
    return clean(flow.text(key), limit=LONGEST)
