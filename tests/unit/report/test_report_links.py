"""Which texts become links."""

import pytest

from rechallenge.report.blocks import Cell
from rechallenge.report.links import doi_cell, source_and_doi, source_cell, web_address


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c&d=e#f",
        "HTTP://EXAMPLE.ORG",
        "http://localhost:8000/x",
        "https://doi.org/10.1093/bjd/ljaf350",
        "https://example.org/(a)_b",
    ],
)
def test_web_addresses(address):
    assert web_address(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org/x",
        "example.org",
        "https://",
        "https:///path",
        "https:/example.org",
        'https://example.org/"onmouseover="x',
        "https://example.org/ x",
        "https://example.org/\nx",
        "https://example.org/\u202egnp.exe",
        "https://trusted.org@example.org/",
        "https://[bad/",
        "java\tscript:alert(1)",
        "https://example.org/<x>",
        "J Immunother Cancer 2021;9:e003395",
    ],
)
def test_everything_else_stays_text(text):
    assert web_address(text) is None
    assert source_cell(text) == Cell(text)


def test_a_source_is_named_by_its_host():
    cell = source_cell(" https://aacrjournals.org/clincancerres/article/19/8/2232 ")
    assert cell.text == "aacrjournals.org"
    assert cell.href == "https://aacrjournals.org/clincancerres/article/19/8/2232"


@pytest.mark.parametrize(
    "doi",
    [
        "10.1093/bjd/ljaf350",
        "doi:10.1093/bjd/ljaf350",
        "https://doi.org/10.1093/bjd/ljaf350",
        "http://dx.doi.org/10.1093/bjd/ljaf350",
    ],
)
def test_dois(doi):
    assert doi_cell(doi) == Cell("10.1093/bjd/ljaf350", href="https://doi.org/10.1093/bjd/ljaf350")


def test_a_doi_with_unusual_letters_is_quoted():
    cell = doi_cell('10.1002/(SICI)1097<x>"y')
    assert cell.href == "https://doi.org/10.1002/(SICI)1097%3Cx%3E%22y"


@pytest.mark.parametrize("text", ["PMID 39726701", "PMC9011115", "10.12/x", "10.1093/", "–", ""])
def test_other_identifiers_stay_text(text):
    assert doi_cell(text) == Cell(text)


def test_a_source_that_repeats_the_doi_is_left_out():
    source, doi = source_and_doi("https://doi.org/10.1093/bjd/ljaf350", "10.1093/bjd/ljaf350")
    assert source == Cell("–")
    assert doi.href == "https://doi.org/10.1093/bjd/ljaf350"
    source, doi = source_and_doi("https://example.org/a", "")
    assert source.href == "https://example.org/a"
    assert doi == Cell("–")
    assert source_and_doi("", "")[0] == Cell("–")
