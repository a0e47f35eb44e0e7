"""Figures of an analysis as the report shows them, with their words and their files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from rechallenge.contract import is_slug
from rechallenge.report.drawings import drawing_address


@dataclass(frozen=True, slots=True)
class PicturePage:
    """One page of a figure: its image, and the files beside the report without their ending."""

    stem: str
    address: Markup


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its words.

    Attributes
    ----------
    name : str
        Stem of its files, such as ``forest-setting``.
    folder : str
        Where its files lie, below the folder of the report; empty beside the report.
    title, caption, description : str
        Plain text.
    pages : tuple of PicturePage
    notes : tuple of str
        What the figure could not print as written.
    """

    name: str
    folder: str
    title: str
    caption: str
    description: str
    pages: tuple[PicturePage, ...]
    notes: tuple[str, ...] = ()

    @property
    def legend(self) -> str:
        """The caption without the title, which stands above it."""
        return self.caption.removeprefix(self.title).lstrip(". ") or self.caption

    @property
    def kind(self) -> str:
        """The title without the analysis: ``Radial plot``, ``Forest plot by design``."""
        kind, _, rest = self.title.partition(": ")
        of_variable = any(self.name.startswith(f"{family}-") for family in ("forest", "bubble"))
        _, by, variable = rest.rpartition(", by ")
        return f"{kind} by {variable}" if of_variable and by else kind

    def file(self, stem: str, ending: str) -> str:
        """Address of a file beside the report."""
        return f"{self.folder}/{stem}.{ending}" if self.folder else f"{stem}.{ending}"


def read_pictures(
    folder: Path, listed: Iterable[Mapping[str, Any]], *, inside: bool = True
) -> tuple[Picture, ...]:
    """Read the figures that ``figures.json`` lists; those whose files are gone are left out.

    Parameters
    ----------
    folder : Path
        The folder of the analysis, whose name is its slug.
    listed : iterable of mapping
        Content of ``figures.json``.
    inside : bool
        Whether the page holds their images; without, their addresses are empty.
    """
    pictures = []
    for entry in listed:
        pages = tuple(
            PicturePage(
                stem,
                drawing_address(path.read_text(encoding="utf-8")) if inside else Markup(),
            )
            for stem in entry["pages"]
            if is_slug(stem) and (path := folder / f"{stem}.svg").is_file()
        )
        if pages:
            pictures.append(
                Picture(
                    entry["figure"],
                    folder.name,
                    entry["title"],
                    entry["caption"],
                    entry["description"],
                    pages,
                    tuple(entry.get("notes", ())),
                )
            )
    return tuple(pictures)
