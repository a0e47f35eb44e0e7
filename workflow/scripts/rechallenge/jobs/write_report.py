"""The job that writes the report, the summary and the manifest of the review."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.compare.page import FILES as CHANGES_FILES
from rechallenge.compare.words import changes_section
from rechallenge.contract import DATA_FILE, FLOW_FIGURE, FORMATS
from rechallenge.files import read_json, write_json, write_text
from rechallenge.formatting import plural
from rechallenge.jobs.estimates import read_estimates
from rechallenge.jobs.statuses import status_of
from rechallenge.report.drawings import drawing_address
from rechallenge.report.manifest import make_manifest
from rechallenge.report.page import AnalysisView, report_page
from rechallenge.report.pictures import Picture, PicturePage, read_pictures
from rechallenge.studies.files.records import read_published, read_unresolved
from rechallenge.tables.results_tables import read_findings, write_summary
from rechallenge.withholding import as_shown

LOGS = "logs"
LISTED = "figures.json"
TOP_FILES = (
    *("report.html", "summary.csv", "findings.csv", "supplement.docx", "supplement.xlsx"),
    *("reproduce.R", "revman.csv", "manuscript.tex", "references.bib", "references.ris"),
    DATA_FILE,
)
FLOW_FILES = tuple(f"{FLOW_FIGURE}.{ending}" for ending in (*FORMATS, "json"))


def write_report(
    task: Mapping[str, Any], *, findings: str, page: str, summary: str, manifest: str
) -> None:
    """Write what covers the whole review.

    An analysis that data errors stopped is shown with its earlier results, marked as stale.

    Parameters
    ----------
    task : mapping
        See `rechallenge.plan.report_task`.
    findings : str
        Path of ``findings.csv``.
    page, summary, manifest : str
        Paths of ``report.html``, ``summary.csv`` and ``manifest.json``.
    """
    root = Path.cwd()
    results = root / task["results"]
    short = task["short"]
    views = [_view(results, analysis, short=short) for analysis in task["analyses"]]
    write_summary(Path(summary), [(view.status, as_shown(view.estimates)) for view in views])
    write_text(
        Path(page),
        report_page(
            review=task["review"],
            analyses=views,
            findings=read_findings(Path(findings)),
            published=read_published(task["published"], root=root),
            unresolved=read_unresolved(task["unresolved"], root=root),
            manifest=make_manifest(task, root=root),
            flow=_flow(results) if task["prisma"] else None,
            changes=changes_section(read_json(results / CHANGES_FILES[-1]))
            if task["previous"]
            else None,
            short=short,
        ),
    )
    current = {view.slug for view in views if view.status == "current"}
    top = {*TOP_FILES, *(FLOW_FILES if task["prisma"] else ())}
    top |= {*(CHANGES_FILES if task["previous"] else ())}
    outputs = [
        path
        for path in results.rglob("*")
        if path.is_file() and _belongs(path.relative_to(results), current, top)
    ]
    write_json(Path(manifest), make_manifest(task, root=root, outputs=outputs))
    print(f"wrote the report of {plural(len(views), 'analysis', 'analyses')}")


def _view(results: Path, analysis: Mapping[str, Any], *, short: bool) -> AnalysisView:
    settings = analysis["settings"]
    folder = results / settings["slug"]
    messages = tuple(analysis["messages"])
    status = status_of(results, analysis)
    if status == "blocked":
        empty = {
            "analysis": settings["slug"],
            "label": settings["label"],
            "primary": None,
            "models": [],
        }
        return AnalysisView(settings["slug"], empty, (), status, messages)
    return AnalysisView(
        slug=settings["slug"],
        estimates=read_estimates(folder / "estimates.json", short=short),
        pictures=_pictures(folder, short=short) if (folder / LISTED).is_file() else (),
        status=status,
        messages=messages,
    )


def _pictures(folder: Path, *, short: bool) -> tuple[Picture, ...]:
    return read_pictures(folder, read_json(folder / LISTED), inside=not short)


def _flow(results: Path) -> Picture:
    words = read_json(results / f"{FLOW_FIGURE}.json")
    svg = (results / f"{FLOW_FIGURE}.svg").read_text(encoding="utf-8")
    return Picture(
        name=FLOW_FIGURE,
        folder="",
        title="Flow diagram",
        caption=words["caption"],
        description=words["description"],
        pages=(PicturePage(FLOW_FIGURE, drawing_address(svg)),),
    )


def _belongs(path: Path, current: set[str], top: set[str]) -> bool:
    """Tell whether a file below the results folder is one that this run stands for."""
    if path.name.startswith(".") or path.parts[0] == LOGS:
        return False
    if len(path.parts) == 1:
        return path.name in top
    return path.parts[0] in current
