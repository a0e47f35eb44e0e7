"""What belongs to the whole review: unresolved figures, settings and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge import __version__
from rechallenge.errors import InputError
from rechallenge.formatting import ABSENT, percent
from rechallenge.report.blocks import (
    Block,
    Cell,
    Paragraph,
    Section,
    Table,
    TableRow,
    text_row,
)
from rechallenge.report.conduct import selection_text
from rechallenge.report.links import source_and_doi
from rechallenge.report.subgroups import readable
from rechallenge.studies.recovery.recover import readings

MODEL_SETTINGS = ("method", "measure", "tau2", "test", "level", "arms", "zero_cell")
SETTING_HEADERS = (
    "Rows used",
    "Subgroups",
    "Method",
    "Measure",
    "τ²",
    "Interval",
    "Level",
    "Arms",
    "Zero cell",
    "Rate of interest",
)
COMMAND = "rechallenge run"


def unresolved_section(unresolved: Sequence[Mapping[str, str]]) -> Section:
    """Table printed figures that fit no whole number of patients, with their nearest readings."""
    title = "Figures that could not be resolved"
    if not unresolved:
        return Section(title, (Paragraph("None is recorded."),))
    text = (
        "These figures are printed in a source but fit no count with certainty. They are not "
        "pooled; the nearest counts are given for each total that the source could mean."
    )
    return Section(
        title,
        (
            Paragraph(text),
            Table(
                caption="Unresolved figures",
                headers=(
                    "Study",
                    "Outcome",
                    "Printed, %",
                    "Nearest counts",
                    "Source",
                    "DOI",
                    "Place",
                    "Remark",
                ),
                rows=tuple(_unresolved_row(row) for row in unresolved),
                numeric=frozenset({2}),
            ),
        ),
    )


def nearest_counts(percent: str, totals: str) -> str:
    """List the counts nearest to a percentage for each total in ``38;53``, as text."""
    parts = []
    for total in filter(None, (part.strip() for part in totals.split(";"))):
        if not (total.isascii() and total.isdigit()):
            parts.append(f"“{total}” is not a total")
            continue
        try:
            texts = [text for _, text in readings(percent.strip(), int(total))]
        except InputError as error:
            parts.append(str(error))
            continue
        parts.append(" or ".join(texts))
    return "; ".join(parts) or ABSENT


def settings_section(manifest: Mapping[str, Any]) -> Section:
    """Table the settings of each analysis, the versions of the software and the inputs' hashes.

    Parameters
    ----------
    manifest : mapping
        Content of ``manifest.json``: ``settings`` (one mapping for each analysis), ``software``
        (name to version) and ``inputs`` (``file`` and ``sha256``); each may be absent.
    """
    blocks: list[Block] = []
    settings = manifest.get("settings", ())
    if settings:
        blocks.append(
            Table(
                caption="Settings of the analyses",
                headers=("Analysis", *SETTING_HEADERS),
                rows=tuple(_settings_row(analysis) for analysis in settings),
                folded=True,
            )
        )
    software = {"rechallenge": __version__, **manifest.get("software", {})}
    blocks.append(
        Table(
            caption="Software",
            headers=("Name", "Version"),
            rows=tuple(text_row(name, str(software[name])) for name in sorted(software)),
            folded=True,
        )
    )
    inputs = sorted((str(item["file"]), str(item["sha256"])) for item in manifest.get("inputs", ()))
    if inputs:
        blocks.append(
            Table(
                caption="Inputs and their SHA-256",
                headers=("File", "SHA-256"),
                rows=tuple(text_row(file, digest) for file, digest in inputs),
                folded=True,
            )
        )
    blocks.append(
        Paragraph(
            "The same inputs, settings and versions give the same files to the byte. In the folder "
            "of the review, run:"
        )
    )
    blocks.append(Paragraph(COMMAND, kind="command"))
    blocks.append(
        Paragraph(
            "The hash of every file of the results stands in manifest.json beside this report."
        )
    )
    return Section("Provenance: settings, versions and inputs", tuple(blocks))


def _unresolved_row(row: Mapping[str, str]) -> TableRow:
    return TableRow(
        (
            Cell(row.get("study") or ABSENT),
            Cell(row.get("outcome") or ABSENT),
            Cell(row.get("percent") or ABSENT),
            Cell(nearest_counts(row.get("percent", ""), row.get("totals", ""))),
            *source_and_doi(row.get("source", ""), row.get("doi", "")),
            Cell(row.get("locator") or ABSENT),
            Cell(row.get("notes") or ABSENT),
        )
    )


def _settings_row(settings: Mapping[str, Any]) -> TableRow:
    model = settings["model"]
    benchmark = settings.get("benchmark")
    return text_row(
        str(settings["slug"]),
        selection_text(settings),
        ", ".join(map(readable, settings["subgroups"])) or ABSENT,
        *(str(model[key]) for key in MODEL_SETTINGS),
        ABSENT if benchmark is None else f"{percent(benchmark)} %",
    )
