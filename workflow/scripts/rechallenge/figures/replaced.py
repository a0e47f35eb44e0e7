"""What a figure shows otherwise than the data have it, for the list of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.text import Text

from rechallenge.characters import without_isolates
from rechallenge.fonts import is_certain
from rechallenge.lettering import lettered, missing, simplified

_BEGINNING = 12
"""Characters of a label that must stand in a figure; the rest may be shortened or elsewhere."""


def replacements(estimates: Mapping[str, Any], pages: Sequence[Figure]) -> tuple[str, ...]:
    """Say which labels of a figure are not printed as they are written.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    pages : sequence of Figure
        All pages of the figure.

    Returns
    -------
    tuple of str
        A sentence for each label with characters that no font of this machine has, or with emoji
        that are printed in their plain form.
    """
    labels = [label for label in dict.fromkeys(_labels(estimates)) if not is_certain(label)]
    if not labels:
        return ()
    texts = (text for page in pages for text in page.findobj(Text))
    shown = _squeezed("".join(text.get_text() for text in texts))
    notes: list[str] = []
    for label in labels:
        if _squeezed(lettered(label))[:_BEGINNING] in shown:
            problem, remedy = missing(label)
            notes += [f"“{label}”: {problem}; {remedy}."] if problem else []
            plain = simplified(label)
            notes += [f"“{label}” is printed as “{plain}”."] if plain else []
    return tuple(notes)


def _labels(estimates: Mapping[str, Any]) -> Iterator[str]:
    yield estimates["label"]
    yield estimates["outcome"] or ""
    for row in estimates["rows_table"]:
        yield from (row["study"], row["arm"], row["reason"], *row["cells"].values())


def _squeezed(text: str) -> str:
    return "".join(without_isolates(text).split())
