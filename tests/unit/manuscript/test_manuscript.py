"""Methods and results in words: true to the numbers, and free of what they do not show."""

import json
import re

import pytest

from rechallenge.analysis.analyse import analyse
from rechallenge.config.settings import AnalysisSettings, ModelSettings
from rechallenge.contract import UNPACKED
from rechallenge.manuscript.methods import PROTOCOL_GAP, methods_paragraphs
from rechallenge.manuscript.passages import methods_passages, results_passages
from rechallenge.manuscript.prose import Passage, Sentence, cited, numbered
from rechallenge.manuscript.references import REFERENCES
from rechallenge.manuscript.results import results_paragraphs
from rechallenge.studies import Row, Selection

SOFTWARE = {
    "rechallenge": "0.1.0", "python": "3.12.1", "numpy": "2.2", "scipy": "1.15",
    "pymare": "0.0.13", "snakemake": "9.27", "matplotlib": "3.11",
}  # fmt: skip
MANY = [(3, 20), (0, 9), (12, 40), (7, 38), (13, 36), (2, 31), (5, 30)]
FORBIDDEN = re.compile(
    r"no heterogeneity|significant|effective|superior|publication bias|differs? from (0|zero)|"
    r"\b(low|moderate|high|substantial) heterogeneity|trim|outlier",
    re.IGNORECASE,
)


def estimates(counts, *, studies=None, shown=(), **changes):
    rows = tuple(
        Row(
            file="a.csv", line=i, study_id=name.lower(), study=name, year=2000 + i, arm=str(i),
            events=x, total=n, cells={"setting": "one" if i % 2 else "two"},
        )
        for i, ((x, n), name) in enumerate(
            zip(counts, studies or [f"Study {j}" for j in range(len(counts))], strict=True), start=2
        )
    )  # fmt: skip
    selection = Selection(
        pooled=rows, shown=shown, errors=(), files=("a.csv",), digest="", unknown=()
    )
    settings = AnalysisSettings(
        slug="a", label="Response", outcome="orr", subgroups=("setting",), moderators=("year",),
        model=ModelSettings(**changes),
    )  # fmt: skip
    return json.loads(json.dumps(analyse(selection, settings)))


def text_of(paragraphs):
    return " ".join(sentence.text for paragraph in paragraphs for sentence in paragraph)


EVERY = {
    "default": {},
    "z": {"test": "z"},
    "common effect": {"tau2": "FE"},
    "beta-binomial": {"method": "beta-binomial"},
    "bayes": {"method": "bayes"},
    "logit": {"method": "inverse-variance", "tau2": "REML"},
    "arcsine": {"method": "inverse-variance", "measure": "PAS", "tau2": "DL", "test": "knha"},
    "freeman-tukey": {"method": "inverse-variance", "measure": "PFT", "tau2": "PM", "test": "z"},
    "raw": {"method": "inverse-variance", "measure": "PR", "tau2": "FE", "test": "z"},
    "combined": {"arms": "combine"},
    "nested": {"arms": "multilevel"},
}


@pytest.mark.parametrize("changes", EVERY.values(), ids=EVERY.keys())
def test_every_model_is_told_and_says_nothing_it_must_not(changes):
    told = estimates(MANY, studies=["A", "A", "B", "C", "D", "E", "F"], **changes)
    words = f"{text_of(methods_paragraphs(told, SOFTWARE))} {text_of(results_paragraphs(told))}"
    assert not FORBIDDEN.search(words)
    assert "None" not in words
    assert "  " not in words
    assert PROTOCOL_GAP in words
    assert "Rechallenge 0.1.0 (Python 3.12.1, NumPy 2.2, SciPy 1.15, PyMARE 0.0.13)" in words
    for key in cited([Passage("", methods_paragraphs(told, SOFTWARE))]):
        assert key in REFERENCES
    for sentence in re.split(r"(?<=\.) (?=[A-Z\[])", words):
        assert sentence[0].isupper() or sentence[0] in "τ0[", sentence


