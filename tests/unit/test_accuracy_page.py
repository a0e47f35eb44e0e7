"""The page on accuracy has every quantity with the digits promised, and the code behind it works.

Processors differ in the last bits: the page is not compared byte by byte.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from benchmarks.accuracy import __main__ as command
from benchmarks.accuracy.catalogue import GROUPS, QUANTITIES
from benchmarks.accuracy.causes import FEWER_DIGITS, NOT_COMPARED, R_DIFFERS, fewer_digits
from benchmarks.accuracy.collect import collect
from benchmarks.accuracy.comparison import (
    Comparison,
    Found,
    comparisons,
    log_relative_error,
    omissions,
)
from benchmarks.accuracy.disagreements import disagreements
from benchmarks.accuracy.page import page
from benchmarks.accuracy.reference import FAMILIES, reference
from benchmarks.accuracy.summary import summarise

# Together they have every quantity.
SOME = ("melanoma-orr", "melanoma-cr", "two-rows")
AFTER_GROUPS = 4
COLUMNS = "| Quantity | Numbers | Median | Worst | Promised | Worst in |"


@cache
def some_found() -> tuple[Found, ...]:
    return tuple(collect(SOME))


@cache
def tracked() -> str:
    return command.TRACKED_PAGE.read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def table_rows(section: str) -> list[list[str]]:
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    assert lines[0] == COLUMNS
    return [line.strip("| ").split(" | ") for line in lines[1:]]


@pytest.mark.parametrize(
    ("ours", "theirs", "digits"),
    [
        (1.0, 1.0, 15),
        (1.001, 1.0, 3),
        (-0.5, 0.5, -0.30103),
        (0.0, 250.0, 0),
        (1e-12, 0.0, 12),
        (3e-9, 2e-9, 9),
        (1.0 + 2**-52, 1.0, 15),
        (float("nan"), 1.0, 0),
        (float("inf"), 1.0, 0),
    ],
)
def test_the_log_relative_error(ours: float, theirs: float, digits: float) -> None:
    assert log_relative_error(ours, theirs) == pytest.approx(digits, abs=1e-5)


def test_the_page_has_every_quantity_with_the_digits_promised() -> None:
    found = sections(tracked())
    titles = list(found)
    assert titles[2:-AFTER_GROUPS] == [group.title for group in GROUPS]
    for group in GROUPS:
        rows = table_rows(found[group.title])
        assert [row[0] for row in rows] == [quantity.name for quantity in group.quantities]
        for row, quantity in zip(rows, group.quantities, strict=True):
            count, median, worst, promised = (float(x.replace(",", "")) for x in row[1:5])
            assert count >= 1
            assert promised == quantity.promised
            assert worst <= median <= 15
            short = 1.0 if quantity.key.split("-")[0] in FEWER_DIGITS else 0.0
            assert worst >= quantity.promised - short, quantity.name


def test_the_page_names_the_versions_of_the_reference_files() -> None:
    found = sections(tracked())["Made with which programs"]
    for family in FAMILIES:
        content = reference(family)
        if "r" in content:
            assert f"| R | {content['r']} |" in found
        for package, version in content["packages"].items():
            assert f"| {package} | {version} |" in found


def test_the_page_explains_each_known_disagreement_of_r() -> None:
    found = sections(tracked())["Where R says something else"]
    for cause in R_DIFFERS.values():
        assert f"| {cause.title} |" in found
        assert f"**{cause.title}.**" in " ".join(found.split())


def agreeing() -> list[Comparison]:
    """Our numbers as they would be if they were the reference values."""
    return [
        Comparison(quantity, dataset, detail, value, value)
        for quantity, dataset, detail, value in (*two_stage_values(), *model_values())
    ]


def two_stage_values() -> Iterator[tuple[str, str, str, float]]:
    for name, by_measure in reference("two_stage")["results"].items():
        for measure, part in by_measure.items():
            if not part["q_profile"]["empty"]:
                yield "q-profile-high", name, measure, part["q_profile"]["high"]
            for method, fit in part["fits"].items():
                yield f"tau2-{method.lower()}", name, f"{measure}, {method}", fit["tau2"]


def model_values() -> Iterator[tuple[str, str, str, float]]:
    for name, told in reference("glmm")["results"].items():
        if "error" not in told:
            yield "glmm-mu", name, "", told["mu"]
            yield "glmm-se", name, "", told["se"] if told["tau2"] > 0 else told["se_conditional"]
            yield "glmm-tau2", name, "", told["tau2"]
    for kind, coefficients, fits in (
        ("subgroup", "mu", reference("glmm")["subgroups"]),
        ("glmm-regression", "beta", reference("glmm_series")["meta_regression"]),
    ):
        for told in fits:
            detail = told["column"] if kind == "subgroup" else " + ".join(told["moderators"])
            for key in (coefficients, "se", "tau2"):
                for value in np.atleast_1d(told[key]):
                    yield f"{kind}-{key}", told["dataset"], detail, float(value)
    for name, told in reference("three_level")["results"].items():
        for measure in ("PLO", "PAS"):
            for level in ("study", "row"):
                yield f"three-level-{level}", name, measure, told[measure][f"sigma2_{level}"]


def test_disagreements_of_r_are_those_that_its_readme_counts() -> None:
    found = disagreements(agreeing())
    counts = Counter(item.cause for item in found)
    assert set(counts) == set(R_DIFFERS)
    assert counts["pm-tolerance"] + counts["pm-zero"] == 66
    assert counts["scoring-tolerance"] == 57
    assert counts["q-profile-empty"] == 32
    names = {cause: {item.dataset for item in found if item.cause == cause} for cause in counts}
    assert names["reml-stops"] == {"reml-stops"}
    assert names["pm-zero"] == {"nielweise2007-treated"}
    assert names["other-maximum"] == {"two-maxima-ml"}
    assert names["constant-response"] == {"two-equal", "three-equal", "all-identical"}
    assert names["inner-iteration"] == {"huge-n"}
    assert names["rma-mv-maximum"] == {"two-maxima-zero", "two-maxima-edge"}
    assert {"axfors2021-hcq", "extreme-spread"} <= names["glmm-nodes-50"]
    section = sections(tracked())["Where R says something else"]
    for cause, count in counts.items():
        assert f"| {R_DIFFERS[cause].title} | {count} | {len(names[cause])} |" in section


def test_text_of_the_page_is_wrapped() -> None:
    for line in tracked().splitlines():
        assert line.startswith("| ") or len(line) <= 120


def test_some_data_sets_keep_the_promises() -> None:
    summaries = summarise(comparisons(some_found()))
    assert list(summaries) == list(QUANTITIES)
    for key, summary in summaries.items():
        short = 1.0 if key.split("-")[0] in FEWER_DIGITS else 0.0
        assert summary.worst.digits >= QUANTITIES[key].promised - short, summary.worst
    assert {item.cause for item in omissions(some_found())} <= set(NOT_COMPARED)


def test_a_quantity_without_comparison_is_an_error() -> None:
    with pytest.raises(KeyError, match="exact-y"):
        summarise([])


def test_numbers_with_too_few_digits_are_counted() -> None:
    found = [
        *comparisons(some_found()),
        Comparison("bayes-mu", "made up", "", ours=1.1, theirs=1.0),
    ]
    summary = summarise(found)["bayes-mu"]
    assert summary.worst.dataset == "made up"
    assert [item.dataset for item in summary.below] == ["made up"]


def test_too_few_digits_without_a_reason_stop_the_command(monkeypatch, capsys, tmp_path) -> None:
    assert fewer_digits("engine-tau2").title == "PyMARE"
    wrong = Comparison("glmm-mu", "made up", "", ours=1.1, theirs=1.0)
    monkeypatch.setattr(command, "collect", lambda: (*some_found(), wrong))
    assert command.main(["--page", str(tmp_path / "accuracy.md")]) == 1
    assert "glmm-mu has fewer digits than promised" in capsys.readouterr().err


def test_the_command_writes_and_checks_the_page(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(command, "collect", some_found)
    monkeypatch.setattr("benchmarks.accuracy.page.disagreements", lambda found: [])
    target = tmp_path / "accuracy.md"
    assert command.main(["--page", str(target)]) == 0
    assert target.read_text(encoding="utf-8") == page(some_found())
    assert command.main(["--check", "--page", str(target)]) == 0
    target.write_text(target.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert command.main(["--check", "--page", str(target)]) == 1
    assert "python -m benchmarks.accuracy" in capsys.readouterr().err
    assert command.main(["--check", "--page", str(tmp_path / "absent.md")]) == 1
