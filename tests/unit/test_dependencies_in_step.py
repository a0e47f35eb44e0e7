"""The same direct dependencies with the same bounds for pip and for conda."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def bounds(requirements):
    split = (re.fullmatch(r"([A-Za-z0-9_-]+)\s*(.*)", text).groups() for text in requirements)
    return {CONDA_NAMES.get(name.lower(), name.lower()): bound for name, bound in split}


def conda(name):
    dependencies = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))["dependencies"]
    listed = [item for item in dependencies if isinstance(item, str)]
    (pip,) = [item["pip"] for item in dependencies if isinstance(item, dict)]
    return bounds(listed) | bounds(pip)


def test_conda_and_pip_have_the_same_bounds():
    expected = bounds(PROJECT["dependencies"])
    found = conda("environment.yml")
    assert found.pop("python") == PROJECT["requires-python"]
    assert found.pop("pip") == ""
    assert found == expected


def test_the_environment_of_the_rules_is_the_same():
    whole = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    rules = yaml.safe_load((ROOT / "workflow/envs/rechallenge.yaml").read_text(encoding="utf-8"))
    assert rules == {key: whole[key] for key in ("channels", "dependencies")}


def test_the_locks_hold_every_direct_dependency_with_its_hashes():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-mutate.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        locked = set(re.findall(r"^([A-Za-z0-9_.-]+)==", text, flags=re.MULTILINE))
        assert set(bounds(PROJECT["dependencies"])) <= {package.lower() for package in locked}
        assert "--hash=sha256:" in text
        assert "index-url" not in text


def test_citation_has_the_version_of_the_project():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
