"""The job that draws the figures of one analysis and writes its heterogeneity report."""

from __future__ import annotations

from pathlib import Path

from rechallenge.figures.drawn import forest_figure, leave_one_out_figure
from rechallenge.figures.saving import save_figure
from rechallenge.files import read_json, write_text
from rechallenge.report.heterogeneity import heterogeneity_report
from rechallenge.withholding import as_shown


def present_analysis(estimates: Path) -> None:
    """Draw and describe; everything stands beside the estimates.

    Parameters
    ----------
    estimates : Path
        ``estimates.json`` of the analysis.
    """
    folder = estimates.parent
    content = read_json(estimates)
    for stem, draw in (("forest", forest_figure), ("leave-one-out", leave_one_out_figure)):
        drawn = draw(as_shown(content))
        save_figure(drawn.figure, folder, stem, title=drawn.title, description=drawn.description)
    text = heterogeneity_report(content)
    write_text(folder / "heterogeneity.html", text.html)
    write_text(folder / "heterogeneity.md", text.markdown)
    print(f"drew and described {content['analysis']}")
