"""What a run consisted of: hashes of inputs and outputs, versions and settings."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rechallenge import __version__
from rechallenge.files import sha256

MANIFEST_SCHEMA = "rechallenge/manifest/1"
BESIDE = ("published", "unresolved", "readings", "risk_of_bias", "prisma")
SOFTWARE = ("snakemake", "numpy", "scipy", "pymare", "matplotlib", "jinja2")


def make_manifest(
    task: Mapping[str, Any], *, root: Path, outputs: Iterable[Path] = ()
) -> dict[str, Any]:
    """Describe a run.

    Parameters
    ----------
    task : mapping
        See `rechallenge.plan.report_task`.
    root : Path
        The review folder.
    outputs : iterable of Path
        Result files, named below the results folder.

    Returns
    -------
    dict
        Plain values; it holds no date and no path of the machine, so that equal runs give equal
        manifests.
    """
    beside = (task[key] for key in BESIDE)
    inputs = [*task["studies"], *filter(None, beside)]
    results = root / task["results"]
    return {
        "schema": MANIFEST_SCHEMA,
        "review": dict(task["review"]),
        "software": software_versions(),
        "settings": [analysis["settings"] for analysis in task["analyses"]],
        "inputs": [{"file": name, "sha256": sha256(root / name)} for name in sorted(inputs)],
        "outputs": [
            {"file": path.relative_to(results).as_posix(), "sha256": sha256(path)}
            for path in sorted(outputs)
        ],
    }


def software_versions() -> dict[str, str]:
    """Versions of this program and of the libraries that its numbers and figures rest on."""
    versions = {"rechallenge": __version__, "python": platform.python_version()}
    for name in SOFTWARE:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    return versions
