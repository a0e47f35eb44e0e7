"""Accrual, influence and meta-regression: the words by hand, the numbers those of the estimates."""

import json
import math
from copy import deepcopy

import pytest
from report_documents import Page, analysed, markdown_tables, row

from rechallenge.formatting import significant
from rechallenge.report.accrual import accrual_section
from rechallenge.report.agreement import agreement_section
from rechallenge.report.blocks import Bullets, Paragraph, Table
from rechallenge.report.heterogeneity import heterogeneity_report, heterogeneity_sections
from rechallenge.report.influence import influence_section, stands_out
from rechallenge.report.regression import number_text, odds_ratio_cell, regression_section
from rechallenge.report.variation import variation_section

COUNTS = ((3, 20), (9, 30), (14, 25), (2, 40), (20, 60), (7, 18), (5, 31))
SETTINGS = ("a", "a", "b", "b", "b", "a", "b")


def analysed_arms(*, model=None, moderators=()):
    """Six studies, the last with two arms, the first without a year."""
    pooled = [
        row(
            f"Study {min(i, 5)}",
            events,
            total,
            arm=f"arm {i}" if i > 4 else "",
            line=2 + i,
            setting=setting,
            year=2014 + min(i, 5) if i else None,
        )
        for i, ((events, total), setting) in enumerate(zip(COUNTS, SETTINGS, strict=True))
    ]
    return analysed(pooled, model=model, moderators=moderators)


WHOLE = analysed_arms(moderators=("year", "setting"))


def whole():
    """A document that a test may change."""
    return deepcopy(WHOLE)


def texts(section):
    return [block.text for block in section.blocks if isinstance(block, Paragraph)]


def table(section, position=0):
    found = [block for block in section.blocks if isinstance(block, Table)]
    return found[position]


def lines(shown):
    return [[cell.text for cell in line.cells] for line in shown.rows]


def test_sections_stand_in_their_order():
    titles = [section.title for section in heterogeneity_sections(WHOLE)]
    assert titles == [
        "Pooled result",
        "Variation between studies",
        "The models side by side",
        "Leaving out one study at a time",
        "As studies accrued",
        "Influence of single rows",
        "All sensible choices together",
        "True rates of single rows",
        "Meta-regression",
        "What was done, and why",
    ]


def test_an_analysis_without_these_results_has_none_of_the_sections():
    document = whole() | {"cumulative": [], "influence": [], "meta_regression": {}}
    titles = {section.title for section in heterogeneity_sections(document)}
    assert titles.isdisjoint({"As studies accrued", "Influence of single rows", "Meta-regression"})
    assert texts(accrual_section(document)) == ["Not shown: nothing is pooled."]
    assert texts(influence_section(document)) == ["Not shown: too few rows."]
    assert texts(regression_section(document)) == ["No moderators were asked for."]


def test_studies_are_listed_as_they_accrued():
    shown = table(accrual_section(WHOLE))
    assert shown.headers == ("Study added", "Year", "Studies", "Events/patients", "Rate (CI)")
    cells = lines(shown)
    # Sums by hand: 9/30; +14/25; +2/40; +20/60; +7/18 and 5/31; the study without a year last.
    assert [line[:4] for line in cells] == [
        ["Study 1", "2015", "1", "9/30"],
        ["Study 2", "2016", "2", "23/55"],
        ["Study 3", "2017", "3", "25/95"],
        ["Study 4", "2018", "4", "45/155"],
        ["Study 5", "2019", "5", "57/204"],
        ["Study 0", "–", "6", "60/224"],
    ]
    # Clopper–Pearson of 9/30.
    assert cells[0][4] == "30.0 (14.7 to 49.4)"
    for line, step in zip(cells, WHOLE["cumulative"], strict=True):
        limits = f"{100 * step['ci_low']:.1f} to {100 * step['ci_high']:.1f}"
        assert line[4] == f"{100 * step['estimate']:.1f} ({limits})"


