"""The influence panel: what the model looks like without each row, in panels side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.charts.chart import Chart, Panel, Rows
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import Mark, Points, Reference, Segments
from rechallenge.figures.charts.scale import number_scale
from rechallenge.figures.diagnostics import Diagnostics, diagnostics_of
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.row_names import row_labels, row_name, telling
from rechallenge.figures.style import FAINT, RULE, is_narrow
from rechallenge.figures.text import clean
from rechallenge.formatting import ABSENT, fixed, significant

Result = Mapping[str, Any]

NORMAL = 1.96
"""Of residuals of rows that fit the model, 95 % lie within this distance of 0."""
LEAST, LEAST_NARROW = 34.0, 18.0
NAMES, NAMES_NARROW = 0.27, 0.32


@dataclass(frozen=True, slots=True)
class Measure:
    """One diagnostic.

    Attributes
    ----------
    key : str
        In the entries of ``influence``.
    title : str
    reference : float or None
        Its value with all rows, or that of a row without influence.
    decimals : int
        In the description.
    factor : float
        100 turns proportions into per cent.
    """

    key: str
    title: str
    reference: float | None
    decimals: int = 2
    factor: float = 1.0


def influence_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Draw the deletion diagnostics of each row.

    References
    ----------
    Viechtbauer & Cheung (2010), Res Synth Methods 1:112.
    """
    title = f"Influence of single studies: {clean(estimates['label'])}"
    found = diagnostics_of(estimates)
    if found.reason:
        return notice(title, f"No influence panel: {found.reason}.", settings)
    chart = influence_chart(found, narrow=is_narrow(settings.width), most=settings.page_rows)
    figure = draw_chart(chart, width_mm=settings.width)
    caption = (
        f"{title}. Each line is one study or arm. Residual: its rate against what the other rows "
        "predict (externally studentised). Shift (DFFITS) and Cook’s distance: how far the pooled "
        "rate moves when it is left out, in units of its uncertainty, with its direction and "
        "squared. Variance ratio (covariance ratio): the variance of the pooled rate without it "
        "over that with it. τ² and Q without it. Share: its part in the information on the pooled "
        f"rate. {_references(found)} Model: {found.model}."
    )
    return Drawn(figure, title, " ".join([caption, *found.notes]), _description(found))


def influence_chart(found: Diagnostics, *, narrow: bool, most: int) -> Chart:
    """Make the chart of the panel.

    Parameters
    ----------
    found : Diagnostics
    narrow : bool
        For one column of a page.
    most : int
        Rows that are shown; of more, those with the largest Cook's distances.
    """
    rows = telling(found.rows, lambda row: float(row["cook_d"]), most=most)
    notes = [f"Model: {found.model}. {_references(found)}", *found.notes]
    if len(found.rows) > most:
        notes.append(
            f"Of {len(found.rows)} rows, the {most} with the largest Cook’s distances are shown."
        )
    labels, places = row_labels(rows)
    named = Rows(labels=labels, header="Study" if len(labels) == len(rows) else "Study, arm")
    return Chart(
        panels=tuple(_panel(measure, rows, places, named) for measure in _measures(found)),
        across=7,
        least=LEAST_NARROW if narrow else LEAST,
        names=NAMES_NARROW if narrow else NAMES,
        footnotes=tuple(notes),
    )


def _measures(found: Diagnostics) -> tuple[Measure, ...]:
    return (
        Measure("rstudent", "Residual", 0.0),
        Measure("dffits", "Shift (DFFITS)", 0.0),
        Measure("cook_d", "Cook’s distance", 0.0),
        Measure("cov_r", "Variance ratio", 1.0),
        Measure("tau2_del", "τ² without", found.tau2),
        Measure("q_del", "Q without", found.q, 1),
        Measure("hat", "Share, %", 1 / len(found.rows), 1, 100.0),
    )


def _panel(measure: Measure, rows: Sequence[Result], places: Sequence[int], named: Rows) -> Panel:
    values = [measure.factor * row[measure.key] for row in rows]
    marks: list[Mark] = []
    shown = list(values)
    if measure.reference is not None:
        base = measure.factor * measure.reference
        shown.append(base)
        pairs = [((base, y), (x, y)) for x, y in zip(values, places, strict=True)]
        marks = [
            Reference(name="reference", value=base),
            Segments(name="shifts", ends=pairs, colour=RULE, width=0.9),
        ]
    if measure.key == "rstudent":
        shown += [-NORMAL, NORMAL]
        marks += [
            Reference(name=name, value=value, colour=FAINT, style="dashed")
            for name, value in (("low", -NORMAL), ("high", NORMAL))
        ]
    marks.append(Points(name="rows", x=values, y=places, size=3.8))
    return Panel(
        x=number_scale(shown, most=6, tight=True), y=named, marks=tuple(marks), title=measure.title,
        name=measure.key.replace("_", "-"),
    )  # fmt: skip


def _references(found: Diagnostics) -> str:
    whole = ", ".join(
        f"{name} {text}"
        for name, text in (("τ²", significant(found.tau2)), ("Q", fixed(found.q)))
        if text != ABSENT
    )
    everything = f"all rows together ({whole}), " if whole else ""
    return (
        f"Dotted lines: {everything}equal shares ({fixed(100 / len(found.rows))} %), or no "
        "influence (0; a ratio of 1). Dashed lines: ±1.96, within which 95 % of residuals lie when "
        "the model holds."
    )


def _description(found: Diagnostics) -> str:
    sentences = []
    for row in found.rows:
        numbers = ", ".join(
            f"{measure.title} {fixed(measure.factor * row[measure.key], decimals=measure.decimals)}"
            for measure in _measures(found)
        )
        sentences.append(f"{row_name(row)}: {numbers}.")
    return " ".join([*sentences, *found.notes])
