"""The supplement: numbers as numbers, text that runs nothing, the same bytes each time."""

import io
import json
import zipfile

import openpyxl
import pytest
from docx import Document
from PIL import Image

from rechallenge.analysis.analyse import analyse
from rechallenge.archives import repacked
from rechallenge.config.settings import AnalysisSettings
from rechallenge.contract import UNPACKED
from rechallenge.report.blocks import Table, text_row
from rechallenge.studies import Row, Selection
from rechallenge.supplement.document import Analysed, Picture, supplement_document
from rechallenge.supplement.overview import overview_section
from rechallenge.supplement.sheets import sheets
from rechallenge.supplement.word import PAGE, Word, clean, column_widths
from rechallenge.supplement.workbook import supplement_workbook

HOSTILE = "=1+1 <b>&\x07\u202e"
COUNTS = [(3, 20), (0, 9), (12, 40), (7, 38)]
SOFTWARE = {"rechallenge": "0.1.0", "python": "3.12", "numpy": "2", "scipy": "1", "pymare": "0",
            "snakemake": "9", "matplotlib": "3"}  # fmt: skip
FINDING = {"code": "W305", "level": "warning", "file": "a.csv", "message": HOSTILE, "accepted": "",
           "row": "2", "rows": "2", "study": HOSTILE, "column": ""}  # fmt: skip


@pytest.fixture(scope="module")
def estimates():
    rows = tuple(
        Row(
            file="a.csv", line=i, study_id=f"s{i}", study=f"{HOSTILE}{i}", year=2000 + i,
            events=x, total=n,
            cells={"design": "registry_study", "doi": "10.1/x" if i == 2 else "",
                   "source": "https://example.org/long/path", "setting": "one"},
        )
        for i, (x, n) in enumerate(COUNTS, start=2)
    )  # fmt: skip
    settings = AnalysisSettings(
        slug="a", label=f"Response {HOSTILE}", outcome="orr", subgroups=("setting",),
        moderators=("year",),
    )  # fmt: skip
    return json.loads(json.dumps(analyse(Selection(pooled=rows, shown=()), settings)))


@pytest.fixture
def picture(tmp_path):
    Image.new("RGB", (2000, 5000), "white").save(tmp_path / "forest.png", dpi=(300, 300))
    return Picture(tmp_path / "forest.png", f"Forest plot {HOSTILE}", "Row by row.")


def document(estimates, picture):
    return supplement_document(
        {"title": f"Review {HOSTILE}", "version": "2", "last_search": "2026-01-01"},
        [Analysed(estimates, (picture,))],
        characteristics=sheets([estimates], [FINDING])[0],
        findings=[FINDING],
        software=SOFTWARE,
    )


def test_the_workbook_holds_numbers_and_text_that_is_no_formula(estimates):
    made = sheets([estimates], [FINDING])
    content = supplement_workbook("T", made, version="0.1.0")
    assert content == supplement_workbook("T", made, version="0.1.0")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == "README"
    assert {"Studies", "Study results", "Models", "Leave-one-out", "Data findings"} <= set(
        book.sheetnames
    )
    results = book["Study results"]
    header = [cell.value for cell in results[1]]
    line = dict(zip(header, results[2], strict=True))
    assert line["Study"].data_type == "s"
    assert line["Study"].value.startswith("=1+1 <b>&")
    assert (line["Events"].value, line["Patients"].value) == (3, 20)
    assert line["Estimate"].value == pytest.approx(0.15)
    assert line["Estimate"].number_format == "0.0%"
    assert results.freeze_panes == "B2"
    model = dict(zip([c.value for c in book["Models"][1]], book["Models"][2], strict=True))
    primary = estimates["models"][0]
    assert model["Estimate"].value == pytest.approx(primary["estimate"], rel=1e-12)
    assert model["τ²"].value == pytest.approx(primary["tau2"], rel=1e-12)
    assert not any(
        cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row
    )


