"""Judgements of made-up studies for tests of figures."""

from __future__ import annotations

from typing import Any

from rechallenge.analysis.risk_of_bias import bias_entry
from rechallenge.risk_of_bias.tools import TOOLS
from rechallenge.studies.rows import Row


def judged(
    tool: str, count: int = 20, *, level: str = "", blank: bool = False, study: str = "Study"
) -> dict[str, Any]:
    """Judgements of so many studies, every word of the tool in turn, or one level alone."""
    domains = [domain.key for domain in TOOLS[tool].domains] or ["selection", "outcome data"]
    words = [judgement.name for judgement in TOOLS[tool].judgements]
    rows = []
    for i in range(count):
        said = {
            f"rob_{key}": level or ("" if blank and i % 3 == 0 else words[(i + 2 * j) % len(words)])
            for j, key in enumerate(domains)
        }
        if not TOOLS[tool].scored:
            overall = level or TOOLS[tool].overall[i % 3].name
            said["rob_overall"] = overall
        rows.append(
            Row(
                file="a.csv", line=i + 2, cells=said, study=f"{study} {i}", study_id=f"s{i}",
                events=1, total=10 + i,
            )
        )  # fmt: skip
    return bias_entry(rows, [], tool=tool)


def estimates(entry: dict[str, Any], label: str = "Objective response") -> dict[str, Any]:
    return {"label": label, "risk_of_bias": entry}
