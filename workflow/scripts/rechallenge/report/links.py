"""Addresses that may become links: http and https only, and DOIs."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from rechallenge.contract import DOI
from rechallenge.formatting import ABSENT
from rechallenge.report.blocks import Cell

_UNSAFE = re.compile(r"[\s<>\"'`\\^{|}\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_DOI_HOSTS = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/")


def source_cell(source: str) -> Cell:
    """Show where a number comes from: a link by its host when it is a web address, else text."""
    address = web_address(source.strip())
    if address is None:
        return Cell(source)
    return Cell(urlsplit(address).hostname or address, href=address)


def doi_cell(doi: str) -> Cell:
    """Show a DOI as a link to its resolver; anything else as text."""
    text = doi.strip()
    for host in _DOI_HOSTS:
        text = text.removeprefix(host)
    text = text.removeprefix("doi:").strip()
    if DOI.fullmatch(text) is None:
        return Cell(doi)
    return Cell(text, href=f"https://doi.org/{quote(text, safe='/:;().-_')}")


def source_and_doi(source: str, doi: str) -> tuple[Cell, Cell]:
    """Show both, the source only when it says more than the DOI does."""
    identifier = doi_cell(doi or ABSENT)
    place = source_cell(source or ABSENT)
    if identifier.href is not None and doi_cell(source).href == identifier.href:
        place = Cell(ABSENT)
    return place, identifier


def web_address(text: str) -> str | None:
    """Return an http or https address with a host, as it is; None for anything else.

    Addresses with a user name are refused, because what stands before ``@`` can pass for the host.
    """
    if _UNSAFE.search(text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    return text
