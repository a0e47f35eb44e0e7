"""The Baujat plot: which rows make the heterogeneity, and which of them move the pooled rate."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot
from typing import Any

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.charts.chart import Chart, Panel, PointLabel
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import Points
from rechallenge.figures.charts.scale import number_scale
from rechallenge.figures.diagnostics import Diagnostics, diagnostics_of
from rechallenge.figures.drawn import Drawn, notice
from rechallenge.figures.row_names import row_name, short_names
from rechallenge.figures.style import is_narrow
from rechallenge.figures.text import clean
from rechallenge.formatting import significant

Result = Mapping[str, Any]

MOST_NAMES = 12
NEAR = 0.15
"""Of many rows, those nearer to the corner than this, both axes taken as 1, are not named."""
FEW, SIZE, SMALL_SIZE = 40, 4.6, 3.4


def baujat_figure(estimates: Result, settings: FigureSettings) -> Drawn:
    """Draw the contribution of each row to heterogeneity against its influence.

    References
    ----------
    Baujat et al. (2002), Stat Med 21:2641.
    """
    title = f"Baujat plot: {clean(estimates['label'])}"
    found = diagnostics_of(estimates)
    if found.reason:
        return notice(title, f"No Baujat plot: {found.reason}.", settings)
    figure = draw_chart(
        baujat_chart(found, narrow=is_narrow(settings.width)), width_mm=settings.width
    )
    notes = " ".join(found.notes)
    caption = (
        f"{title}. Each point is one study or arm. Horizontal: its contribution to heterogeneity, "
        "the squared distance of its rate from the pooled rate in units of the spread that the "
        "model expects. Vertical: its influence, the squared shift of the pooled rate when it is "
        "left out, in units of the variance of the pooled rate without it. Both are reckoned on "
        f"the scale of the model ({found.model}). {notes}"
    )
    return Drawn(figure, title, caption.strip(), _description(found))


def baujat_chart(found: Diagnostics, *, narrow: bool) -> Chart:
    """Make the chart of the plot."""
    rows = found.rows
    x = [row["baujat_x"] for row in rows]
    y = [row["baujat_y"] for row in rows]
    size = SIZE if len(rows) <= FEW else SMALL_SIZE
    widest, highest = max(x) or 1.0, max(y) or 1.0

    far = [hypot(right / widest, up / highest) for right, up in zip(x, y, strict=True)]
    first = sorted(range(len(rows)), key=far.__getitem__, reverse=True)
    named = [i for i in first if far[i] >= NEAR or len(rows) <= MOST_NAMES][:MOST_NAMES]
    names = short_names(rows)
    panel = Panel(
        x=number_scale(x, include=(0.0,), title="Contribution to heterogeneity (squared residual)"),
        y=number_scale(y, include=(0.0,), title="Influence on the pooled rate (squared shift)"),
        marks=(Points(name="rows", x=x, y=y, size=size),),
        labels=tuple(PointLabel(x[i], y[i], names[i], size / 2) for i in named),
        aspect=0.85 if narrow else 0.52,
    )
    return Chart(
        panels=(panel,),
        footnotes=(f"Model: {found.model}.", *found.notes),
        numbered="Points by number",
    )


def _description(found: Diagnostics) -> str:
    sentences = [
        f"{row_name(row)}: contribution to heterogeneity {significant(row['baujat_x'])}, influence "
        f"on the pooled rate {significant(row['baujat_y'])}."
        for row in found.rows
    ]
    return " ".join([*sentences, *found.notes])
