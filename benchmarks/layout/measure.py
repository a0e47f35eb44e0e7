"""Draw the figures of a case, and find what stands where it should not."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from typing import Any

from matplotlib.figure import Figure

from benchmarks.layout.boxes import BOX_MM, blank_margins, boxes, least_margins
from benchmarks.layout.cases import Case
from benchmarks.layout.crossings import crossed
from benchmarks.layout.labels import KINDS, labelled
from benchmarks.layout.settings import Read
from rechallenge.config.settings import FigureSettings
from rechallenge.figures.catalogue import drawn_figures
from rechallenge.figures.stems import page_stems
from rechallenge.figures.style import MM_PER_INCH, figure_style
from rechallenge.withholding import as_shown

LEAST_SIZE = 7.0
WIDEST_MARGIN = 6.0
EXACT = 0.05
"""Millimetres by which the width of a figure may differ from the configured one."""
CAUSES = ("overlap", "outside", "margin", "width", "small", "no glyph", "failed")
NOTE = "crossed"
"""Texts that a line runs through: told, and no fault."""
_SHOWN = 48


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong with one figure.

    Attributes
    ----------
    figure : str
        The stem of its files.
    cause : str
        One of `CAUSES`, or `NOTE`.
    case : Case
    detail : str
    """

    figure: str
    cause: str
    case: Case
    detail: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found in one file.

    Attributes
    ----------
    figure : str
        The stem of the file.
    case : Case
    faults : tuple of Fault
    svg : str
        The drawing, where it was asked for.
    """

    figure: str
    case: Case
    faults: tuple[Fault, ...] = ()
    svg: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was measured with some settings, of which only those that were read matter."""

    settings: Mapping[str, Any]
    measured: tuple[Measured, ...]


def measure(
    estimates: Mapping[str, Any],
    cases: Sequence[Case],
    figures: Sequence[str],
    *,
    svg: bool = False,
) -> Iterator[Measured]:
    """Draw figures of a review with the labels and settings of some cases, and measure them.

    A figure that read no setting in which two cases differ is drawn for the first of them only.

    Parameters
    ----------
    estimates : mapping
        As `reviews.analysed` gives it.
    cases : sequence of Case
        All of one number of rows and one kind of labels.
    figures : sequence of str
        Names of figures; those that draw several files give several.
    svg : bool
        Return the drawings as well.
    """
    named = as_shown(labelled(estimates, KINDS[cases[0].labels]))
    for name in figures:
        known: list[_Known] = []
        for case in cases:
            plain = asdict(case.settings)
            same = next((one for one in known if one.settings.items() <= plain.items()), None)
            if same is not None:
                yield from (_for_case(measured, case) for measured in same.measured)
                continue
            settings = Read(**plain)
            measured = tuple(_measured(named, settings, case, name, svg=svg))
            asked = {"width", *settings.read()}
            known.append(_Known({key: plain[key] for key in asked}, measured))
            yield from measured


def _measured(
    estimates: Mapping[str, Any], settings: FigureSettings, case: Case, name: str, *, svg: bool
) -> Iterator[Measured]:
    stem = name
    try:
        for first, drawn in drawn_figures(estimates, settings, [name]):
            pages = page_stems(first, len(drawn.pages))
            for stem, figure in zip(pages, drawn.pages, strict=True):
                yield _page(stem, figure, case, svg=svg)
    except Exception:  # whatever goes wrong is what this looks for
        told = traceback.format_exc(limit=-2)
        yield Measured(stem, case, (Fault(stem, "failed", case, told),))


def _page(stem: str, figure: Figure, case: Case, *, svg: bool) -> Measured:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        found = [*_faults(figure, case.width)]
        picture = as_svg(figure) if svg else ""
    missing = {str(one.message) for one in warned if "Glyph" in str(one.message)}
    found += [("no glyph", message) for message in sorted(missing)]
    faults = tuple(Fault(stem, cause, case, detail) for cause, detail in found)
    return Measured(stem, case, faults, picture)


def _for_case(measured: Measured, case: Case) -> Measured:
    faults = tuple(replace(fault, case=case) for fault in measured.faults)
    return replace(measured, case=case, faults=faults)


def as_svg(figure: Figure) -> str:
    """Return a figure as SVG with its text as text."""
    buffer = BytesIO()
    with figure_style():
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue().decode()


def _faults(figure: Figure, width: float) -> Iterator[tuple[str, str]]:
    found = boxes(figure)
    for one, other in found.overlapping():
        yield "overlap", f"{_quoted(one)} and {_quoted(other)}"
    for text in found.beyond():
        yield "outside", _quoted(text)
    margins = least_margins(figure, found)
    if max(margins) > WIDEST_MARGIN - BOX_MM:
        margins = blank_margins(figure)
    for side, margin in zip(("left", "bottom", "right", "top"), margins, strict=True):
        # the last line of a notice may be short
        if margin > WIDEST_MARGIN and not (side == "right" and is_notice(figure)):
            yield "margin", f"{side} {margin:.1f} mm"
    actual = float(figure.get_size_inches()[0]) * MM_PER_INCH
    if abs(actual - width) > EXACT:
        yield "width", f"{actual:.1f} mm instead of {width:g} mm"
    if found.smallest() < LEAST_SIZE:
        yield "small", f"{found.smallest():g} pt"
    for text in crossed(figure, found):
        yield NOTE, _quoted(text)


def is_notice(figure: Figure) -> bool:
    """Tell whether a figure is nothing but text that says why there is no more."""
    return not (figure.axes or figure.lines or figure.patches or figure.artists)


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= _SHOWN else f"“{line[:_SHOWN]}…”"
