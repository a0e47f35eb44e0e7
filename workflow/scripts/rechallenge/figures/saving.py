"""Save a figure as SVG, PDF and PNG, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patheffects import Normal
from matplotlib.text import Text

from rechallenge.characters import without_isolates
from rechallenge.contract import FORMATS, is_slug
from rechallenge.errors import InputError
from rechallenge.figures.style import PNG_DPI, figure_style
from rechallenge.figures.text import clean
from rechallenge.fonts import FONT, families

CREATOR = "Rechallenge"
# Of line drawings, zlib packs more at 3 than at its default, in two thirds of the time.
PNG_COMPRESSION = {"compress_level": 3}
LONGEST_DESCRIPTION = 40_000

_OPENING = re.compile(rb"<svg\b[^>]*>")


def save_figure(
    figure: Figure, folder: Path, stem: str, *, title: str, description: str
) -> tuple[Path, ...]:
    """Write ``<stem>.svg``, ``<stem>.pdf`` and ``<stem>.png`` (300 dpi).

    The SVG keeps its text as text and carries the title and the description for screen readers;
    the PDF embeds its fonts. No file holds a date. Each file is written under another name first
    and then renamed, so that a broken run leaves no half-written figure.

    Parameters
    ----------
    figure : Figure
    folder : Path
        Made where it does not exist.
    stem : str
        Name of the files without the ending, a slug.
    title, description : str
        In plain words; text of the user may stand in them as it is.

    Returns
    -------
    tuple of Path
        The files in the order of `FORMATS`.

    Raises
    ------
    InputError
        Where the stem is not a slug.
    """
    if not is_slug(stem):
        raise InputError(
            f"a figure cannot be saved as “{clean(stem, limit=60)}”: use up to 40 lower-case "
            "letters, digits and hyphens."
        )
    title = clean(title)
    description = clean(description, limit=LONGEST_DESCRIPTION)
    metadata: Mapping[str, Mapping[str, Any]] = {
        "svg": {"Creator": CREATOR, "Date": None},
        "pdf": {"Title": title, "Subject": description, "Creator": CREATOR, "Producer": None,
                "CreationDate": None},
        "png": {"Title": title, "Description": description, "Software": CREATOR},
    }  # fmt: skip
    contents = []
    with figure_style():
        for ending in FORMATS:
            buffer = BytesIO()
            more: dict[str, Any] = {"pil_kwargs": PNG_COMPRESSION} if ending == "png" else {}
            with _outlined(figure) if ending == "pdf" else nullcontext():
                figure.savefig(
                    buffer, format=ending, dpi=PNG_DPI, metadata=metadata[ending], **more
                )
            contents.append(buffer.getvalue())
    contents[0] = _described(contents[0], stem, title, description)
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / f"{stem}.{ending}" for ending in FORMATS)
    for path, content in zip(paths, contents, strict=True):
        _write(path, content)
    return paths


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


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
