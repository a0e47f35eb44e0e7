from __future__ import annotations

import pytest

from rechallenge.figures.breaking import pieces, units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two words", ["two", " words"]),
        ("山田太郎", ["山", "田", "太", "郎"]),
        ("研究、第二報（多施設）", ["研", "究、", "第", "二", "報", "（多", "施", "設）"]),
        ("山田2020年", ["山", "田", "2020", "年"]),
        ("データ", ["デー", "タ"]),
        ("山 Lee 田", ["山", " Lee", " 田"]),
        ("서울대학교 병원", ["서울대학교", " 병원"]),
        ("", [""]),
    ],
)
def test_lines_may_end_at_blanks_and_between_chinese_characters(text, expected):
    assert list(pieces(text)) == expected


def test_marks_of_direction_stay_with_their_text():
    assert units("a\u2067bc\u2069d") == ["a", "\u2067b", "c\u2069", "d"]
    assert units("\u2067\u2066x") == ["\u2067\u2066x"]
