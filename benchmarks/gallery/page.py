"""The page of the gallery: one analysis in all its figures, each with the caption for print."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

from rechallenge.report.markdown import escaped

ANALYSIS = "melanoma-orr"
WIDTH = 1400
COLOURS = 64


def gallery_page(figures: Sequence[Mapping[str, str]]) -> str:
    """Write the page.

    Parameters
    ----------
    figures : sequence of mapping
        Content of ``figures.json``.
    """
    parts = [
        "# Gallery",
        "Every figure of one analysis of the shipped review, objective response in melanoma, as "
        "`make results` draws it, with the caption that stands in `figures.json`. Nothing was set "
        "by hand. [How to read the figures](figures.md) explains each of them; the risk of bias "
        "and the flow of studies, which need data that this review does not print, are shown with "
        "made-up studies in [Risk of bias](risk-of-bias.md) and "
        "[Selection of studies](selection-of-studies.md).",
        f"This page is made by `make gallery` from the results in `results/{ANALYSIS}`.",
    ]
    for figure in figures:
        stem, title = figure["figure"], figure["title"]
        parts += [
            f"## {escaped(title)}",
            f"![{escaped(title)}](images/gallery/{stem}.png)",
            escaped(figure["caption"]),
        ]
    return "\n\n".join(parts) + "\n"


def picture(path: Path) -> bytes:
    """Make a figure small enough for a page: fewer points and fewer colours."""
    with Image.open(path) as image:
        height = round(image.height * WIDTH / image.width)
        small = image.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    reduced = small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    reduced.save(buffer, "png", optimize=True)
    return buffer.getvalue()
