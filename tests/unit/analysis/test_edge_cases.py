"""Whatever the data and the model: a number or a stated reason, and nothing that is not finite."""

from __future__ import annotations

import json
import math
from functools import partial

import pytest

from rechallenge.analysis import series
from rechallenge.analysis.analyse import analyse
from rechallenge.analysis.meta_regression import meta_regression
from rechallenge.config.settings import AnalysisSettings, ModelSettings
from rechallenge.models import bayes
from rechallenge.studies import Row, Selection

CASES = {
    "two equal studies": [(6, 20), (6, 20)],
    "a million among small ones": [(2, 10), (1, 8), (300_000, 1_000_000), (0, 12), (5, 15)],
    "one event in sixty rows": [(0, 10 + i % 7) for i in range(59)] + [(1, 15)],
    "all events": [(10, 10), (12, 12), (7, 7)],
    "no events": [(0, 10), (0, 12), (0, 20)],
    "single patients": [(1, 1), (0, 1), (1, 1), (0, 1), (0, 1)],
    "a single patient among others": [(1, 1), (3, 10), (4, 20)],
    "identical proportions": [(3, 10), (6, 20), (9, 30), (12, 40)],
    "far apart": [(0, 50), (50, 50), (0, 40), (40, 40)],
    "one study": [(3, 20)],
    "one non-event": [(10, 10), (12, 12), (6, 7)],
}
MODELS = {
    "glmm": {},
    "glmm, arms summed": {"arms": "combine"},
    "common effect": {"tau2": "FE"},
    "multilevel": {"arms": "multilevel"},
    "beta-binomial": {"method": "beta-binomial"},
    "Bayes": {"method": "bayes"},
    "logit REML": {"method": "inverse-variance", "tau2": "REML"},
    "raw DL, Hartung-Knapp": {
        "method": "inverse-variance", "measure": "PR", "tau2": "DL", "test": "knha"
    },
    "log SJ": {"method": "inverse-variance", "measure": "PLN", "tau2": "SJ", "test": "z"},
    "Freeman-Tukey PM": {"method": "inverse-variance", "measure": "PFT", "tau2": "PM"},
    "arcsine, separate subgroups": {
        "method": "inverse-variance", "measure": "PAS", "tau2": "EB", "subgroup_tau2": "separate"
    },
    "glmm, separate subgroups": {"subgroup_tau2": "separate"},
}  # fmt: skip


def table(counts):
    """Rows with a moderator that is constant, one that follows from another, and rare levels."""
    return tuple(
        Row(
            file="data/studies/a.csv",
            line=2 + i,
            cells={
                "constant": "5",
                "size": str(total),
                "twice": str(2 * total),
                "word": "rare" if i == 0 else "ab"[i % 2],
                "blank": "",
                "overlap_group": "G" if i in (0, 2) else "",
            },
            study_id=f"s{i if i != 1 else 0}",
            study=f"S {i if i != 1 else 0}",
            arm=f"arm {i}",
            outcome="orr",
            year=2000 + i,
            events=events,
            total=total,
        )
        for i, (events, total) in enumerate(counts)
    )


