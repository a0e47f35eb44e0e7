"""Whether small studies tend to other rates: the section of the small-study test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.formatting import count, fixed, p_value, percent, plural, significant
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table, text_row

TITLE = "Small studies"
TESTS = {
    "peters": (
        "The test, of the type of Peters et al. (2006), regresses the log odds of the rows on one "
        "over their number of patients, with weights in proportion to that number."
    ),
    "arcsine": (
        "The test, of the type of Rücker et al. (2008), regresses the arcsine-transformed rates of "
        "the rows on their standard errors, which depend on the number of patients alone, with "
        "weights in proportion to that number."
    ),
}
NAMES = {"peters": "The Peters-type test", "arcsine": "The arcsine test"}
DIRECTION = "A positive slope stands for higher rates in smaller rows."
CAUSES = (
    "A pattern has many possible causes: small studies may differ from large ones in their "
    "patients, setting, treatment, follow-up or definition of the outcome. That some results were "
    "never reported is one of them, and the test cannot tell it from the others. Nor does the "
    "lack of a pattern show that every result was reported. No estimate is corrected for it."
)
NOTABLE_ERRORS = 2


def small_study_sections(estimates: Mapping[str, Any]) -> tuple[Section, ...]:
    """Tell the small-study test with its own false-positive rate.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``; its ``small_study`` holds the fields of
        `rechallenge.analysis.small_study.SmallStudy`, or nothing.

    Returns
    -------
    tuple of Section
        One section, or none where the test was not asked for.
    """
    result: Mapping[str, Any] = estimates["small_study"]
    if not result:
        return ()
    if result["p"] is None:
        return (Section(TITLE, tuple(Paragraph(note) for note in result["notes"])),)
    blocks: list[Block] = [Paragraph(_finding(result), kind="lead")]
    blocks += [Paragraph(text) for text in (_calibration(result), _method(result, estimates))]
    blocks += [Paragraph(CAUSES, kind="caution"), _table(result)]
    if result["notes"]:
        blocks.append(Bullets(tuple(result["notes"])))
    return (Section(TITLE, tuple(blocks)),)


def _finding(result: Mapping[str, Any]) -> str:
    """Give p and its false-positive rate in one sentence."""
    return (
        f"{NAMES[result['test']]} in {plural(result['k'], 'row')} has p {p_value(result['p'])}; "
        f"where the size of a row has no bearing on its rate, the same test has p below "
        f"{_alpha(result)} in {_share(result)} data sets like this one."
    )


def _calibration(result: Mapping[str, Any]) -> str:
    """Set the false-positive rate against the one that the threshold promises."""
    beyond = result["false_positive_rate"] - result["alpha"]
    promised = f"the {100 * result['alpha']:g} % that the threshold promises"
    if beyond > NOTABLE_ERRORS * result["mc_se"]:
        return f"That is more than {promised}: a small p says less here than it seems to."
    if -beyond > NOTABLE_ERRORS * result["mc_se"]:
        return f"That is less than {promised}: the test is cautious here and may miss a pattern."
    return f"Within the error of the simulation that is {promised}."


def _method(result: Mapping[str, Any], estimates: Mapping[str, Any]) -> str:
    texts = [
        TESTS[result["test"]],
        DIRECTION,
        f"The share comes from {plural(result['replicates'], 'data set')} with the same numbers of "
        "patients, simulated from the GLMM fitted to the rows.",
    ]
    if result["k"] > estimates["studies"]:
        texts.append("Arms of one study count as independent rows.")
    return " ".join(texts)


def _table(result: Mapping[str, Any]) -> Table:
    error = f"Monte Carlo standard error {fixed(100 * result['mc_se'])}"
    rate = result["false_positive_rate"]
    simulated = f"none of {plural(result['replicates'], 'simulated data set')}"
    rows = [
        ("Rows (k)", count(result["k"])),
        ("Slope (standard error)", f"{significant(result['slope'])} ({significant(result['se'])})"),
        ("t", f"{fixed(result['statistic'], decimals=2)}, df = {result['df']}"),
        ("p", p_value(result["p"]).removeprefix("= ")),
        (
            f"False-positive rate at p < {_alpha(result)}, %",
            f"{percent(rate)} ({error})" if rate else f"0 ({simulated})",
        ),
    ]
    return Table(
        caption="Small-study test",
        headers=("Quantity", "Value"),
        rows=tuple(text_row(name, value) for name, value in rows),
    )


def _share(result: Mapping[str, Any]) -> str:
    """Write the false-positive rate before its noun: ``3.9 % of``, ``none of 2000``."""
    rate = result["false_positive_rate"]
    return f"{percent(rate)} % of" if rate else f"none of {count(result['replicates'])}"


def _alpha(result: Mapping[str, Any]) -> str:
    return f"{result['alpha']:g}"
