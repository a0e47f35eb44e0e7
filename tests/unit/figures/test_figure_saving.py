from __future__ import annotations

import re
from xml.etree import ElementTree

import estimates_builder as build
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image

from rechallenge.config.settings import FigureSettings
from rechallenge.errors import InputError
from rechallenge.figures.drawn import forest_figure
from rechallenge.figures.forest.plot import forest_plot
from rechallenge.figures.saving import save_figure
from rechallenge.figures.text import Ruler, clean
from rechallenge.fonts import REPLACEMENT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    drawn = forest_figure(build.hostile(), FigureSettings(), subgroup="setting")
    folder = tmp_path_factory.mktemp("figures") / "not" / "there"
    paths = save_figure(
        drawn.figure, folder, "forest", title=drawn.title, description=drawn.description
    )
    return {path.suffix: path for path in paths}, drawn


def test_three_files_and_nothing_else(saved):
    paths, _ = saved
    folder = paths[".svg"].parent
    assert sorted(path.name for path in folder.iterdir()) == [
        "forest.pdf", "forest.png", "forest.svg",
    ]  # fmt: skip


def test_svg_is_well_formed_and_harmless(saved):
    paths, _ = saved
    root = ElementTree.parse(paths[".svg"]).getroot()
    tags = {element.tag for element in root.iter()}
    assert f"{SVG}script" not in tags
    assert f"{SVG}foreignObject" not in tags
    assert f"{SVG}b" not in tags
    content = paths[".svg"].read_text(encoding="utf-8")
    assert "<script" not in content
    assert "&lt;script&gt;alert(" in content


def test_svg_keeps_text_as_text_in_readable_size(saved):
    paths, _ = saved
    root = ElementTree.parse(paths[".svg"]).getroot()
    texts = {element.text for element in root.iter(f"{SVG}text")}
    assert {"Study, arm", "Events", "Total", "$x^2$ and $\\alpha 2020"} <= texts
    sizes = re.findall(r"font-size: ([\d.]+)px", paths[".svg"].read_text(encoding="utf-8"))
    assert min(map(float, sizes)) >= 7


def test_svg_has_title_and_description_for_screen_readers(saved):
    paths, drawn = saved
    root = ElementTree.parse(paths[".svg"]).getroot()
    assert root.get("role") == "img"
    named = {element.get("id"): element for element in root.iter()}
    title, description = (named[name] for name in root.get("aria-labelledby").split())
    assert root[0] is title
    assert title.tag == f"{SVG}title"
    assert description.tag == f"{SVG}desc"
    assert title.text == drawn.title
    assert description.text == drawn.description
    assert len(root.findall(f"{SVG}title")) == 1


def test_pdf_embeds_its_fonts_as_truetype(saved):
    content = saved[0][".pdf"].read_bytes()
    descriptors = content.count(b"/Type /FontDescriptor")
    assert descriptors > 0
    assert content.count(b"/FontFile2") == descriptors
    assert b"/Type3" not in content


@pytest.mark.parametrize("label", ["محمد 2020", "山田 2020", "ปั่ 2020"])
def test_pdf_draws_outlines_of_what_it_cannot_write(tmp_path, label):
    def content(text):
        figure = Figure(figsize=(2, 0.5))
        figure.text(0.1, 0.5, clean(text), fontproperties=ruler.font(clean(text), 7.5))
        pdf = save_figure(figure, tmp_path, "a", title="", description="")[1].read_bytes()
        assert not figure.texts[0].get_path_effects()
        return pdf

    ruler = Ruler()
    assert b"/FontFile2" in content("Müller 2020")
    without_its_font = REPLACEMENT in clean(label)
    assert (b"/FontFile2" in content(label)) is without_its_font


def test_files_hold_no_date(saved):
    paths, _ = saved
    assert b"CreationDate" not in paths[".pdf"].read_bytes()
    assert b"<dc:date>" not in paths[".svg"].read_bytes()


def test_png_has_300_dots_per_inch(saved):
    with Image.open(saved[0][".png"]) as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.width == pytest.approx(174 / 25.4 * 300, abs=2)


def test_same_bytes_again_whatever_the_reader_has_set(tmp_path):
    def contents(folder):
        (figure,) = forest_plot(build.many(5))
        paths = save_figure(figure, folder, "forest", title="A", description="B")
        return [path.read_bytes() for path in paths]

    first = contents(tmp_path / "a")
    changed = {
        "font.size": 30, "svg.fonttype": "path", "savefig.dpi": 50, "axes.facecolor": "red",
        "savefig.bbox": "tight", "figure.autolayout": True, "lines.linewidth": 9,
    }  # fmt: skip
    with rc_context(changed):
        assert contents(tmp_path / "b") == first


def test_saving_again_replaces_the_files(tmp_path):
    (figure,) = forest_plot(build.many(2))
    save_figure(figure, tmp_path, "forest", title="old", description="B")
    (svg, *_) = save_figure(figure, tmp_path, "forest", title="new", description="B")
    assert "new</title>" in svg.read_text(encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("stem", ["../evil", "", "A b", "a/b", "x" * 41])
def test_only_slugs_become_file_names(tmp_path, stem):
    with pytest.raises(InputError, match="cannot be saved"):
        save_figure(forest_plot(build.many(2))[0], tmp_path, stem, title="A", description="B")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def paged(tmp_path_factory):
    pages = forest_plot(build.many(25), FigureSettings(page_rows=10))
    folder = tmp_path_factory.mktemp("pages")
    paths = save_figure(pages, folder, "forest", title="Many", description="B")
    return pages, paths


def test_further_pages_are_files_of_their_own_but_in_the_pdf(paged):
    pages, paths = paged
    assert len(pages) == 3
    assert [path.name for path in paths] == [
        "forest.svg", "forest.pdf", "forest.png", "forest-page-2.svg", "forest-page-2.png",
        "forest-page-3.svg", "forest-page-3.png",
    ]  # fmt: skip
    assert all(path.stat().st_size > 0 for path in paths)
    content = paths[1].read_bytes()
    assert len(re.findall(rb"/Type /Page\b", content)) == 3
    assert b"CreationDate" not in content


def test_pages_of_the_pdf_have_their_exact_width(paged):
    boxes = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", paged[1][1].read_bytes())
    assert len(boxes) == 3
    for width, _ in boxes:
        assert float(width) / 72 * 25.4 == pytest.approx(174, abs=0.01)


def test_every_page_of_an_svg_says_which_one_it_is(paged):
    titles = [ElementTree.parse(path).getroot()[0].text for path in paged[1][::3][:1]]
    titles += [
        ElementTree.parse(path).getroot()[0].text for path in paged[1][3:] if path.suffix == ".svg"
    ]
    assert titles == [f"Many (page {i} of 3)" for i in (1, 2, 3)]


def test_pages_are_the_same_bytes_again(paged, tmp_path):
    pages, paths = paged
    again = save_figure(pages, tmp_path, "forest", title="Many", description="B")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths]


def test_a_stem_without_room_for_its_pages_is_refused(tmp_path):
    pages = forest_plot(build.many(30), FigureSettings(page_rows=12))
    with pytest.raises(InputError, match="cannot be saved"):
        save_figure(pages, tmp_path, "x" * 38, title="A", description="B")
    assert list(tmp_path.iterdir()) == []