def test_the_rule_of_the_series_is_told():
    told = texts(accrual_section(WHOLE))
    assert told == [
        "Studies are added by year and then by name, each with all its rows; 1 study without a "
        "year comes last.",
        "The first study stands with its own exact interval. From then on one rule holds along the "
        "whole series, the profile-likelihood interval; the headline has the "
        "profile-likelihood interval with t cut-off (5 df), so the last row may differ from it.",
    ]
    same = whole()
    for step in same["cumulative"][1:]:
        step["interval"] = "profile-t"
    assert texts(accrual_section(same))[-1].endswith(
        "that of the headline: profile-likelihood interval with t cut-off."
    )
    mixed = whole()
    mixed["cumulative"][1]["interval"] = "z"
    assert texts(accrual_section(mixed))[-1].endswith(
        "Intervals of the series: Wald interval; profile-likelihood interval."
    )


def grown(*estimates):
    """A series with these pooled rates after the first study."""
    document = whole()
    first, step = document["cumulative"][:2]
    document["cumulative"] = [first] + [
        {**step, "studies": 2 + i, "estimate": estimate} for i, estimate in enumerate(estimates)
    ]
    return accrual_section(document)


def test_the_last_additions_are_summed_up():
    assert texts(grown(0.5, 0.2, 0.24, 0.25, 0.23, 0.22))[0] == (
        "Over the last five additions the pooled rate lay between 20.0 % and 25.0 %."
    )
    assert texts(grown(0.5, *[0.24] * 5))[0] == (
        "After each of the last five additions the pooled rate was 24.0 %."
    )
    for section in (grown(0.5, 0.2, 0.24, 0.25, 0.23), grown(0.5, 0.2, 0.24, None, 0.23, 0.2)):
        assert texts(section)[0].startswith("Studies are added")


def test_a_step_without_an_estimate_is_grey_and_has_its_reason():
    document = whole()
    document["cumulative"][2] |= {
        "estimate": None,
        "ci_low": None,
        "ci_high": None,
        "notes": ["No estimate: the rows are so far apart.", "No prediction interval: why."],
    }
    section = accrual_section(document)
    shown = table(section)
    assert lines(shown)[2][4:] == ["no estimate", "1"]
    assert shown.rows[2].muted
    assert [b.items for b in section.blocks if isinstance(b, Bullets)] == [
        ("No estimate: the rows are so far apart.",)
    ]


def influenced(**changes):
    """The rows of the whole document with quiet diagnostics, but for the rows named by position."""
    document = whole()
    quiet = {"rstudent": 0.4, "cook_d": 0.1, "dffits": 0.2, "cov_r": 1.1, "tau2_del": 0.31}
    rows = [entry for entry in document["influence"] if entry["model"] == "glmm"]
    document["influence"] = [
        entry | quiet | {"hat": 0.125} | changes.get(f"row{i}", {}) for i, entry in enumerate(rows)
    ]
    return influence_section(document)


def test_no_row_stands_out():
    section = influenced()
    assert texts(section)[0] == (
        "No row stands out (by a studentised residual beyond ±2.5 or a Cook’s distance above 0.5)."
    )
    assert lines(table(section))[0] == [
        "Study 1", "0.40", "0.10", "0.20", "1.10", "0.31", "12.5"
    ]  # fmt: skip
    assert lines(table(section))[4][0] == "Study 5, arm 5"
    assert table(section).caption == "Diagnostics of each row, GLMM"


def test_rows_that_stand_out_are_named():
    section = influenced(row0={"rstudent": -2.61}, row4={"cook_d": 0.512})
    assert texts(section)[0] == (
        "Study 1 (residual −2.61, Cook’s distance 0.10) and Study 5, arm 5 (residual 0.40, Cook’s "
        "distance 0.51) stand out (by a studentised residual beyond ±2.5 or a Cook’s distance "
        "above 0.5). That is a reason to read the report again, not to leave the row out."
    )
    every = influenced(**{f"row{i}": {"rstudent": 3.0} for i in range(7)})
    assert texts(every)[0].startswith("Each of the 7 rows stands out")


