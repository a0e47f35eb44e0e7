"""Judgements counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from rechallenge.analysis.risk_of_bias import bias_entry
from rechallenge.studies.rows import Row

DOMAINS = ("randomisation", "deviations", "missing", "measurement", "reporting", "overall")


def row(study: str, judgements: str, *, total: int = 10, arm: str = "", line: int = 2) -> Row:
    words = {"l": "Low", "s": "Some concerns", "h": "High", "x": "Serious", ".": ""}
    cells = {f"rob_{d}": words[j] for d, j in zip(DOMAINS, judgements, strict=True)}
    return Row(
        file="a.csv", line=line, cells=cells, study=study, study_id=study.casefold(), arm=arm,
        events=1, total=total,
    )  # fmt: skip


def counts(entry: dict[str, Any], short: str) -> dict[str, int]:
    domain = next(domain for domain in entry["domains"] if domain["short"] == short)
    return {level["judgement"]: level["count"] for level in domain["levels"]}


def test_studies_are_counted_and_weighed_by_patients():
    rows = [
        row("A", "lllshs", total=10),
        row("B", "llllhh", total=30),
        row("C", "hllllh", total=60),
    ]
    entry = bias_entry(rows, [], tool="auto")
    assert (entry["tool"], entry["name"]) == ("rob2", "RoB 2")
    assert counts(entry, "D1") == {"Low": 2, "Some concerns": 0, "High": 1}
    assert counts(entry, "D5") == {"Low": 1, "Some concerns": 0, "High": 2}
    overall = entry["domains"][-1]
    assert (overall["short"], overall["judged"]) == ("Overall", 3)
    assert [level["share"] for level in overall["levels"]] == pytest.approx([0, 1 / 3, 2 / 3])
    assert [level["patients_share"] for level in overall["levels"]] == pytest.approx([0, 0.1, 0.9])
    assert entry["notes"] == []


def test_arms_that_agree_are_one_study_and_blanks_are_filled_from_each_other():
    rows = [row("A", "ll..ll", arm="x", total=10), row("A", "..ssl.", arm="y", total=20)]
    entry = bias_entry(rows, [], tool="auto")
    (assessment,) = entry["assessments"]
    assert assessment["patients"] == 30
    assert list(assessment["judgements"].values()) == [
        "Low", "Low", "Some concerns", "Some concerns", "Low", "Low",
    ]  # fmt: skip
    assert entry["rows"][0]["judgements"]["D3"] is None


def test_arms_that_disagree_count_for_themselves():
    rows = [row("A", "llllll", arm="x"), row("A", "hllllh", arm="y"), row("B", "llllll")]
    entry = bias_entry(rows, [], tool="auto")
    assert [a["arm"] for a in entry["assessments"]] == ["x", "y", ""]
    assert counts(entry, "D1") == {"Low": 2, "Some concerns": 0, "High": 1}
    assert entry["notes"] == ["Arms judged differently, each counted for itself: A."]


def test_rows_that_are_not_pooled_are_shown_and_not_counted():
    entry = bias_entry([row("A", "llllll")], [(row("B", "hhhhhh"), "excluded")], tool="auto")
    assert [one["pooled"] for one in entry["rows"]] == [True, False]
    assert entry["rows"][1]["judgements"]["D1"] == "High"
    assert counts(entry, "D1") == {"Low": 1, "Some concerns": 0, "High": 0}


def test_words_of_another_tool_are_no_judgement_and_studies_without_one_are_told():
    entry = bias_entry([row("A", "xlllll"), row("B", "......")], [], tool="auto")
    assert entry["rows"][0]["judgements"]["D1"] is None
    assert len(entry["assessments"]) == 1
    assert entry["notes"] == [
        "1 judgement is no word of RoB 2, and shown as none.",
        "1 study has no judgement.",
    ]


def test_judgements_without_a_tool_keep_their_words_in_the_order_of_their_risk():
    rows = [
        Row(file="a", line=i, study=str(i), study_id=str(i), total=5, cells={"rob_stars": text})
        for i, text in enumerate(["high", "three", "LOW", "unclear", "NA"])
    ]
    entry = bias_entry(rows, [], tool="auto")
    assert entry["tool"] == "generic"
    assert [level["judgement"] for level in entry["levels"]] == [
        "Low", "High", "Unclear", "Not applicable", "three",
    ]  # fmt: skip
    assert entry["domains"][0]["name"] == "Stars"
    assert entry["notes"][0].startswith("Of the risk of bias, the columns are not the domains")


def test_points_are_added_up_where_all_items_are_there():
    items = ("aim", "consecutive", "prospective", "endpoints", "assessment", "followup", "loss",
             "study_size")  # fmt: skip
    rows = [
        Row(file="a", line=2, study=name, study_id=name, total=5,
            cells=dict(zip((f"rob_{item}" for item in items), points, strict=True)))
        for name, points in (("A", "22202110"), ("B", "2120211 "))
    ]  # fmt: skip
    entry = bias_entry(rows, [], tool="auto")
    assert entry["tool"] == "minors"
    assert entry["rows"][0]["judgements"]["Overall"] == "10"
    assert entry["rows"][1]["judgements"]["Overall"] is None
    assert (entry["domains"][-1]["score"], entry["domains"][-1]["levels"]) == (True, [])
    assert counts(entry, "2") == {"2": 1, "1": 1, "0": 0}


@pytest.mark.parametrize("tool", ["auto", "none"])
def test_nothing_where_nothing_is_judged(tool):
    assert bias_entry([row("A", "......")], [], tool=tool) == {}
    assert bias_entry([Row(file="a", line=2, study="A", study_id="a")], [], tool=tool) == {}


def test_judgements_of_rows_alone_that_are_not_pooled_have_no_shares():
    entry = bias_entry([], [(row("A", "llllll"), "no count given")], tool="auto")
    assert entry["assessments"] == []
    assert {level["share"] for level in entry["domains"][0]["levels"]} == {None}
