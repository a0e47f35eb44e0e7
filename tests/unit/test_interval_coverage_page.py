"""The page on interval coverage says what the tracked results say."""

from benchmarks.coverage.__main__ import main


def test_page_and_results_agree():
    assert main(["--check"]) == 0
