"""A folder in which mutmut finds library and tests laid out as it wants them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "workflow" / "scripts" / "rechallenge"
MODULES = (
    "effects",
    "intervals",
    "heterogeneity",
    "models/tau2",
    "models/least_squares",
    "models/two_stage",
    "models/glmm",
    "models/glmm_profile",
    "models/binomial_normal",
    "models/random_intercept",
    "models/beta_binomial",
    "models/multilevel",
    "models/bayes",
    "models/exact",
    "models/regression",
)
"""The estimators: modules whose numbers reach a result."""

TESTS = (
    "tests/unit/models",
    "tests/unit/test_effects.py",
    "tests/unit/test_effects_by_hand.py",
    "tests/unit/test_intervals.py",
    "tests/unit/test_heterogeneity.py",
)
SLOW = (
    "tests/unit/models/test_metamorphic.py",
    "tests/unit/models/test_bayes.py::test_posterior_means",
    "tests/unit/models/test_bayes.py::test_the_mirror_image",
    "tests/unit/models/test_bayes.py::test_quantiles_belong_to_the_density",
    "tests/unit/models/test_binomial_normal.py::test_value_against_fifty_digits",
    "tests/unit/models/test_glmm.py::test_profile_limits_drop_by_half_a_chi_square",
)
"""Third of a second or more: too slow to run for every mutant, and others say the same."""

REFERENCES = "tests/reference"

QUICK_FIRST = """\
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: "bayes" in item.nodeid)
"""
"""Most mutants of what every model uses are killed before the slowest model is reached."""


def build(folder: Path, modules: Sequence[str]) -> None:
    """Copy library, tests and reference values, and write the settings of mutmut and pytest."""
    shutil.copytree(
        LIBRARY, folder / "src" / "rechallenge", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in TESTS:
        _copy(ROOT / name, folder / name)
    for source in sorted((ROOT / REFERENCES).glob("*.json")):
        _copy(source, folder / REFERENCES / source.name)
    (folder / "tests" / "conftest.py").write_text(QUICK_FIRST, encoding="utf-8")
    (folder / "pyproject.toml").write_text(_settings(modules), encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def _settings(modules: Sequence[str]) -> str:
    mutated = [f"src/rechallenge/{module}.py" for module in modules]
    plugins = ("cacheprovider", "xdist", "cov")
    options = [*(f"-pno:{plugin}" for plugin in plugins), *(f"--deselect={name}" for name in SLOW)]
    # A mutant that never ends gets at least 7.5 s, and five times what its tests need.
    return f"""\
[tool.mutmut]
source_paths = ["src"]
only_mutate = {json.dumps(mutated)}
also_copy = ["tests"]
pytest_add_cli_args = {json.dumps(options)}
pytest_add_cli_args_test_selection = ["tests"]
timeout_constant = 1.5
timeout_multiplier = 5.0
track_dependencies = false
use_git_change_detection = false

[tool.pytest.ini_options]
testpaths = ["tests"]
"""
