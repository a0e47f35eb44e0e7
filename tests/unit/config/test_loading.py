"""Configurations as settings: defaults, text as typed, and every problem in one pass."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from rechallenge.config import load_config, read_settings
from rechallenge.config.settings import AnalysisSettings, FigureSettings, ModelSettings
from rechallenge.contract import FIGURES, Acceptance
from rechallenge.errors import ConfigError

ROOT = Path(__file__).parents[3]


@pytest.fixture
def load(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def loaded(text: str):
        Path("c.yaml").write_text(text, encoding="utf-8")
        return load_config(Path("c.yaml"))

    return loaded


@pytest.fixture
def refused(load):
    def messages(text: str) -> tuple[str, ...]:
        with pytest.raises(ConfigError) as caught:
            load(text)
        return caught.value.messages

    return messages


@pytest.mark.parametrize("text", ["", "review:\nmodel:\nanalyses:\ndata:\nresults:\n"])
def test_everything_has_a_default(load, text):
    settings = load(text)
    assert settings.studies == "data/studies"
    assert settings.results == "results"
    assert settings.analyses == ()
    assert (settings.published, settings.unresolved, settings.sheet) == (None, None, None)
    assert settings.model == ModelSettings("glmm", "PLO", "ML", "auto", 0.95, "separate", 0.5)


def test_one_line_is_a_configuration(load):
    assert load("data: {studies: my.csv}").studies == "my.csv"


def test_labels_come_from_the_outcome_or_the_name(load):
    settings = load("analyses: {a: {outcome: orr}, b: {outcome: qol}, c: , d: {label: Title}}")
    assert [a.label for a in settings.analyses] == ["Objective response", "b", "c", "Title"]
    assert [a.outcome for a in settings.analyses] == ["orr", "qol", None, None]


def test_values_are_text_as_typed(load):
    settings = load(
        "review: {title: 2026, version: 1.10, last_search: 2026-10-01}\n"
        "analyses:\n  a:\n"
        "    where: {include: [1], rob: [no, Yes, 010, 1_000], day: 2026-01-02, x: off}\n"
    )
    assert (settings.title, settings.version, settings.last_search) == (
        "2026",
        "1.10",
        "2026-10-01",
    )
    assert settings.analyses[0].where == {
        "include": ("1",),
        "rob": ("no", "Yes", "010", "1_000"),
        "day": ("2026-01-02",),
        "x": ("off",),
    }


def test_single_values_stand_for_lists_and_repeats_are_dropped(load):
    (analysis,) = load(
        "analyses: {a: {where: {cancer: melanoma}, subgroups: setting, moderators: [year, year]}}"
    ).analyses
    assert analysis.where == {"cancer": ("melanoma",)}
    assert analysis.subgroups == ("setting",)
    assert analysis.moderators == ("year",)


def test_ranges(load):
    (analysis,) = load(
        "analyses: {a: {where: {year: {min: 2018}, total: {min: 5, max: 5}}}}"
    ).analyses
    assert analysis.where == {"year": {"min": 2018.0}, "total": {"min": 5.0, "max": 5.0}}


def test_published_takes_the_outcome_of_the_analysis(load):
    a, b = load(
        "data: {published: p.csv}\n"
        "analyses:\n  a: {outcome: orr, published: {cancer: x}}\n"
        "  b: {outcome: orr, published: {outcome: [dcr]}}\n"
    ).analyses
    assert a.published == {"cancer": ("x",), "outcome": ("orr",)}
    assert b.published == {"outcome": ("dcr",)}


def test_an_analysis_overrides_any_model_key(load):
    a, b, c = load(
        "model: {method: inverse-variance, measure: PFT, tau2: DL, test: knha, level: 0.9}\n"
        "analyses:\n  a: {method: glmm}\n  b: {model: {measure: PAS}, tau2: PM}\n  c:\n"
    ).analyses
    assert a.model == ModelSettings("glmm", "PLO", "ML", "auto", 0.9)
    assert b.model == ModelSettings("inverse-variance", "PAS", "PM", "knha", 0.9)
    assert c.model == ModelSettings("inverse-variance", "PFT", "DL", "knha", 0.9)


def test_an_analysis_overrides_any_key_of_the_figures(load):
    settings = load(
        "figures: {preset: bmj, columns: design, width: 84}\n"
        "analyses: {a: {figures: {order: estimate, columns: [setting, design]}}, b: {}}"
    )
    whole = FigureSettings(preset="bmj", columns=("design",), width=84.0)
    assert settings.figures == settings.analyses[1].figures == whole
    own = settings.analyses[0].figures
    assert own == replace(whole, order="estimate", columns=("setting", "design"))
    assert FigureSettings.from_dict(own.as_dict()) == own


@pytest.mark.parametrize(
    ("given", "drawn"),
    [("all", FIGURES), ("none", ()), ("[leave-one-out, forest]", ("forest", "leave-one-out"))],
)
def test_figures_are_drawn_in_their_own_order(load, given, drawn):
    assert load(f"figures: {{draw: {given}}}").drawn == drawn


def test_a_figure_that_does_not_exist_is_refused(refused):
    (message,) = refused("figures: {draw: [forrest]}")
    assert "there is no figure “forrest”; did you mean “forest”?" in message


def test_auto_tau2_follows_the_method(load):
    assert load("model: {tau2: auto}").model.tau2 == "ML"
    assert load("model: {method: inverse-variance, tau2: auto}").model.tau2 == "REML"


def test_a_two_stage_estimator_beside_the_glmm_leaves_it_at_ml(load):
    a, b = load(
        "model: {method: glmm, tau2: REML}\nanalyses: {a: {}, b: {method: inverse-variance}}"
    ).analyses
    assert (a.model.tau2, b.model.tau2) == ("ML", "REML")


def test_numbers_given_as_text_are_read(load):
    settings = load("model: {level: '0.9', zero_cell: 1e-1}\nanalyses: {a: {benchmark: '0.2'}}")
    assert (settings.model.level, settings.model.zero_cell) == (0.9, 0.1)
    assert settings.analyses[0].benchmark == 0.2


def test_columns_are_mapped_to_their_canonical_names(load):
    columns = load("data: {columns: {responders: R, total: 2, rob_overall: Risk}}").columns
    assert columns == {"events": "R", "total": "2", "rob_overall": "Risk"}


def test_all_problems_are_told_at_once_and_located(refused):
    messages = refused(
        "modle: {}\n"
        "model:\n  level: 95\n  mehtod: glmm\n  tau2: remll\n"
        "analyses:\n  Melanoma ORR: {outcome: orr}\n  b:\n    where: {cancer: [melanoma, ~]}\n"
        "results: /\n"
    )
    assert len(messages) == 7
    told = "\n".join(messages)
    assert "c.yaml, line 1, “modle”: this key is not known; did you mean “model”?" in told
    assert "c.yaml, line 3, “model.level”: 95 is out of range" in told
    assert "write 0.95." in told
    assert "c.yaml, line 4, “model.mehtod”: this key is not known; did you mean “method”?" in told
    assert (
        "c.yaml, line 5, “model.tau2”: “remll” is not a choice here; did you mean “REML”?" in told
    )
    assert "c.yaml, line 7, “analyses.Melanoma ORR”" in told
    assert "write “melanoma-orr” and keep the wording for its label" in told
    assert "c.yaml, line 9, “analyses.b.where.cancer, item 2”: nothing is given here" in told
    assert "c.yaml, line 10, “results”: results cannot fill a whole disk" in told


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("model: {level: 95}", "write 0.95."),
        ("model: {level: 0.05}", "write 0.95."),
        ("model: {level: 5}", "write 0.95."),
        ("model: {level: '95'}", "write 0.95."),
        ("model: {level: 1" + "0" * 5000 + "}", "write for example 0.95."),
        ("model: {level: 0x" + "f" * 5000 + "}", "write a number or delete the key."),
        ("model: {level: 95 %}", "write 0.95, without quotes."),
        ("model: {level: '0,95'}", "write 0.95, without quotes."),
        ("model: {level: yes}", "write for example 0.95."),
        ("model: {level: .nan}", "write a number or delete the key."),
        ("model: {level: .inf}", "write a number or delete the key."),
        ("model: {zero_cell: 0}", "write for example 0.5."),
        ("analyses: {a: {benchmark: 20}}", "write 0.2."),
        ("model: {arms: nested}", "write separate, combine or multilevel."),
        ("level: 0.9", "it belongs under “model”."),
        ("model: glmm", "write for example {method: glmm}."),
        ("analyses: [a]", "write for example {melanoma-orr: {outcome: orr}}."),
        ("analyses: {a: {where: cancer = x}}", "write for example {cancer: [melanoma]}."),
        ("analyses: {a: {where: {c: []}}}", "write for example [melanoma], or delete the key."),
        ("analyses: {a: {where: {c: {}}}}", "write for example [melanoma], or delete the key."),
        ("analyses: {a: {where: {c: {min: 2, max: 1}}}}", "swap the two."),
        (
            "analyses: {a: {where: {c: {mni: 2}}}}",
            "did you mean “min”? The keys here are min, max.",
        ),
        ("analyses: {a: {level: 0.9, model: {level: 0.8}}}", "keep one of the two."),
        ("analyses: {a: {published: {cancer: x}}}", "under “data”."),
        ("analyses: {con: {}}", "write “analysis-con”."),
        ("analyses: {../../evil: {}}", "write “evil” and keep the wording for its label."),
        ("review: {last_search: 2026-13-01}", "write year-month-day, such as 2026-10-01."),
        ("review: {last_search: May 2026}", "write year-month-day, such as 2026-10-01."),
        ("review: {living: {next_search: soon}}", "write year-month-day, such as 2026-10-01."),
        ("review: {doi: https://doi.org/10.1/x}", "such as 10.5281/zenodo.0000000."),
        ("data: {studies: 5}", 'put quotes around it, as in "5".'),
        ("data: {studies: ''}", "write for example data/studies, or delete the key."),
        ("data: {columns: {totl: N}}", "did you mean “total”?"),
        ("data: {columns: {events: R, responders: S}}", "keep one of the two."),
        ("data: {columns: {events: R, total: R}}", "give each of our columns a header of its own."),
        ("- a", "write for example “data: {studies: data/studies}”."),
    ],
)
def test_each_problem_has_its_remedy(refused, text, remedy):
    (message,) = refused(text)
    assert message.startswith("c.yaml")
    assert remedy in message


@pytest.mark.parametrize(
    ("model", "key"),
    [
        ("{measure: PFT}", "measure"),
        ("{test: knha}", "test"),
        ("{test: adhoc}", "test"),
        ("{method: inverse-variance, test: profile}", "test"),
    ],
)
def test_impossible_combinations_are_refused_where_they_stand(refused, model, key):
    (message,) = refused(f"model: {model}\nanalyses: {{a: {{}}, b: {{outcome: orr}}}}")
    assert message.startswith(f"c.yaml, line 1, “model.{key}”")
    (message,) = refused(f"analyses:\n  a:\n    model: {model}\n")
    assert message.startswith(f"c.yaml, line 3, “analyses.a.model.{key}”")


def test_a_mistyped_method_brings_no_second_complaint(refused):
    assert len(refused("model: {method: inverse, measure: PFT}")) == 1
    assert len(refused("analyses: {a: {method: inverse, measure: PFT}}")) == 1


def test_hostile_text_stays_on_one_short_line(refused):
    (message,) = refused('"a\\nb\\e[31m' + "x" * 500 + '": 1')
    assert "\n" not in message
    assert "\x1b" not in message
    assert len(message) < 250


def test_merged_configuration_without_sources():
    settings = read_settings(
        {
            "review": {"last_search": datetime.date(2026, 10, 1)},
            "analyses": {2026: {"where": {"include": [1], "year": (2020, 2021)}}},
        },
        name="config",
    )
    assert settings.last_search == "2026-10-01"
    assert settings.analyses[0].slug == "2026"
    assert settings.analyses[0].where == {"include": ("1",), "year": ("2020", "2021")}


def test_a_bare_yes_needs_the_source_or_quotes(tmp_path):
    text = "analyses: {a: {where: {rob_overall: [no]}}}\n"
    raw = yaml.safe_load(text)
    with pytest.raises(ConfigError, match="put the word in quotes"):
        read_settings(raw, name="config")
    path = tmp_path / "c.yaml"
    path.write_text(text)
    settings = read_settings(raw, name="config", sources=[path])
    assert settings.analyses[0].where == {"rob_overall": ("no",)}


def test_later_sources_override_and_give_the_lines(tmp_path):
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text("model: {level: 0.9}\nreview: {version: 1.10}\n")
    second.write_text("\n\nmodel: {level: 90}\n")
    raw = {"model": {"level": 90}, "review": {"version": 1.1}}
    with pytest.raises(ConfigError) as caught:
        read_settings(raw, name="config", sources=[first, second])
    (message,) = caught.value.messages
    assert "second.yaml, line 3, “model.level”" in message
    raw["model"]["level"] = 0.9
    assert read_settings(raw, name="config", sources=[first, second]).version == "1.10"


def test_shared_objects_without_end_are_refused():
    bomb: list[object] = ["x"]
    for _ in range(15):
        bomb = [bomb] * 10
    with pytest.raises(ConfigError, match="too many or too deeply nested"):
        read_settings({"analyses": bomb}, name="config")
    endless: dict[str, object] = {}
    endless["review"] = endless
    with pytest.raises(ConfigError, match="too many or too deeply nested"):
        read_settings(endless, name="config")


def test_the_shipped_review(monkeypatch):
    monkeypatch.chdir(ROOT)
    settings = load_config(Path("config/config.yaml"))
    analyses = {analysis.slug: analysis for analysis in settings.analyses}
    assert list(analyses) == [
        "melanoma-orr",
        "melanoma-dcr",
        "melanoma-cr",
        "melanoma-grade3-ae",
        "rcc-orr",
        "nsclc-orr",
        "all-orr",
        "melanoma-retreatment-orr",
    ]
    assert all(analysis.where["include"] == ("1",) for analysis in settings.analyses)
    assert all(set(a.subgroups) >= {"setting", "design"} for a in settings.analyses)
    assert "cancer" in analyses["all-orr"].subgroups
    assert {analysis.model for analysis in settings.analyses} == {ModelSettings()}
    for path in (settings.studies, settings.published, settings.unresolved):
        assert path is not None
        assert Path(path).exists()
    raw = yaml.safe_load(Path("config/config.yaml").read_text(encoding="utf-8"))
    assert read_settings(raw, name="config") == settings


def test_settings_survive_a_round_trip_through_plain_values(monkeypatch):
    monkeypatch.chdir(ROOT)
    for analysis in load_config(Path("config/config.yaml")).analyses:
        assert AnalysisSettings.from_dict(analysis.as_dict()) == analysis


def test_every_key_of_the_shipped_configuration_is_commented():
    lines = (ROOT / "config/config.yaml").read_text(encoding="utf-8").splitlines()
    commented = set()
    for number, line in enumerate(lines):
        key = line.strip().split(":")[0]
        above = lines[number - 1].strip()
        if above.startswith("#"):
            commented.add(key)
    raw = yaml.safe_load("\n".join(lines))
    keys = {key for section in ("review", "data", "model") for key in raw[section]}
    keys |= {key for analysis in raw["analyses"].values() for key in analysis}
    assert keys | {"results", "model", "analyses"} <= commented


def test_warnings_are_accepted_with_a_reason(load):
    settings = load(
        "data:\n  accept:\n"
        "    - {code: W303, file: data/studies/a.csv, row: 2, reason: two hospitals}\n"
        "    - {code: N309, reason: 'checked: 92 % is right'}\n"
    )
    assert settings.accept == (
        Acceptance("W303", "two hospitals", "data/studies/a.csv", 2),
        Acceptance("N309", "checked: 92 % is right"),
    )


def test_errors_are_not_accepted_and_reasons_are_asked_for(refused):
    error, unknown, silent = refused(
        "data:\n  accept:\n    - {code: E203, reason: sure}\n    - {code: overlap, reason: x}\n"
        "    - {code: W303}\n"
    )
    assert "“E203” is no code of a warning or a note; an error must be mended" in error
    assert "write the code that stands at the end of its message" in unknown
    assert "no reason is given" in silent
    assert all("accept" in message for message in (error, unknown, silent))


def test_subgroup_variance_and_small_study_test(load):
    (analysis,) = load(
        "model: {subgroup_tau2: separate}\nanalyses: {a: {small_study: peters}}"
    ).analyses
    assert (analysis.model.subgroup_tau2, analysis.small_study) == ("separate", "peters")
    (plain,) = load("analyses: {a: }").analyses
    assert (plain.model.subgroup_tau2, plain.small_study) == ("common", "none")
