"""Every code of the catalogue: found in its wrong example, at its row, and not in the right one."""

import pytest

from rechallenge.studies.catalogue import CATALOGUE
from rechallenge.studies.examples import EXAMPLES
from rechallenge.studies.reference import PAGE, found_in, page

ELSEWHERE = {"N119", "N122", "W131", "N132", "W133", "N134"}


def test_every_code_has_its_example():
    assert set(EXAMPLES) | ELSEWHERE == set(CATALOGUE)


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_code_is_found_where_it_should_be_and_nowhere_else(code):
    example = EXAMPLES[code]
    findings = [f for f in found_in(example.wrong, example.options) if f.code == code]
    assert findings, "not found"
    assert example.row in {finding.row for finding in findings}
    for finding in findings:
        assert finding.message.endswith(f" [{code}]")
        assert finding.problem
        assert finding.remedy
        assert "Traceback" not in finding.message
    right = found_in(example.right, {} if code == "E118" else example.options)
    assert code not in {finding.code for finding in right}
    assert not any(finding.level == "error" for finding in right)


def test_the_page_of_the_manual_is_fresh():
    assert PAGE.read_text(encoding="utf-8") == page()
