"""The sentence that tells a finding."""

from __future__ import annotations

from rechallenge.studies.findings import Finding, in_order, listing, quoted


def finding(**fields: object) -> Finding:
    given = {"code": "E203", "file": "a.csv", "problem": "p", "remedy": "r"} | fields
    return Finding(**given)  # type: ignore[arg-type]


def test_the_message_holds_place_problem_remedy_and_code() -> None:
    full = finding(rows=(3,), study="Lee 2020", column="total")
    assert full.message == "a.csv, row 3 (study “Lee 2020”), column “total”: p; r. [E203]"
    assert finding().message == "a.csv: p; r. [E203]"
    assert finding(rows=(6, 18)).message == "a.csv, rows 6, 18: p; r. [E203]"


def test_levels_follow_from_codes() -> None:
    assert [finding(code=code).level for code in ("E101", "W112", "N102")] == [
        "error",
        "warning",
        "note",
    ]


def test_rows_are_listed_in_few_words() -> None:
    assert listing((4,)) == "4"
    assert listing((4, 5)) == "4, 5"
    assert listing((3, 5, 6, 7, 12)) == "3, 5–7, 12"


def test_long_cells_are_quoted_on_one_short_line() -> None:
    assert quoted("a\nb") == "“a b”"
    assert len(quoted("x" * 10_000)) == 62


def test_characters_that_mislead_are_shown_in_quoted_cells() -> None:
    assert quoted("201\x14,\x1b[2J\u202e4\u200b\x7f") == "“201�,�[2J�4��”"
    assert quoted("a\r\nb\x85c\x1cd\u2028e") == "“a b c d e”"


def test_findings_are_sorted_without_repeats() -> None:
    first, second = finding(rows=(2,)), finding(rows=(10,))
    assert in_order([second, first, second]) == (first, second)
