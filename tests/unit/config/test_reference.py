"""The schema documents itself, and the manuals are in step with it."""

import difflib
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from rechallenge.config import read_settings
from rechallenge.config.model_choice import MODEL_KEYS
from rechallenge.config.reference import MANUALS, column_table, reference_table, with_tables
from rechallenge.config.validation import load_schema, resolved
from rechallenge.contract import COLUMNS, MEASURES, TAU2_METHODS, Column
from rechallenge.models.beta_binomial import BETA_BINOMIAL_TESTS
from rechallenge.models.multilevel import MULTILEVEL_TESTS
from rechallenge.models.random_intercept import GLMM_TESTS
from rechallenge.models.two_stage import TWO_STAGE_TESTS

ROOT = Path(__file__).parents[3]


def keys(node, root, prefix=""):
    for key, raw in node.get("properties", {}).items():
        child = resolved(raw, root)
        yield prefix + key, child
        yield from keys(child, root, f"{prefix}{key}.")
        if isinstance(child.get("additionalProperties"), dict):
            yield from keys(
                resolved(child["additionalProperties"], root), root, f"{prefix}{key}.*."
            )


def test_the_schema_is_valid_and_every_key_has_a_description_and_a_default():
    schema = load_schema()
    Draft202012Validator.check_schema(schema)
    for path, node in keys(schema, schema):
        assert node.get("description"), path
        assert "default" in node, path


def test_unknown_keys_are_rejected_in_every_group_of_named_keys():
    schema = load_schema()
    for path, node in [("", schema), *keys(schema, schema)]:
        if "properties" in node:
            assert node["additionalProperties"] is False, path


def test_defaults_of_the_schema_are_those_of_the_settings():
    properties = load_schema()["properties"]
    settings = read_settings({}, name="c")
    assert settings.results == properties["results"]["default"]
    review = dict(properties["review"]["properties"])
    living = review.pop("living")
    assert living["default"] == {}
    edition = {"authors", "doi", "licence"}
    for holder, nodes in (
        (settings, {key: node for key, node in review.items() if key not in edition}),
        (settings.edition, {key: review[key] for key in edition} | living["properties"]),
        (settings, properties["data"]["properties"]),
    ):
        for key, node in nodes.items():
            value = getattr(holder, key)
            assert (list(value) if isinstance(value, tuple) else value) == node["default"], key
    schema = load_schema()
    for key in MODEL_KEYS:
        default = schema["$defs"][key]["default"]
        assert getattr(settings.model, key) == ("ML" if key == "tau2" else default), key


def test_choices_are_those_of_the_contract():
    defs = load_schema()["$defs"]
    assert defs["measure"]["enum"] == list(MEASURES)
    assert defs["tau2"]["enum"] == ["auto", *TAU2_METHODS]
    tests = {*GLMM_TESTS, *TWO_STAGE_TESTS, *BETA_BINOMIAL_TESTS, *MULTILEVEL_TESTS}
    assert set(defs["test"]["enum"]) == {"auto", *tests}
    assert set(MODEL_KEYS) == set(load_schema()["properties"]["model"]["properties"])
    assert set(MODEL_KEYS) <= set(defs["analysis"]["properties"])


@pytest.mark.parametrize("name", MANUALS)
def test_the_tables_of_the_manuals_are_fresh(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    fresh = with_tables(text, MANUALS[name])
    difference = "\n".join(
        difflib.unified_diff(text.splitlines(), fresh.splitlines(), name, "fresh", lineterm="")
    )
    assert not difference, f"run python -m rechallenge.config.reference\n{difference}"


def test_every_key_and_column_is_in_the_manual():
    manual = (ROOT / "config/README.md").read_text(encoding="utf-8")
    schema = load_schema()
    for path, _ in keys(schema, schema):
        assert path.split(".")[-1] in manual, path
    for column in COLUMNS:
        assert f"`{column.name}`" in manual


def test_the_data_dictionary_has_the_columns_of_the_contract_in_order():
    text = (ROOT / "data/README.md").read_text(encoding="utf-8")
    table = text.partition("column-reference:start -->")[2].partition("<!--")[0]
    rows = [line.split("|")[1].strip(" `") for line in table.strip().splitlines()[2:]]
    assert rows == [column.name for column in COLUMNS]


def test_cells_of_tables_are_escaped():
    schema = {
        "properties": {"a": {"description": "x | y", "type": "string", "default": None}},
    }
    assert "| `a` | x \\| y | text |  |" in reference_table(schema)
    assert "a \\| b" in column_table([Column("c", "text", "a | b")])


def test_missing_markers_are_told():
    with pytest.raises(ValueError, match="markers"):
        with_tables("no markers", ["config-reference"])


def test_configurations_are_read_without_heavy_imports():
    code = "import sys, rechallenge.config; print(' '.join(sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in answer.stdout.split()}
    assert not loaded & {"numpy", "scipy", "pandas", "matplotlib", "pymare", "snakemake"}
