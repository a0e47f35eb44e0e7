"""A flow diagram in words: its title, its caption, and every box for readers who cannot see it."""

from __future__ import annotations

from rechallenge.figures.flow.boxes import FlowGrid
from rechallenge.figures.text import clean
from rechallenge.formatting import count, plural
from rechallenge.prisma.flow import Flow

LAYOUT = "Layout after Page et al., BMJ 2021;372:n71."


def flow_title(review: str) -> str:
    """Title of the diagram of a review."""
    return f"PRISMA 2020 flow diagram: {clean(review)}"


def flow_caption(flow: Flow, review: str, *, note: str = "") -> str:
    """Caption for print: what was found, screened, assessed and included."""
    n = flow.numbers
    identified = flow.sum("database_results", "register_results")
    others = flow.sum("website_results", "organisation_results", "citations_results")
    found = f"{plural(identified, 'record')} from databases and registers"
    if flow.other_methods:
        found += f" and {count(others)} from other methods"
    assessed = flow.sum("dbr_assessed", "other_assessed")
    included = flow.included[1]
    analysed = n.get("total_studies_ma")
    ending = f", {count(analysed)} of them in the meta-analysis" if analysed else ""
    sentences = [
        f"{flow_title(review)}.",
        f"{found}; {plural(n['records_screened'], 'record')} screened, "
        f"{plural(assessed, 'report')} assessed for eligibility, "
        f"{plural(included, 'study', 'studies')} included{ending}.",
        note,
        LAYOUT,
    ]
    return " ".join(filter(None, sentences))


def flow_description(grid: FlowGrid) -> str:
    """Tell every box in a sentence, stage by stage and arm by arm."""
    sentences = []
    for stage, label in grid.stages.items():
        told = [
            ", ".join(p.text for p in box.paragraphs).replace(":,", ":")
            for row in grid.rows
            if row.stage == stage
            for box in row.boxes.values()
        ]
        sentences.append(f"{label}: {'; '.join(told)}.")
    return " ".join(sentences)
