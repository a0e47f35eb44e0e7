"""The comparison as a page, as Markdown of at most 60 lines, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rechallenge import __version__
from rechallenge.compare.data_words import corrections, data_section, methods_section
from rechallenge.compare.words import (
    Changes,
    conclusions,
    delta_text,
    estimates_table,
    hashes,
    reasons,
    verdict_sentence,
)
from rechallenge.files import write_json, write_text
from rechallenge.formatting import percent, plural
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row
from rechallenge.report.markdown import document
from rechallenge.report.rendering import render

TITLE = "What changed"
MOST_LINES = 60
FILES = ("changes.html", "changes.md", "changes.json")


def write_changes(folder: Path, changes: Changes) -> tuple[Path, ...]:
    """Write the three files of a comparison, and return their paths."""
    page, markdown, plain = (folder / name for name in FILES)
    write_text(page, changes_page(changes))
    write_text(markdown, changes_markdown(changes))
    write_json(plain, changes)
    return page, markdown, plain


def changes_page(changes: Changes) -> str:
    """Write the whole comparison as one page that needs neither network nor script."""
    sections = [
        conclusions(changes),
        estimates_table(changes),
        reasons(changes),
        data_section(changes),
        methods_section(changes),
        hashes(changes),
    ]
    return render(
        "changes.html.j2",
        title=TITLE,
        verdict=verdict_sentence(changes),
        moved=changes["verdict"] == "conclusion",
        editions=[edition["name"] for edition in changes["editions"]],
        sections=[hashes(changes)] if changes["same"] else sections,
        version=__version__,
    )


def changes_markdown(changes: Changes) -> str:
    """Write the comparison for a pull-request comment: at most 60 lines.

    Tables and lists are cut, each with how many more there are, until the whole fits.
    """
    footer = f"Rechallenge {__version__}; all of it stands in {FILES[0]} and {FILES[2]}."
    for most in range(MOST_LINES, 0, -1):
        sections = [_cut(section, most) for section in _short_sections(changes)]
        text = document(TITLE, sections, footer=footer)
        if text.count("\n") <= MOST_LINES:
            return text
    raise ValueError("a comparison without tables is longer than its limit")


def _short_sections(changes: Changes) -> list[Section]:
    old, new = changes["editions"]
    names = f"Old: {old['name']}. New: {new['name']}."
    verdict = Section("In short", (Paragraph(verdict_sentence(changes)), Paragraph(names)))
    if changes["same"]:
        return [verdict]
    estimates = estimates_table(changes)
    short = [verdict, conclusions(changes), estimates]
    steps = [
        text_row(
            entry["label"],
            step["label"],
            f"{percent(step['before'])} → {percent(step['after'])}",
            delta_text(step),
        )
        for entry in changes["analyses"]
        if entry["attribution"]
        for step in entry["attribution"]["steps"]
        if step["delta"] is None or abs(step["delta"]) > 0
    ]
    if steps:
        headers = ("Analysis", "Step", "Rate, %", "Change, logit")
        table = Table("Steps that moved an estimate", headers, tuple(steps), frozenset({3}))
        short.append(Section("Why", (table,)))
    return [*short, _short_data(changes)]


def _short_data(changes: Changes) -> Section:
    data, methods = changes["data"], changes["methods"]
    counts: Sequence[tuple[str, Sequence[Any]]] = (
        ("studies added", [study["study"] for study in data["added"]]),
        ("studies removed", [study["study"] for study in data["removed"]]),
        ("studies renamed", [f"{e['old']} → {e['new']}" for e in data["renamed"]]),
        ("rows added", data["rows_added"]),
        ("rows removed", data["rows_removed"]),
        ("cells corrected", data["corrected"]),
        ("findings appeared", data["findings_appeared"]),
        ("findings cleared", data["findings_cleared"]),
        ("settings differ", methods["settings"]),
        ("versions differ", methods["software"]),
    )
    told = [f"{what}: {len(entries)}{_names(entries)}" for what, entries in counts if entries]
    blocks: tuple[Block, ...] = (Paragraph(f"{'; '.join(told) or 'The data are the same'}."),)
    return Section("Data and methods", (*blocks, *corrections(changes)))


def _names(entries: Sequence[Any]) -> str:
    if not all(isinstance(entry, str) for entry in entries):
        return ""
    more = len(entries) - 3
    return f" ({', '.join(entries[:3])}{f' and {more} more' if more > 0 else ''})"


def _cut(section: Section, most: int) -> Section:
    return replace(section, blocks=tuple(_cut_block(block, most) for block in section.blocks))


def _cut_block(block: Block, most: int) -> Block:
    if isinstance(block, Bullets) and len(block.items) > most:
        more = f"and {len(block.items) - most} more"
        return replace(block, items=(*block.items[:most], more))
    if isinstance(block, Table) and len(block.rows) > most:
        blank = [""] * (len(block.headers) - 1)
        more_row = text_row(f"and {plural(len(block.rows) - most, 'more', 'more')}", *blank)
        return replace(block, rows=(*block.rows[:most], more_row))
    return block