@pytest.mark.parametrize(
    ("residual", "cook", "out"),
    [(2.5, 0.5, False), (2.51, 0, True), (-2.51, 0, True), (0, 0.51, True), (None, None, False)],
)
def test_the_thresholds(residual, cook, out):
    assert stands_out({"rstudent": residual, "cook_d": cook}) is out


def test_a_row_that_the_model_needs():
    nothing = dict.fromkeys(("rstudent", "cook_d", "dffits", "cov_r", "tau2_del"))
    section = influenced(row1=nothing)
    assert "The model has no estimate without Study 2." in texts(section)
    assert lines(table(section))[1] == ["Study 2", "–", "–", "–", "–", "–", "12.5"]
    assert table(section).rows[1].muted


def test_diagnostics_are_those_of_the_estimates_and_of_one_model():
    shown = lines(table(influence_section(WHOLE)))
    entries = [entry for entry in WHOLE["influence"] if entry["model"] == "glmm"]
    assert len(shown) == len(entries) == 7
    for line, entry in zip(shown, entries, strict=True):
        told = [float(cell.replace("−", "-")) for cell in line[1:]]
        assert told[0] == pytest.approx(entry["rstudent"], abs=0.0051)
        assert told[1] == pytest.approx(entry["cook_d"], abs=0.0051)
        assert told[2] == pytest.approx(entry["dffits"], abs=0.0051)
        assert told[3] == pytest.approx(entry["cov_r"], abs=0.0051)
        assert told[4] == pytest.approx(entry["tau2_del"], rel=0.051)
        assert told[5] == pytest.approx(100 * entry["hat"], abs=0.051)


def test_another_model_or_other_rows_are_told():
    assert not any("chosen one" in text for text in texts(influence_section(WHOLE)))
    combined = analysed_arms(model={"arms": "combine"})
    assert any("before the arms" in text for text in texts(influence_section(combined)))
    common = whole()
    common["models"][0]["tau2_method"] = "FE"
    assert any(
        text == "The diagnostics are those of another model than the chosen one: GLMM."
        for text in texts(influence_section(common))
    )
    two_stage = whole()
    two_stage["models"][0]["method"] = "inverse-variance"
    two_stage["influence"] = [e for e in two_stage["influence"] if e["model"] == "plo-reml-z"]
    section = influence_section(two_stage)
    assert table(section).caption == "Diagnostics of each row, Logit, REML"
    assert not any("chosen one" in text for text in texts(section))


def test_long_tables_are_folded():
    document = whole()
    document["cumulative"] = document["cumulative"] * 3
    document["influence"] = [e for e in document["influence"] if e["model"] == "glmm"] * 2
    assert table(accrual_section(document)).folded
    assert table(influence_section(document)).folded
    assert not table(accrual_section(WHOLE)).folded
    assert not table(influence_section(WHOLE)).folded


def test_a_withheld_estimate_is_not_shown():
    document = whole()
    document["models"][0]["notes"] = ["Not to be shown as an estimate: the inverses differ."]
    for section in (accrual_section(document), influence_section(document)):
        assert texts(section) == ["Not shown: the estimate itself is not shown."]


@pytest.mark.parametrize(
    ("value", "text"),
    [(2013.0, "2013"), (2020.3333, "2020.3"), (0.5, "0.500"), (12.34, "12.3"), (-4.0, "−4")],
)
def test_values_of_moderators(value, text):
    assert number_text(value) == text


def test_odds_ratios_of_known_log_odds():
    # ln 2, ln 1.5 and ln 3.
    told = odds_ratio_cell({"value": 0.6931471805599453, "low": 0.4054651081, "high": 1.0986122887})
    assert told == "2.00 (1.50 to 3.00)"
    far = odds_ratio_cell({"value": 0.0, "low": -900.0, "high": 900.0})
    assert far == "1.00 (under 10⁻⁶ to over 10⁶)"


def sections():
    return {section.title: section for section in regression_section(WHOLE).sections}


