"""The job that draws the figures of one analysis, and writes its report and its table for JASP."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.contract import FIGURES, FORMATS
from rechallenge.exchange.jasp import write_jasp_table
from rechallenge.figures.catalogue import drawn_figures
from rechallenge.figures.replaced import replacements
from rechallenge.figures.saving import save_figure
from rechallenge.figures.stems import page_stems
from rechallenge.files import read_json, write_json, write_text
from rechallenge.formatting import plural
from rechallenge.report.heterogeneity import heterogeneity_report
from rechallenge.withholding import as_shown


def present_analysis(task: Mapping[str, Any], *, estimates: Path) -> None:
    """Draw and describe; everything stands beside the estimates.

    Parameters
    ----------
    task : mapping
        See `rechallenge.plan.figure_task`.
    estimates : Path
        ``estimates.json`` of the analysis.
    """
    folder = estimates.parent
    content = read_json(estimates)
    settings = FigureSettings.from_dict(task["settings"])
    listed: list[dict[str, Any]] = []
    drawn_stems: set[str] = set()
    for stem, drawn in drawn_figures(as_shown(content), settings, task["drawn"]):
        save_figure(drawn.pages, folder, stem, title=drawn.title, description=drawn.description)
        pages = page_stems(stem, len(drawn.pages))
        drawn_stems.update(pages)
        listed.append(
            {
                "figure": stem,
                "pages": list(pages),
                "title": drawn.title,
                "caption": drawn.caption,
                "description": drawn.description,
                "notes": list(replacements(content, drawn.pages)),
            }
        )
    _remove_others(folder, drawn_stems)
    text = heterogeneity_report(content)
    write_text(folder / "heterogeneity.html", text.html)
    write_text(folder / "heterogeneity.md", text.markdown)
    # Not with the supplement: for each output of a job Snakemake hashes all of its inputs.
    write_jasp_table(folder / "jasp.csv", content)
    write_json(folder / "figures.json", listed)
    print(f"drew {plural(len(listed), 'figure')} of {content['analysis']} and described it")


def _remove_others(folder: Path, stems: Collection[str]) -> None:
    """Remove figures of earlier runs that are no longer drawn, and nothing else."""
    for ending in FORMATS:
        for path in folder.glob(f"*.{ending}"):
            of_ours = any(path.stem == name or path.stem.startswith(f"{name}-") for name in FIGURES)
            if of_ours and path.stem not in stems:
                path.unlink()
