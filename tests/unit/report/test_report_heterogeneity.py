"""The heterogeneity report: its words, its numbers, and the same content in both forms."""

import re
from copy import deepcopy

import pytest
from report_documents import Page, analysed, markdown_tables, row, rows

from rechallenge.report.blocks import Bullets, Paragraph, Table
from rechallenge.report.heterogeneity import heterogeneity_report, heterogeneity_sections
from rechallenge.report.quantities import primary_model

MIXED = ((3, 20), (9, 30), (14, 25), (2, 40), (20, 60), (7, 18))
SETTINGS = ("second course", "second course", "escalation", "escalation", "escalation", "switch")
FREEMAN_TUKEY = {
    "method": "inverse-variance",
    "measure": "PFT",
    "tau2": "REML",
    "test": "adhoc",
}
FORBIDDEN = (
    r"no heterogeneity",
    r"\blow\b",
    r"\bmoderate\b",
    r"\bhigh\b",
    r"substantial",
    r"considerable",
    r"negligible",
    r"significan",
    r"\beffective\b",
    r"\bsuperior\b",
    r"publication bias",
    r"trim",
    r"outlier",
    r"\bLFK\b",
    r"\bEgger",
    r"\bGRADE\b",
    r"homogeneous",
    r"\bnan\b",
    r"\binf\b",
)


def analysed_mixed(**more):
    pooled = [
        row(f"Study {i}", events, total, line=2 + i, setting=setting, year=2015 + i)
        for i, ((events, total), setting) in enumerate(zip(MIXED, SETTINGS, strict=True))
    ]
    return analysed(pooled, subgroups=("setting",), benchmark=0.2, **more)


def documents():
    zeros = ((4, 100), (0, 4), (0, 10), (0, 7), (0, 1), (0, 3), (1, 6), (1, 7))
    arms = [row("Lee 2020", 3, 20, arm="A"), row("Lee 2020", 9, 20, arm="B", line=3)]
    return {
        "mixed": analysed_mixed(moderators=("year", "setting")),
        "two-stage": analysed_mixed(
            model={"method": "inverse-variance", "measure": "PLO", "tau2": "DL", "test": "z"}
        ),
        "raw": analysed_mixed(
            model={"method": "inverse-variance", "measure": "PR", "tau2": "REML", "test": "knha"}
        ),
        "common effect": analysed_mixed(model={"tau2": "FE"}),
        "combined arms": analysed([*arms, *rows((3, 20), (1, 20))], model={"arms": "combine"}),
        "arms": analysed([*arms, *rows((3, 20), (1, 20), (6, 24))]),
        "beta-binomial": analysed_mixed(model={"method": "beta-binomial"}),
        "Bayes": analysed_mixed(model={"method": "bayes"}),
        "one study": analysed([row("Lee 2020", 3, 20)]),
        "two arms of one study": analysed(arms),
        "two equal studies": analysed(rows((6, 20), (6, 20))),
        "two studies": analysed(rows((5, 20), (12, 25))),
        "identical": analysed(rows((3, 10), (6, 20), (9, 30), (12, 40), (15, 50), (30, 100))),
        "no events": analysed(rows((0, 10), (0, 12), (0, 20), (0, 15), (0, 8))),
        "all events": analysed(rows((10, 10), (12, 12))),
        "one event": analysed(rows((0, 10), (0, 12), (0, 20), (1, 15), (0, 8))),
        "single patients": analysed(rows((0, 1), (1, 1), (0, 1))),
        "no estimate": analysed(rows((0, 50), (50, 50), (0, 60))),
        "no estimate of two": analysed(rows((0, 50), (50, 50))),
        "Freeman–Tukey": analysed(rows(*zeros), model=FREEMAN_TUKEY),
        "no rows": analysed([]),
        "only excluded": analysed([], shown=[(row("Lee 2020", None, 12), "no count given")]),
    }


DOCUMENTS = documents()
REPORTS = {name: heterogeneity_report(document) for name, document in DOCUMENTS.items()}


def mixed():
    """A document that a test may change."""
    return deepcopy(DOCUMENTS["mixed"])


