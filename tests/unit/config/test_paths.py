"""Folders and files that a configuration may and may not name."""

import pytest

from rechallenge.config.paths import path_problem, results_problem, safe_slug, slug_problem


@pytest.mark.parametrize("path", ["data/studies", "my studies.xlsx", "../shared/été.csv", "/a/b"])
def test_sound_paths(path):
    assert path_problem(path) is None


@pytest.mark.parametrize(
    "path", ["", " ", "a\0b", "a\nb", "~/x", "https://example.org/x.csv", "{x}", "a*", "a?", "<a>"]
)
def test_unsound_paths(path):
    problem = path_problem(path)
    assert problem is not None
    assert all(problem)


@pytest.mark.parametrize(
    "results", ["results", "out/2026", "/elsewhere/out", "../out", "studies-out"]
)
def test_sound_results(results):
    assert results_problem(results, studies="studies", folder="/home/me/review") is None


@pytest.mark.parametrize(
    ("results", "part"),
    [
        ("/", "whole disk"),
        ("C:\\", "whole disk"),
        (".", "review itself"),
        ("./", "review itself"),
        ("out/..", "review itself"),
        ("..", "folder around it"),
        ("/home/me", "folder around it"),
        ("/home/me/review/", "review itself"),
        ("data", "cannot share"),
        ("data/studies", "cannot share"),
        ("data\\studies\\out", "cannot share"),
        ("config/x", "belongs to the workflow"),
        (".snakemake", "belongs to the workflow"),
    ],
)
def test_results_never_overwrite_the_review(results, part):
    problem = results_problem(results, studies="data/studies", folder="/home/me/review")
    assert problem is not None
    assert part in problem[0]


@pytest.mark.parametrize("slug", ["a", "melanoma-orr", "2026", "a" * 40])
def test_sound_names_of_analyses(slug):
    assert slug_problem(slug) is None


@pytest.mark.parametrize(
    ("slug", "better"),
    [
        ("Melanoma ORR", "melanoma-orr"),
        ("../../etc", "etc"),
        ("-rf", "rf"),
        ("nul", "analysis-nul"),
        ("com1", "analysis-com1"),
        ("", "analysis"),
        ("日本", "analysis"),
        ("a" * 41, "a" * 40),
        ("orr\n", "orr"),
    ],
)
def test_unsound_names_of_analyses(slug, better):
    problem = slug_problem(slug)
    assert problem is not None
    assert f"write “{better}”" in problem[1]
    assert slug_problem(safe_slug(slug)) is None
