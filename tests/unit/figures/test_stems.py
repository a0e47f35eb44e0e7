from __future__ import annotations

from rechallenge.contract import is_slug
from rechallenge.figures.stems import page_files, page_stems, stems


def test_a_variable_names_its_figure():
    assert stems("forest", ["setting", "Line of therapy"]) == {
        "setting": "forest-setting", "Line of therapy": "forest-line-of-therapy",
    }  # fmt: skip


def test_all_stems_are_slugs_and_differ():
    names = ["Größe", "Grosse", "Größe!", "地区", "страна", "x" * 80, "x" * 81, "a/b", "../a b", ""]
    made = stems("forest", names)
    assert len(set(made.values())) == len(names)
    for stem in made.values():
        assert all(is_slug(page) for page in page_stems(stem, 120))


def test_no_variable_is_taken_for_a_further_page():
    variables = ["setting", "page 2", "setting page 3"]
    made = set(stems("forest", variables).values())
    pages = {*page_stems("forest", 9)[1:], *page_stems("forest-setting", 9)[1:]}
    assert len(made) == 3
    assert not made & pages


def test_pages_count_from_the_second():
    assert page_stems("forest", 3) == ("forest", "forest-page-2", "forest-page-3")


def test_the_pdf_holds_all_pages():
    assert page_files("forest", 2) == (
        "forest.svg", "forest.pdf", "forest.png", "forest-page-2.svg", "forest-page-2.png",
    )  # fmt: skip
