"""Rules, adapters and library keep to the house."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from reviews import ROOT, started

from rechallenge.library import PACKAGE, library_files

SCRIPTS = ROOT / "workflow/scripts"
ADAPTERS = sorted(SCRIPTS.glob("*.py"))
FLOORS = (
    (
        *("errors", "contract", "results", "files", "formatting", "library", ""),
        *("archives", "characters", "distributions", "fonts", "lettering"),
    ),
    ("studies", "config", "risk_of_bias", "prisma", "sets"),
    ("plan", "imports"),
    ("effects", "intervals", "heterogeneity", "models", "pooling", "bulk"),
    ("analysis",),
    (
        "wording",
        "withholding",
        "figures",
        "tables",
        "report",
        "compare",
        "exchange",
        "manuscript",
        "release",
        "supplement",
    ),
    ("healing", "jobs", "starter", "cli", "__main__"),
)


def floor_of(module: str) -> int:
    top = module.split(".", maxsplit=1)[0]
    return next(i for i, names in enumerate(FLOORS) if top in names)


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield path, ".".join(part for part in parts if part != "__init__")


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda path: path.stem)
def test_adapters_are_thin_and_shadow_nothing(adapter):
    assert len(adapter.read_text("utf-8").splitlines()) <= 20
    assert adapter.stem not in sys.stdlib_module_names
    assert adapter.stem not in packages_distributions()
    assert any(
        f"scripts/{adapter.name}" in path.read_text("utf-8")
        for path in (ROOT / "workflow/rules").glob("*.smk")
    )


def test_no_rule_runs_code_in_the_main_process():
    for path in (ROOT / "workflow").rglob("*.smk"):
        assert not re.search(r"^\s+run:", path.read_text("utf-8"), re.MULTILINE), path


def test_modules_import_only_from_their_own_floor_and_below():
    wrong = []
    for path, module in modules():
        if not module:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rechallenge"):
                imported = (node.module or "").removeprefix("rechallenge").strip(".")
                if floor_of(imported) > floor_of(module):
                    wrong.append(f"{module} imports {imported}")
    assert not wrong


def test_only_one_module_imports_pymare():
    users = [
        module
        for path, module in modules()
        if re.search(r"^\s*(from|import) pymare", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert users == ["models.pymare_adapter"]


def test_the_files_of_a_job_are_those_that_it_imports():
    code = (
        "import sys, rechallenge.jobs.pool_analysis\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('rechallenge')))"
    )
    ended = started([sys.executable, "-c", code], ROOT, PYTHONPATH=str(SCRIPTS))
    imported = {Path(name) for name in ended.text.split()}
    assert imported
    assert imported <= set(library_files("jobs.pool_analysis"))
    with pytest.raises(ModuleNotFoundError):
        library_files("jobs.nowhere")


def test_the_library_of_the_checkout_wins_over_an_installed_copy(review, tmp_path):
    other = tmp_path / "installed/rechallenge"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("raise RuntimeError('the wrong library')\n")
    made = review()
    ended = started(
        [
            *(sys.executable, "-m", "snakemake", "--cores", "2"),
            *("--snakefile", str(ROOT / "Snakefile")),
            *("--", "results/renal/estimates.json"),
        ],
        made.folder,
        PYTHONPATH=str(tmp_path / "installed"),
    )
    assert ended.code == 0, ended.text
    assert made.file("results/renal/estimates.json").is_file()
