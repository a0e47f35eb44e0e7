"""Made-up reviews of any number of rows, analysed as a real one is."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from rechallenge.analysis.analyse import analyse
from rechallenge.config.settings import AnalysisSettings, ModelSettings
from rechallenge.studies import read_studies
from rechallenge.studies.selection import select

STUDY, ARM, GROUP, PLACE, REASON, LABEL = "Zstudy", "Zarm", "Zgroup", "Zplace", "Zreason", "Zlabel"
"""How names begin that labels of some kind take the place of; a number follows."""
BIAS = (
    *("confounding", "selection", "classification", "deviations", "missing"),
    *("measurement", "reporting"),
)
JUDGEMENTS = ("Low", "Moderate", "Serious", "Critical", "No information")
HEADER = (
    *("study_id", "study", "year", "arm", "outcome", "events", "total", "percent", "include"),
    *("setting", "design", "country", "median_followup_months", "notes"),
    *(f"rob_{domain}" for domain in (*BIAS, "overall")),
)
OUTCOME = "Zlabel1"
SETTINGS = AnalysisSettings(
    slug="layout",
    label="Zlabel0",
    outcome=OUTCOME,
    subgroups=("setting", "design"),
    moderators=("median_followup_months",),
    benchmark=0.2,
)


def analysed(rows: int, *, seed: int = 1, quick: bool = False) -> dict[str, Any]:
    """Analyse a made-up review.

    Parameters
    ----------
    rows : int
        Pooled rows. Every fourth study has two or three arms, one row in nine has no event, some
        counts follow from a percentage, and beyond two rows some more are not pooled.
    seed : int
    quick : bool
        Take the two-stage model for the headline, which is a third of the work with many rows.

    Returns
    -------
    dict
        The content of ``estimates.json``, its names such as ``Zstudy7`` still to be replaced.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "review.csv"
        path.write_text(_table(rows, Random(seed * 1000 + rows)), encoding="utf-8")
        data = read_studies(path, root=Path(folder))
    wrong = [finding.message for finding in data.errors]
    if wrong:
        raise AssertionError(f"the made-up review has errors: {wrong}")
    selection = select(data, outcome=OUTCOME, where={})
    if len(selection.pooled) != rows:
        raise AssertionError(f"{len(selection.pooled)} rows are pooled instead of {rows}")
    model = ModelSettings(method="inverse-variance", tau2="REML") if quick else ModelSettings()
    return analyse(selection, replace(SETTINGS, model=model))


def _table(rows: int, rng: Random) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    written = study = 0
    while written < rows:
        study += 1
        arms = min(rng.choice((2, 3)) if study % 4 == 0 else 1, rows - written)
        shared = _study(study, rng)
        for arm in range(arms):
            own = {"arm": f"{ARM}{arm + 1}"} if arms > 1 else {}
            writer.writerow(shared | own | _counts(written, rng) | {"include": "1"})
            written += 1
    for _ in range(min(rows // 8 + (rows > 2), 6)):
        study += 1
        reason = {"include": "0", "notes": f"{REASON}{study % 3}"}
        writer.writerow(_study(study, rng) | _counts(1, rng) | reason)
    return text.getvalue()


def _study(number: int, rng: Random) -> dict[str, str]:
    judgements = [rng.choice(JUDGEMENTS) for _ in BIAS]
    worst = max(judgements[:-1], key=JUDGEMENTS.index)
    return {
        "study_id": f"zs-{number}",
        "study": f"{STUDY}{number}",
        "year": str(2015 + number % 11),
        "outcome": OUTCOME,
        "setting": f"{GROUP}{number % 3}",
        "design": f"{GROUP}{10 + number % 4}",
        "country": f"{PLACE}{number % 5}",
        "median_followup_months": str(4 + number * 7 % 40),
        **{f"rob_{domain}": said for domain, said in zip(BIAS, judgements, strict=True)},
        "rob_overall": worst,
    }


def _counts(row: int, rng: Random) -> dict[str, str]:
    total = rng.choice((6, 11, 19, 34, 58, 97, 140, 351))
    rate = 0.0 if row % 9 == 4 else min(max(rng.gauss(0.25, 0.14), 0.02), 0.85)
    events = round(rate * total)
    if row % 5 == 2 and total < 100:
        return {"percent": f"{100 * events / total:.1f}", "total": str(total)}
    return {"events": str(events), "total": str(total)}
