"""References as BibTeX and RIS, which reference managers import."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.manuscript.latex import escaped
from rechallenge.manuscript.references import Reference

OTHERS = "others"


def bibtex(references: Iterable[Reference]) -> str:
    """Write BibTeX entries, UTF-8; capitals of titles are kept."""
    return "\n".join(_bibtex_entry(reference) for reference in references)


def _bibtex_entry(reference: Reference) -> str:
    fields = {
        "author": " and ".join(reference.authors),
        "title": f"{{{escaped(reference.title)}}}",
        "journal": escaped(reference.journal),
        "year": str(reference.year),
        "volume": reference.volume,
        "pages": reference.pages.replace("-", "--"),
        "doi": reference.doi,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@article{{{reference.key},\n{lines}\n}}\n"


def ris(references: Iterable[Reference]) -> str:
    """Write RIS records, UTF-8, with the line ends that the format asks for."""
    return "".join(_ris_record(reference) for reference in references)


def _ris_record(reference: Reference) -> str:
    first, _, last = reference.pages.partition("-")
    tags = [
        ("TY", "JOUR"),
        *(("AU", author) for author in reference.authors if author != OTHERS),
        ("TI", reference.title),
        ("JO", reference.journal),
        ("PY", str(reference.year)),
        ("VL", reference.volume),
        ("SP", first),
        *([("EP", last)] if last else []),
        ("DO", reference.doi),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tags) + "\r\n"
