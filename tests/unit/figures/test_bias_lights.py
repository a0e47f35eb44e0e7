"""Lights of the risk of bias beside a forest plot."""

from __future__ import annotations

from typing import Any

import estimates_builder as build
import pytest
from figure_checks import names, outside, overlaps, shown_texts

from rechallenge.analysis.risk_of_bias import bias_entry
from rechallenge.config.settings import FigureSettings
from rechallenge.figures.bias.lights import bias_fields, bias_sentence
from rechallenge.figures.bias.look import COLOURS
from rechallenge.figures.drawn import forest_figure
from rechallenge.figures.forest.plot import forest_tables
from rechallenge.figures.table import Light
from rechallenge.risk_of_bias.tools import TOOLS
from rechallenge.studies.rows import Row

RANDOMISED = ("randomisation", "deviations", "missing", "measurement", "reporting", "overall")


def judged(estimates: dict[str, Any], tool: str, *, apart: bool = False) -> dict[str, Any]:
    """Give the rows of an analysis judgements; arms of a study agree unless they are apart."""
    domains = [domain.key for domain in TOOLS[tool].domains] or ["selection", "outcome"]
    words = [judgement.name for judgement in TOOLS[tool].judgements]
    pooled: list[Row] = []
    shown: list[tuple[Row, str]] = []
    studies: dict[str, int] = {}
    for i, entry in enumerate(estimates["rows_table"]):
        entry["row"] = i + 2
        number = studies.setdefault(entry["study_id"], len(studies))
        said = {
            f"rob_{key}": words[(number + 2 * j + (i if apart else 0)) % len(words)]
            for j, key in enumerate(domains)
        }
        if not TOOLS[tool].scored:
            said["rob_overall"] = TOOLS[tool].overall[number % 3].name
        row = Row(
            file=entry["file"], line=i + 2, cells=said, study=entry["study"], arm=entry["arm"],
            study_id=entry["study_id"], events=entry["events"], total=entry["total"],
        )  # fmt: skip
        if entry["pooled"]:
            pooled.append(row)
        else:
            shown.append((row, entry["reason"]))
    return estimates | {"risk_of_bias": bias_entry(pooled, shown, tool=tool)}


def small() -> dict[str, Any]:
    rows = [
        build.row("Adams 2019", 3, 20, arm="a"),
        build.row("Adams 2019", 4, 22, arm="b"),
        build.row("Baker 2021", 5, 25),
        build.row("Clark 2022", 2, 12, reason="excluded"),
    ]
    return build.estimates(rows, build.model(rows))


def lights(estimates: dict[str, Any]) -> dict[str, list[Any]]:
    table = forest_tables(estimates, beside=bias_fields(estimates))[0]
    count = len(table.right)
    return {
        row.label: list(row.right[count - len(RANDOMISED) :]) if row.right else []
        for row in table.rows
    }


@pytest.mark.parametrize("preset", ["default", "revman", "jama", "bmj"])
@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("width", [84.0, 174.0])
def test_texts_neither_overlap_nor_leave_the_canvas(tool, preset, width):
    drawn = forest_figure(
        judged(build.many(8), tool, apart=True), FigureSettings(preset=preset, width=width)
    )
    for page in drawn.pages:
        assert overlaps(page) == []
        assert outside(page) == []
        assert page.get_size_inches()[0] * 25.4 == pytest.approx(width)


def test_hostile_studies_keep_their_lights():
    drawn = forest_figure(judged(build.hostile(), "rob2"), FigureSettings())
    assert overlaps(drawn.figure) == []
    assert f"lights-{COLOURS['high'].removeprefix('#')}" in names(drawn.figure)
    assert "\u202e" not in drawn.description


def test_arms_that_agree_share_the_lights_beside_their_study():
    estimates = judged(small(), "rob2")
    shown = lights(estimates)
    first = [Light(COLOURS[role], sign) for role, sign in (("low", "+"), ("high", "×"))]
    assert shown["Adams 2019"][:2] == first
    assert shown["a"] == shown["b"] == [""] * 6
    assert shown["Baker 2021"][0] == Light(COLOURS["some"], "−")


def test_arms_that_are_judged_apart_have_their_own():
    shown = lights(judged(small(), "rob2", apart=True))
    assert shown["Adams 2019"] == [""] * 6
    assert all(isinstance(cell, Light) for cell in shown["a"])
    assert shown["a"] != shown["b"]


def test_rows_that_are_not_pooled_have_lights_too():
    assert all(isinstance(cell, Light) for cell in lights(judged(small(), "rob2"))["Clark 2022"])


def test_pooled_rates_have_none():
    shown = lights(judged(small(), "rob2"))
    pooled = next(cells for label, cells in shown.items() if label.startswith("Pooled"))
    assert pooled == [""] * 6


def test_the_key_stands_below_the_lights_and_goes_with_them():
    estimates = judged(small(), "rob2")
    wide = forest_figure(estimates, FigureSettings())
    told = " ".join(text.get_text() for text in shown_texts(wide.figure)).replace("\u00a0", " ")
    assert "Risk of bias, RoB 2 (Sterne et al., BMJ 2019;366:l4898): D1 bias arising" in told
    assert "Judgements: + low; − some concerns; × high." in told
    assert "Overall" in told
    narrow = forest_figure(estimates, FigureSettings(width=84.0))
    told = " ".join(text.get_text() for text in shown_texts(narrow.figure))
    assert "Left out for want of width: risk of bias" in told
    assert "Judgements" not in told


def test_points_are_numbers_and_their_total_is_text():
    estimates = judged(small(), "minors")
    table = forest_tables(estimates, beside=bias_fields(estimates))[0]
    assert [column.header for column in table.right][-3:] == ["11", "12", "Points"]
    study = next(row for row in table.rows if row.label == "Baker 2021")
    # Items alternate between 1, 2 and 0 in steps of two: four of each, 12 points.
    assert study.right[-1] == "12"
    assert isinstance(study.right[-2], Light)


def test_lights_are_told_in_words():
    estimates = judged(small(), "rob2")
    sentence = bias_sentence(estimates)
    assert "Baker 2021: D1 Some concerns, D2 Low, D3 High, D4 Some concerns, D5 Low" in sentence
    assert sentence in forest_figure(estimates, FigureSettings()).description


def test_an_analysis_without_judgements_has_no_columns_for_them():
    estimates = small()
    assert bias_fields(estimates) == bias_fields(estimates | {"risk_of_bias": {}}) == ()
    assert bias_sentence(estimates) == ""
    assert not [name for name in names(forest_figure(estimates, FigureSettings()).figure)
                if name.startswith("lights")]  # fmt: skip