def test_each_regression_has_its_part_and_the_caveat():
    section = regression_section(WHOLE)
    assert section.blocks[0].kind == "caution"
    assert "observational" in section.blocks[0].text
    assert "no comparison of treatments" in section.blocks[0].text
    assert "3 regressions were fitted; the p-values are not adjusted for that." in texts(section)
    assert list(sections()) == ["On year", "On setting", "On year and setting"]


def test_coefficients_of_a_number():
    result = WHOLE["meta_regression"]["year"]
    section = sections()["On year"]
    shown = table(section)
    assert shown.caption == "Coefficients in 6 rows, logit scale, with 95 % intervals"
    cells = lines(shown)
    assert [line[:2] for line in cells] == [
        [name, model]
        for name in ("intercept", "year, per unit")
        for model in ("GLMM", "Logit, REML, Hartung–Knapp")
    ]
    slope = result["fits"]["glmm"]["coefficients"][1]
    ratio = float(cells[2][3].split(" ")[0])
    assert ratio == pytest.approx(math.exp(slope["value"]), rel=0.006)
    assert float(cells[2][2].split(" ")[0].replace("−", "-")) == pytest.approx(
        slope["value"], rel=0.06
    )
    assert float(cells[2][4]) == pytest.approx(slope["p"], abs=0.0051)
    assert cells[0][3:] == ["–", "–"]
    # Mean of 2015, 2016, 2017, 2018 and twice 2019.
    assert "The intercept stands for the mean of year (2017.3)." in texts(section)


def test_tests_variation_and_predictions_of_a_number():
    result = WHOLE["meta_regression"]["year"]
    told = {line[0]: line[1:] for line in lines(table(sections()["On year"], 1))}
    glmm, two_stage = result["fits"].values()
    assert told["Interval of coefficients"] == ["t (3 df)", "t (4 df)"]
    p = f"{glmm['test']['p']:.2f}"
    statistic = f"{glmm['test']['statistic']:.2f}"
    assert told["Test of all moderators"][0] == (
        f"likelihood-ratio χ² = {statistic}, df = 1, p = {p}"
    )
    assert told["Test of all moderators"][1].startswith(
        f"F = {two_stage['test']['statistic']:.2f}, df = 1 and 4, p = "
    )
    assert told["Permutation p"] == ["–", f"{result['permutation_p']:.2f}"]
    for cell, fit in zip(told["Residual τ²"], (glmm, two_stage), strict=True):
        assert float(cell) == pytest.approx(fit["tau2"], rel=0.051)
    for cell, fit in zip(told["R²"], (glmm, two_stage), strict=True):
        assert cell == f"{fit['r2']:.0f} %"
    for year, position in (("2015", 0), ("2019", -1)):
        rates = told[f"Rate, year {year}, % (95 % CI)"]
        for cell, fit in zip(rates, (glmm, two_stage), strict=True):
            point = fit["predictions"][position]
            limits = f"{100 * point['ci_low']:.1f} to {100 * point['ci_high']:.1f}"
            assert cell == f"{100 * point['estimate']:.1f} ({limits})"


def test_a_regression_on_words():
    section = sections()["On setting"]
    assert [line[0] for line in lines(table(section))][::2] == ["intercept", "setting: a"]
    assert "Odds ratio per unit (CI)" not in table(section).headers
    assert (
        "The intercept stands for setting “b”; the other levels are set against the one named."
        in texts(section)
    )
    rates = [line[0] for line in lines(table(section, 1)) if line[0].startswith("Rate")]
    assert rates == ["Rate, setting: a, % (95 % CI)", "Rate, setting: b, % (95 % CI)"]


def test_a_regression_on_several_moderators():
    section = sections()["On year and setting"]
    cells = lines(table(section))
    assert [line[0] for line in cells][::2] == ["intercept", "year, per unit", "setting: a"]
    assert cells[4][3] == "–"
    assert not any(line[0].startswith("Rate") for line in lines(table(section, 1)))
    (notes,) = [block.items for block in section.blocks if isinstance(block, Bullets)]
    assert notes[0] == "1 row without a value is left out here."
    assert any("patterns in noise" in note for note in notes)


