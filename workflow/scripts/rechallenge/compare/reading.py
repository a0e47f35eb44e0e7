"""Reading an edition from a results folder, of this or of an earlier version."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.compare.edition import Edition
from rechallenge.contract import DATA_FILE, ESTIMATES_SCHEMA
from rechallenge.errors import DataError
from rechallenge.files import read_csv, read_json
from rechallenge.studies.rows import Row
from rechallenge.tables.data_snapshot import read_snapshot, typed_numbers

_NEEDED = ("analysis", "label", "models", "primary", "rows_table", "level", "settings")


def read_results(
    folder: Path,
    *,
    name: str = "",
    manifest: Mapping[str, Any] | None = None,
    statuses: Mapping[str, str] | None = None,
) -> Edition:
    """Read a results folder.

    What an older version did not write is said in the remarks; the rest is compared. Folders of
    analyses that the review no longer has are passed over.

    Parameters
    ----------
    folder : Path
    name : str
        What the comparison calls it; the folder when left out.
    manifest, statuses : mapping, optional
        What ``manifest.json`` and ``summary.csv`` will say, where they are not written yet.

    Raises
    ------
    DataError
        When the folder holds no results, or a file in it is not what its name says.
    """
    shown = name or str(folder)
    remarks: list[str] = []
    if manifest is None:
        manifest = _manifest(folder, shown, remarks)
    if statuses is None:
        statuses = _statuses(folder, shown)
    analyses = _analyses(folder, shown, remarks, statuses)
    if not analyses and not statuses:
        raise DataError(
            f"{shown}: there are no results in this folder; give a folder that “rechallenge run” "
            "has filled, or a git revision of the review."
        )
    rows, complete = _rows(folder, shown, analyses, remarks)
    findings = folder / "findings.csv"
    return Edition(
        name=shown,
        rows=rows,
        complete=complete,
        analyses=analyses,
        statuses=dict.fromkeys(analyses, "current") | dict(statuses),
        settings={entry["slug"]: entry for entry in manifest.get("settings", ())}
        | {slug: estimates["settings"] for slug, estimates in analyses.items()},
        findings=read_csv(findings) if findings.is_file() else (),
        software=manifest.get("software", {}),
        inputs={entry["file"]: entry["sha256"] for entry in manifest.get("inputs", ())},
        review=manifest.get("review", {}),
        remarks=tuple(remarks),
    )


def _analyses(
    folder: Path, shown: str, remarks: list[str], statuses: Mapping[str, str]
) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted(folder.glob("*/estimates.json")):
        if statuses and path.parent.name not in statuses:
            continue
        place = f"{shown}/{path.relative_to(folder).as_posix()}"
        content = _json(path, place)
        schema = content.get("schema")
        if schema != ESTIMATES_SCHEMA:
            remarks.append(
                f"{place} has the schema “{schema}”, not “{ESTIMATES_SCHEMA}”; it was compared as "
                "far as its keys are known."
            )
        if any(key not in content for key in _NEEDED):
            remarks.append(f"{place} lacks what a comparison needs and was left out.")
            continue
        found[path.parent.name] = content
    return found


def _manifest(folder: Path, shown: str, remarks: list[str]) -> Mapping[str, Any]:
    path = folder / "manifest.json"
    if path.is_file():
        return _json(path, f"{shown}/manifest.json")
    remarks.append(
        f"{shown} has no manifest.json, so versions and hashes of its input are not known."
    )
    return {}


def _statuses(folder: Path, shown: str) -> dict[str, str]:
    path = folder / "summary.csv"
    if not path.is_file():
        return {}
    try:
        return {line["analysis"]: line["status"] for line in read_csv(path)}
    except (KeyError, csv.Error, UnicodeDecodeError):
        raise DataError(
            f"{shown}/summary.csv: this is not a summary of results; run the review again."
        ) from None


def _rows(
    folder: Path, shown: str, analyses: Mapping[str, Mapping[str, Any]], remarks: list[str]
) -> tuple[tuple[Row, ...], bool]:
    path = folder / DATA_FILE
    if path.is_file():
        try:
            return read_snapshot(path), True
        except (KeyError, ValueError, csv.Error):
            raise DataError(
                f"{shown}/{DATA_FILE}: this table was changed after it was written; run the review "
                "again."
            ) from None
    remarks.append(
        f"{shown} was made by a version that kept no {DATA_FILE}: only rows that an analysis pools "
        "or shows were compared."
    )
    rows = {
        (row.file, row.line): row
        for estimates in analyses.values()
        for row in map(listed_row, estimates["rows_table"])
    }
    return tuple(rows[place] for place in sorted(rows)), False


def listed_row(entry: Mapping[str, Any]) -> Row:
    """Make a row of its entry in the ``rows_table`` of ``estimates.json``."""
    cells = dict(entry["cells"])
    return Row(
        file=entry["file"],
        line=entry["row"],
        cells=cells,
        numbers=typed_numbers(cells),
        study_id=entry["study_id"],
        study=entry["study"],
        arm=entry["arm"],
        outcome=entry["outcome"],
        year=entry["year"],
        events=entry["events"],
        total=entry["total"],
        include=cells.get("include", "1") != "0",
        recovered=entry["recovered"],
    )


def _json(path: Path, place: str) -> Mapping[str, Any]:
    try:
        content = read_json(path)
    except (json.JSONDecodeError, UnicodeDecodeError):
        content = None
    if not isinstance(content, dict):
        raise DataError(f"{place}: this file is damaged; run the review again.")
    return content
