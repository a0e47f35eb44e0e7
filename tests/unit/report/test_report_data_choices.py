"""Sections on readings of counts, overlapping studies and shrunken rates."""

from report_documents import analysed, row

from rechallenge.report.blocks import Paragraph, Table
from rechallenge.report.data_choices import data_choices_sections, readings_range
from rechallenge.report.shrunken import shrunken_section

ROWS = (
    row("Lee 2020", 26, 111, percent="23", count_source="derived", overlap_group="G"),
    row("Kim 2021", 3, 20, overlap_group="G"),
    row("Roe 2022", 9, 30),
    row("Poe 2023", 8, 40),
)


def texts(section):
    return [block.text for block in section.blocks if isinstance(block, Paragraph)]


def tables(section):
    return [
        [[cell.text for cell in line.cells] for line in block.rows]
        for block in section.blocks
        if isinstance(block, Table)
    ]


def test_the_range_over_readings_and_the_estimate_without_overlap():
    document = analysed(ROWS)
    readings, overlap = data_choices_sections(document)
    assert texts(readings)[0].startswith(
        "The printed figures of 1 row fit more than one pair of counts. All 2 combinations of "
        "readings were pooled: the rate lies between "
    )
    rows, ends = tables(readings)
    assert rows == [["Lee 2020", "26/111", "25/111", "25/111", "26/111"]]
    assert [line[0] for line in ends] == ["as taken", "lowest rate", "highest rate"]
    assert ends[2][2] == "0.0"
    low, high = readings_range(document).split(" to ")
    assert float(low) < float(high)
    assert ends[1][1].startswith(low)
    assert "(3 rows from 3 studies" not in texts(overlap)[0]
    assert "3 rows from 3 studies" in texts(overlap)[0]
    assert tables(overlap) == [[["G", "Lee 2020 (111)", "Kim 2021 (20)"]]]


def test_nothing_is_said_where_nothing_was_chosen():
    document = analysed(ROWS[2:])
    assert data_choices_sections(document) == ()
    assert readings_range(document) == ""


def test_shrunken_rates_stand_beside_the_observed_ones():
    (table,) = tables(shrunken_section(analysed(ROWS)))
    assert [line[:3] for line in table] == [
        ["Kim 2021", "3/20", "15.0"],
        ["Lee 2020", "26/111", "23.4"],
        ["Poe 2023", "8/40", "20.0"],
        ["Roe 2022", "9/30", "30.0"],
    ]
    # The smallest row is drawn most towards the others, which lie higher.
    assert 15 < float(table[0][3].split()[0]) < 26
