"""The summary of the risk of bias of an analysis, drawn and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.bias.bars import TICK, TICKS, BarsLayout, Block, bar_domains, lay_out_bars
from rechallenge.figures.bias.look import tool_name
from rechallenge.figures.canvas import blank, rule, write
from rechallenge.figures.drawing import draw_notice
from rechallenge.figures.drawn import Drawn
from rechallenge.figures.style import INK, RULE, figure_style, points_of_mm
from rechallenge.figures.text import Ruler, clean
from rechallenge.formatting import count, percent, plural

Result = Mapping[str, Any]


def bias_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Draw the share of studies by their risk of bias; without judgements, say why there is none.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    settings : FigureSettings
        ``risk_of_bias_by`` says whether studies or their patients are counted.
    """
    title = f"Risk of bias: {clean(estimates['label'])}"
    entry = estimates.get("risk_of_bias") or {}
    why = _why_none(entry)
    if why:
        return Drawn(draw_notice(why, width_mm=settings.width), title, f"{title}. {why}", why)
    patients = settings.risk_of_bias_by == "patients"
    notes = [_basis(entry, patients=patients), *map(clean, entry["notes"])]
    with figure_style():
        ruler = Ruler()
        layout = lay_out_bars(
            entry, notes, ruler, width=points_of_mm(settings.width), patients=patients
        )
        figure = _drawn(layout, ruler)
    return Drawn(
        figure,
        title,
        " ".join([f"{title}.", *notes]),
        " ".join(_domain_sentence(entry, domain) for domain in bar_domains(entry)),
    )


def _why_none(entry: Result) -> str:
    if not entry:
        return (
            "No judgements of the risk of bias: the rows of this analysis have none in columns "
            "that begin with rob_."
        )
    if not entry["assessments"]:
        return "No risk of bias to count: none of the judged rows is pooled."
    if not bar_domains(entry):
        return "No risk of bias to count: the studies are judged by a total alone."
    return ""


def _drawn(layout: BarsLayout, ruler: Ruler) -> Figure:
    figure = blank(layout.width, layout.height)
    for block in layout.blocks:
        _rectangle(figure, layout, block, fill=block.colour)
    for outline in layout.outlines:
        _rectangle(figure, layout, outline, fill="none")
    left, right, y = layout.axis
    rule(figure, (left, y), (right, y))
    for tick in TICKS:
        x = left + (right - left) * tick / 100
        rule(figure, (x, y), (x, y + TICK))
    for text in layout.texts:
        write(figure, text, ruler)
    return figure


def _rectangle(figure: Figure, layout: BarsLayout, block: Block, *, fill: str) -> None:
    figure.add_artist(
        Rectangle(
            (block.left / layout.width, 1 - block.bottom / layout.height),
            (block.right - block.left) / layout.width,
            (block.bottom - block.top) / layout.height,
            facecolor=fill,
            edgecolor=INK if block.colour else RULE,
            linewidth=0.5,
            gid=f"bias-{block.name.lower()}",
        )
    )


def _basis(entry: Result, *, patients: bool) -> str:
    """Say what was counted, and by which tool it was judged."""
    assessments = entry["assessments"]
    studies = plural(len({one["study_id"] for one in assessments}), "study", "studies")
    total = count(sum(one["patients"] for one in assessments))
    counted = f"Shares of the {total} patients of {studies}" if patients else f"{studies} of equal "
    counted += "" if patients else "weight"
    by = "" if entry["tool"] == "generic" else f", judged by {tool_name(entry)}"
    return f"{counted}{by}; numbers in the bars are studies."


def _domain_sentence(entry: Result, domain: Result) -> str:
    told = [
        f"{clean(level['judgement'])} {count(level['count'])} ({percent(level['share'])} % of "
        f"studies, {percent(level['patients_share'])} % of patients)"
        for level in domain["levels"]
        if level["count"]
    ]
    left = len(entry["assessments"]) - domain["judged"]
    told += [f"not judged {count(left)}"] if left else []
    return f"{clean(domain['name'])}: {', '.join(told)}."
