from __future__ import annotations

import estimates_builder as build

from rechallenge.figures.forest.order import ordered


def place(row, file, line):
    return row | {"file": file, "row": line}


TABLE = [
    place(build.row("Young 2013", 9, 10), "c.csv", 2),
    place(build.row("Two arms 2015", 8, 10, arm="x"), "a.csv", 3),
    place(build.row("Two arms 2015", 1, 90, arm="y"), "a.csv", 2),
    place(build.row("Old 2020", 2, 10), "b.csv", 2),
    place(build.row("Grey 2011", 5, 10, reason="a letter"), "a.csv", 9),
]


def names(order):
    return [group[0]["study"] for group in ordered(TABLE, order)]


def test_by_year_the_order_of_the_results_stands():
    assert names("year") == ["Young 2013", "Two arms 2015", "Old 2020", "Grey 2011"]


def test_as_given_is_by_file_and_row_with_arms_in_their_order():
    assert names("given") == ["Two arms 2015", "Old 2020", "Young 2013", "Grey 2011"]
    arms = ordered(TABLE, "given")[0]
    assert [row["arm"] for row in arms] == ["y", "x"]


def test_by_estimate_the_arms_of_a_study_count_together():
    # 9/100, 2/10, 9/10; what was not pooled stays last
    assert names("estimate") == ["Two arms 2015", "Old 2020", "Young 2013", "Grey 2011"]


def test_an_arm_that_is_not_pooled_stays_with_its_study_and_does_not_count():
    table = [
        build.row("A", 1, 10, arm="x"),
        build.row("B", 2, 10),
        build.row("A", 10, 10, arm="y", reason="superseded"),
        build.row("C", None, 10),
    ]
    groups = ordered(table, "estimate")
    assert [[row["arm"] for row in group] for group in groups] == [["x", "y"], [""], [""]]
    assert groups[-1][0]["study"] == "C"
