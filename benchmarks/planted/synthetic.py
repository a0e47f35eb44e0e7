"""Clean reviews, made up but plausible: counts, printed percentages and intervals that agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from random import Random
from types import MappingProxyType

from scipy.special import betaincinv

from benchmarks.planted.drafts import Cells, Draft, Sheet

SURNAMES = (
    *("Abou Alaiwi", "Bergström", "Castellanos", "D'Angelo", "Eggermont", "Fujimoto", "Gutiérrez"),
    *("Haanen", "Ivanova", "Johnson", "Kowalczyk", "Lefèbvre", "Muñoz", "Nakamura", "O’Reilly"),
    *("Pettersen", "Quintela", "Rasmussen", "Schadendorf", "Tsai", "Umezawa", "Vázquez", "Wojcik"),
    *("Yamazaki", "Zimmer"),
)
CANCERS = ("melanoma", "non-small cell lung cancer", "renal cell carcinoma")
RARE_CANCERS = ("Merkel cell carcinoma", "urothelial carcinoma", "hepatocellular carcinoma")
COUNTRIES = ("USA", "Japan", "Netherlands", "France", "Australia", "Italy", "multinational")
DESIGNS = ("retrospective_cohort", "prospective_trial", "registry")
REGIMENS = ("anti-PD-1", "anti-PD-1 + anti-CTLA-4", "ipilimumab", "anti-PD-L1")
HEADER = (
    *("study_id", "study", "year", "arm", "outcome", "events", "total", "percent", "ci_low"),
    *("ci_high", "ci_level", "doi", "count_source", "cancer", "design", "country", "setting"),
    *("rechallenge_regimen", "median_followup_months", "population", "include", "notes"),
)
LEAN_HEADER = ("study", "year", "arm", "outcome", "events", "total", "percent", "doi", "cancer")
CRUDE_RATES: Mapping[str, float] = MappingProxyType(
    {"orr": 0.25, "dcr": 0.55, "any_ae": 0.7, "grade3_ae": 0.2}
)
Interval = Callable[[int, int], tuple[float, float]]


def clopper_pearson(events: int, total: int) -> tuple[float, float]:
    """Exact limits at 95 %, as proportions."""
    low = betaincinv(events, total - events + 1, 0.025) if events else 0.0
    high = betaincinv(events + 1, total - events, 0.975) if events < total else 1.0
    return float(low), float(high)


def wilson(events: int, total: int) -> tuple[float, float]:
    """Score limits at 95 %, as proportions."""
    z = 1.959963984540054
    rate = events / total
    centre = (rate + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(rate * (1 - rate) / total + z * z / (4 * total**2)) / (1 + z * z / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def printed(value: Decimal | float, decimals: int, *, even: bool = False) -> str:
    """Round as a paper does: half-up, or half-even as R and Python do."""
    way = ROUND_HALF_EVEN if even else ROUND_HALF_UP
    return str(Decimal(value).quantize(Decimal(1).scaleb(-decimals), way))


def percentage(events: int, total: int) -> Decimal:
    """Exact enough to round any printed percentage of a count."""
    return Decimal(100) * events / total


@dataclass(frozen=True, slots=True)
class _Style:
    """How one paper prints its numbers."""

    decimals: int
    even: bool
    interval: Interval | None
    percent: bool
    level: bool


def synthetic(rng: Random) -> Draft:
    """Make a clean review of 8 to 12 studies in several files."""
    names = rng.sample(SURNAMES, rng.randint(8, 12))
    cancers = [CANCERS[index % len(CANCERS)] for index in range(len(names))]
    if rng.random() < 0.3:
        cancers[-1] = rng.choice(RARE_CANCERS)
    rng.shuffle(cancers)
    sheets: list[Sheet] = []
    for number, (name, cancer) in enumerate(zip(names, cancers, strict=True), start=1):
        rows = _study(rng, number, name, cancer)
        if sheets and len(sheets) > 2 and rng.random() < 0.6:
            sheets[-1].rows += rows
            continue
        header = LEAN_HEADER if rng.random() < 0.25 else HEADER
        sheets.append(Sheet(f"file{len(sheets) + 1:02d}.csv", list(header), rows))
    for sheet in sheets:
        sheet.rows = [{key: row[key] for key in sheet.header} for row in sheet.rows]
    return Draft(sheets, rng)


def _study(rng: Random, number: int, name: str, cancer: str) -> list[Cells]:
    year = rng.randint(2013, 2025)
    country = rng.choice(COUNTRIES)
    shared = {
        "study_id": f"s{number:02d}-{year}",
        "study": f"{name} {year}",
        "year": str(year),
        "doi": f"10.{rng.randint(1000, 9999)}/{rng.choice('abcdefgh')}{rng.randint(10**5, 10**6)}",
        "cancer": cancer,
        "design": rng.choice(DESIGNS),
        "country": country,
        "setting": rng.choice(("resumption", "rechallenge_same", "switch")),
        "rechallenge_regimen": rng.choice(REGIMENS),
        "median_followup_months": printed(rng.uniform(5, 40), 1),
        "count_source": "reported",
        "include": "1",
        "notes": rng.choice(("", "", "", "confirmed, blinded review", "table 2; see supplement")),
    }
    style = _Style(
        decimals=rng.choice((0, 1, 1, 2)),
        even=rng.random() < 0.3,
        interval=rng.choice((clopper_pearson, clopper_pearson, wilson, None)),
        percent=rng.random() < 0.85,
        level=rng.random() < 0.5,
    )
    arms = rng.choice((("overall",), ("overall",), ("anti-PD-1 alone", "combination")))
    return [{**shared, "arm": arm, **cells} for arm in arms for cells in _arm(rng, style)]


def _arm(rng: Random, style: _Style) -> list[Cells]:
    treated = rng.choice((rng.randint(14, 60), rng.randint(40, 160), rng.randint(100, 400)))
    evaluable = treated - (rng.randint(0, treated // 10) if rng.random() < 0.4 else 0)
    tilt = rng.gauss(0, 0.45)
    responders = _binomial(rng, evaluable, CRUDE_RATES["orr"], tilt)
    controlled = responders + _binomial(rng, evaluable - responders, 0.4, tilt)
    complete = _binomial(rng, responders, 0.15, 0)
    toxic = _binomial(rng, treated, CRUDE_RATES["any_ae"], rng.gauss(0, 0.4))
    severe = _binomial(rng, toxic, 0.3, 0)
    counts = {
        "orr": (responders, evaluable, "evaluable"),
        "dcr": (controlled, evaluable, "evaluable"),
        "cr": (complete, evaluable, "evaluable"),
        "any_ae": (toxic, treated, "treated"),
        "grade3_ae": (severe, treated, "treated"),
    }
    kept = ["orr", *(name for name in ("dcr", "cr", "any_ae", "grade3_ae") if rng.random() < 0.6)]
    return [_cells(style, name, *counts[name]) for name in kept]


def _cells(style: _Style, outcome: str, events: int, total: int, population: str) -> Cells:
    percent = percentage(events, total)
    low, high = "", ""
    if style.interval and outcome in {"orr", "dcr"}:
        limits = style.interval(events, total)
        low, high = (printed(100 * limit, max(style.decimals, 1)) for limit in limits)
    return {
        "outcome": outcome,
        "events": str(events),
        "total": str(total),
        "percent": printed(percent, style.decimals, even=style.even) if style.percent else "",
        "ci_low": low,
        "ci_high": high,
        "ci_level": "95" if low and style.level else "",
        "population": population,
    }


def _binomial(rng: Random, total: int, rate: float, tilt: float) -> int:
    chance = 1 / (1 + math.exp(-(math.log(rate / (1 - rate)) + tilt)))
    return sum(rng.random() < chance for _ in range(total))
