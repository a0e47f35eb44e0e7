"""The group bulk: defaults, what a method takes over from the model, and what is refused."""

import pytest

from rechallenge.config import read_settings
from rechallenge.config.validation import load_schema
from rechallenge.errors import ConfigError


def bulk(value, **others):
    return read_settings({"bulk": {"table": "library.csv"} | value} | others, name="c").bulk


def refused(value, **others):
    with pytest.raises(ConfigError) as caught:
        read_settings({"bulk": value} | others, name="c")
    return "\n".join(caught.value.messages)


def test_there_is_no_table_unless_one_is_named():
    assert read_settings({}, name="c").bulk is None
    assert read_settings({"bulk": None}, name="c").bulk is None
    assert read_settings({"bulk": {}}, name="c").bulk is None
    assert "“bulk”: no table is named" in refused({"chunk": 500})


def test_left_out_keys_have_the_defaults_of_the_schema():
    settings = bulk({})
    properties = load_schema()["properties"]["bulk"]["properties"]
    assert settings.chunk == properties["chunk"]["default"] == 10_000
    (only,) = settings.methods
    assert only.slug == "glmm"
    assert only.options == {
        "method": "glmm", "measure": "PLO", "tau2": "ML", "test": "auto", "level": 0.95,
        "zero_cell": 0.5, "profiles": True,
    }  # fmt: skip


def test_methods_start_from_the_model_of_the_review():
    model = {"method": "inverse-variance", "tau2": "PM", "level": 0.9}
    (only,) = bulk({}, model=model).methods
    assert (only.slug, only.tau2, only.level) == ("inverse-variance", "PM", 0.9)
    named = {"pas": {"measure": "PAS"}, "glmm": {"method": "glmm", "profiles": False}}
    first, second = bulk({"methods": named, "level": 0.99}, model=model).methods
    assert (first.measure, first.tau2, first.level) == ("PAS", "PM", 0.99)
    assert (second.method, second.tau2, second.profiles) == ("glmm", "ML", False)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"tabel": "a.csv"}, "“bulk.tabel”: this key is not known; did you mean “table”?"),
        ({"table": "a*.csv"}, "“bulk.table”: the path holds *"),
        (
            {"table": "Results/bulk/a.csv"},
            "“bulk.table”: the table lies in the folder of the results",
        ),
        ({"table": "a.csv", "chunk": 1}, "“bulk.chunk”: 1 is out of range (100 or more"),
        ({"table": "a.csv", "columns": {"sets": "x"}}, "did you mean “set”?"),
        ({"table": "a.csv", "columns": {"set": "x", "total": "x"}}, "“x” is mapped twice"),
        ({"table": "a.csv", "methods": {"../x": {}}}, "the name of a method has 1 to 40 signs"),
        ({"table": "a.csv", "methods": {"a": {"taus": "DL"}}}, "did you mean “tau2”?"),
        ({"table": "a.csv", "methods": {"a": {"method": "bayes"}}}, "“bayes” is not a choice here"),
        (
            {"table": "a.csv", "methods": {"dl": {"tau2": "DL"}}},
            "“bulk.methods.dl.tau2”: DL is an estimator of the two-stage model, not of glmm; write "
            "“method: inverse-variance” beside it.",
        ),
        (
            {"table": "a.csv", "methods": {"a": {"test": "knha"}}},
            "knha is an interval of the two-stage model",
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(value, words):
    assert words in refused(value)


def test_the_bayesian_model_of_the_review_is_not_taken_over():
    message = refused({"table": "a.csv"}, model={"method": "bayes"})
    assert "the Bayesian model of the review is not fitted to many sets" in message


def test_a_method_may_have_any_name_as_its_folder_is_among_the_sets():
    bulk = {"table": "a.csv", "methods": {"logs": {}, "bulk": {}}}
    found = read_settings({"bulk": bulk}, name="c").bulk
    assert [method.slug for method in found.methods] == ["logs", "bulk"]


def test_no_analysis_has_the_folder_of_the_sets():
    with pytest.raises(ConfigError, match="holds the results of “bulk:”; write “bulk-analysis”"):
        read_settings({"analyses": {"bulk": {}}}, name="c")
