"""The styles of forest plots: order of columns, headers, numbers and names of summaries.

The AMA Manual of Style (11th edition) and the style manuals of Cochrane and of The BMJ are followed
for numbers, RevMan and printed forest plots of the journals for the order of the columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rechallenge.figures.number_style import NumberStyle
from rechallenge.formatting import p_value, significant

Result = Mapping[str, Any]

SIGNS = tuple("†‡§¶‖#")
LETTERS = tuple("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿ")
STARS = tuple("*†‡§¶")
NUMBERS = tuple(f"({i})" for i in range(1, 41))
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A style of forest plot.

    Attributes
    ----------
    numbers : NumberStyle
    study : str
        Header of the first column.
    left, right : tuple of str
        Fields on either side of the plot: ``columns`` (of the study files), ``counts``,
        ``weight``, ``rate`` and ``beside`` (such as judgements).
    events, total, fraction, weight : str
        Headers of columns.
    weight_sign : str
        Behind each weight.
    rate : mapping of int to str
        Header of the rate per 100 and per 1000, with ``{ci}`` for the level.
    merged : bool
        Events and total always stand in one column.
    weighted : bool
        The weights always have a column.
    overall, subtotal : str
        Names of the summaries, with ``{ci}``; the default says what they are.
    sized : bool
        The overall summary tells how many studies it rests on.
    heterogeneity : str
        Line below the summary; the default has a footnote instead.
    signs : tuple of str
        Symbols of footnotes.
    italic_p : bool
        The P of P values is in italics.
    """

    numbers: NumberStyle
    study: str = "Study"
    left: tuple[str, ...]
    right: tuple[str, ...]
    events: str = "Events"
    total: str = "Total"
    fraction: str = "Events/ total"
    weight: str = "Weight,\u00a0%"
    weight_sign: str = ""
    rate: Mapping[int, str]
    merged: bool = False
    weighted: bool = False
    overall: str = ""
    subtotal: str = ""
    sized: bool = True
    heterogeneity: str = ""
    signs: tuple[str, ...] = SIGNS
    italic_p: bool = False

    def named(self, template: str, level: float) -> str:
        """Fill the level into a header or a name, kept on one line: ``95 % CI``."""
        text = self.numbers.write(template.format(ci=f"{100 * level:g} % CI"))
        words = f"{100 * level:g} % CI"
        return text.replace(
            self.numbers.write(words), self.numbers.write(words).replace(" ", "\u00a0")
        )

    def heterogeneity_line(self, model: Result) -> str:
        """Write the line below the summary; empty without one or where the model has no test."""
        needed = (model["tau2"], model["q"], model["i2"])
        if not self.heterogeneity or None in needed or model["studies"] < 3:
            return ""
        line = self.heterogeneity.format(
            tau2=significant(model["tau2"]),
            q=f"{model['q']:.2f}",
            df=model["q_df"],
            sub=str(model["q_df"]).translate(SUBSCRIPTS),
            p=p_value(model["q_p"]),
            i2=f"{model['i2']:.0f}",
        )
        return self.numbers.write(line)


DEFAULT = Preset(
    numbers=NumberStyle(),
    left=("columns", "counts"),
    right=("rate", "weight", "beside"),
    rate=MappingProxyType({100: "Rate,\u00a0% ({ci})", 1000: "Rate per 1000 ({ci})"}),
)
REVMAN = Preset(
    numbers=NumberStyle(separator=", ", brackets="[]", tight_percent=True, p="P"),
    left=("columns", "counts", "weight", "rate"),
    right=("beside",),
    weight="Weight",
    weight_sign="%",
    rate=MappingProxyType({100: "Proportion,\u00a0% [{ci}]", 1000: "Proportion per 1000 [{ci}]"}),
    weighted=True,
    overall="Total ({ci})",
    subtotal="Subtotal ({ci})",
    sized=False,
    heterogeneity=(
        "Heterogeneity: Tau² = {tau2}; Chi² = {q}, df = {df} (p {p}); I² = {i2} %"
    ),
    signs=NUMBERS,
)  # fmt: skip
JAMA = Preset(
    numbers=NumberStyle(
        separator="-", tight_percent=True, p="P", p_zero=False, p_short=True,
        text_limits=(", ", "-"),
    ),
    study="Source",
    left=("columns", "counts", "rate"),
    right=("weight", "beside"),
    events="No. of events",
    total="No. of patients",
    fraction="No. of events/ patients",
    rate=MappingProxyType({100: "Rate,\u00a0% ({ci})", 1000: "Rate per 1000 ({ci})"}),
    overall="Overall",
    subtotal="Subtotal",
    heterogeneity="Heterogeneity: τ² = {tau2}; χ²{sub} = {q}; p {p}; I² = {i2} %",
    signs=LETTERS,
    italic_p=True,
)  # fmt: skip
BMJ = Preset(
    numbers=NumberStyle(tight_percent=True, p="P", tight_signs=True),
    left=("columns", "counts"),
    right=("weight", "rate", "beside"),
    fraction="Events/ total",
    weight="Weight (%)",
    rate=MappingProxyType({100: "% ({ci})", 1000: "Per 1000 ({ci})"}),
    merged=True,
    overall="Overall",
    subtotal="Subtotal",
    heterogeneity=(
        "Test for heterogeneity: τ² = {tau2}, χ² = {q}, df = {df}, p {p}, I² = {i2} %"
    ),
    signs=STARS,
)  # fmt: skip
PRESETS: Mapping[str, Preset] = MappingProxyType(
    {"default": DEFAULT, "revman": REVMAN, "jama": JAMA, "bmj": BMJ}
)
