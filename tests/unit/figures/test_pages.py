from __future__ import annotations

from rechallenge.figures.pages import split_rows
from rechallenge.figures.table import DisplayRow


def studies(*sizes):
    """Studies of so many arms each; one arm is a row of its own."""
    rows = []
    for i, size in enumerate(sizes):
        rows.append(DisplayRow(role="study", label=f"S{i}"))
        if size > 1:
            rows += [DisplayRow(role="arm", label=f"S{i} arm {j}", indent=1) for j in range(size)]
    return rows


TAIL = [DisplayRow(role="pooled", label="Pooled"), DisplayRow(role="interval", label="Prediction")]


def split(rows, most_rows, most_height=1e9):
    pages = split_rows(rows, [10.0] * len(rows), most_rows=most_rows, most_height=most_height)
    return [[row.label for _, row in page] for page in pages]


def test_few_rows_stand_on_one_page():
    rows = studies(1, 1, 2) + TAIL
    assert split(rows, 10) == [[row.label for row in rows]]


def test_no_row_is_lost_or_doubled():
    rows = studies(*[1, 3, 1, 1, 5, 2, 1] * 6) + TAIL
    pages = split(rows, 13)
    assert [label for page in pages for label in page] == [row.label for row in rows]
    assert len(pages) > 3


def test_a_study_stays_with_its_arms():
    pages = split(studies(*[3] * 10) + TAIL, 9)
    for page in pages:
        assert not page[0].endswith("arm 0")
        assert page[0].startswith("S")
        assert " arm" not in page[0]


def test_pages_are_of_about_the_same_length():
    lengths = [len(page) for page in split(studies(*[1] * 62) + TAIL, 60)]
    assert len(lengths) == 2
    assert max(lengths) - min(lengths) <= 2


def test_no_page_has_more_rows_than_it_may():
    for count in (61, 90, 119, 140, 181):
        pages = split(studies(*[1] * count) + TAIL, 60)
        assert max(map(len, pages)) <= 60
        assert len(pages) == -(-(count + 2) // 60)


def test_height_counts_as_well_as_rows():
    assert len(split(studies(*[1] * 20) + TAIL, 60, most_height=120.0)) == 2


def test_all_summaries_stand_on_the_last_page_with_a_study():
    pages = split(studies(*[1] * 59) + TAIL * 4, 60)
    assert pages[-1][-8:] == ["Pooled", "Prediction"] * 4
    assert pages[-1][0].startswith("S")


def test_a_section_that_goes_on_has_its_heading_again():
    rows = [DisplayRow(role="section", label="Switch")]
    rows += [DisplayRow(role="study", label=f"S{i}", indent=1) for i in range(20)]
    rows += [DisplayRow(role="group", label="Subtotal", indent=1)]
    rows += [DisplayRow(role="section", label="Other", gap=4.0)]
    rows += [DisplayRow(role="study", label=f"T{i}", indent=1) for i in range(3)]
    pages = split(rows + TAIL, 15)
    assert pages[1][0] == "Switch (continued)"
    assert [label for page in pages for label in page].count("Switch") == 1


def test_a_heading_is_never_the_last_row_of_a_page():
    rows = []
    for section in range(8):
        rows.append(DisplayRow(role="section", label=f"Section {section}"))
        rows += [DisplayRow(role="study", label=f"S{i}", indent=1) for i in range(3)]
        rows.append(DisplayRow(role="group", label="Subtotal", indent=1))
    for most in range(10, 20):
        for page in split(rows + TAIL, most):
            assert not page[-1].startswith("Section")
            assert page[0] != "Subtotal"


def test_a_study_with_more_arms_than_a_page_has_rows_stays_whole():
    pages = split(studies(1, 30, 1) + TAIL, 10)
    assert sum(any(" arm" in label for label in page) for page in pages) == 1
