from __future__ import annotations

import pytest

from rechallenge.lettering import lettered, missing, simplified


def test_texts_are_lettered_as_figures_print_them():
    assert lettered("Müller 2020") == "Müller 2020"
    assert lettered("\uf8fa 🇩🇪 ❤️").split() == ["�", "DE", "❤"]


def test_what_is_missing_is_told_with_its_codes():
    assert missing("Müller") == ("", "")
    problem, remedy = missing("a\ue000b\ue001\ue000")
    assert problem == (
        "U+E000, U+E001 has no meaning outside of the one font that it was made for, so figures "
        "print “�” in its place"
    )
    assert remedy == "type the character that was meant"


def test_long_lists_of_codes_end_in_a_number():
    problem, _ = missing("".join(chr(0xE000 + i) for i in range(9)))
    assert problem.startswith("U+E000, U+E001, U+E002, U+E003, U+E004, U+E005 and 3 more ")


@pytest.mark.parametrize(
    ("written", "plain"),
    [("Lee 2020", ""), ("山田", ""), ("Lee 👍🏽", "Lee 👍"), ("Lee 🇩🇪", "Lee DE"), ("a  b", "")],
)
def test_simplified_is_empty_where_nothing_changes(written, plain):
    assert simplified(written) == plain
