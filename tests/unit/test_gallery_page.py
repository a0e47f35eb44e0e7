"""The gallery shows every figure, and shows it with its caption."""

import re
from pathlib import Path

import numpy as np
from benchmarks.gallery.page import WIDTH, gallery_page, picture
from PIL import Image

from rechallenge.contract import BIAS_FIGURE, FAMILIES, FIGURES

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_has_every_figure_with_its_picture_and_caption():
    page = (DOCS / "gallery.md").read_text("utf-8")
    shown = re.findall(r"^!\[[^\n]+\]\(images/gallery/([a-z0-9-]+)\.png\)$", page, re.MULTILINE)
    assert set(FIGURES) - {BIAS_FIGURE, *FAMILIES} <= set(shown)
    assert all(any(name.startswith(f"{family}-") for name in shown) for family in FAMILIES)
    pictures = {path.stem for path in (DOCS / "images/gallery").glob("*.png")}
    assert pictures == set(shown)
    assert sum(path.stat().st_size for path in (DOCS / "images/gallery").glob("*.png")) < 4e6


def test_texts_of_a_figure_are_no_markup():
    page = gallery_page([{"figure": "forest", "title": "A *b*", "caption": "<i>x</i> | y"}])
    assert "## A \\*b\\*\n" in page
    assert "&lt;i&gt;x&lt;/i&gt; \\| y\n" in page


def test_a_picture_keeps_its_proportions_and_its_white(tmp_path):
    Image.new("RGBA", (2800, 1000), "white").save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(picture(tmp_path / "a.png"))
    with Image.open(tmp_path / "b.png") as small:
        assert small.size == (WIDTH, 500)
        assert np.asarray(small.convert("RGB")).min() == 255
