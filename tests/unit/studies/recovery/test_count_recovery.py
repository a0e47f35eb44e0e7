"""Counts recovered from a percentage and an interval, and what is said where that fails."""

from __future__ import annotations

from collections.abc import Callable

from rechallenge.studies import Finding, StudyData

Review = Callable[..., StudyData]


def read(review: Review, **cells: str) -> StudyData:
    values = {"study": "Lee 2020", **cells}
    return review(",".join(values) + "\n" + ",".join(values.values()) + "\n")


def found(data: StudyData, code: str) -> Finding:
    (finding,) = [finding for finding in data.findings if finding.code == code]
    return finding


def counts(data: StudyData) -> tuple[int | None, int | None]:
    (row,) = data.rows
    return row.events, row.total


def test_the_total_and_the_method_that_fitted_are_told(review: Review) -> None:
    data = read(review, percent="23", ci_low="8", ci_high="45", total_max="26")
    assert counts(data) == (5, 22)
    assert found(data, "N212").problem == (
        "5/22 recovered from 23 % of at most 26: the only pair of whole numbers that fits with the "
        "printed interval 8–45 (Clopper–Pearson, 95 %)"
    )


def test_an_interval_that_agrees_is_told(review: Review) -> None:
    data = read(review, percent="18", ci_low="8", ci_high="34", total="38")
    assert data.rows[0].recovered == (
        "7/38 recovered from 18 % of 38: the only whole number that fits, and the printed interval "
        "8–34 agrees (Clopper–Pearson, 95 %)"
    )
    assert [finding.code for finding in data.findings] == ["N212"]


def test_an_interval_that_agrees_at_another_level_is_a_warning(review: Review) -> None:
    cells = {"percent": "28", "ci_low": "19", "ci_high": "38", "total": "69"}
    data = read(review, **cells)
    assert counts(data) == (19, 69)
    assert "fits 19/69 at the 90 % level only" in found(data, "W209").problem
    agreeing = read(review, **cells, ci_level="90")
    assert [finding.code for finding in agreeing.findings] == ["N212"]
    assert agreeing.rows[0].recovered.endswith("19–38 agrees (Clopper–Pearson, 90 %)")


def test_a_level_that_is_not_printed_is_found(review: Review) -> None:
    # 41, 42 and 43 of 351 round to 12; 42/351 at 90 % has the exact interval 9.2-15.2.
    data = read(review, percent="12", ci_low="9.2", ci_high="15.2", total="351")
    assert counts(data) == (42, 351)
    assert "9.2–15.2 (Clopper–Pearson, 90 %)" in data.rows[0].recovered


def test_the_interval_alone_may_settle_the_total(review: Review) -> None:
    # Arance 2023: 21.4 % (13.9-30.5) is 22 of 103.
    data = read(review, percent="21.4", ci_low="13.9", ci_high="30.5", total="")
    assert counts(data) == (22, 103)
    open_ended = read(review, percent="18", ci_low="8", ci_high="34", total="")
    assert counts(open_ended) == (None, None)
    assert [finding.code for finding in open_ended.findings] == ["W112"]


def test_readings_are_listed(review: Review) -> None:
    six = found(read(review, percent="40.0", total_max="32"), "E213")
    assert six.problem == (
        "“40.0” per cent of at most 32 patients may be 2/5, 4/10, 6/15, 8/20, 10/25, 12/30"
    )
    assert six.remedy == "give the count, or a percentage with more decimals"
    many = found(read(review, percent="36", total_max="100"), "E213")
    assert "4/11" in many.problem
    assert " more" in many.problem
    huge = found(read(review, percent="36", total_max="5000"), "E213")
    assert huge.column == "total_max"
    assert huge.problem == "“36” per cent of at most 5000 patients fits many counts"


def test_readings_that_an_interval_leaves_are_listed(review: Review) -> None:
    data = read(review, percent="18", ci_low="8", ci_high="34", ci_level="95", total_max="53")
    assert found(data, "E213").problem == (
        "“18” per cent of at most 53 patients may be 6/34, 7/38, 7/39, and the printed interval "
        "8–34 (95 %) does not settle it"
    )


def test_a_huge_total_is_answered_in_few_words(review: Review) -> None:
    problem = found(
        read(review, percent="12", ci_low="11", ci_high="13", total="351000000"), "E213"
    ).problem
    assert "or 3509989 more" in problem  # 40,365,000 to 43,875,000, of which 12 are listed
    assert len(problem) < 600


def test_nothing_that_fits_is_told_with_the_nearest(review: Review) -> None:
    assert found(read(review, percent="10", total="38"), "E214").problem == (
        "no count of 38 patients gives “10” per cent: 3/38 = 7.9 %, 4/38 = 10.5 % (fits only if "
        "cut off), and the nearest total that fits is 39 (4/39)"
    )
    below = found(read(review, percent="36.1", total_max="9"), "E214")
    assert below.problem == (
        "no count among at most 9 patients gives “36.1” per cent, the nearest is 3/8 = 37.50 %"
    )
    contradicted = found(
        read(review, percent="23", ci_low="1", ci_high="99", total_max="26"), "E214"
    )
    assert contradicted.problem == (
        "no count among at most 26 patients gives “23” per cent with the printed interval 1–99 "
        "(95 %), without the interval 3/13, 5/22, 6/26 would fit"
    )


def test_fractions_are_recognised(review: Review) -> None:
    assert found(read(review, percent="0.34", total_max="58"), "E206").remedy == (
        "write 34 (per cent)"
    )
    both = found(read(review, percent="0.18", ci_low="0.08", ci_high="0.34", total="38"), "E206")
    assert both.remedy == "write 18 (per cent), and 8 and 34 as its limits"


def test_an_interval_tells_fractions_from_small_percentages(review: Review) -> None:
    # 1/294 = 0.34 %, exact interval 0.01-1.88; 100/294 = 34 %, exact interval 28.6-39.7.
    small = read(review, percent="0.34", ci_low="0.01", ci_high="1.9", total="294")
    assert counts(small) == (1, 294)
    for low, high in (("29", "40"), ("0.29", "0.40")):
        finding = found(read(review, percent="0.34", ci_low=low, ci_high=high, total="294"), "E206")
        assert finding.problem == (
            "“0.34” looks like a fraction: no count of 294 patients fits 0.34 per cent and the "
            "printed interval"
        )


def test_limits_as_fractions_are_the_only_finding(review: Review) -> None:
    data = read(review, percent="18", ci_low="0.08", ci_high="0.34", total_max="53")
    assert [finding.code for finding in data.findings] == ["E206"]
    assert not data.rows[0].sound
