"""The comparison in sentences and tables, the same for the page and for a pull request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.compare.attribution import ORDER
from rechallenge.formatting import (
    ABSENT,
    MINUS,
    count,
    fixed,
    percent,
    percent_interval,
    plural,
    significant,
)
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row

Changes = Mapping[str, Any]
ARROW = " → "
EVENTS = {
    "appeared": "is new",
    "mended": "is current again",
    "disappeared": "is gone",
    "stale": "was stopped by errors in the data; its earlier numbers stand",
    "blocked": "was stopped by errors in the data, and there is no earlier result",
}
SIGNED_DECIMALS = 4


def verdict_sentence(changes: Changes) -> str:
    """Say in one sentence whether anything moved."""
    moved = [entry for entry in changes["analyses"] if entry["moved"]]
    if changes["same"]:
        old = changes["editions"][0]
        return (
            f"Nothing changed: data (SHA-256 {old['data_sha256']}) and numbers (SHA-256 "
            f"{old['numbers_sha256']}) are the same in both."
        )
    if changes["verdict"] == "nothing":
        return "No number moved, though data, settings or software differ."
    told = f"{len(moved)} of {plural(len(changes['analyses']), 'pooled estimate')} moved"
    flips = sum(len(entry["flips"]) for entry in changes["analyses"])
    flips += sum(event["conclusion"] for event in changes["events"])
    if flips:
        return f"{told}, and {plural(flips, 'conclusion')} changed."
    return f"{told}; no conclusion changed."


def changes_section(changes: Changes) -> Section:
    """Say for the report what moved since the edition before; the reasons stand in their page."""
    old = changes["editions"][0]
    version = f"version {old['version']}" if old["version"] else "the edition before"
    lead = Paragraph(f"Compared with {version} ({old['name']}). {verdict_sentence(changes)}")
    below = () if changes["same"] else (conclusions(changes), estimates_table(changes))
    return Section("What changed", (lead,), below)


def conclusions(changes: Changes) -> Section:
    """List flips, and analyses that appeared, disappeared or stopped."""
    told = [f"{event['analysis']} {EVENTS[event['kind']]}." for event in changes["events"]]
    told += [f"{e['label']}: {flip['text']}" for e in changes["analyses"] for flip in e["flips"]]
    for entry in changes["analyses"]:
        if entry["parts"] and not entry["moved"]:
            parts = ", ".join(part.replace("_", " ") for part in entry["parts"])
            told.append(
                f"{entry['label']}: the estimate stands; numbers moved in other parts ({parts})."
            )
    blocks: tuple[Block, ...] = (
        (Bullets(tuple(told)),) if told else (Paragraph("No conclusion changed."),)
    )
    return Section("Conclusions", blocks)


def estimates_table(changes: Changes) -> Section:
    """Table every pooled estimate, the largest change first."""
    rows = []
    for entry in changes["analyses"]:
        old, new = entry["old"], entry["new"]
        rows.append(
            text_row(
                entry["label"],
                _estimate(old),
                _estimate(new),
                signed(entry["points"], decimals=2),
                ABSENT
                if entry["of_width"] is None
                else f"{signed(100 * entry['of_width'], decimals=0)} %",
                both(old, new, lambda m: f"{count(m['rows'])} / {count(m['studies'])}"),
                both(old, new, lambda m: count(m["total"])),
                both(old, new, lambda m: percent_interval(m["pi_low"], m["pi_high"])),
                both(old, new, lambda m: significant(m["tau2"])),
                both(old, new, lambda m: fixed(m["i2"], decimals=0)),
                muted=not entry["moved"],
            )
        )
    table = Table(
        "Rates in per cent; a single value where nothing moved",
        ("Analysis", "Old (CI)", "New (CI)", "Change, points", "Share of old width",
         "Rows / studies", "Patients", "Prediction interval", "τ²", "I², %"),
        tuple(rows),
        numeric=frozenset({3, 4}),
    )  # fmt: skip
    return Section("Pooled estimates", (table,))


def both(old: Any, new: Any, write: Any) -> str:
    """Write a value before and after, once where both are written alike."""
    before, after = write(old), write(new)
    return before if before == after else f"{before}{ARROW}{after}"


def signed(value: float | None, *, decimals: int) -> str:
    """Write a change with its sign."""
    if value is None:
        return ABSENT
    text = fixed(value, decimals=decimals)
    return text if text.startswith(MINUS) or float(text) == 0 else f"+{text}"


def _estimate(model: Mapping[str, Any]) -> str:
    if model["estimate"] is None:
        return "no estimate"
    return f"{percent(model['estimate'])} ({percent_interval(model['ci_low'], model['ci_high'])})"


def reasons(changes: Changes) -> Section:
    """Table, for each analysis that moved, what each step did to its estimate."""
    parts = tuple(
        Section(entry["label"], _steps(entry["attribution"]))
        for entry in changes["analyses"]
        if entry["attribution"]
    )
    lead = Paragraph(
        "Each step refits the analysis. Steps are measured on the logit of the pooled rate, and "
        "sum to the whole change. Their order: " + ORDER + "."
        if parts
        else "No pooled estimate moved."
    )
    return Section("Why the estimates moved", (lead,), parts)


def _steps(attribution: Mapping[str, Any]) -> tuple[Block, ...]:
    steps: Sequence[Mapping[str, Any]] = attribution["steps"]
    averaged = any(step["shapley"] is not None for step in steps)
    rows = [
        text_row(
            step["label"],
            percent(step["before"]),
            percent(step["after"]),
            percent_interval(step["ci_low"], step["ci_high"]),
            delta_text(step),
            *((signed(step["shapley"], decimals=SIGNED_DECIMALS),) if averaged else ()),
        )
        for step in steps
    ]
    total = signed(attribution["total"], decimals=SIGNED_DECIMALS)
    rows.append(text_row("Whole change", "", "", "", total, *((total,) if averaged else ())))
    headers = ("Step", "Before, %", "After, %", "Interval after, %", "Change, logit")
    table = Table(
        "Steps in their order",
        (*headers, *(("Averaged over all orders (Shapley)",) if averaged else ())),
        tuple(rows),
        numeric=frozenset(range(1, 6 if averaged else 5)),
    )
    notes = [
        f"{step['label']}: not attributable, because {step['reason']}."
        for step in steps
        if step["delta"] is None
    ]
    why = attribution["no_shapley"]
    return (
        table,
        *((Paragraph(why),) if why else ()),
        *((Bullets(tuple(notes)),) if notes else ()),
    )


def delta_text(step: Mapping[str, Any]) -> str:
    """Write the change of a step on the logit scale."""
    if step["delta"] is None:
        return "not attributable"
    return signed(step["delta"], decimals=SIGNED_DECIMALS)


def hashes(changes: Changes) -> Section:
    """Table what was compared, with hashes."""
    names = (
        ("name", "Edition"), ("version", "Version of the review"), ("studies", "Studies"),
        ("rows", "Rows"), ("analyses", "Analyses"), ("data_sha256", "SHA-256 of the data"),
        ("numbers_sha256", "SHA-256 of the numbers"),
    )  # fmt: skip
    old, new = changes["editions"]
    rows = tuple(text_row(title, str(old[key]), str(new[key])) for key, title in names)
    remarks = tuple(dict.fromkeys([*old["remarks"], *new["remarks"]]))
    table = Table("The two editions", ("", "Old", "New"), rows)
    return Section("What was compared", (table, *((Bullets(remarks),) if remarks else ())))
