"""The section of the specification curve: shares, medians and the choice that matters most."""

import pytest

from rechallenge.report.specification import TITLE, specification_section


def specification(estimate, model, rows):
    return {"estimate": estimate, "choices": {"model": model, "rows": rows}}


@pytest.fixture
def curve():
    return {
        "specification": {
            "choices": [
                {"name": "model", "label": "Model", "levels": [
                    {"name": "glmm", "label": "GLMM"}, {"name": "plo", "label": "Logit"}]},
                {"name": "rows", "label": "Rows", "levels": [
                    {"name": "all", "label": "All rows"},
                    {"name": "design-1", "label": "Design: prospective_trial"},
                    {"name": "gone", "label": "Never fitted"}]},
            ],
            "specifications": [
                specification(0.20, "glmm", "all"), specification(0.21, "plo", "all"),
                specification(0.30, "glmm", "design-1"), specification(0.34, "plo", "design-1"),
            ],
            "benchmark": 0.25, "share_below": 0.25, "share_above": 0.5, "share_open": 0.25,
            "median": 0.255, "lowest": 0.20, "highest": 0.34,
            "variance_shares": [
                {"choice": "model", "share": 0.04}, {"choice": "rows", "share": 0.9}],
            "notes": ["The shares overlap."],
        }
    }  # fmt: skip


def test_the_choice_with_the_largest_share_comes_first_with_its_levels(curve):
    section = specification_section(curve)
    assert section.title == TITLE
    told = [block.text for block in section.blocks[:3]]
    assert told[0] == (
        "4 specifications give pooled rates from 20.0 to 34.0 %, median 25.5 %."
    )  # fmt: skip
    assert told[1].startswith("The choice that matters most is “Rows”: 90.0 % of the spread")
    assert told[2] == (
        "The interval lies above the benchmark of 25.0 % in 50.0 % of the specifications, below it "
        "in 25.0 %, and holds it in 25.0 %."
    )
    rows = [[cell.text for cell in row.cells] for row in section.blocks[3].rows]
    assert rows == [
        ["Rows", "", "", "", "90.0"],
        ["– All rows", "2", "20.5", "20.0 to 21.0", ""],
        ["– Design: prospective trial", "2", "32.0", "30.0 to 34.0", ""],
        ["Model", "", "", "", "4.0"],
        ["– GLMM", "2", "25.0", "20.0 to 30.0", ""],
        ["– Logit", "2", "27.5", "21.0 to 34.0", ""],
    ]
    assert section.blocks[4].items == ("The shares overlap.",)


def test_without_shares_or_a_benchmark_only_the_range_is_told(curve):
    curve["specification"] |= {"benchmark": None, "share_open": None, "variance_shares": []}
    section = specification_section(curve)
    assert len(section.blocks) == 3
    assert [row.cells[-1].text for row in section.blocks[1].rows if row.cells[1].text == ""] == [
        "–", "–",
    ]  # fmt: skip
