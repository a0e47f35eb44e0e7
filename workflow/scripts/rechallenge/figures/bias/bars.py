"""How many studies have which risk of bias: one bar for each domain, as plain places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rechallenge.figures.bias.look import colours_of, ink_on, judged_domains, used_levels
from rechallenge.figures.placing import LINE, MARGIN, PARAGRAPH, PlacedText, Placer
from rechallenge.figures.style import CAP_HEIGHT, NOTE_SIZE, TEXT_SIZE
from rechallenge.figures.text import Ruler, clean
from rechallenge.formatting import count
from rechallenge.risk_of_bias.scheme import OVERALL

Result = Mapping[str, Any]

BAR = 12.0
BAR_GAP = 5.5
LABEL_GAP = 7.0
LABEL_SHARE = 0.42
"""Share of the width that the names of the domains may take."""
AXIS_GAP = 3.0
TICK = 3.0
SWATCH = 10.0
SWATCH_GAP = 3.5
KEY_GAP = 11.0
KEY_LINE = 13.0
NOTE_LINE = NOTE_SIZE * LINE / TEXT_SIZE
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Block:
    """A filled rectangle; edges in points from the left and from the top."""

    name: str
    left: float
    top: float
    right: float
    bottom: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarsLayout:
    """A laid-out figure.

    Attributes
    ----------
    width, height : float
    blocks : tuple of Block
    texts : tuple of PlacedText
    outlines : tuple of Block
        The whole of each bar: what its blocks leave is not judged.
    axis : tuple of float
        Left end, right end and height of the axis.
    """

    width: float
    height: float
    blocks: tuple[Block, ...]
    texts: tuple[PlacedText, ...]
    outlines: tuple[Block, ...]
    axis: tuple[float, float, float]


def bar_domains(entry: Result) -> list[Result]:
    """Return the domains that have a bar: those judged in words, not in points alone."""
    return [domain for domain in judged_domains(entry) if not domain["score"]]


def lay_out_bars(
    entry: Result, notes: Sequence[str], ruler: Ruler, *, width: float, patients: bool
) -> BarsLayout:
    """Lay the bars out in a width (points).

    Parameters
    ----------
    entry : mapping
        ``risk_of_bias`` of ``estimates.json``.
    notes : sequence of str
        Paragraphs below the bars.
    ruler : Ruler
    width : float
    patients : bool
        Shares are of patients, not of studies.
    """
    domains = bar_domains(entry)
    names = [_name(domain) for domain in domains]
    bold = [domain["short"] == OVERALL for domain in domains]
    natural = max(ruler.width(name, TEXT_SIZE, bold=b) for name, b in zip(names, bold, strict=True))
    label = min(natural + 0.5, LABEL_SHARE * width)
    left = MARGIN + label + LABEL_GAP
    right = width - MARGIN - ruler.width("100", NOTE_SIZE) / 2
    texts: list[PlacedText] = []
    blocks: list[Block] = []
    outlines: list[Block] = []
    signs = {level["judgement"]: level["sign"] for level in entry["levels"]}
    y = MARGIN
    for domain, name, strong in zip(domains, names, bold, strict=True):
        lines = ruler.wrap(name, label, TEXT_SIZE, bold=strong)
        height = max(BAR, len(lines) * LINE)
        first = y + (height - len(lines) * LINE) / 2
        texts += [
            PlacedText(MARGIN, first + (i + 0.75) * LINE, line, TEXT_SIZE, bold=strong)
            for i, line in enumerate(lines)
        ]
        top = y + (height - BAR) / 2
        outlines.append(Block(f"whole-{domain['short']}", left, top, right, top + BAR, ""))
        for block, told in _blocks(entry, domain, left, right, top, patients=patients):
            blocks.append(block)
            texts += _inside(block, told, signs[told["judgement"]], ruler)
        y += height + BAR_GAP
    y += AXIS_GAP - BAR_GAP
    axis = (left, right, y)
    y += TICK + 2.0
    texts += [
        PlacedText(left + (right - left) * tick / 100, y + 0.75 * NOTE_LINE, str(tick), NOTE_SIZE,
                   "center")
        for tick in TICKS
    ]  # fmt: skip
    y += NOTE_LINE + 1.0
    unit = "patients" if patients else "studies"
    title = PlacedText((left + right) / 2, y + 0.75 * LINE, f"Share of {unit}, %", TEXT_SIZE,
                       "center")  # fmt: skip
    texts.append(title)
    keys, words, y = _keys(entry, ruler, top=y + LINE + 5.0, width=width)
    placer = Placer(ruler, italic_p=False)
    y += 3.0
    for note in notes:
        y = placer.paragraph(note, MARGIN, y, width - 2 * MARGIN, size=NOTE_SIZE) + 1.5
    return BarsLayout(
        width=width,
        height=y + MARGIN,
        blocks=(*blocks, *keys),
        texts=(*texts, *words, *placer.texts),
        outlines=tuple(outlines),
        axis=axis,
    )


def _name(domain: Result) -> str:
    if domain["short"] == OVERALL:
        return "Overall"
    return clean(domain["name"], limit=120)


def _blocks(
    entry: Result, domain: Result, left: float, right: float, top: float, *, patients: bool
) -> Iterator[tuple[Block, Result]]:
    """Yield the rectangles of a bar, each with the level that it stands for."""
    colours = colours_of(entry["levels"])
    x = left
    for i, level in enumerate(domain["levels"]):
        share = level["patients_share" if patients else "share"]
        if share:
            end = min(x + share * (right - left), right)
            colour = colours[level["judgement"]]
            yield Block(f"{domain['short']}-{i + 1}", x, top, end, top + BAR, colour), level
            x = end


def _inside(block: Block, level: Result, sign: str, ruler: Ruler) -> list[PlacedText]:
    """Sign and number of a block, the sign alone, or nothing, as there is room."""
    number = count(level["count"])
    # A sign that is a number must not run into the number of studies.
    between = ":\u2009" if sign.isdecimal() else "\u2009"
    for words in (f"{sign}{between}{number}", sign):
        if ruler.width(words, NOTE_SIZE, bold=True) + 3.0 <= block.right - block.left:
            return [_in_the_middle(block, words)]
    return []


def _in_the_middle(block: Block, words: str) -> PlacedText:
    baseline = (block.top + block.bottom) / 2 + CAP_HEIGHT * NOTE_SIZE / 2
    x = (block.left + block.right) / 2
    return PlacedText(x, baseline, words, NOTE_SIZE, "center", True, ink_on(block.colour))


def _keys(
    entry: Result, ruler: Ruler, *, top: float, width: float
) -> tuple[list[Block], list[PlacedText], float]:
    """Place the legend in lines across the figure, and say where it ends."""
    colours = colours_of(entry["levels"])
    blocks: list[Block] = []
    texts: list[PlacedText] = []
    x, y = MARGIN, top
    for i, level in enumerate(used_levels(entry)):
        room = width - 2 * MARGIN - SWATCH - SWATCH_GAP
        words = ruler.wrap(clean(level["meaning"]), PARAGRAPH * room, NOTE_SIZE, most=1)[0]
        long = SWATCH + SWATCH_GAP + ruler.width(words, NOTE_SIZE)
        if x > MARGIN and x + long > width - MARGIN:
            x, y = MARGIN, y + KEY_LINE
        colour = colours[level["judgement"]]
        swatch = Block(f"key-{i + 1}", x, y, x + SWATCH, y + SWATCH, colour)
        blocks.append(swatch)
        texts.append(_in_the_middle(swatch, level["sign"]))
        baseline = y + SWATCH / 2 + CAP_HEIGHT * NOTE_SIZE / 2
        texts.append(PlacedText(x + SWATCH + SWATCH_GAP, baseline, words, NOTE_SIZE))
        x += long + KEY_GAP
    return blocks, texts, y + KEY_LINE
