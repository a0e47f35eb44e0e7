from __future__ import annotations

import estimates_builder as build
import pytest

from rechallenge.config.settings import FigureSettings
from rechallenge.contract import FAMILIES, FIGURES
from rechallenge.figures.catalogue import DRAW, MORE, drawn_figures


def drawn(estimates, names=FIGURES):
    return dict(drawn_figures(estimates, FigureSettings(), names))


def test_every_figure_of_the_contract_can_be_drawn():
    assert {*DRAW, *FAMILIES} == set(FIGURES)
    assert set(FAMILIES) == set(MORE) - set(DRAW)


def test_a_forest_plot_for_every_subgroup_variable_follows_the_first():
    whole = build.many(3)
    whole["subgroups"] = {
        "setting": build.subgroups(whole, "setting"),
        "Line of therapy": build.subgroups(whole, "setting") | {"variable": "Line of therapy"},
        "empty": build.subgroups(whole, "nothing"),
    }
    made = drawn(whole, ("forest",))
    assert list(made) == ["forest", "forest-setting", "forest-line-of-therapy"]
    assert made["forest-setting"].title.endswith(", by setting")


@pytest.mark.parametrize(
    "estimates",
    [build.estimates([], None, notes=["Nothing."]), build.many(1), build.many(2), build.hostile()],
)
def test_no_analysis_is_too_small_or_too_hostile_to_be_drawn(estimates):
    made = drawn(estimates)
    assert set(FIGURES) - set(FAMILIES) <= set(made)
    for figure in made.values():
        assert figure.title
        assert figure.caption
        assert figure.description
        assert figure.figure.get_size_inches()[0] * 25.4 == pytest.approx(174)
