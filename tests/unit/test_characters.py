from __future__ import annotations

import pytest

from rechallenge.characters import (
    clusters,
    isolated,
    plain_symbols,
    reopened,
    runs_right_to_left,
    well_isolated,
    without_isolates,
)

ARABIC, HEBREW = "محمد", "כהן"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ab", ["a", "b"]),
        ("q\u0323\u0301x", ["q\u0323\u0301", "x"]),
        ("กำปั่", ["กำ", "ปั่"]),
        ("क्षत्रिय", ["क्ष", "त्रि", "य"]),
        ("한국", ["한", "국"]),
        ("\u1112\u1161\u11ab", ["\u1112\u1161\u11ab"]),
        ("👍🏽👨‍👩‍👧x", ["👍🏽", "👨‍👩‍👧", "x"]),
        ("❤️‍🔥1️⃣", ["❤️‍🔥", "1️⃣"]),
        ("🇩🇪🇫🇷🇮", ["🇩🇪", "🇫🇷", "🇮"]),
        ("山\U000e0101田", ["山\U000e0101", "田"]),
        ("می\u200cخواهم", ["م", "ی\u200c", "خ", "و", "ا", "ه", "م"]),
        ("", []),
    ],
)
def test_clusters_are_what_readers_see_as_one_character(text, parts):
    assert clusters(text) == parts


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Lee 2020 (A) é", "Lee 2020 (A) é"),
        ("👍🏽", "👍"),
        ("👨‍👩‍👧", "👨👩👧"),
        ("❤️‍🔥", "❤🔥"),
        ("1️⃣", "1"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
        ("葛\U000e0100城", "葛城"),
        ("क्‍ष", "क्‍ष"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_emoji_in_plain_form(written, plain):
    assert plain_symbols(written) == plain


def test_flags_become_the_letters_of_their_countries():
    assert plain_symbols("Lee🇩🇪🇫🇷").split() == ["Lee", "DE", "FR"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ARABIC, True),
        (HEBREW, True),
        ("2020 " + HEBREW, True),
        ("Lee " + ARABIC, False),
        ("", False),
    ],
)
def test_direction_is_that_of_the_first_letter(text, expected):
    assert runs_right_to_left(text) is expected


def test_texts_from_right_to_left_are_set_off_once():
    name = isolated(f"{ARABIC} 2020")
    assert name == f"\u2067{ARABIC} 2020\u2069"
    assert isolated(name) == name
    sentence = f"Without {name}"
    assert isolated(sentence) == sentence
    assert isolated(f"Lee, {HEBREW}") == f"\u2066Lee, {HEBREW}\u2069"
    assert isolated("Müller Ωμέγα 山田") == "Müller Ωμέγα 山田"
    assert without_isolates(sentence) == f"Without {ARABIC} 2020"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", True),
        ("a\u2067b\u2066c\u2069\u2069", True),
        ("a\u2067b", False),
        ("a\u2069b\u2067", False),
        ("\u2069", False),
    ],
)
def test_isolates_have_their_ends(text, expected):
    assert well_isolated(text) is expected


def test_broken_isolates_go_on_in_the_next_line():
    lines = ("of \u2067aa \u2066bb", "cc\u2069 dd", "ee\u2069 ff")
    assert reopened(lines) == (
        "of \u2067aa \u2066bb\u2069\u2069",
        "\u2067\u2066cc\u2069 dd\u2069",
        "\u2067ee\u2069 ff",
    )
    assert all(map(well_isolated, reopened(lines)))
