from __future__ import annotations

import warnings

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rechallenge.characters import well_isolated, without_isolates
from rechallenge.figures.style import PNG_DPI, figure_style
from rechallenge.figures.text import Ruler, clean, spaced, unbroken
from rechallenge.fonts import FONT


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
        assert ruler.width(clean("山田 กขค 🙂 \U00012000 \uf8fa"), 7.5) > 0
    assert ruler.families("Müller Ωμέγα Иванов") == (FONT, "sans-serif")


def test_what_no_font_prints_has_a_visible_mark():
    assert clean("Lee \uf8fa 2020") == "Lee � 2020"
    assert clean(clean("Lee \uf8fa 2020")) == "Lee � 2020"


def test_marks_of_scripts_that_stack_them_are_kept():
    for name in ("مُحَمَّد", "שָׁלוֹם", "किं", "ปั่", "Nguyễn"):
        assert without_isolates(clean(name)) == name


def test_names_from_right_to_left_keep_their_order_in_a_sentence(ruler):
    name = clean("محمد 2020")
    assert name == "\u2067محمد 2020\u2069"
    sentence = f"Without {name}, arm B"
    assert clean(sentence) == sentence
    assert clean(name) == name
    assert ruler.width(name, 7.5) == pytest.approx(ruler.width("محمد 2020", 7.5))


def test_hostile_marks_of_direction_are_dropped():
    assert clean("a\u2069\u2067b") == "ab"
    assert clean("a\u2067b\u2069c") == "a\u2067b\u2069c"


@pytest.mark.parametrize("character", ["q\u0323\u0301", "👍", "한", "क्ष", "山"])
def test_shortening_cuts_no_character_in_two(character):
    shortened = clean(character * 50, limit=20)
    kept = without_isolates(shortened).removesuffix("…")
    assert kept == character * (len(kept) // len(character))
    assert len(kept) < 20


def test_shortened_texts_close_what_they_open():
    shortened = clean("Without \u2067" + "محمد " * 20 + "\u2069 and more", limit=30)
    assert shortened.endswith("…\u2069")
    assert len(without_isolates(shortened)) <= 30
    assert clean(shortened, limit=30) == shortened


@pytest.mark.parametrize("text", ["山田太郎東京大学医学部附属病院", "研究、第二報（多施設）。" * 4])
def test_chinese_and_japanese_lines_are_filled(ruler, text):
    lines = ruler.wrap(text, 60.0, 7.5)
    assert "".join(lines) == text
    assert all(40 < ruler.width(line, 7.5) <= 60 for line in lines[:-1])
    assert not any(line[0] in "、。）" or line[-1] == "（" for line in lines)


def test_lines_of_a_name_from_right_to_left_each_run_so(ruler):
    lines = ruler.wrap(clean("محمد علي " * 8 + "(Cairo 2021)"), 80.0, 7.5, hang=8.0, most=3)
    assert len(lines) == 3
    assert all(line[0] == "\u2067" and line[-1] == "\u2069" for line in lines)
    assert lines[-1][-2] == "…"
    assert all(ruler.width(line, 7.5) <= 80 for line in lines)


def test_shortened_to_a_width(ruler):
    assert ruler.shortened("short", 50.0, 7.5) == "short"
    for text in ("Kim, Lee and others (2020) " * 4, clean("محمد علي " * 9), "q\u0323\u0301" * 40):
        cut = ruler.shortened(text, 60.0, 7.5)
        assert 45 < ruler.width(cut, 7.5) <= 60
        assert "…" in cut
        assert text.startswith(cut[: cut.index("…")])
        assert well_isolated(cut)
    assert ruler.shortened("Kim, Lee", ruler.width("Kim, …", 7.5), 7.5) == "Kim…"


def test_a_box_is_as_high_as_lines_are(ruler):
    width, rise, fall = ruler.box("o", 7.5)
    assert width == ruler.width("o", 7.5)
    assert (rise, fall) == ruler.box("lp", 7.5)[1:]
    assert ruler.box("Ặg", 7.5)[1] > rise


@pytest.mark.parametrize("cluster", ["👨‍👩‍👧", "q\u0323\u0301", "🇩🇪", "क्ष"])
def test_no_line_begins_within_a_character(ruler, cluster):
    for width in (9.0, 25.0, 40.0):
        lines = ruler.wrap(cluster * 9, width, 7.5)
        assert "".join(lines) == cluster * 9
        assert all(line.startswith(cluster) for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "Müller VAT 2020",
        "山田太郎 2020",
        "محمد علي 2020 (arm A)",
        "Lee, כהן, B",
        "สมชาย ปั่",
        "क्षत्रिय",
        "👍 DE",
    ],
)
def test_measured_and_drawn_widths_agree(ruler, text):
    text = clean(text)
    with figure_style():
        figure = Figure(figsize=(3, 0.5))
        canvas = FigureCanvasAgg(figure)
        figure.set_dpi(PNG_DPI)
        figure.text(0.1, 0.5, text, fontproperties=ruler.font(text, 7.5), parse_math=False)
        canvas.draw()
    inked = np.flatnonzero((np.asarray(canvas.buffer_rgba())[:, :, :3] < 200).any(axis=(0, 2)))
    drawn = (inked[-1] + 1 - 0.1 * 3 * PNG_DPI) * 72 / PNG_DPI
    assert drawn == pytest.approx(ruler.width(text, 7.5), abs=2.0)
    assert drawn <= ruler.width(text, 7.5) + 0.3
