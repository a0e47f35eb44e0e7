from __future__ import annotations

import warnings

import pytest

from rechallenge.figures.style import figure_style
from rechallenge.figures.text import FONT, Ruler, clean, spaced, unbroken


@pytest.fixture(scope="module")
def ruler():
    with figure_style():
        yield Ruler()


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("  Robert\n2013\t ", "Robert 2013"),
        ("a\u2028b\x85c", "a b c"),
        ("abc\u202edef\u202c\u200f\u2066x\ufeff", "abcdefx"),
        ("nul\x00bell\x07", "nulbell"),
        ("half \ud800 pair \ufffe", "half pair"),
        ("e\u0301", "é"),
        ("$x$ <b>&amp;", "$x$ <b>&amp;"),
        ("1\u2009377\u00a0%", "1\u2009377\u00a0%"),
    ],
)
def test_clean(given, printed):
    assert clean(given) == printed


def test_piled_accents_are_cut_to_two():
    assert clean("x" + "\u0323" * 40 + "y") == "x\u0323\u0323y"


def test_clean_shortens_with_an_ellipsis():
    assert clean("a" * 500, limit=20) == "a" * 19 + "…"


def test_codes_get_spaces_and_names_keep_their_underscores():
    assert spaced("second_course") == "second course"
    assert spaced("Trial_A (x_y)") == "Trial_A (x_y)"


def test_numbers_stay_with_their_signs():
    text = "26.0 % (95 % CI), df = 3, p < 0.001"
    assert unbroken(text) == "26.0\u00a0% (95\u00a0% CI), df\u00a0=\u00a03, p\u00a0<\u00a00.001"


def test_width_is_that_of_the_font(ruler):
    # DejaVu Sans: a digit is 1303 of 2048 units wide
    assert ruler.width("0" * 40, 8) == pytest.approx(40 * 8 * 1303 / 2048, rel=0.01)


def test_digits_of_equal_width(ruler):
    assert len({round(ruler.width(digit * 10, 7.5), 3) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("text", ["two or three words of a name", "W" * 90, "a " + "b" * 70 + " c"])
@pytest.mark.parametrize("hang", [0.0, 8.0])
def test_wrapped_lines_fit_and_lose_nothing(ruler, text, hang):
    lines = ruler.wrap(text, 70.0, 7.5, hang=hang)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert ruler.width(lines[0], 7.5) <= 70
    assert all(ruler.width(line, 7.5) <= 70 - hang for line in lines[1:])


def test_too_many_lines_end_in_an_ellipsis(ruler):
    lines = ruler.wrap("word " * 60, 70.0, 7.5, most=3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert ruler.width(lines[-1], 7.5) <= 70


def test_accents_stay_on_their_letters(ruler):
    lines = ruler.wrap("q\u0323" * 40, 50.0, 7.5)
    assert all(not line.startswith("\u0323") for line in lines)


def test_a_line_narrower_than_a_letter_still_ends(ruler):
    assert ruler.wrap("abc", 0.5, 7.5) == ("a", "b", "c")


def test_scripts_that_the_font_lacks_print_without_a_warning(ruler):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ruler.width("山田 กขค 🙂", 7.5) > 0
    assert ruler.families("Müller Ωμέγα Иванов")[0] == FONT
    assert len(ruler.families("Müller")) == 2
    assert len(ruler.families("山田")) > 2
