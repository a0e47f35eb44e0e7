"""Tables for RevMan and JASP: logits and standard errors by hand, and text that is no formula."""

import csv
import json
from math import log, sqrt

import pytest

from rechallenge.analysis.analyse import analyse
from rechallenge.config.settings import AnalysisSettings, ModelSettings
from rechallenge.exchange.cochrane import COLUMNS, write_data_rows
from rechallenge.exchange.jasp import write_jasp_table
from rechallenge.studies import Row, Selection


@pytest.fixture
def estimates():
    rows = tuple(
        Row(
            file="a.csv", line=line, study_id=study.lower(), study=study, arm=arm, year=2020,
            events=events, total=total, cells={"setting": setting, "notes": "x"},
        )
        for line, (study, arm, events, total, setting) in enumerate(
            [("=Alpha", "", 3, 20, "same"), ("Beta", "high dose", 0, 9, "+switch"),
             ("Gamma", "", 5, 5, "same")],
            start=2,
        )
    )  # fmt: skip
    selection = Selection(pooled=rows, shown=(), errors=(), files=("a.csv",), digest="", unknown=())
    settings = AnalysisSettings(
        slug="a",
        label="Response",
        outcome="orr",
        subgroups=("setting",),
        moderators=("year",),
        model=ModelSettings(zero_cell=0.25),
    )
    return json.loads(json.dumps(analyse(selection, settings)))


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


EXPECTED = (
    (log(3 / 17), sqrt(1 / 3 + 1 / 17)),
    (log(0.25 / 9.25), sqrt(1 / 0.25 + 1 / 9.25)),
    (log(5.25 / 0.25), sqrt(1 / 5.25 + 1 / 0.25)),
)


def test_revman_gets_generic_inverse_variance_rows(estimates, tmp_path):
    write_data_rows(tmp_path / "rows.csv", [estimates, estimates])
    rows = read(tmp_path / "rows.csv")
    assert tuple(rows[0]) == COLUMNS
    assert [row["Analysis number"] for row in rows] == ["1"] * 3 + ["2"] * 3
    assert [row["Study"] for row in rows[:3]] == ["'=Alpha", "Beta, high dose", "Gamma"]
    for row, (y, se) in zip(rows, EXPECTED, strict=False):
        assert float(row["GIV Mean"]) == pytest.approx(y, rel=1e-12)
        assert float(row["GIV SE"]) == pytest.approx(se, rel=1e-12)
    assert (rows[1]["Experimental cases"], rows[1]["Experimental N"]) == ("0", "9")
    assert ["part of an event" in row["Footnotes"] for row in rows[:3]] == [False, True, True]


def test_jasp_gets_effect_sizes_with_subgroups_and_moderators(estimates, tmp_path):
    write_jasp_table(tmp_path / "jasp.csv", estimates)
    rows = read(tmp_path / "jasp.csv")
    assert list(rows[0])[-3:] == ["effect_size", "standard_error", "setting"]
    assert [row["setting"] for row in rows] == ["same", "'+switch", "same"]
    for row, (y, se) in zip(rows, EXPECTED, strict=True):
        assert float(row["effect_size"]) == pytest.approx(y, rel=1e-12)
        assert float(row["standard_error"]) == pytest.approx(se, rel=1e-12)
