"""Earlier pooled values: which are set beside ours, and what is said of their method."""

from pathlib import Path

from report_documents import analysed, row, rows

from rechallenge.models.two_stage import PFT_SPREAD
from rechallenge.report.blocks import Paragraph, Table
from rechallenge.report.published import (
    FREEMAN_TUKEY_SPREAD,
    freeman_tukey_note,
    matching,
    published_section,
)
from rechallenge.studies.files.records import PUBLISHED_COLUMNS, read_records

SHIPPED = read_records(
    Path(__file__).parents[3] / "data" / "published_pooled.csv", required=PUBLISHED_COLUMNS
)
TWO = ((5, 20), (12, 25))


def chosen(outcome, conditions):
    return [
        (found["review"], found["subset"])
        for found in matching(SHIPPED, {"outcome": outcome, "published": conditions})
    ]


def test_conditions_choose_rows():
    assert chosen("orr", {"cancer": ["renal cell carcinoma"]}) == [
        ("Cao", "RCC subgroup"),
        ("Papathanassiou", "all"),
    ]
    cancer = ["non-small cell lung cancer"]
    assert chosen("orr", {"cancer": cancer, "subset": ["all", "NSCLC subgroup"]}) == [
        ("Cao", "NSCLC subgroup"),
        ("Feng", "all"),
        ("Cai", "all"),
        ("Xu S", "all"),
    ]
    assert chosen("cr", {"cancer": cancer}) == []
    assert chosen("orr", {"outcome": ["dcr"], "cancer": cancer, "year": {"min": 2023}}) == [
        ("Feng", "all")
    ]
    assert chosen("orr", {"studies": ["49.0"], "subset": ["all"]}) == [("Inno", "all")]
    assert chosen("orr", {"nonsense": ["x"]}) == []
    assert matching(SHIPPED, {"outcome": "orr", "published": None}) == ()


def section(**more):
    document = analysed(rows(*TWO), label="Response, kidney", **more)
    return published_section(document, SHIPPED)


def test_no_section_when_none_is_asked_for():
    assert section() is None


def test_no_match_is_told():
    found = section(published={"cancer": ("thymoma",)})
    assert found.blocks == (
        Paragraph("The file of published values has no row for this analysis."),
    )


def test_ours_first_then_theirs_as_printed():
    found = section(published={"cancer": ("renal cell carcinoma",)})
    (table,) = [block for block in found.blocks if isinstance(block, Table)]
    lines = [[cell.text for cell in line.cells] for line in table.rows]
    assert lines == [
        ["This review", "Response, kidney", "2", "45", "37.4 (13.5 to 65.7)", "GLMM", "–"],
        [
            "Cao 2024",
            "renal cell carcinoma, RCC subgroup",
            "–",
            "–",
            "30.9",
            "Freeman-Tukey double arcsine",
            "PMID 39726701",
        ],
        [
            "Papathanassiou 2022",
            "renal cell carcinoma, all",
            "10",
            "500",
            "19 (10 to 31)",
            "not shown",
            "10.3389/fonc.2022.996553",
        ],
    ]
    assert table.rows[2].cells[6].href == "https://doi.org/10.3389/fonc.2022.996553"


def test_freeman_tukey_is_pointed_out():
    cao = [{"review": "Cao", "year": "2024", "transform": "Freeman-Tukey double arcsine"}]
    even = freeman_tukey_note(analysed(rows(*TWO)), cao)
    assert even.startswith("Cao 2024: pooled on the Freeman–Tukey scale")
    assert "harmonic" not in even
    # Totals 200, 5 and 5: harmonic mean 3 / (1/200 + 2/5) = 7.407, and 200 / 7.407 = 27.0.
    uneven = analysed([row("Lee", 40, 200), row("Kim", 1, 5), row("Roe", 2, 5)])
    assert "the largest total (200) is 27.0 times the harmonic mean" in freeman_tukey_note(
        uneven, cao
    )
    assert freeman_tukey_note(uneven, [{"review": "Xu", "transform": "not shown"}]) == ""


def test_the_limit_is_that_of_the_model():
    assert FREEMAN_TUKEY_SPREAD == PFT_SPREAD
