"""The job that writes the supplement of a paper, its words, and tables for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rechallenge import __version__
from rechallenge.exchange.cochrane import write_data_rows
from rechallenge.exchange.r_script import r_script
from rechallenge.files import read_json, write_bytes, write_text
from rechallenge.formatting import plural
from rechallenge.jobs.estimates import read_estimates
from rechallenge.manuscript.bibliography import bibtex, ris
from rechallenge.manuscript.latex import latex
from rechallenge.manuscript.passages import methods_passages, results_passages
from rechallenge.manuscript.prose import cited
from rechallenge.manuscript.references import REFERENCES
from rechallenge.report.manifest import software_versions
from rechallenge.supplement.document import Analysed, Picture, supplement_document
from rechallenge.supplement.sheets import sheets
from rechallenge.supplement.workbook import supplement_workbook
from rechallenge.tables.results_tables import read_findings
from rechallenge.withholding import as_shown

IN_PRINT = ("forest", "leave-one-out", "cumulative", "influence", "agreement", "funnel")
"""Figures of an analysis that go into the Word document; its other figures stand beside it."""


def write_supplement(
    task: Mapping[str, Any], *, findings: str, analyses: Sequence[str], output: Mapping[str, Any]
) -> None:
    """Write everything that authors hand in or go on with in other programs.

    Parameters
    ----------
    task : mapping
        See `rechallenge.plan.supplement_task`.
    findings : str
        Path of ``findings.csv``.
    analyses : sequence of str
        Paths of the ``estimates.json`` of every analysis that is current.
    output : mapping
        Paths by the names of the rule: ``document``, ``workbook``, ``script``, ``revman``,
        ``latex``, ``bibtex`` and ``ris``.
    """
    review = task["review"]
    short = task["short"]
    contents = [read_estimates(Path(path), short=short) for path in analyses]
    shown = [as_shown(content) for content in contents]
    found = read_findings(Path(findings))
    software = software_versions()
    tables = sheets(shown, found)
    methods, results = methods_passages(shown, software, short=short), results_passages(shown)
    references = [REFERENCES[key] for key in cited([*methods, *results])]
    write_text(Path(output["latex"]), latex([*methods, *results]))
    write_text(Path(output["bibtex"]), bibtex(references))
    write_text(Path(output["ris"]), ris(references))
    write_text(Path(output["script"]), r_script(contents, title=review["title"]))
    write_data_rows(Path(output["revman"]), contents)
    workbook = supplement_workbook(review["title"], tables, version=__version__)
    write_bytes(Path(output["workbook"]), workbook)
    characteristics = next((sheet for sheet in tables if sheet.name == "Studies"), None)
    document = supplement_document(
        review,
        [
            Analysed(content, _pictures(Path(path).parent))
            for content, path in zip(shown, analyses, strict=True)
        ],
        characteristics=characteristics,
        findings=found,
        software=software,
        short=short,
    )
    write_bytes(Path(output["document"]), document)
    print(f"wrote the supplement of {plural(len(contents), 'analysis', 'analyses')}")


def _pictures(folder: Path) -> tuple[Picture, ...]:
    return tuple(
        Picture(folder / f"{page}.png", entry["caption"], entry["description"])
        for entry in read_json(folder / "figures.json")
        if entry["figure"] in IN_PRINT
        for page in entry["pages"]
    )
