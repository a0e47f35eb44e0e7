"""Numbers of the methods page are those that the program gives."""

import re
from pathlib import Path

import pytest

from rechallenge import pool
from rechallenge.intervals import binomial_interval

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/methods.md").read_text("utf-8")
LIBRARY = ROOT / "workflow/scripts/rechallenge"
TABLE = PAGE[PAGE.index("## Edge cases") : PAGE.index("## Where each number")]
CASES = re.findall(r"^\| ([^|]+) \| ((?:\d+/\d+,? ?)+) \| (.+) \|$", TABLE, re.MULTILINE)
SAID = re.compile(
    r"(?:(profile-t|profile|exact|z|t)(?:\(\d+\))?(?: would give)? )?\[([\d.]+); ([\d.]+)\]"
)


def counts(text):
    pairs = [pair.split("/") for pair in re.findall(r"\d+/\d+", text)]
    return [int(x) for x, _ in pairs], [int(n) for _, n in pairs]


def close(said, value):
    digits = len(said.partition(".")[2])
    return abs(float(said) - 100 * value) <= 0.5 * 10**-digits + 1e-9


@pytest.mark.parametrize(("case", "data", "answer"), CASES, ids=[case[0] for case in CASES])
def test_edge_cases_give_what_the_page_says(case, data, answer):
    events, totals = counts(data)
    if any(x > n for x, n in zip(events, totals, strict=True)):
        with pytest.raises(ValueError, match="impossible"):
            pool(events, totals)
        return
    studies = ["one"] * len(events) if "one study" in case else None
    first = pool(events, totals, studies=studies)
    if answer.startswith("no estimate"):
        assert first.estimate is None
        assert any("finite" in note for note in first.notes)
        return
    assert close(re.match(r"[\d.]+", answer)[0], first.estimate)
    intervals = SAID.findall(answer)
    assert intervals
    for number, (test, low, high) in enumerate(intervals):
        told = first if number == 0 or test == "exact" else pool(events, totals, test=test)
        assert test in ("", told.interval)
        assert close(low, told.ci_low)
        assert close(high, told.ci_high)


def test_intervals_of_one_row_are_those_of_the_page():
    said = re.search(r"For 7 of 38 at 95 %: (.+?) %\.", PAGE, re.DOTALL)[1]
    found = re.findall(r"([A-Z]?[\w–]+) ([\d.]+)\s+to\s+([\d.]+)", said.replace("\n", " "))
    names = {"exact": "clopper-pearson"}
    assert len(found) == 5
    for name, low, high in found:
        method = names.get(name, name.lower().replace("–", "-"))
        own_low, own_high = binomial_interval([7], [38], method=method)
        assert close(low, own_low[0]), name
        assert close(high, own_high[0]), name


def test_every_reference_is_cited_and_has_a_doi():
    body, _, references = PAGE.partition("## References\n")
    listed = re.findall(r"^(\d+)\. .*doi\.org/10\.", references, re.MULTILINE)
    assert listed == [str(number) for number in range(1, len(listed) + 1)]
    assert references.count("\n") == len(listed) + 1
    cited = {
        number
        for group in re.findall(r"\[(\d+(?:, (?:\d+|equation \d+))*)\](?!\()", body)
        for number in re.findall(r"(?<!equation )\b\d+", group)
    }
    assert set(listed) <= cited


def test_every_module_that_is_named_is_there():
    groups = re.findall(r"(?<=[(;\n ])\*([a-z_0-9]+(?:/[a-z_0-9]+)*)\*(?=[),:]| and)", PAGE)
    assert len(groups) > 15
    assert [
        name
        for name in groups
        if not (LIBRARY / f"{name}.py").is_file() and not (LIBRARY / name).is_dir()
    ] == []
