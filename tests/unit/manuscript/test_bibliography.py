"""References and LaTeX as other programs read them."""

import re

import pytest

from rechallenge.manuscript.bibliography import bibtex, ris
from rechallenge.manuscript.latex import escaped, latex
from rechallenge.manuscript.prose import Passage, Sentence
from rechallenge.manuscript.references import REFERENCES


def test_every_reference_is_complete():
    for key, reference in REFERENCES.items():
        assert key == reference.key
        assert re.fullmatch(r"[a-z]+(19|20)\d\d", key)
        assert key.endswith(str(reference.year))
        assert re.fullmatch(r"10\.\d{4,}/\S+", reference.doi)
        assert all(re.fullmatch(r"[^,]+, [^,]+|others", author) for author in reference.authors)
        assert not reference.title.endswith(".")
    assert len({reference.doi for reference in REFERENCES.values()}) == len(REFERENCES)


def test_a_reference_in_vancouver_style():
    assert REFERENCES["stijnen2010"].numbered == (
        "Stijnen T, Hamza T H, Özdemir P. Random effects meta-analysis of event outcome in the "
        "framework of the generalized linear mixed model with applications in sparse data. "
        "Statistics in Medicine 2010;29:3046-3067. doi:10.1002/sim.4040"
    )
    assert REFERENCES["page2021"].numbered.startswith("Page M J, McKenzie J E, Bossuyt P M, et al.")


def test_bibtex_is_balanced_and_keeps_capitals():
    text = bibtex(REFERENCES.values())
    assert text.count("@article{") == len(REFERENCES)
    assert text.count("{") == text.count("}")
    assert "  pages = {3046--3067},\n" in text
    assert "{{SciPy 1.0: fundamental algorithms" in text
    assert r"Computing in Science \& Engineering" in text


def test_ris_has_one_record_for_each_reference():
    records = [r for r in ris(REFERENCES.values()).split("\r\n\r\n") if r]
    assert len(records) == len(REFERENCES)
    for record in records:
        lines = record.split("\r\n")
        assert lines[0] == "TY  - JOUR"
        assert lines[-1] == "ER  - "
        assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert "SP  - n71\r\nDO" in ris([REFERENCES["page2021"]])
    assert "AU  - others" not in ris(REFERENCES.values())


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("100 % & $x_1$", r"100~\% \& \$x\_1\$"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("τ² < 0.1", r"\ensuremath{\tau}\ensuremath{^2} \ensuremath{<} 0.1"),
        ("a\nb\tc\x00\u202ed", "a b cd"),
        ("5–7 “x” Ünal", "5--7 ``x'' Ünal"),
        ("#^~", r"\#\textasciicircum{}\textasciitilde{}"),
    ],
)
def test_latex_prints_texts_as_they_are(text, printed):
    assert escaped(text) == printed


def test_passages_cite_by_key():
    passage = Passage("50 %", ((Sentence("We pooled.", ("a1999", "b2000")), Sentence("Done.")),))
    text = latex([passage])
    assert "\\subsection*{50~\\%}" in text
    assert "We pooled~\\cite{a1999,b2000}. Done." in text
