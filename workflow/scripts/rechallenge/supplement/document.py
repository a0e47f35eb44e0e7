"""What stands in the Word supplement, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rechallenge.manuscript.passages import methods_passages
from rechallenge.manuscript.prose import Passage, cited, numbered
from rechallenge.manuscript.references import REFERENCES
from rechallenge.manuscript.results import results_paragraphs
from rechallenge.report.blocks import Cell, Section, Table, TableRow
from rechallenge.report.data_findings import findings_section
from rechallenge.report.data_table import data_section
from rechallenge.report.heterogeneity import heterogeneity_sections
from rechallenge.report.subgroups import readable
from rechallenge.supplement.overview import overview_section
from rechallenge.supplement.sheets import Sheet
from rechallenge.supplement.word import Word

Result = Mapping[str, Any]

NOT_IN_PRINT = frozenset({"Pooled result", "What was done, and why"})
"""Sections of the heterogeneity report whose content stands in words already."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure of an analysis with its words."""

    path: Path
    caption: str
    description: str


@dataclass(frozen=True, slots=True)
class Analysed:
    """An analysis with the figures that go into print."""

    estimates: Result
    pictures: tuple[Picture, ...]


def supplement_document(
    review: Mapping[str, Any],
    analyses: Sequence[Analysed],
    *,
    characteristics: Sheet | None,
    findings: Sequence[Mapping[str, str]],
    software: Mapping[str, str],
    short: bool = False,
) -> bytes:
    """Write the supplement.

    Parameters
    ----------
    review : mapping
        ``title``, ``version`` and ``last_search``.
    analyses : sequence of Analysed
    characteristics : Sheet or None
        Characteristics of the studies.
    findings : sequence of mapping
        Rows of ``findings.csv``.
    software : mapping
        Names of programs and their versions.
    short : bool
        Tell all analyses in one table, as there are very many.

    Returns
    -------
    bytes
        A DOCX file, the same to the byte each time.
    """
    methods = methods_passages([a.estimates for a in analyses], software, short=short)
    results = [
        Passage(str(a.estimates["label"]), results_paragraphs(a.estimates))
        for a in ([] if short else analyses)
    ]
    keys = cited([*methods, *results])
    numbers = {key: number for number, key in enumerate(keys, start=1)}
    word = Word(f"Supplement: {review['title']}", "Supplementary material")
    word.title(str(review["title"]), ["Supplementary material", *_edition(review)])
    word.heading("Methods", 1)
    for passage in methods:
        _passage(word, passage, numbers, level=2)
    if characteristics is not None:
        word.heading("Studies", 1, landscape=True)
        word.table(_table(characteristics))
    if short:
        word.section(overview_section([a.estimates for a in analyses]), 1)
    for analysed, passage in zip([] if short else analyses, results, strict=True):
        _passage(word, passage, numbers, level=1)
        for picture in analysed.pictures:
            word.figure(picture.path, picture.caption, picture.description)
        for section in _sections(analysed.estimates):
            word.section(section, 2)
    word.section(findings_section(findings), 1)
    word.heading("References", 1)
    for number, key in enumerate(keys, start=1):
        word.paragraph(f"{number}. {REFERENCES[key].numbered}")
    return word.save()


def _edition(review: Mapping[str, Any]) -> list[str]:
    lines = []
    if review.get("version"):
        lines.append(f"Edition {review['version']}")
    if review.get("last_search"):
        lines.append(f"Last search {review['last_search']}")
    return lines


def _passage(word: Word, passage: Passage, numbers: Mapping[str, int], *, level: int) -> None:
    word.heading(passage.title, level)
    for paragraph in passage.paragraphs:
        word.paragraph(numbered(paragraph, numbers))


def _sections(estimates: Result) -> list[Section]:
    sections = [s for s in heterogeneity_sections(estimates) if s.title not in NOT_IN_PRINT]
    return [data_section(estimates), *sections]


def _table(sheet: Sheet) -> Table:
    """Set characteristics for print: codes as words, and addresses only where there is no DOI."""
    kept = [i for i, column in enumerate(sheet.columns) if column.header != "Source"]
    headers = [column.header for column in sheet.columns]
    source = headers.index("Source") if "Source" in headers else None
    rows = []
    for row in sheet.rows:
        cells = [_printed(row[i]) for i in kept]
        if source is not None and "DOI" in headers:
            cells[kept.index(headers.index("DOI"))] = _report(
                row[headers.index("DOI")], row[source]
            )
        rows.append(TableRow(tuple(map(Cell, cells))))
    return Table(
        caption=sheet.about.removesuffix("."),
        headers=tuple("Report" if headers[i] == "DOI" else headers[i] for i in kept),
        rows=tuple(rows),
    )


def _printed(value: Any) -> str:
    return "" if value is None else readable(str(value))


def _report(doi: Any, source: Any) -> str:
    """Name a report by its DOI, else by the host of its address; the workbook has it whole."""
    if doi:
        return str(doi)
    return urlsplit(str(source)).hostname or str(source) if source else ""
