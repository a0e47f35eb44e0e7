"""Names of the files of figures that come in several: one for each variable, one for each page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rechallenge.contract import FORMATS, slugify

LONGEST = 31
"""A stem is at most 40 characters; the ending of a page takes up to eight, and one is spare."""
_PAGE = re.compile(r"-page-(\d+)$")


def stems(name: str, variables: Iterable[str]) -> dict[str, str]:
    """Name the figures of one kind by the variables of the review they show.

    Parameters
    ----------
    name : str
        Of the figure, such as ``forest``.
    variables : iterable of str
        Names as the review writes them, in any script.

    Returns
    -------
    dict of str to str
        A stem for each variable, such as ``forest-setting``: slugs, all different, and none that
        could be the further page of another figure.
    """
    made: dict[str, str] = {}
    for variable in variables:
        slug = slugify(variable)[: LONGEST - len(name) - 1].strip("-") or "variable"
        stem = _PAGE.sub(r"-pages-\1", f"{name}-{slug}")
        number, first = 2, stem
        while stem in made.values():
            ending = f"-{number}"
            stem = first[: LONGEST - len(ending)].rstrip("-") + ending
            number += 1
        made[variable] = stem
    return made


def page_stems(stem: str, pages: int) -> tuple[str, ...]:
    """Name the pages of a figure: the first as the figure, then ``<stem>-page-2`` and so on."""
    return (stem, *(f"{stem}-page-{number}" for number in range(2, pages + 1)))


def page_files(stem: str, pages: int) -> tuple[str, ...]:
    """Name the files of a figure: one PDF with all pages, and each page in the other formats."""
    names = page_stems(stem, pages)
    return tuple(
        f"{name}.{ending}"
        for name in names
        for ending in FORMATS
        if ending != "pdf" or name == stem
    )
