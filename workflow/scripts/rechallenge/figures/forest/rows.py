"""From an analysis to the rows of its forest plot; every number comes from the results file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.figures.fields import Entry
from rechallenge.figures.forest.footnotes import Symbols
from rechallenge.figures.forest.presets import DEFAULT, Preset
from rechallenge.figures.table import DisplayRow, Mark, Role
from rechallenge.figures.text import clean, spaced, unbroken
from rechallenge.formatting import RateScale, plural
from rechallenge.report.quantities import distinct_names
from rechallenge.wording import outcome_name

Result = Mapping[str, Any]

WHOLE_STUDY = frozenset({"", "all", "all patients", "overall", "total", "whole study"})
"""Names of arms that say nothing beside the name of the study."""
SECTION_GAP = 4.0
KINDS = {
    "beta-binomial": "The rate is the mean of the true rates, not their median.",
    "credible": "The interval is a credible interval.",
}
"""What must be said of a further model, by its method or its interval."""
RARE = 0.01
"""Pooled rates below it get a decimal per 1000 patients."""


def primary_model(estimates: Result) -> Result | None:
    """Return the model of the headline; None where nothing was pooled."""
    for model in estimates["models"]:
        if model["id"] == estimates["primary"]:
            return dict(model)
    return None


def rate_scale(estimates: Result, per: int) -> RateScale:
    """Say how the rates of an analysis are written; rare ones have a decimal per 1000 too."""
    model = primary_model(estimates)
    rate = None if model is None else model["estimate"]
    return RateScale(per, 1 if per != 100 and rate is not None and rate < RARE else None)


def arm_name(row: Result) -> str:
    """Return the arm of a row, empty where it says nothing beside the study."""
    arm = spaced(clean(row["arm"]))
    return "" if arm.casefold() in WHOLE_STUDY else arm


def axis_title(estimates: Result, *, per: int = 100) -> str:
    """Outcome and unit, such as ``Objective response, % of patients``."""
    name = clean(outcome_name(estimates["outcome"]))
    return f"{name}, % of patients" if per == 100 else f"{name} per {per} patients"


def study_entries(
    studies: Sequence[Sequence[Result]], symbols: Symbols, *, indent: int = 0
) -> list[Entry]:
    """Rows of the studies in their order, the arms of a study below its name.

    Parameters
    ----------
    studies : sequence of sequence of mapping
        Entries of ``rows_table``, those of one study together.
    symbols : Symbols
        Collects the footnotes.
    indent : int
    """
    entries: list[Entry] = []
    for arms in studies:
        study = clean(arms[0]["study"])
        if len(arms) == 1:
            arm = arm_name(arms[0])
            label = f"{study}, {arm}" if arm else study
            entries.append(_study_entry(arms[0], label, symbols, indent=indent))
            continue
        muted = not any(row["pooled"] for row in arms)
        heading = DisplayRow(role="study", label=study, indent=indent, muted=muted)
        entries.append(Entry(row=heading, heading=True, sources=tuple(arms), family=tuple(arms)))
        entries += [
            _study_entry(
                row, spaced(clean(row["arm"])) or "arm not named", symbols, indent=indent + 1,
                role="arm", family=arms,
            )
            for row in arms
        ]  # fmt: skip
    return entries


def _study_entry(
    row: Result,
    label: str,
    symbols: Symbols,
    *,
    indent: int,
    role: Role = "study",
    family: Sequence[Result] = (),
) -> Entry:
    notes = []
    if not row["pooled"]:
        notes.append(f"Not pooled: {clean(row['reason']) or 'excluded in the data'}.")
    if row["recovered"] or row["cells"].get("count_source") == "derived":
        notes.append("Count worked out from other printed figures.")
    mark = None
    if row["rate"] is not None:
        mark = Mark("square", row["ci_low"], row["ci_high"], row["rate"], row["total"])
    return Entry(
        row=DisplayRow(
            role=role, label=label, symbol=symbols.of(*notes), mark=mark, indent=indent,
            muted=not row["pooled"],
        ),
        counts=(row["events"], row["total"]),
        rate=row["rate"],
        low=row["ci_low"],
        high=row["ci_high"],
        weight=row["weight"],
        sources=(row,),
        family=tuple(family),
    )  # fmt: skip


def pooled_entries(
    estimates: Result, model: Result, *, preset: Preset = DEFAULT, overall: bool = False
) -> list[Entry]:
    """Make the rows of the headline model: its diamond, and the bar of its prediction interval.

    One row alone is its own result, so it gets neither. ``overall`` names the diamond so, to tell
    it from those of subgroups.
    """
    if model["rows"] == 1:
        return []
    name = _pooled_name(model)
    if preset.overall:
        name = preset.named(preset.overall, model["level"])
        if model["method"] == "exact":
            name += ", summed counts"
    elif overall:
        name = f"Overall {name[0].lower()}{name[1:]}"
    label = summary_label(name, model) if preset.sized else name
    counts = (estimates["events"], estimates["total"])
    entries = [_summary(model, label, "pooled", counts, gap=SECTION_GAP)]
    if model["estimate"] is not None and model["pi_low"] is not None:
        words = preset.numbers.write(f"{100 * model['level']:g} % prediction interval")
        bar = Mark("bar", model["pi_low"], model["pi_high"])
        entries.append(
            Entry(
                row=DisplayRow(role="interval", label=words, mark=bar),
                low=model["pi_low"],
                high=model["pi_high"],
            )
        )
    line = "" if model["estimate"] is None else preset.heterogeneity_line(model)
    if line:
        entries.append(Entry(row=DisplayRow(role="note", label=unbroken(line)), blank=True))
    return entries


def model_entries(
    estimates: Result, ids: Sequence[str], symbols: Symbols
) -> tuple[list[Entry], tuple[str, ...]]:
    """Diamonds of further models by their ids, and what must be said of ids that there are not."""
    models = {model["id"]: model for model in estimates["models"]}
    names = dict(zip(models, distinct_names(estimates["models"]), strict=True))
    others = [one for one in dict.fromkeys(ids) if one != estimates["primary"]]
    entries: list[Entry] = []
    for i, one in enumerate(other for other in others if other in models):
        model = models[one]
        notes = [
            note for kind, note in KINDS.items() if kind in (model["method"], model["interval"])
        ]
        notes += [] if model["estimate"] is not None else [clean(note) for note in model["notes"]]
        entries.append(
            _summary(
                model, names[one], "model", None, gap=2.0 if i == 0 else 0.0,
                symbol=symbols.of(*notes),
            )
        )  # fmt: skip
    unknown = ", ".join(f"“{clean(one)}”" for one in others if one not in models)
    known = ", ".join(models) or "none"
    note = f"No such model in this analysis: {unknown}; it has {known}."
    return entries, (note,) if unknown else ()


def _summary(
    model: Result,
    label: str,
    role: Role,
    counts: tuple[int | None, int | None] | None,
    *,
    gap: float,
    symbol: str = "",
) -> Entry:
    """One pooled rate as a diamond, or the words that there is none."""
    low, high = model["ci_low"], model["ci_high"]
    found = model["estimate"] is not None
    mark = Mark("diamond", low, high, model["estimate"]) if found and low is not None else None
    return Entry(
        row=DisplayRow(role=role, label=label, symbol=symbol, mark=mark, gap=gap),
        counts=counts,
        rate=model["estimate"],
        low=low if found else None,
        high=high if found else None,
        says="" if found else "no estimate",
    )


def _pooled_name(model: Result) -> str:
    if model["method"] != "exact":
        return "Pooled rate"
    return "One common rate" if model["studies"] > 1 else "Summed counts"


def size(part: Result) -> str:
    """How many studies, and how many arms where they differ: ``20 studies, 25 arms``."""
    studies = plural(part["studies"], "study", "studies")
    if part["rows"] == part["studies"]:
        return studies
    return f"{studies}, {plural(part['rows'], 'arm')}"


def summary_label(name: str, part: Result) -> str:
    """Name of a pooled rate with its size in brackets, broken between studies and arms only."""
    return f"{name} ({sized(size(part))})"


def sized(words: str) -> str:
    """Keep numbers with what they count: ``20 studies, 25 arms`` breaks behind the comma only."""
    return words.replace(" ", "\u00a0").replace(",\u00a0", ", ").replace(";\u00a0", "; ")
