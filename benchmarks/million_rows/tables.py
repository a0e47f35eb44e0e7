"""Tables of any length, made up but plausible: a few hundred warnings in a million rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import NamedTuple

HEADER = (
    *("study", "year", "arm", "outcome", "events", "total", "percent"),
    *("cancer", "design", "country"),
)
_SURNAMES = (
    *("Bergström", "Castellanos", "D'Angelo", "Eggermont", "Fujimoto", "Gutiérrez", "Haanen"),
    *("Ivanova", "Johnson", "Kowalczyk", "Lefèbvre", "Muñoz", "Nakamura", "Pettersen", "Tsai"),
)
_CANCERS = ("melanoma", "non-small cell lung cancer", "renal cell carcinoma", "mesothelioma")
_DESIGNS = ("retrospective_cohort", "prospective_trial", "registry")
_COUNTRIES = ("USA", "Japan", "Netherlands", "France", "Australia", "Italy", "multinational")
_ARMS = ("pembrolizumab", "nivolumab", "ipilimumab", "ipilimumab + nivolumab", "atezolizumab")
_OUTCOMES = ("orr", "dcr", "any_ae", "grade3_ae")
_TENTH = Decimal("0.1")
_WRONG_PERCENT_EVERY = 4_001
_NO_COUNT_EVERY = 9_001
_DECIMAL_COMMA_EVERY = 12_007
_IMPOSSIBLE_EVERY = 250_007
_SLIP_EVERY = 300_007


class _Study(NamedTuple):
    name: str
    year: str
    cancer: str
    design: str
    country: str


class _Count(NamedTuple):
    outcome: str
    events: int
    total: int


def few_studies(rows: int, rng: Random) -> Iterator[tuple[str, ...]]:
    """Give the cells of studies of 20 rows each: five arms with four outcomes."""
    number = 0
    while number < rows:
        study = _study(rng, number // 20)
        for arm in _ARMS:
            for count in _counts(rng):
                if number < rows:
                    yield _row(number, study, arm, count)
                number += 1


def many_studies(rows: int, rng: Random) -> Iterator[tuple[str, ...]]:
    """Give the cells of as many studies as there are rows."""
    for number in range(rows):
        yield _row(number, _study(rng, number), rng.choice(_ARMS), rng.choice(_counts(rng)))


SHAPES: Mapping[str, Callable[[int, Random], Iterator[tuple[str, ...]]]] = MappingProxyType(
    {"20 rows a study": few_studies, "every row its own study": many_studies}
)
"""What the tables are like."""


def write_table(path: Path, *, shape: str, rows: int, seed: int = 1) -> None:
    """Write a CSV; the same shape, rows and seed give the same bytes.

    Parameters
    ----------
    path : Path
    shape : str
        One of `SHAPES`.
    rows : int
    seed : int
        Seed of the random numbers.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(HEADER) + "\n")
        file.writelines(",".join(cells) + "\n" for cells in SHAPES[shape](rows, Random(seed)))


def _study(rng: Random, number: int) -> _Study:
    year = str(rng.randint(2012, 2025))
    return _Study(
        f"{rng.choice(_SURNAMES)} {year} trial {number + 1}",
        year,
        rng.choice(_CANCERS),
        rng.choice(_DESIGNS),
        rng.choice(_COUNTRIES),
    )


def _counts(rng: Random) -> list[_Count]:
    """Make the counts of one arm, in which no outcome exceeds one that includes it."""
    total = rng.randint(12, 240)
    responses = _share(rng, total, 0.25)
    toxic = _share(rng, total, 0.6)
    events = (
        responses,
        responses + _share(rng, total - responses, 0.4),
        toxic,
        _share(rng, toxic, 0.3),
    )
    return [_Count(outcome, x, total) for outcome, x in zip(_OUTCOMES, events, strict=True)]


def _share(rng: Random, total: int, rate: float) -> int:
    return round(rng.betavariate(12 * rate, 12 * (1 - rate)) * total)


def _row(number: int, study: _Study, arm: str, count: _Count) -> tuple[str, ...]:
    events, total, country = str(count.events), count.total, study.country
    percent = str((Decimal(100) * count.events / total).quantize(_TENTH, ROUND_HALF_UP))
    if number % _WRONG_PERCENT_EVERY == 1:
        percent = "41.3"
    elif number % _NO_COUNT_EVERY == 2:
        events, percent = "NR", ""
    elif number % _DECIMAL_COMMA_EVERY == 3:
        percent = f'"{percent.replace(".", ",")}"'
    elif number % _IMPOSSIBLE_EVERY == 4:
        events = str(total + 3)
    elif number % _SLIP_EVERY == 5:
        country = "Austrlia"
    return (
        *(study.name, study.year, arm, count.outcome, events, str(total), percent),
        *(study.cancer, study.design, country),
    )