def numbers(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


def curves_are_sound(curves, rows):
    drapery, predictive, funnel = (curves[key] for key in ("drapery", "predictive", "funnel"))
    assert len(curves["radial"]["points"]) == rows
    if drapery:
        assert drapery["x"] == sorted(set(drapery["x"]))
        assert len(drapery["rows"]) == rows
        for p in (drapery["pooled"], *(row["p"] for row in drapery["rows"])):
            assert len(p) == len(drapery["x"])
            assert 0 <= min(p) <= max(p) <= 1
    if predictive:
        assert all(density >= 0 for density in predictive["density"])
        assert len(predictive["x"]) == len(predictive["density"])
    if funnel:
        assert all(
            0 <= low <= high <= 1 for low, high in zip(funnel["low"], funnel["high"], strict=True)
        )


def subsets_are_sound(gosh, rows):
    if rows < 3:
        assert gosh == {}
        return
    assert sum(map(sum, gosh["counts"])) == gosh["subsets"] >= 4
    assert gosh["failed"] == 0
    for edges in (gosh["estimate_edges"], gosh["i2_edges"]):
        assert edges == sorted(set(edges))
    assert 0 <= gosh["estimate_edges"][0] < gosh["estimate_edges"][-1] <= 1


def specifications_are_sound(curve, primary):
    if primary["studies"] < 3:
        assert curve == {}
    if not curve:
        return
    told = curve["specifications"]
    for one in told:
        assert 0 <= one["ci_low"] <= one["ci_high"] <= 1
        assert one["ci_low"] - 1e-9 <= one["estimate"] <= one["ci_high"] + 1e-9
        assert set(one["choices"]) == {choice["name"] for choice in curve["choices"]}
    hidden = primary["estimate"] is None or any("Not to be shown" in n for n in primary["notes"])
    assert sum(one["primary"] for one in told) == (0 if hidden else 1)
    assert len(curve["variance_shares"]) == len(curve["choices"])
    assert curve["notes"]


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    """Finiteness and reasons are asserted here, no digits: coarse grids and few shuffles do."""
    monkeypatch.setattr(bayes, "TAU_NODES", 16)
    monkeypatch.setattr(bayes, "MU_POINTS", 81)
    few = partial(meta_regression, permutations=19)
    monkeypatch.setattr(series, "meta_regression", few)


# The longest case runs through the models that differ in how they meet it.
LONG, SOME = "one event in sixty rows", ("glmm", "beta-binomial", "logit REML")
PAIRS = [(case, model) for case in CASES for model in MODELS if case != LONG or model in SOME]


@pytest.mark.parametrize(("case", "model"), PAIRS)
def test_a_number_or_a_reason(case, model):
    counts = CASES[case]
    settings = AnalysisSettings(
        slug="edge",
        label="Edge",
        outcome="orr",
        subgroups=("word", "constant", "blank"),
        moderators=("size", "twice", "constant", "word", "blank"),
        small_study="peters",
        model=ModelSettings(**MODELS[model]),
    )
    result = analyse(Selection(pooled=table(counts)), settings)
    assert all(math.isfinite(number) for number in numbers(result))
    json.dumps(result, allow_nan=False)
    primary = result["models"][0]
    assert primary["id"] == result["primary"]
    for fitted in result["models"]:
        if fitted["estimate"] is None:
            assert fitted["notes"], fitted["id"]
        else:
            assert 0 <= fitted["ci_low"] <= fitted["ci_high"] <= 1
            assert fitted["ci_low"] - 1e-9 <= fitted["estimate"] <= fitted["ci_high"] + 1e-9
    for left in (*result["leave_one_out"], *result["cumulative"]):
        assert left["estimate"] is not None or left["notes"]
    for subgroup in result["subgroups"].values():
        assert subgroup["test"]["p"] is not None or subgroup["notes"]
        for group in subgroup["groups"]:
            assert group["estimate"] is not None or group["note"]
            if group["rows"] == 1:
                assert (group["pooled"], group["interval"]) == (False, "exact")
    for regression in result["meta_regression"].values():
        assert regression["fits"] or regression["notes"]
    if primary["method"] == "exact":
        assert (result["curves"], result["gosh"], result["specification"]) == ({}, {}, {})
    else:
        specifications_are_sound(result["specification"], primary)
        subsets_are_sound(result["gosh"], primary["rows"])
        curves_are_sound(result["curves"], primary["rows"])
        assert result["small_study"]["p"] is not None or result["small_study"]["notes"]
        assert "constant" in result["meta_regression"]
        assert not result["meta_regression"]["constant"]["fits"]
        assert not result["meta_regression"]["blank"]["fits"]
        assert not result["meta_regression"]["size + twice + constant + word + blank"]["fits"]
