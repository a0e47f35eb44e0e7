"""The parts of the page that belong to the whole review."""

import re
from pathlib import Path

import pytest
import yaml

from rechallenge import __version__
from rechallenge.config.settings import AnalysisSettings
from rechallenge.report.appendix import (
    nearest_counts,
    settings_section,
    unresolved_section,
)
from rechallenge.report.blocks import Bullets, Paragraph, Table
from rechallenge.report.citation import SOFTWARE, citation_section
from rechallenge.report.data_findings import findings_section
from rechallenge.studies.findings import Finding
from rechallenge.tables.results_tables import finding_fields, read_findings, write_findings

REPOSITORY = Path(__file__).parents[3]


def table(section, caption):
    return next(b for b in section.blocks if isinstance(b, Table) and b.caption == caption)


def lines(found):
    return [[cell.text for cell in line.cells] for line in found.rows]


def test_nearest_counts():
    # 10 % of 38 is 3.8 and of 53 is 5.3: neither is whole.
    assert nearest_counts("10", "38;53") == (
        "3/38 = 7.9 % or 4/38 = 10.5 %; 5/53 = 9.4 % or 6/53 = 11.3 %"
    )
    assert nearest_counts("40", " 67 ") == "27/67 = 40.3 %"


@pytest.mark.parametrize(
    ("percent", "totals", "told"),
    [
        ("10", "", "–"),
        ("10", "many", "“many” is not a total"),
        ("10", "²", "“²” is not a total"),
        ("ten", "38", "percent must be a number from 0 to 100 as text, got 'ten'"),
        ("10", "0", "total must be at least 1, got 0"),
    ],
)
def test_figures_that_cannot_be_read_are_told(percent, totals, told):
    assert nearest_counts(percent, totals) == told


def test_unresolved_figures():
    found = unresolved_section(
        [{"study": "Haferkamp 2026", "outcome": "toxicity", "percent": "10", "totals": "38"}]
    )
    assert lines(table(found, "Unresolved figures")) == [
        ["Haferkamp 2026", "toxicity", "10", "3/38 = 7.9 % or 4/38 = 10.5 %", "–", "–", "–", "–"]
    ]
    assert unresolved_section([]).blocks == (Paragraph("None is recorded."),)


FINDINGS = (
    Finding(
        code="N212",
        file="b.csv",
        rows=(4,),
        study="Kim 2021",
        column="percent",
        problem="9 of 30 recovered from “30 %”",
        remedy="nothing to do",
    ),
    Finding(
        code="E301",
        file="a.csv",
        rows=(6, 18),
        study="Lee 2020",
        problem="the same study, arm and outcome twice",
        remedy="delete one row",
    ),
    Finding(code="W115", file="c.csv", problem="no rows", remedy="add them"),
)


def test_findings_survive_their_file(tmp_path):
    path = tmp_path / "findings.csv"
    write_findings(path, FINDINGS)
    read = findings_section(read_findings(path))
    assert read == findings_section([finding_fields(finding) for finding in FINDINGS])


def test_errors_come_first_and_notes_are_folded():
    found = findings_section([finding_fields(finding) for finding in FINDINGS])
    assert found.blocks[0].text == "1 error, 1 warning, 1 note."
    assert lines(table(found, "By kind")) == [
        ["E301", "error", "Duplicate row", "1"],
        ["W115", "warning", "File without rows", "1"],
        ["N212", "note", "Count recovered", "1"],
    ]
    loud = table(found, "Errors and warnings")
    assert lines(loud) == [
        [
            "E301",
            "error",
            "a.csv, rows 6, 18 (study “Lee 2020”)",
            "the same study, arm and outcome twice; delete one row.",
        ],
        ["W115", "warning", "c.csv", "no rows; add them."],
    ]
    assert not loud.folded
    assert table(found, "Notes").folded
    assert lines(table(found, "Notes"))[0][2] == (
        "b.csv, row 4 (study “Kim 2021”), column “percent”"
    )


def test_no_findings():
    assert findings_section([]).blocks == (Paragraph("The data checks found nothing."),)


def test_settings_versions_and_inputs():
    settings = AnalysisSettings(
        slug="responses",
        label="Response",
        outcome="orr",
        where={"year": {"min": 2018.0, "max": 2024.0}},
        subgroups=("reason_stopped",),
        benchmark=0.2,
    ).as_dict()
    found = settings_section(
        {
            "settings": [settings],
            "software": {"python": "3.11.2", "numpy": "2.4.0"},
            "inputs": [{"file": "b.csv", "sha256": "bb"}, {"file": "a.csv", "sha256": "aa"}],
        }
    )
    assert lines(table(found, "Settings of the analyses")) == [
        [
            "responses",
            "outcome is orr; year from 2018 to 2024",
            "reason stopped",
            "glmm",
            "PLO",
            "ML",
            "auto",
            "0.95",
            "separate",
            "0.5",
            "20.0 %",
        ]
    ]
    assert lines(table(found, "Software")) == [
        ["numpy", "2.4.0"],
        ["python", "3.11.2"],
        ["rechallenge", __version__],
    ]
    assert lines(table(found, "Inputs and their SHA-256")) == [["a.csv", "aa"], ["b.csv", "bb"]]
    assert [b.caption for b in settings_section({}).blocks if isinstance(b, Table)] == ["Software"]


def test_the_citation_is_that_of_the_repository():
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["title"] == SOFTWARE
    assert str(citation["version"]) == __version__
    blocks = citation_section({"title": "T"}).blocks
    items = [item for block in blocks if isinstance(block, Bullets) for item in block.items]
    assert items[1] == (
        f"{citation['authors'][0]['name']}. {citation['title']}, version {citation['version']} "
        f"[software]. {citation['license']} licence."
    )
    assert all(re.search(r"\b(19|20)\d\d;\d+:\d+–\d+\.$", item) for item in items[2:])
