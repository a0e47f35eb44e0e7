"""Bars of the risk of bias: as long as their shares, told apart without colour."""

from __future__ import annotations

from itertools import pairwise

import bias_entries as build
import pytest
from estimates_builder import HOSTILE
from figure_checks import artist, names, outside, overlaps, shown_texts
from matplotlib.colors import to_rgb

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.bias.look import COLOURS, FREE, colours_of, domain_key, ink_on, level_key
from rechallenge.figures.bias.summary import bias_figure
from rechallenge.risk_of_bias.tools import TOOLS

NARROW, WIDE = FigureSettings(width=84.0), FigureSettings()
BY_PATIENTS = FigureSettings(risk_of_bias_by="patients")


def lightness(colour: str) -> float:
    """CIE L* of a colour."""
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in to_rgb(colour)]
    y = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return 116 * y ** (1 / 3) - 16


def texts(drawn) -> list[str]:
    return [text.get_text() for text in shown_texts(drawn.figure)]


@pytest.mark.parametrize("settings", [NARROW, WIDE, BY_PATIENTS], ids=["84", "174", "patients"])
@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("count", [1, 3, 140])
def test_texts_neither_overlap_nor_leave_the_canvas(tool, settings, count):
    drawn = bias_figure(build.estimates(build.judged(tool, count), HOSTILE), settings)
    assert overlaps(drawn.figure) == []
    assert outside(drawn.figure) == []
    assert drawn.figure.get_size_inches()[0] * 25.4 == pytest.approx(settings.width)
    assert min(text.get_fontsize() for text in shown_texts(drawn.figure)) >= 7


def test_levels_of_a_reviewer_may_be_anything():
    entry = build.judged("generic", 6, level=HOSTILE)
    for settings in (NARROW, WIDE):
        drawn = bias_figure(build.estimates(entry), settings)
        assert overlaps(drawn.figure) == []
        assert outside(drawn.figure) == []
        assert "\u202e" not in "".join(texts(drawn))


def test_bars_are_as_long_as_their_shares():
    entry = build.judged("rob2", 4)
    # Of studies 0 to 3, with 10 to 13 patients: Low, Some concerns, High, Low in the first domain.
    figure = bias_figure(build.estimates(entry), WIDE).figure
    whole = artist(figure, "bias-whole-d1")
    parts = [artist(figure, f"bias-d1-{i}") for i in (1, 2, 3)]
    shares = [part.get_width() / whole.get_width() for part in parts]
    assert shares == pytest.approx([0.5, 0.25, 0.25])
    assert parts[1].get_x() == pytest.approx(parts[0].get_x() + parts[0].get_width())
    figure = bias_figure(build.estimates(entry), BY_PATIENTS).figure
    shares = [artist(figure, f"bias-d1-{i}").get_width() / whole.get_width() for i in (1, 2, 3)]
    assert shares == pytest.approx([23 / 46, 11 / 46, 12 / 46])


def test_bars_say_sign_and_number():
    drawn = bias_figure(build.estimates(build.judged("rob2", 4)), WIDE)
    assert "+\u20092" in texts(drawn)
    assert "−\u20091" in texts(drawn)
    assert "×\u20091" in texts(drawn)
    assert "Share of studies, %" in texts(drawn)
    points = bias_figure(build.estimates(build.judged("minors", 3)), WIDE)
    assert "2:\u20091" in texts(points)
    assert "Reported and adequate" in texts(points)


def test_what_is_not_judged_stays_blank():
    entry = build.judged("rob2", 3, blank=True)
    drawn = bias_figure(build.estimates(entry), WIDE)
    whole = artist(drawn.figure, "bias-whole-d1")
    found = [name for name in names(drawn.figure) if name.startswith("bias-d1-")]
    filled = sum(artist(drawn.figure, name).get_width() for name in found)
    assert filled / whole.get_width() == pytest.approx(2 / 3)
    assert "not judged 1." in drawn.description


def test_worse_is_darker_and_signs_can_be_read():
    order = ("unknown", "low", "reserved", "some", "high", "critical")
    shades = [lightness(COLOURS[role]) for role in order]
    assert shades == sorted(shades, reverse=True)
    assert min(before - after for before, after in pairwise(shades)) > 5
    for colour in (*COLOURS.values(), *FREE):
        assert abs(lightness(colour) - lightness(ink_on(colour))) > 40


def test_every_level_has_its_colour():
    entry = build.judged("generic", 2, level="five stars")
    assert colours_of(entry["levels"]) == {"five stars": FREE[0]}
    robins = build.judged("robins-i-2016")
    assert colours_of(robins["levels"])["Serious"] == COLOURS["high"]


def test_the_words_say_what_was_counted_and_by_which_tool():
    drawn = bias_figure(build.estimates(build.judged("rob2", 4)), WIDE)
    assert drawn.caption == (
        "Risk of bias: Objective response. 4 studies of equal weight, judged by RoB 2 (Sterne et "
        "al., BMJ 2019;366:l4898); numbers in the bars are studies."
    )
    assert drawn.description.startswith(
        "Bias arising from the randomisation process: Low 2 (50.0 % of studies, 50.0 % of "
        "patients), Some concerns 1 (25.0 % of studies, 23.9 % of patients), High 1"
    )
    weighed = bias_figure(build.estimates(build.judged("rob2", 4)), BY_PATIENTS)
    assert "Shares of the 46 patients of 4 studies" in weighed.caption


def test_the_key_names_domains_and_signs():
    entry = build.judged("rob2", 4)
    assert domain_key(entry) == (
        "Risk of bias, RoB 2 (Sterne et al., BMJ 2019;366:l4898): D1 bias arising from the "
        "randomisation process; D2 bias due to deviations from intended interventions; D3 bias due "
        "to missing outcome data; D4 bias in measurement of the outcome; D5 bias in selection of "
        "the reported result."
    )
    assert level_key(entry).replace("\u00a0", " ") == (
        "Judgements: + low; − some concerns; × high."
    )
    assert domain_key(build.judged("generic", 2)).startswith("Risk of bias: D1 selection; D2")


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({}, "No judgements of the risk of bias"),
        (build.judged("rob2", 2) | {"assessments": []}, "none of the judged rows is pooled"),
    ],
)
def test_a_figure_without_judgements_says_why(entry, why):
    drawn = bias_figure(build.estimates(entry), NARROW)
    assert why in drawn.caption
    assert why in drawn.description
    assert overlaps(drawn.figure) == []


def test_estimates_of_earlier_versions_have_none():
    assert "No judgements" in bias_figure({"label": "x"}, WIDE).caption
