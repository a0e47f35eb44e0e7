"""Changes of data, settings and software as tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.compare.words import Changes
from rechallenge.formatting import ABSENT, count
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row

BLANK = "blank"
STUDY_HEADERS = ("Study", "Arm", "Outcome", "Events", "Total", "Place")


def data_section(changes: Changes) -> Section:
    """Tell studies, rows, cells and findings that differ."""
    data = changes["data"]
    blocks: list[Block] = []
    for key, title in (("added", "Studies added"), ("removed", "Studies removed")):
        rows = [row for study in data[key] for row in study["rows"]]
        blocks += _rows_table(title, rows)
    if data["renamed"]:
        blocks.append(
            Table(
                "Studies renamed, which moves no number",
                ("Old name", "New name", "Matched by"),
                tuple(text_row(e["old"], e["new"], e["by"]) for e in data["renamed"]),
            )
        )
    blocks += corrections(changes)
    blocks += _rows_table("Rows added to known studies", data["rows_added"])
    blocks += _rows_table("Rows removed from known studies", data["rows_removed"])
    for key, title in (
        ("findings_appeared", "Findings that appeared"),
        ("findings_cleared", "Findings that cleared"),
    ):
        if data[key]:
            told = tuple(text_row(f["code"], f["level"], f["message"]) for f in data[key])
            blocks.append(Table(title, ("Code", "Level", "Finding"), told, folded=len(told) > 12))
    if not blocks:
        blocks.append(Paragraph("The study data are the same in both."))
    return Section("Data", tuple(blocks))


def corrections(changes: Changes) -> list[Block]:
    """Table cells that differ, old and new, with file and row."""
    corrected = changes["data"]["corrected"]
    if not corrected:
        return []
    rows = tuple(
        text_row(
            e["study"], e["column"], e["old"] or BLANK, e["new"] or BLANK, _place(e)
        )
        for e in corrected
    )  # fmt: skip
    headers = ("Study", "Column", "Old", "New", "Place")
    return [Table("Cells corrected", headers, rows, folded=len(rows) > 40)]


def _rows_table(title: str, rows: Sequence[Mapping[str, Any]]) -> list[Block]:
    if not rows:
        return []
    told = tuple(
        text_row(
            row["study"], row["arm"] or ABSENT, row["outcome"] or ABSENT, count(row["events"]),
            count(row["total"]), _place(row),
        )
        for row in rows
    )  # fmt: skip
    return [Table(title, STUDY_HEADERS, told, numeric=frozenset({3, 4}))]


def _place(entry: Mapping[str, Any]) -> str:
    return f"{entry['file']}, row {entry['row']}"


def methods_section(changes: Changes) -> Section:
    """Tell settings, versions and input files that differ."""
    methods = changes["methods"]
    blocks: list[Block] = []
    if methods["settings"]:
        blocks.append(
            Table(
                "Settings that differ",
                ("Analysis", "Setting", "Old", "New"),
                tuple(
                    text_row(e["analysis"], e["name"], _value(e["old"]), _value(e["new"]))
                    for e in methods["settings"]
                ),
            )
        )
    for key, title in (("software", "Versions"), ("review", "The review")):
        if methods[key]:
            rows = [text_row(e["name"], _value(e["old"]), _value(e["new"])) for e in methods[key]]
            blocks.append(Table(f"{title} that differ" if key == "software" else title,
                                ("Name", "Old", "New"), tuple(rows)))  # fmt: skip
    if methods["inputs"]:
        blocks.append(
            Bullets(
                tuple(f"Input file that differs: {entry['name']}" for entry in methods["inputs"])
            )
        )
    if not blocks:
        blocks.append(Paragraph("Settings, versions and input files are the same in both."))
    return Section("Methods and software", tuple(blocks))


def _value(value: Any) -> str:
    if value is None:
        return ABSENT
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
