"""The shipped review before and after a correction, an addition and another estimator."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

from rechallenge.compare.comparison import compare
from rechallenge.compare.revisions import pooled_edition
from rechallenge.config import read_settings
from rechallenge.plan import make_plan

STUDIES = Path(__file__).resolve().parents[3] / "data" / "studies"
MELANOMA = {"outcome": "orr", "where": {"cancer": ["melanoma"], "include": ["1"]}}


def _edition(folder, tau2):
    config = {
        "data": {"studies": "studies"},
        "model": {"method": "inverse-variance", "tau2": tau2},
        "analyses": {"melanoma-orr": MELANOMA},
    }
    plan = make_plan(read_settings(config, name="config"), root=folder)
    return pooled_edition(plan, folder, folder.name, {})


def test_each_step_of_the_shipped_review_is_attributed_and_the_parts_sum(tmp_path):
    for name in ("old", "new"):
        shutil.copytree(STUDIES, tmp_path / name / "studies")
    studies = tmp_path / "new" / "studies"
    corrected = studies / "chapman2021.csv"
    before = corrected.read_text("utf-8")
    after = before.replace("orr,5,22,23,8,45,95", "orr,6,22,,,,")
    assert after != before
    corrected.write_text(after, "utf-8")
    (studies / "added2026.csv").write_text(
        "study,outcome,events,total,cancer,include\nAdded 2026,orr,9,31,melanoma,1\n", "utf-8"
    )

    changes = compare(_edition(tmp_path / "old", "REML"), _edition(tmp_path / "new", "PM"))
    (entry,) = changes["analyses"]
    attribution = entry["attribution"]

    assert [step["label"] for step in attribution["steps"]][1:] == [
        "Estimator of τ²: REML → PM",
        "Corrected: Chapman 2021",
        "Added: Added 2026",
    ]
    logits = [
        math.log(value / (1 - value)) for value in (entry[e]["estimate"] for e in ("old", "new"))
    ]
    for key in ("delta", "shapley"):
        parts = math.fsum(step[key] for step in attribution["steps"])
        assert parts == pytest.approx(logits[1] - logits[0], abs=1e-9)
    told = {(change["column"], change["old"], change["new"]) for change in
            changes["data"]["corrected"]}  # fmt: skip
    assert ("events", "5", "6") in told
    assert [study["study"] for study in changes["data"]["added"]] == ["Added 2026"]
