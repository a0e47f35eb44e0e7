"""What the page pools in a browser is what this program pools, for every choice it offers."""

import json
import re
import shutil
import subprocess
from html import unescape
from itertools import product

import pytest
from benchmarks.layout.browser import ARGUMENTS, browser
from report_documents import analysed, row, rows

from rechallenge.models.exact import exact_reason
from rechallenge.models.sample import Sample
from rechallenge.models.two_stage import pool_two_stage
from rechallenge.pooling import pool
from rechallenge.report.exploration import PARTS, SCRIPTS, exploration_data, page_script

ARMS = (
    row("Two arms 2010", 3, 20, arm="a", line=2),
    row("Two arms 2010", 0, 11, arm="b", line=3),
    row("Beta 2012", 7, 38, line=4),
    row("Gamma 2013", 13, 36, line=5),
    row("Delta 2014", 2, 40, line=6),
    row("Zeta 2016", 12, 30, line=7),
    row("Eta 2017", 9, 9, line=8),
)
KINDS = ("glmm", "PLO", "PAS", "PFT", "PLN", "PR")
ENGINE = PARTS[: PARTS.index("pool") + 1]
CHOICES = (
    *({"method": "glmm", "tau2": "ML", "test": test, "measure": "PLO"}
      for test in ("auto", "profile-t", "profile", "t", "z")),
    {"method": "glmm", "tau2": "FE", "test": "z", "measure": "PLO"},
    *({"method": "inverse-variance", "measure": measure, "tau2": tau2, "test": test}
      for measure, tau2, test in product(
          ("PLO", "PAS", "PFT", "PLN", "PR"),
          ("REML", "DL", "PM", "ML", "EB", "HE", "SJ", "HS", "FE"),
          ("adhoc", "knha", "t", "z"))),
)  # fmt: skip


def subsets():
    """Every study left out and kept."""
    names = list(dict.fromkeys(one.study_id for one in ARMS))
    for kept in product((True, False), repeat=len(names)):
        chosen = {name for name, keep in zip(names, kept, strict=True) if keep}
        yield [one for one in ARMS if one.study_id in chosen]


def cases(kind):
    """Every subset with every choice of a kind: together, all that the panel can be set to."""
    choices = [one for one in CHOICES if kind in (one["method"], one["measure"])]
    choices = [one for one in choices if (one["method"] == "glmm") == (kind == "glmm")]
    for chosen, choice, arms in product(subsets(), choices, ("separate", "combine")):
        if chosen:
            yield chosen, choice | {"arms": arms}


def in_browser(folder, content):
    """Run the engine of the page on some cases in a browser."""
    program = browser()
    assert program, "Chromium is needed for this test: apt-get install chromium"
    engine = "\n".join((SCRIPTS / f"{name}.js").read_text("utf-8") for name in ENGINE)
    page = folder / "page.html"
    page.write_text(
        f"<!doctype html><meta charset=utf-8><pre id=out></pre><script>{engine}\n"
        f"const cases = {json.dumps(content)};\n"
        "const told = cases.map((one) => poolRows(one.rows, one.options));\n"
        "const finite = (key, value) => value === Infinity || value === -Infinity ? null : value;\n"
        "document.getElementById('out').textContent = JSON.stringify(told, finite);</script>",
        encoding="utf-8",
    )
    profile = folder / "profile"
    ended = subprocess.run(
        [program, *ARGUMENTS, f"--user-data-dir={profile}", page.as_uri()],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    shutil.rmtree(profile, ignore_errors=True)
    return json.loads(unescape(re.search(r"<pre id=\"out\">(.*?)</pre>", ended.stdout, re.S)[1]))


def pooled(chosen, choice, known):
    """What the program pools; summed arms are no other sample where a study has one row."""
    sample = Sample.of(
        [one.events for one in chosen],
        [one.total for one in chosen],
        [one.study_id for one in chosen],
    )
    if choice["arms"] == "combine":
        sample = sample.combined()
    key = (tuple(sample.events), tuple(sample.totals), choice["tau2"], choice["test"],
           choice["measure"])  # fmt: skip
    if key not in known:
        known[key] = fitted(sample, choice)
    return known[key]


def fitted(sample, choice):
    if choice["method"] == "inverse-variance" and exact_reason(sample) is None:
        # PyMARE stops at 1e-6; the page is compared with the core that solves to the last digit.
        options = {key: choice[key] for key in ("measure", "tau2", "test")}
        return pool_two_stage(sample, engine=False, **options)
    return pool(
        sample.events, sample.totals, studies=sample.studies,
        **{key: choice[key] for key in ("method", "measure", "tau2", "test")},
    )  # fmt: skip


def test_every_combination_of_the_panel_is_compared():
    assert sum(1 for kind in KINDS for _ in cases(kind)) == 63 * (6 + 5 * 9 * 4) * 2 == 23_436
    offered = page_script()
    for choice in CHOICES:
        assert all(
            re.search(rf'["\s\[]{re.escape(choice[key])}["\s:,]', offered)
            for key in ("method", "measure", "tau2", "test")
        )


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_pools_as_the_program_does(tmp_path, kind):
    data = json.loads(exploration_data(analysed(ARMS)))
    listed = list(cases(kind))
    content = [
        {
            "rows": [
                {"study": one.study_id, "events": one.events, "total": one.total} for one in chosen
            ],
            "options": choice | {"level": 0.95, "zeroCell": 0.5, "quantiles": data["quantiles"]},
        }
        for chosen, choice in listed
    ]
    told = in_browser(tmp_path, content)
    assert len(told) == len(listed)
    known = {}
    for (chosen, choice), page in zip(listed, told, strict=True):
        ours = pooled(chosen, choice, known)
        pairs = [("estimate", "estimate"), ("low", "ci_low"), ("high", "ci_high")]
        if ours.method != "exact":
            pairs += [("mu", "mu"), ("se", "se"), ("muLow", "mu_low"), ("muHigh", "mu_high"),
                      ("tau2", "tau2"), ("piLow", "pi_low"), ("piHigh", "pi_high")]  # fmt: skip
        for theirs, name in pairs:
            expected = getattr(ours, name)
            assert page.get(theirs) == (
                None if expected is None else pytest.approx(expected, rel=1e-8, abs=1e-8)
            ), (name, choice, [(one.events, one.total) for one in chosen])


def test_the_data_cannot_end_their_element_and_one_study_has_none():
    hostile = [*rows((3, 20), (5, 30), (7, 40)), row("</script><script>x & \u2028", 1, 9, line=9)]
    text = exploration_data(analysed(hostile))
    assert not set("<>&\u2028") & set(text)
    names = {one["name"] for one in json.loads(text)["rows"]}
    assert "</script><script>x & \u2028" in names
    assert exploration_data(analysed(rows((3, 20)))) is None


@pytest.mark.parametrize(
    "word",
    ["fetch(", "XMLHttpRequest", "WebSocket", "import(", "eval(", "innerHTML", "</script"],
)
def test_the_script_reaches_for_nothing_outside_the_page(word):
    assert word not in page_script()
    addresses = re.findall(r"https?://[^\s\"'`]+", page_script())
    assert set(addresses) == {"http://www.w3.org/2000/svg"}
