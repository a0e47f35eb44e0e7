"""How to cite the review and the software: in words, as BibTeX and as RIS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from rechallenge import __version__
from rechallenge.manuscript.latex import escaped
from rechallenge.report.blocks import Bullets, Paragraph, Section

SOFTWARE = "Rechallenge: from responders and totals to pooled proportions"
SOFTWARE_AUTHORS = "The Rechallenge authors"
AUTHORS_GAP = "[Authors of the review]"
METHODS = (
    "Binomial–normal GLMM: Stijnen T, Hamza TH, Özdemir P. Stat Med 2010;29:3046–3067.",
    "Exact intervals: Clopper CJ, Pearson ES. Biometrika 1934;26:404–413.",
    "I² and H²: Higgins JPT, Thompson SG. Stat Med 2002;21:1539–1558.",
    "Q-profile interval of τ²: Viechtbauer W. Stat Med 2007;26:37–52.",
    "Hartung–Knapp interval: Hartung J, Knapp G. Stat Med 2001;20:3875–3889.",
)


def citation_section(review: Mapping[str, Any]) -> Section:
    """Say how to cite the review and the software, and the papers of the methods.

    Parameters
    ----------
    review : mapping
        ``title``, ``version`` and ``last_search``; only the title is needed.
    """
    software = f"{SOFTWARE_AUTHORS}. {SOFTWARE}, version {__version__} [software]. MIT licence."
    edition = "".join(f" {part}." for part in _edition(review))
    own = f"{AUTHORS_GAP}. {review['title']}.{edition} [Where it is published]."
    return Section(
        "How to cite",
        (
            Paragraph(
                "Please cite the review, the software with its version, and the original reports. "
                "What stands in brackets only the authors can complete."
            ),
            Bullets((own, software)),
            Paragraph("Papers of the methods:"),
            Bullets(METHODS),
        ),
    )


def citation_files(review: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return the citations for reference managers as name, file name and ``data:`` address."""
    note = "; ".join(_edition(review))
    bib = (
        f"@misc{{review,\n  author = {{{{{escaped(AUTHORS_GAP)}}}}},\n"
        f"  title = {{{{{escaped(review['title'])}}}}},\n  note = {{{escaped(note)}}}\n}}\n\n"
        f"@software{{rechallenge,\n  author = {{{{{SOFTWARE_AUTHORS}}}}},\n"
        f"  title = {{{{{SOFTWARE}}}}},\n  version = {{{__version__}}}\n}}\n"
    )
    title = " ".join(str(review["title"]).split())
    lines = [
        *("TY  - GEN", f"AU  - {AUTHORS_GAP}", f"TI  - {title}", f"N1  - {note}", "ER  - ", ""),
        *("TY  - COMP", f"AU  - {SOFTWARE_AUTHORS}", f"TI  - {SOFTWARE}"),
        *(f"ET  - {__version__}", "ER  - ", ""),
    ]
    return (
        ("BibTeX", "cite.bib", _address("application/x-bibtex", bib)),
        ("RIS", "cite.ris", _address("application/x-research-info-systems", "\r\n".join(lines))),
    )


def _edition(review: Mapping[str, Any]) -> list[str]:
    parts = []
    if review.get("version"):
        parts.append(f"Edition {review['version']}")
    if review.get("last_search"):
        parts.append(f"Last search {review['last_search']}")
    return parts


def _address(kind: str, text: str) -> str:
    return f"data:{kind};charset=utf-8,{quote(text, safe='')}"
