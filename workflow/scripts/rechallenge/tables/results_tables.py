"""CSV tables of one analysis and of the whole review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rechallenge.contract import COLUMNS
from rechallenge.files import read_csv, write_csv
from rechallenge.results import MODEL_KEYS
from rechallenge.studies.findings import Finding

ROW_KEYS = (
    "file", "row", "study_id", "study", "arm", "year", "outcome", "events", "total", "rate",
    "ci_low", "ci_high", "logit", "logit_se", "weight", "pooled", "reason", "recovered",
)  # fmt: skip
SUMMARY_HEAD = ("analysis", "status", "label", "outcome", "benchmark")
FINDING_KEYS = ("code", "level", "file", "row", "rows", "study", "column", "message", "accepted")


def write_estimates_table(path: Path, estimates: Mapping[str, Any]) -> None:
    """Write every model of an analysis, one row a model, with the keys of ``estimates.json``."""
    head = {key: estimates[key] for key in ("analysis", "outcome", "label")}
    rows = [
        head | {"primary": model["id"] == estimates["primary"]} | model
        for model in estimates["models"]
    ]
    write_csv(path, ("analysis", "outcome", "label", "primary", *MODEL_KEYS), rows)


def write_rows_table(path: Path, estimates: Mapping[str, Any]) -> None:
    """Write the rows of an analysis, pooled or only shown, with all their own columns.

    ``ci_low`` and ``ci_high`` are the exact interval of the counts; the interval that the source
    prints stands in ``printed_ci_low`` and ``printed_ci_high``.
    """
    found = {name for row in estimates["rows_table"] for name in row["cells"]}
    known = [column.name for column in COLUMNS if column.name in found]
    names = known + sorted(found.difference(known))
    header = {name: f"printed_{name}" if name in ROW_KEYS else name for name in names}
    rows = [
        {header[name]: text for name, text in row["cells"].items()} | row
        for row in estimates["rows_table"]
    ]
    write_csv(path, (*ROW_KEYS, *header.values()), rows)


def write_summary(path: Path, analyses: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Write one row per analysis with its primary model.

    Parameters
    ----------
    path : Path
    analyses : sequence of (status, estimates)
        ``status`` is ``current``, ``stale`` (earlier results stand) or ``blocked`` (none do).
    """
    rows = []
    for status, estimates in analyses:
        primary = next(
            (m for m in estimates["models"] if m["id"] == estimates["primary"]),
            {key: estimates.get(key) for key in ("rows", "studies", "events", "total", "level")},
        )
        head = {key: estimates.get(key) for key in SUMMARY_HEAD}
        rows.append(head | {"status": status} | primary)
    write_csv(path, (*SUMMARY_HEAD, *MODEL_KEYS), rows)


def write_findings(path: Path, findings: Sequence[Finding]) -> None:
    """Write what the data checks found, one row a finding."""
    write_csv(path, FINDING_KEYS, [finding_fields(finding) for finding in findings])


def read_findings(path: Path) -> list[dict[str, str]]:
    """Read a table written by `write_findings`, all values as text."""
    return read_csv(path)


def finding_fields(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain values under `FINDING_KEYS`."""
    fields = {key: getattr(finding, key) for key in FINDING_KEYS}
    return fields | {"rows": list(finding.rows)}