@pytest.mark.parametrize(
    "counts",
    [[(3, 20)], [(0, 9), (0, 20), (0, 31)], [(9, 9), (20, 20)], [(6, 20), (6, 20)],
     [(1, 1), (0, 1)], [(3, 10), (6, 20), (9, 30), (30, 100)]],
)  # fmt: skip
def test_edge_cases_are_told_without_a_model_that_was_not_fitted(counts):
    told = estimates(counts)
    words = f"{text_of(methods_paragraphs(told, SOFTWARE))} {text_of(results_paragraphs(told))}"
    assert not FORBIDDEN.search(words)
    assert "None" not in words
    fitted = told["models"][0]["method"] != "exact"
    assert ("binomial–normal" in words) == fitted
    assert ("exact" in words) or fitted


def test_the_numbers_are_those_of_the_results():
    told = estimates(MANY)
    model = told["models"][0]
    words = text_of(results_paragraphs(told))
    assert "We included 7 studies with 204 patients, of whom 42 had the outcome." in words
    low, high = (f"{100 * model[key]:.1f}" for key in ("ci_low", "ci_high"))
    assert f"was {100 * model['estimate']:.1f} % (95 % CI {low} to {high})." in words
    low, high = (f"{100 * model[key]:.1f}" for key in ("pi_low", "pi_high"))
    assert f"similar study was {low} to {high} %." in words
    series = sorted(told["leave_one_out"], key=lambda left: left["estimate"])
    assert f"{100 * series[0]['estimate']:.1f} % (without {series[0]['omitted']})" in words
    assert "Differences between subgroups are observational." in words


def test_nothing_detected_is_not_nothing_there():
    words = text_of(results_paragraphs(estimates([(3, 10), (6, 20), (9, 30), (30, 100)])))
    assert "Variation between studies was not detected" in words
    assert "does not show that proportions were the same" in words


def test_rows_that_were_not_pooled_are_named():
    row = Row(file="a.csv", line=99, study_id="x", study="Left 2020", events=1, total=2)
    words = text_of(results_paragraphs(estimates(MANY, shown=((row, "include is 0"),))))
    assert "One row (Left 2020) that met the criteria was not pooled" in words


def test_shared_methods_are_written_once():
    first, second = estimates(MANY), estimates(MANY, tau2="FE") | {"label": "Common"}
    shared, *others = methods_passages([first, second], SOFTWARE)
    assert shared.title == "Statistical analysis"
    assert [passage.title for passage in others] == ["Response", "Common"]
    sentences = [s for p in (shared, *others) for paragraph in p.paragraphs for s in paragraph]
    assert len(sentences) == len(set(sentences))
    one = methods_passages([first, first], SOFTWARE)
    assert [passage.title for passage in one] == ["Statistical analysis"]
    assert one[0].paragraphs == methods_paragraphs(first, SOFTWARE)
    assert methods_passages([], SOFTWARE) == ()
    assert [p.title for p in results_passages([first, second])] == ["Response", "Common"]


def test_references_are_numbered_in_the_order_of_use():
    passage = Passage(
        "",
        ((Sentence("A.", ("b",)), Sentence("B.", ("a", "b")), Sentence("C."))),
    )
    passage = Passage("", ((Sentence("A.", ("b",)), Sentence("B.", ("a", "b")), Sentence("C.")),))
    keys = cited([passage])
    assert keys == ("b", "a")
    numbers = {key: i for i, key in enumerate(keys, start=1)}
    assert numbered(passage.paragraphs[0], numbers) == "A [1]. B [1, 2]. C."


def test_a_heading_of_methods_names_few_of_very_many_analyses():
    one = estimates(MANY)
    other = estimates(MANY, method="inverse-variance", tau2="REML")
    analyses = [one | {"label": f"A{i}"} for i in range(UNPACKED)]
    few = methods_passages([*analyses[:-1], other | {"label": "Other"}], SOFTWARE)
    assert "A0, A1" in few[1].title
    assert f"A{UNPACKED - 2}" in few[1].title
    many = methods_passages([*analyses, other | {"label": "Other"}], SOFTWARE, short=True)
    assert [passage.title for passage in many[1:]] == [
        f"A0, A1, A2, A3, A4 and {UNPACKED - 5} more",
        "Other",
    ]
    assert many[1].paragraphs == few[1].paragraphs
