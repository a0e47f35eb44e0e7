"""The section of the small-study test: p beside its own false-positive rate, and no verdict."""

import re

import pytest

from rechallenge.report.blocks import Bullets, Paragraph, Table
from rechallenge.report.markdown import document
from rechallenge.report.small_study import small_study_sections

RESULT = {
    "test": "peters",
    "k": 25,
    "alpha": 0.05,
    "slope": 11.467918927636076,
    "se": 5.7358152664337752,
    "statistic": 1.9993529071179827,
    "df": 23,
    "p": 0.057519160573750935,
    "false_positive_rate": 0.034,
    "mc_se": 0.0041,
    "replicates": 2000,
    "notes": [],
}


def section(*, studies=25, **changes):
    estimates = {"small_study": RESULT | changes, "studies": studies}
    (found,) = small_study_sections(estimates)
    return found


def text(found):
    return document("Report", (found,), footer="")


def test_nothing_is_shown_where_it_was_not_asked_for():
    assert small_study_sections({"small_study": {}, "studies": 25}) == ()


def test_p_and_its_false_positive_rate_stand_in_one_sentence():
    lead = section().blocks[0]
    assert lead == Paragraph(
        "The Peters-type test in 25 rows has p = 0.058; where the size of a row has no bearing on "
        "its rate, the same test has p below 0.05 in 3.4 % of data sets like this one.",
        kind="lead",
    )


def test_the_table_holds_every_number():
    (table,) = (block for block in section().blocks if isinstance(block, Table))
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Rows (k)", "25"],
        ["Slope (standard error)", "11 (5.7)"],
        ["t", "2.00, df = 23"],
        ["p", "0.058"],
        ["False-positive rate at p < 0.05, %", "3.4 (Monte Carlo standard error 0.4)"],
    ]


@pytest.mark.parametrize(
    ("rate", "error", "words"),
    [
        (0.17, 0.0084, "more than the 5 % that the threshold promises: a small p says less"),
        (0.013, 0.0025, "less than the 5 % that the threshold promises: the test is cautious"),
        (0.053, 0.005, "Within the error of the simulation that is the 5 %"),
    ],
)
def test_the_rate_is_set_against_the_threshold(rate, error, words):
    assert words in text(section(false_positive_rate=rate, mc_se=error))


def test_a_rate_of_zero_says_of_how_many():
    shown = text(section(false_positive_rate=0.0, mc_se=0.0))
    assert "p below 0.05 in none of 2000 data sets like this one" in shown
    assert "0 (none of 2000 simulated data sets)" in shown


def test_each_test_says_what_it_regresses():
    assert "regresses the log odds of the rows on one over their number of patients" in text(
        section()
    )
    arcsine = text(section(test="arcsine"))
    assert arcsine.count("The arcsine test in 25 rows") == 1
    assert "regresses the arcsine-transformed rates of the rows on their standard errors" in arcsine


def test_rows_of_one_study_are_said_to_count_as_independent():
    words = "Arms of one study count as independent rows."
    assert words in text(section(studies=24))
    assert words not in text(section(studies=25))


@pytest.mark.parametrize("p", [0.0001, 0.03, 0.6])
def test_causes_are_named_and_no_verdict_is_given(p):
    found = section(p=p)
    assert any(block.kind == "caution" for block in found.blocks if isinstance(block, Paragraph))
    shown = text(found)
    assert "A pattern has many possible causes" in shown
    assert "patients, setting, treatment, follow-up or definition of the outcome" in shown
    assert "No estimate is corrected for it." in shown
    assert not re.search(r"bias|significant|trim|asymmetr|egger", shown, re.IGNORECASE)


def test_notes_follow():
    note = "368 simulated data sets of 1000 could not be tested, most often for want of events."
    assert section(notes=[note]).blocks[-1] == Bullets((note,))


def test_a_reason_stands_alone_where_nothing_was_tested():
    empty = dict.fromkeys(
        ("slope", "se", "statistic", "df", "p", "false_positive_rate", "mc_se", "replicates")
    )
    note = "Not tested: 9 rows, and with fewer than ten such a test says too little."
    found = section(k=9, notes=[note], **empty)
    assert found.blocks == (Paragraph(note),)
