"""The workflow imported into another one, with the very files that the manual shows."""

import re

from reviews import ROOT, STUDIES, Review

MANUAL = ROOT / "docs/as-a-module.md"
SETTINGS = """\
review: {title: Re-treatment after progression}
data: {studies: studies}
results: results
"""
FIGURES = "figures: {draw: [forest, gosh]}\n"
THREE = {name: STUDIES[name] for name in ("alpha", "beta", "gamma")}


def shown(language: str) -> str:
    """Return the one block of this language in the manual."""
    (block,) = re.findall(rf"```{language}\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    return block


def results(review: Review) -> dict[str, bytes]:
    folder = review.file("results")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "logs" not in path.parts
    }


def importing(folder) -> Review:
    """Make a repository whose workflow imports this one, as the manual shows it."""
    (folder / "config").mkdir(parents=True)
    (folder / "config/config.yaml").write_text(shown("yaml") + "  " + FIGURES, encoding="utf-8")
    (folder / "Snakefile").write_text(shown("python"), encoding="utf-8")
    (folder / "rechallenge").symlink_to(ROOT)
    (folder / "studies").mkdir()
    for name, text in THREE.items():
        (folder / f"studies/{name}.csv").write_text(text, encoding="utf-8")
    return Review(folder)


def test_an_importing_workflow_gives_the_bytes_of_a_run_of_its_own(review, tmp_path):
    outer = importing(tmp_path / "outer")
    ended = outer.run("--snakefile", "Snakefile", launcher=False)
    assert ended.code == 0, ended.text
    assert outer.file("manuscript.txt").read_text("utf-8").startswith("analysis,")
    direct = review(SETTINGS + FIGURES, THREE)
    assert direct.run().code == 0
    own, imported = results(direct), results(outer)
    assert {"report.html", "orr/estimates.json", "supplement.docx", "orr/forest.pdf"} <= set(own)
    assert own.keys() == imported.keys()
    assert [name for name in own if own[name] != imported[name]] == []

    outer.file("studies/beta.csv").write_text(
        STUDIES["beta"].replace("13,36", "36,13"), encoding="utf-8"
    )
    ended = outer.run("--snakefile", "Snakefile", launcher=False)
    assert ended.code == 1
    assert "studies/beta.csv, row 2 (study “Beta”)" in ended.text
    assert "Traceback" not in ended.text
    assert results(outer)["orr/estimates.json"] == own["orr/estimates.json"]
