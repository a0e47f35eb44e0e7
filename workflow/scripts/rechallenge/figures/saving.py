"""Save a figure as SVG, PDF and PNG, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from io import BytesIO
from pathlib import Path

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.patheffects import Normal
from matplotlib.text import Text

from rechallenge.characters import without_isolates
from rechallenge.contract import FORMATS, is_slug
from rechallenge.errors import InputError
from rechallenge.figures.stems import page_stems
from rechallenge.figures.style import PNG_DPI, figure_style
from rechallenge.figures.text import clean
from rechallenge.files import write_bytes
from rechallenge.fonts import FONT, families

CREATOR = "Rechallenge"
# Of line drawings, zlib packs more at 3 than at its default, in two thirds of the time.
PNG_COMPRESSION = {"compress_level": 3}
LONGEST_DESCRIPTION = 40_000

_OPENING = re.compile(rb"<svg\b[^>]*>")


def save_figure(
    figure: Figure | Sequence[Figure], folder: Path, stem: str, *, title: str, description: str
) -> tuple[Path, ...]:
    """Write ``<stem>.svg``, ``<stem>.pdf`` and ``<stem>.png`` (300 dpi).

    The SVG keeps its text as text and carries the title and the description for screen readers;
    the PDF embeds its fonts. No file holds a date. Each file is written under another name first
    and then renamed, so that a broken run leaves no half-written figure.

    Parameters
    ----------
    figure : Figure or sequence of Figure
        Several are the pages of one figure: all of them stand in the one PDF, the further ones as
        ``<stem>-page-2.svg`` and so on in the other formats.
    folder : Path
        Made where it does not exist.
    stem : str
        Name of the files without the ending, a slug.
    title, description : str
        In plain words; text of the user may stand in them as it is.

    Returns
    -------
    tuple of Path
        The files of the first page in the order of `FORMATS`, then those of further pages.

    Raises
    ------
    InputError
        Where the stem is not a slug.
    """
    pages = (figure,) if isinstance(figure, Figure) else tuple(figure)
    names = page_stems(stem, len(pages))
    for name in names:
        if not is_slug(name):
            raise InputError(
                f"a figure cannot be saved as “{clean(name, limit=60)}”: use up to 40 lower-case "
                "letters, digits and hyphens."
            )
    title = clean(title)
    description = clean(description, limit=LONGEST_DESCRIPTION)
    contents: dict[str, bytes] = {}
    with figure_style():
        for i, (page, name) in enumerate(zip(pages, names, strict=True), start=1):
            words = title if len(pages) == 1 else f"{title} (page {i} of {len(pages)})"
            for ending in FORMATS:
                if ending == "pdf":
                    if i == 1:
                        contents[f"{name}.pdf"] = _pdf(pages, title, description)
                elif ending == "svg":
                    contents[f"{name}.svg"] = _svg(page, name, words, description)
                else:
                    contents[f"{name}.png"] = _png(page, words, description)
    for file, content in contents.items():
        write_bytes(folder / file, content)
    return tuple(folder / file for file in contents)


def _pdf(pages: Sequence[Figure], title: str, description: str) -> bytes:
    buffer = BytesIO()
    metadata = {"Title": title, "Subject": description, "Creator": CREATOR, "Producer": None,
                "CreationDate": None}  # fmt: skip
    with PdfPages(buffer, metadata=metadata) as document:
        for page in pages:
            with _outlined(page):
                page.savefig(document, format="pdf", dpi=PNG_DPI)
    return buffer.getvalue()


def _svg(page: Figure, stem: str, title: str, description: str) -> bytes:
    buffer = BytesIO()
    metadata = {"Creator": CREATOR, "Date": None}
    page.savefig(buffer, format="svg", dpi=PNG_DPI, metadata=metadata)
    return _described(buffer.getvalue(), stem, title, description)


def _png(page: Figure, title: str, description: str) -> bytes:
    buffer = BytesIO()
    metadata = {"Title": title, "Description": description, "Software": CREATOR}
    page.savefig(buffer, format="png", dpi=PNG_DPI, metadata=metadata, pil_kwargs=PNG_COMPRESSION)
    return buffer.getvalue()


@contextmanager
def _outlined(figure: Figure) -> Iterator[None]:
    """Draw as outlines what matplotlib cannot write as text into a PDF.

    There it spaces marks of direction and stacked vowels otherwise than elsewhere, and declares the
    PostScript outlines of many Chinese fonts as TrueType, which strict readers refuse.
    """
    affected = [text for text in figure.findobj(Text) if _needs_outlines(text.get_text())]
    for text in affected:
        text.set_path_effects([Normal()])
    try:
        yield
    finally:
        for text in affected:
            text.set_path_effects([])


def _needs_outlines(text: str) -> bool:
    return text != without_isolates(text) or families(text) != (FONT,)


def _described(svg: bytes, stem: str, title: str, description: str) -> bytes:
    """Put title and description first in the SVG, where screen readers look for them."""
    words = (
        f' role="img" aria-labelledby="{stem}-title {stem}-description">'
        f'\n <title id="{stem}-title">{escape(title)}</title>'
        f'\n <desc id="{stem}-description">{escape(description)}</desc>'
    ).encode()
    return _OPENING.sub(lambda opening: opening[0][:-1] + words, svg, count=1)