def test_the_document_is_whole_and_the_same_each_time(estimates, picture):
    content = document(estimates, picture)
    assert content == document(estimates, picture)
    read = Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in read.paragraphs)
    assert "We included 4 studies with 107 patients" in text
    assert "1. Stijnen T" in text
    assert "\x07" not in text
    assert "\u202e" not in text
    headings = [p.text for p in read.paragraphs if p.style.name == "Heading 1"]
    assert headings[:2] == ["Methods", "Studies"]
    assert headings[-1] == "References"
    captions = [p.text for p in read.paragraphs if p.style.name == "Caption"]
    assert captions[0].startswith("Table S1. ")
    assert any(caption.startswith("Figure S1. Forest plot") for caption in captions)
    for table in read.tables:
        assert table.rows[0]._tr.trPr.xpath("w:tblHeader")
    assert len(read.inline_shapes) == 1
    shape = read.inline_shapes[0]
    assert shape.height < PAGE[1]
    assert shape._inline.docPr.get("descr") == "Row by row."


def test_characteristics_are_words_and_reports(estimates, picture):
    read = Document(io.BytesIO(document(estimates, picture)))
    header, *lines = ([cell.text for cell in row.cells] for row in read.tables[0].rows)
    told = [dict(zip(header, line, strict=True)) for line in lines]
    assert told[0]["Report"] == "10.1/x"
    assert told[1]["Report"] == "example.org"
    assert told[0]["Design"] == "registry study"


def test_widths_fill_the_page_and_give_long_texts_more():
    table = Table(
        caption="x",
        headers=("A", "B", "C"),
        rows=(text_row("1", "short", "many words that are broken into lines " * 4),),
    )
    widths = column_widths(table, 6_000_000)
    assert sum(widths) == pytest.approx(6_000_000, abs=3)
    assert widths[0] < widths[1] < widths[2]


def test_wide_tables_turn_the_page_and_the_next_heading_turns_it_back():
    word = Word("T", "S")
    wide = tuple(f"Averylongheaderword{i}" for i in range(9))
    word.table(Table(caption="wide", headers=wide, rows=(text_row(*"123456789"),)))
    word.heading("After", 1)
    sections = Document(io.BytesIO(word.save())).sections
    assert [s.page_width > s.page_height for s in sections] == [False, True, False]


def test_archives_have_no_date_and_one_order():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("b.xml", "[Content_Types].xml", "a.png"):
            archive.writestr(name, name)
    with zipfile.ZipFile(io.BytesIO(repacked(stream.getvalue()))) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "a.png", "b.xml"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.getinfo("a.png").compress_type == zipfile.ZIP_STORED


def test_what_word_cannot_hold_is_dropped():
    assert clean("a\x00b\ud800c\u202ed e") == "abcd e"


def test_a_supplement_of_very_many_analyses_has_one_table_of_rates(estimates):
    def made(count):
        return supplement_document(
            {"title": "Review", "version": "", "last_search": ""},
            [Analysed(estimates | {"label": f"Number {i}"}, ()) for i in range(count)],
            characteristics=None,
            findings=[],
            software=SOFTWARE,
            short=True,
        )

    many = made(UNPACKED + 1)
    assert many == made(UNPACKED + 1)
    document = Document(io.BytesIO(many))
    grid = next(t for t in document.tables if t.cell(0, 0).text == "Analysis")
    assert len(grid.rows) == UNPACKED + 2
    cells = [cell.text for cell in grid.rows[-1].cells]
    assert cells[0] == f"Number {UNPACKED}"
    assert cells[2:5] == ["4", "22", "107"]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "stand in the workbook" in text
    assert "We included" not in text
    assert "random-intercept logistic regression" in text


def test_a_model_without_estimate_stands_in_the_table_of_rates(estimates):
    nothing = estimates | {"label": "Nothing", "primary": None, "models": []}
    table = overview_section([nothing]).blocks[1]
    assert [cell.text for cell in table.rows[0].cells] == [
        *("Nothing", "–", "4", "22", "107", "–", "–", "–", "–"),
    ]
