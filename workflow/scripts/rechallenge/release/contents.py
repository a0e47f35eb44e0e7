"""What belongs into a release, and whether the results are those of the data beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rechallenge.compare.earlier import kept_in_release
from rechallenge.errors import ConfigError, DataError
from rechallenge.files import read_json, sha256
from rechallenge.report.manifest import MANIFEST_SCHEMA

REMEDY = "run “make results” (or “rechallenge run”), and bundle again"


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a release.

    Attributes
    ----------
    manifest : mapping
        Content of ``manifest.json``.
    inputs, outputs : mapping of str to bytes
        By their path within the archive, below ``results/`` for the outputs.
    """

    manifest: Mapping[str, Any]
    inputs: Mapping[str, bytes]
    outputs: Mapping[str, bytes]


def release_contents(
    *, root: Path, config: Path, results: Path, files: frozenset[str], previous: str | None = None
) -> Contents:
    """Read everything that a release holds, and compare it with the manifest.

    Parameters
    ----------
    root : Path
        The review folder.
    config : Path
        The configuration file.
    results : Path
        The results folder.
    files : frozenset of str
        The study files and side tables that the review names now, below ``root``.
    previous : str, optional
        The edition before, with which the results were compared.

    Raises
    ------
    ConfigError
        When there are no results of this version.
    DataError
        When the data or the results changed since the manifest was written; each file is named.
    """
    path = results / "manifest.json"
    if not path.is_file():
        raise ConfigError(f"{path}: there is no such file; {REMEDY}.")
    try:
        manifest = read_json(path)
    except ValueError:
        raise ConfigError(f"{path}: this is not whole; {REMEDY}.") from None
    if not isinstance(manifest, dict) or manifest.get("schema") != MANIFEST_SCHEMA:
        raise ConfigError(f"{path}: another version of this program wrote it; {REMEDY}.")
    listed = {item["file"]: item["sha256"] for item in manifest["inputs"]}
    problems = [
        f"{name}: the results know nothing of this file; {REMEDY}."
        for name in sorted(files - set(listed))
    ]
    inputs, wrong = _read(root, listed, "the results were made of")
    outputs, lost = _read(
        results, {item["file"]: item["sha256"] for item in manifest["outputs"]}, "the run wrote"
    )
    problems += wrong + lost
    if problems:
        raise DataError(problems)
    if previous:
        inputs |= kept_in_release(root / previous, name=previous)
    outside = [name for name in inputs if Path(name).is_absolute() or ".." in Path(name).parts]
    if outside:
        raise ConfigError(
            f"{outside[0]}: lies outside the review folder; move the data below it, so that a "
            "release can hold them."
        )
    return Contents(
        manifest,
        {**inputs, "config/config.yaml": config.read_bytes()},
        {
            "results/manifest.json": path.read_bytes(),
            **{f"results/{name}": content for name, content in outputs.items()},
        },
    )


def _read(
    folder: Path, expected: Mapping[str, str], what: str
) -> tuple[dict[str, bytes], list[str]]:
    found: dict[str, bytes] = {}
    problems = []
    for name in sorted(expected):
        path = folder / name
        if not path.is_file():
            problems.append(f"{path}: the file that {what} is gone; {REMEDY}.")
        elif sha256(path) != expected[name]:
            problems.append(f"{path}: not the file that {what}; {REMEDY}.")
        else:
            found[name] = path.read_bytes()
    return found, problems
