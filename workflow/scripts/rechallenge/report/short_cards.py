"""The report of very many analyses: each on a short card that leads to its own report."""

from __future__ import annotations

from collections.abc import Sequence

from rechallenge.report.pictures import Picture

OWN_FILES = (
    ("heterogeneity.html", "all tables and sentences of this analysis"),
    ("rows.csv", "rows as CSV"),
    ("estimates.csv", "estimates of all models as CSV"),
    ("estimates.json", "everything computed as JSON"),
)


def links_to(slug: str, pictures: Sequence[Picture]) -> tuple[tuple[str, str], ...]:
    """List addresses and names of the files in which an analysis is told whole.

    Parameters
    ----------
    slug : str
        Its short name, which is its folder beside the report.
    pictures : sequence of Picture
        Its figures.
    """
    own = tuple((f"{slug}/{file}", name) for file, name in OWN_FILES)
    return own + tuple((p.file(p.name, "pdf"), f"{p.kind} as PDF") for p in pictures)
