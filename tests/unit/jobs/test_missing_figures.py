"""A figure that was deleted makes the list of figures, and so its job, out of date."""

import json

import pytest

from rechallenge.contract import FORMATS
from rechallenge.jobs.missing_figures import redraw_missing


@pytest.fixture
def results(tmp_path):
    folder = tmp_path / "melanoma"
    folder.mkdir()
    listed = [
        {"figure": "forest", "pages": ["forest", "forest-page-2"]},
        {"figure": "forest-2", "pages": ["forest-2"]},
    ]
    (folder / "figures.json").write_text(json.dumps(listed))
    for stem in ("forest", "forest-2"):
        for ending in FORMATS:
            (folder / f"{stem}.{ending}").touch()
    (folder / "forest-page-2.svg").touch()
    (folder / "forest-page-2.png").touch()
    return tmp_path


def test_a_complete_list_stays(results):
    redraw_missing(results)
    assert (results / "melanoma/figures.json").is_file()


@pytest.mark.parametrize("ending", FORMATS)
def test_a_list_with_a_missing_figure_goes(results, ending):
    (results / f"melanoma/forest-2.{ending}").unlink()
    redraw_missing(results)
    assert not (results / "melanoma/figures.json").exists()
    assert (results / "melanoma/forest.svg").is_file()


def test_a_list_with_a_missing_page_goes(results):
    (results / "melanoma/forest-page-2.png").unlink()
    redraw_missing(results)
    assert not (results / "melanoma/figures.json").exists()


@pytest.mark.parametrize("text", ["", "[{}]", "[1]", "7", '{"figure": 1'])
def test_a_list_that_cannot_be_read_goes(results, text):
    (results / "melanoma/figures.json").write_text(text)
    redraw_missing(results)
    assert not (results / "melanoma/figures.json").exists()


def test_no_results_yet(tmp_path):
    redraw_missing(tmp_path / "results")
    assert not (tmp_path / "results").exists()
