"""Passages as LaTeX that pdfLaTeX, XeLaTeX and LuaLaTeX can all set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rechallenge.manuscript.prose import Passage, Sentence

_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "τ": r"\ensuremath{\tau}",
    "μ": r"\ensuremath{\mu}",
    "χ": r"\ensuremath{\chi}",
    "²": r"\ensuremath{^2}",
    "√": r"\ensuremath{\surd}",
    "≥": r"\ensuremath{\ge}",
    "≤": r"\ensuremath{\le}",
    "×": r"\ensuremath{\times}",
    "±": r"\ensuremath{\pm}",
    "−": r"\ensuremath{-}",
    "–": "--",
    "—": "---",
    "“": "``",
    "”": "''",
    "‘": "`",
    "’": "'",
    "…": r"\ldots{}",
    "\u00a0": "~",
    "\u2009": r"\,",
}
_SIGN = re.compile(r"(?<=\d) (?=%)")


def escaped(text: str) -> str:
    """Escape a text so that LaTeX prints it as it is; controls are dropped.

    Characters that are not listed stay as they are: LaTeX reads UTF-8.
    """
    line = _SIGN.sub("\u00a0", " ".join(text.split(" ")))
    return "".join(_character(character) for character in unicodedata.normalize("NFC", line))


def _character(character: str) -> str:
    if character in "\n\r\t\v\f":
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return ""
    return _COMMANDS.get(character, character)


def latex(passages: Sequence[Passage]) -> str:
    """Write passages as subsections that cite by key, to be taken into a manuscript by input."""
    parts = ["% Set with: \\usepackage[utf8]{inputenc}, and \\bibliography{references}", ""]
    for passage in passages:
        parts.append(f"\\subsection*{{{escaped(passage.title)}}}")
        for paragraph in passage.paragraphs:
            parts += [" ".join(_sentence(sentence) for sentence in paragraph), ""]
    return "\n".join(parts)


def _sentence(sentence: Sentence) -> str:
    if not sentence.cites:
        return escaped(sentence.text)
    keys = ",".join(sentence.cites)
    return f"{escaped(sentence.text.removesuffix('.'))}~\\cite{{{keys}}}."
