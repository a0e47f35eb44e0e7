"""Fifty texts made to do harm are shown as texts, in every file that a run writes."""

import csv
import re
import shutil
import subprocess
import zipfile

import pytest
from defusedxml import ElementTree
from hostile_labels import LABELS
from openpyxl import load_workbook

PLAIN = re.compile("[\\s\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
STARTS = ("=", "+", "-", "@", "\t", "\r")


def plain(text):
    return PLAIN.sub("", text)


def test_there_are_fifty():
    assert len(set(LABELS)) == 50


def test_nothing_runs_in_the_pages_and_all_is_text(hostile, opened):
    for name in ("report.html", "hostile/heterogeneity.html"):
        one = opened(hostile / name)
        one.open_everything()
        assert one.requests == [(hostile / name).as_uri()]
        assert one.said == []
        assert one.violations() == []
        assert one.page.evaluate("window.harmed") is None
        text = plain(one.page.evaluate("document.body.textContent"))
        if name == "report.html":
            assert [label for label in LABELS if plain(label) not in text] == []
        hrefs = one.page.eval_on_selector_all(
            "a", "(all) => all.map((a) => a.getAttribute('href'))"
        )
        beside = {path.relative_to(hostile).as_posix() for path in hostile.rglob("*.*")}
        others = [href for href in hrefs if not re.match("#|https?://|data:application/x-", href)]
        assert [href for href in others if href not in beside] == []


def test_nothing_runs_in_the_drawings(hostile, opened):
    drawings = sorted(hostile.rglob("*.svg"))
    assert drawings
    for path in drawings:
        one = opened(path)
        assert one.requests == [path.as_uri()]
        assert one.said == []
        assert one.page.evaluate("window.harmed") is None
        one.close()


def test_no_cell_is_a_formula(hostile):
    book = load_workbook(hostile / "supplement.xlsx")
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    texts = {plain(str(cell.value)) for cell in cells if cell.value is not None}
    assert {plain(label) for label in LABELS} - texts == set()
    for path in sorted(hostile.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            found = [cell for line in csv.reader(stream) for cell in line]
        risky = [cell for cell in found if cell.startswith(STARTS)]
        assert [cell for cell in risky if not re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)] == [], path


def test_the_document_and_the_words_hold_them_as_text(hostile):
    with zipfile.ZipFile(hostile / "supplement.docx") as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name), forbid_entities=True)
        text = plain("".join(ElementTree.fromstring(archive.read("word/document.xml")).itertext()))
    assert [label for label in LABELS if plain(label) not in text] == []
    words = (hostile / "manuscript.tex").read_text("utf-8")
    assert "\\write18" not in words
    assert "\\input{/etc" not in words


def test_the_script_for_r_parses_and_runs_no_label(hostile, tmp_path):
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is needed for this test: apt-get install r-base-core")
    script = hostile / "reproduce.R"
    # The script itself quits where a number differs.
    calls = "all.names(parse(commandArgs(TRUE)[1]), unique = TRUE)"
    ended = subprocess.run(
        [program, "-e", f"cat({calls}, sep = '\\n')", str(script)],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {"system", "system2", "shell", "eval", "source"} & set(ended.stdout.split()) == set()
    assert list(tmp_path.iterdir()) == []