def plain(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_forbidden_word(name):
    report = REPORTS[name]
    for text in (Page(report.html).text, report.markdown):
        for pattern in FORBIDDEN:
            assert not re.search(pattern, text), pattern
        assert not re.search(r"no heterogeneity|significan|superior", text, re.IGNORECASE)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_both_forms_hold_everything(name):
    report = REPORTS[name]
    page = Page(report.html)
    unescaped = re.sub(r"\\(.)", r"\1", report.markdown)
    sections = heterogeneity_sections(DOCUMENTS[name])
    for section in (*sections, *(below for above in sections for below in above.sections)):
        assert section.title in page.text
        assert f"## {section.title}\n" in report.markdown
        for block in section.blocks:
            texts = (
                [block.text]
                if isinstance(block, Paragraph)
                else block.items
                if isinstance(block, Bullets)
                else [cell.text for line in block.rows for cell in line.cells]
            )
            for text in texts:
                assert plain(text) in page.text
                assert plain(text) in unescaped
    assert page.unbalanced == []
    assert page.open == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_markdown_tables_are_rectangular(name):
    tables = markdown_tables(REPORTS[name].markdown)
    for table in tables:
        assert {len(line) for line in table} == {len(table[0])}
        assert all(re.fullmatch(r"---:?", cell) for cell in table[1])


@pytest.mark.parametrize("name", ["mixed", "no rows", "one study"])
def test_reports_are_the_same_every_time(name):
    assert heterogeneity_report(deepcopy(DOCUMENTS[name])) == REPORTS[name]


def blocks(document, title):
    return next(s for s in heterogeneity_sections(document) if s.title == title).blocks


def texts(document, title):
    return [b.text for b in blocks(document, title) if isinstance(b, Paragraph)]


def cells(document, title, caption=""):
    table = next(
        b for b in blocks(document, title) if isinstance(b, Table) and b.caption.startswith(caption)
    )
    return {line.cells[0].text: [cell.text for cell in line.cells[1:]] for line in table.rows}


def test_the_pooled_result_in_numbers():
    document = mixed()
    primary_model(document).update(
        estimate=0.24271489766933754,
        ci_low=0.18802165780729074,
        ci_high=0.3072966849010617,
        profile_low=0.18889222118608223,
        profile_high=0.30555456972068906,
        pi_low=0.07530309273503213,
        pi_high=0.5578004891802675,
        mean=0.259770919253947,
        mean_low=0.2057285940663705,
        mean_high=0.3217007913893205,
    )
    table = cells(document, "Pooled result")
    assert table["Median rate, % (95 % CI)"] == ["24.3 (18.8 to 30.7)"]
    assert table["Mean rate, % (95 % CI)"] == ["26.0 (20.6 to 32.2)"]
    assert table["Profile-likelihood interval, % (95 %)"] == ["18.9 to 30.6"]
    assert table["Prediction interval, % (95 %)"] == ["7.5 to 55.8"]
    assert table["Rows (k)"] == table["Studies"] == ["6"]
    assert table["Events / patients"] == ["55 / 193"]


def test_variation_in_numbers():
    document = mixed()
    primary_model(document).update(
        tau2=0.4043798090239281,
        tau2_low=0.17826042059928018,
        tau2_high=0.9180483101658614,
        tau=0.6359086483323907,
        i2=76.46817260771317,
        i2_low=58.88980178111973,
        i2_high=88.06306893455154,
        h2=4.249563722058307,
        q=112.3699357752199,
        q_df=24,
        q_p=2.2e-13,
        tau2_lr_p=0.0312,
    )
    assert texts(document, "Variation between studies")[0] == (
        "τ² = 0.40 (95 % CI 0.18 to 0.92) and τ = 0.64 on the scale of the model (logit); "
        "I² = 76 % (95 % CI 59 to 88), computed from τ² and the typical sampling variance."
    )
    table = cells(document, "Variation between studies")
    own = {name: values[0] for name, values in table.items()}
    assert own["τ²"] == "0.40 (95 % CI 0.18 to 0.92)"
    assert own["Interval of τ²"] == "profile likelihood"
    assert own["Test of homogeneity"] == "likelihood-ratio Q = 112.4, df = 24, p < 0.001"
    assert own["Test of τ² = 0"] == "likelihood ratio, p = 0.031"
    assert own["I²"] == "76 % (95 % CI 59 to 88)"
    assert own["H²"] == "4.2"
    assert table["Interval of τ²"][1] == "Q-profile"
    assert table["Test of homogeneity"][1].startswith("Wald Q = ")


def test_an_upper_limit_that_is_not_reached():
    document = mixed()
    primary_model(document).update(tau2_high=None, i2_high=None, tau2_low=0.1, i2_low=20.0)
    table = cells(document, "Variation between studies")
    assert table["τ²"][0].endswith("(95 % CI 0.10 to not reached)")
    assert table["I²"][0].endswith("(95 % CI 20 to not reached)")


def test_variation_that_was_not_detected():
    document = DOCUMENTS["identical"]
    first = texts(document, "Variation between studies")[0]
    high = primary_model(document)["tau2_high"]
    assert first.startswith(f"Not detected; τ² 95 % CI 0 to {high:.2g}.")
    empty = mixed()
    primary_model(empty).update(tau2=0.0, tau2_low=None, tau2_high=None)
    assert texts(empty, "Variation between studies")[0].startswith("Not detected; τ² = 0, without")


def test_two_studies_get_no_verdict_and_no_test():
    for name in ("two studies", "two equal studies"):
        report = REPORTS[name].markdown
        assert "Two studies are too few to judge" in report
        assert "Not detected" not in report
        assert "Test of homogeneity" not in report
        assert not re.search(r"\bp [=<]", report)


def test_analyses_without_a_model_say_so():
    assert texts(DOCUMENTS["one study"], "Variation between studies") == [
        "One study tells nothing about variation between studies."
    ]
    none = texts(DOCUMENTS["no events"], "Variation between studies")[0]
    assert none.startswith("Not estimated. No events among 65 patients")
    assert "one-sided 95 % limit 4.5 %" in none
    assert texts(DOCUMENTS["no estimate"], "Variation between studies")[0] == (
        "The chosen model reached no estimate, so it has no τ²."
    )
    titles = [section.title for section in heterogeneity_sections(DOCUMENTS["no rows"])]
    assert titles == ["Pooled result", "What was done, and why"]


def test_a_common_effect_model_is_not_said_to_find_nothing():
    document = DOCUMENTS["common effect"]
    first = texts(document, "Variation between studies")[0]
    assert first.startswith("The chosen model assumes one common rate")
    models = cells(document, "The models side by side")
    chosen = next(line for name, line in models.items() if name.endswith(" (chosen)"))
    assert chosen[3] == "assumed 0"


def test_every_model_stands_in_the_table_with_its_notes():
    document = DOCUMENTS["one event"]
    table = cells(document, "The models side by side")
    assert len(table) == len(document["models"]) > 1
    (notes,) = [
        b.items for b in blocks(document, "The models side by side") if isinstance(b, Bullets)
    ]
    for model, line in zip(document["models"], table.values(), strict=True):
        numbers = [] if line[-1] == "–" else [int(part) for part in line[-1].split(", ")]
        assert [notes[number - 1] for number in numbers][: len(model["notes"])] == model["notes"]
    # Published for these data: GLMM 1.5, t(4) 0.1 to 20.4; the common-effect model 0.2 to 10.1.
    estimate = {
        m["id"]: line[0] for m, line in zip(document["models"], table.values(), strict=True)
    }
    assert estimate["glmm"] == "1.5 (0.1 to 20.4)"
    assert estimate["common-effect"] == "1.5 (0.2 to 10.1)"
    assert [name for name in table if name.endswith(" (chosen)")] == [next(iter(table))]


def test_a_withheld_estimate_appears_nowhere():
    document = DOCUMENTS["Freeman–Tukey"]
    model = primary_model(document)
    table = cells(document, "The models side by side")
    line = next(values for name, values in table.items() if name.endswith("(chosen)"))
    assert line[:3] == ["not shown", "–", "–"]
    assert f"{100 * model['estimate']:.1f} (" not in REPORTS["Freeman–Tukey"].markdown
    assert texts(document, "Leaving out one study at a time") == [
        "Not shown: the estimate itself is not shown."
    ]


def series(**estimates):
    document = mixed()
    left = document["leave_one_out"][0]
    document["leave_one_out"] = [
        {**left, "omitted": name, "estimate": estimate, "ci_low": 0.1, "ci_high": 0.4}
        for name, estimate in estimates.items()
    ]
    primary_model(document)["estimate"] = 0.24
    return texts(document, "Leaving out one study at a time"), document


def test_the_range_without_one_study():
    told, document = series(Lee=0.235, Kim=0.3, Roe=0.24)
    assert told[:2] == [
        "Without one study at a time the estimate ranges from 23.5 % (without Lee) to 30.0 % "
        "(without Kim).",
        "The most influential study is Kim: without it the estimate is 30.0 % instead of 24.0 %.",
    ]
    table = cells(document, "Leaving out one study at a time")
    assert [table[name][2] for name in ("Lee", "Kim", "Roe")] == ["−0.5", "+6.0", "0.0"]


def test_two_studies_of_equal_influence():
    told, _ = series(Lee=0.2, Kim=0.28, Roe=0.24)
    assert told[1] == (
        "The most influential studies are Lee and Kim: leaving out any of them moves the estimate "
        "by 4.0 points."
    )


def test_a_series_that_hardly_moves():
    told, _ = series(Lee=0.2402, Kim=0.2401)
    assert told[0] == ("Leaving out one study moves the estimate (24.0 %) by less than 0.1 point.")
    assert "influential" not in " ".join(told)


def test_a_series_with_gaps():
    told, document = series(Lee=None, Kim=0.3)
    assert told[1] == "No estimate is reached without Lee."
    assert cells(document, "Leaving out one study at a time")["Lee"][1:3] == ["no estimate", "–"]
    assert series(Lee=None)[0][0] == "No estimate is reached when any one study is left out."


def test_subgroups_with_their_test_and_caution():
    document = mixed()
    document["subgroups"]["setting"]["test"].update(statistic=3.787, df=1, p=0.0517)
    (section,) = [s for s in heterogeneity_sections(document) if s.title == "Subgroups"]
    assert section.blocks[0].kind == "caution"
    assert "observational" in section.blocks[0].text
    (by_setting,) = section.sections
    table = by_setting.blocks[0]
    lines = {line.cells[0].text: line for line in table.rows}
    assert [cell.text for cell in lines["switch"].cells[1:4]] == ["1", "1", "7/18"]
    # Clopper–Pearson for 7 of 18.
    assert lines["switch"].cells[4].text == "38.9 (17.3 to 64.3)"
    assert lines["switch"].muted
    assert lines["switch"].cells[6].text == "one row, not pooled"
    assert not lines["escalation"].muted
    assert [cell.text for cell in lines["escalation"].cells[1:4]] == ["3", "3", "36/125"]
    assert by_setting.blocks[1].text == (
        "Test for differences between 2 groups with two or more rows, likelihood ratio: "
        "χ² = 3.79, df = 1, p = 0.052."
    )
    assert "common to all of them" in by_setting.blocks[2].text


def test_subgroups_without_a_test():
    pooled = [row("Lee 2020", 3, 20, setting="a"), row("Kim 2021", 9, 30, setting="b")]
    document = analysed([*pooled, row("Roe 2022", 4, 20)], subgroups=("setting",))
    text = heterogeneity_report(document).markdown
    assert "No test for subgroup differences" in text
    assert "without a value of “setting”" in text


def test_what_was_done():
    pooled = [
        row("Lee 2020", 0, 20, cancer="melanoma", percent="0"),
        row("Kim 2021", 9, 30, count_source="derived", percent="30", notes="unique at n=30"),
        row("Roe 2022", 4, 20, recovered="20 % of 20 is 4"),
    ]
    excluded = [(row("Poe 2019", 6, 14, arm="late", include=False), "superseded by Roe 2022")]
    document = analysed(
        pooled,
        shown=excluded,
        where={"cancer": ("melanoma", "uveal"), "year": {"min": 2018}, "include": ("1",)},
    )
    section = "What was done, and why"
    (items,) = [b.items for b in blocks(document, section) if isinstance(b, Bullets)]
    assert items[0] == (
        "Rows used: outcome is orr; cancer is one of melanoma, uveal; year at least 2018."
    )
    assert any(item.startswith("1 of 3 rows has 0 % or 100 %.") for item in items)
    assert any("add 0.5 to events and non-events" in item for item in items)
    assert any(item.startswith("[To be completed by the authors") for item in items)
    assert cells(document, section, "Rows that match") == {
        "Poe 2019": ["late", "6/14", "superseded by Roe 2022"]
    }
    assert texts(document, section)[0].startswith("2 of 3 pooled rows hold counts")
    assert cells(document, section, "Counts that") == {
        "Kim 2021": ["–", "9/30", "30", "unique at n=30"],
        "Roe 2022": ["–", "4/20", "–", "20 % of 20 is 4"],
    }


def test_nothing_is_said_to_be_added_without_extreme_rows():
    (items,) = [
        b.items for b in blocks(mixed(), "What was done, and why") if isinstance(b, Bullets)
    ]
    assert "None of the 6 rows has 0 % or 100 %; nothing was added." in items