def test_coefficients_keep_their_labels_when_levels_cannot_be_matched():
    document = whole()
    document["rows_table"] = []
    part = regression_section(document).sections[1]
    assert [line[0] for line in lines(table(part))][::2] == ["intercept", "a"]


def test_a_regression_that_could_not_be_fitted_says_why():
    document = whole()
    why = "No regression on “design”: “design” is the same in every row."
    document["meta_regression"] = {
        "design": {
            "moderators": ["design"],
            "terms": [],
            "rows": 6,
            "dropped": 0,
            "fits": {},
            "permutation_p": None,
            "notes": [why],
        }
    }
    section = regression_section(document)
    assert section.sections[0].title == "On design"
    assert section.sections[0].blocks == (Bullets((why,)),)
    assert not any("not adjusted" in text for text in texts(section))


def test_an_undefined_share_and_a_wald_test():
    document = whole()
    fit = document["meta_regression"]["year"]["fits"]["glmm"]
    fit |= {"r2": None, "df": None, "tau2_without": 0.0}
    fit["test"] = {"type": "Wald", "statistic": 3.841, "df": [1], "p": 0.05}
    told = {line[0]: line[1] for line in lines(table(regression_section(document).sections[0], 1))}
    assert told["R²"] == "not defined"
    assert told["τ² without moderators"] == "0"
    assert told["Test of all moderators"] == "Wald χ² = 3.84, df = 1, p = 0.050"
    assert told["Interval of coefficients"] == "Wald"


def test_hostile_levels_are_shown_and_do_nothing():
    document = json.loads(json.dumps(WHOLE).replace('"a"', '"<b>|x_y</b>"'))
    document["cumulative"][0]["added"] = document["influence"][0]["study"] = "<i>|</i>"
    report = heterogeneity_report(document)
    tags = {tag for tag, _ in Page(report.html).elements}
    assert tags.isdisjoint({"b", "i"})
    assert "setting: <b>|x y</b>" in Page(report.html).text
    for cells in markdown_tables(report.markdown):
        assert {len(line) for line in cells} == {len(cells[0])}


def test_priors_and_the_correlation_within_studies_are_told():
    section = agreement_section(WHOLE)
    names = [line[0] for line in lines(table(section))]
    (notes,) = [block.items for block in section.blocks if isinstance(block, Bullets)]
    for prior in ("half-normal", "half-Cauchy"):
        assert any(
            name.startswith("Bayes") and f"{prior}(0.5) prior on τ" in name for name in names
        )
        assert any(note.startswith(f"Priors: {prior}(0.5) for τ") for note in notes)
    line = next(line for line in lines(table(section)) if line[0].startswith("Three-level"))
    nested = next(m for m in WHOLE["models"] if m["method"] == "multilevel")
    assert notes[int(line[-1].split(", ")[-1]) - 1] == (
        f"Three-level model: rho = {nested['rho']:.2f}."
    )
    document = whole()
    next(m for m in document["models"] if m["method"] == "multilevel")["rho"] = None
    (notes,) = [b.items for b in agreement_section(document).blocks if isinstance(b, Bullets)]
    assert "Three-level model: rho is not defined, since τ² = 0." in notes


def test_models_without_a_variance_or_with_priors_are_described():
    beta = analysed_arms(model={"method": "beta-binomial"})
    rho = beta["models"][0]["rho"]
    assert texts(variation_section(beta))[0] == (
        "The beta-binomial model has no τ²; the spread of true rates is told by the correlation of "
        f"two patients of one study, rho = {significant(rho)}."
    )
    assert "| Mean rate, % (95 % CI) |" in heterogeneity_report(beta).markdown
    bayes = analysed_arms(model={"method": "bayes"})
    shown = {line[0]: line[1] for line in lines(table(variation_section(bayes)))}
    assert shown["Interval of τ²"] == "credible interval"
    assert "Prior of the between-study standard deviation τ: half-normal(0.5)." in (
        heterogeneity_report(bayes).markdown
    )
