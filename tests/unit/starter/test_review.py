"""A new review folder: complete, free of errors, and never written over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge.config import load_config
from rechallenge.errors import ConfigError
from rechallenge.plan import make_plan
from rechallenge.starter import review
from rechallenge.starter.review import TABLE, review_files, write_review
from rechallenge.studies import read_studies

FILES = (
    "README.md",
    "config/config.yaml",
    "data/prisma.csv",
    "data/studies/example2020.csv",
    "data/template.xlsx",
)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "my review"
    assert write_review(folder) == FILES
    return folder


def test_only_the_folder_is_written_and_all_of_it_is_told(made: Path) -> None:
    assert list(tree(made)) == list(FILES)
    assert list(made.parent.iterdir()) == [made]
    assert tree(made) == review_files()


def test_the_example_runs_at_once(made: Path) -> None:
    settings = load_config(made / "config/config.yaml")
    plan = make_plan(settings, root=made)
    assert plan.problems == ()
    assert {finding.level for finding in plan.findings} <= {"note"}
    (planned,) = plan.runnable
    assert (planned.settings.slug, planned.settings.outcome) == ("response", "orr")
    assert plan.files == ("data/studies/example2020.csv",)


def test_the_example_is_clearly_invented_and_has_two_arms_and_outcomes(made: Path) -> None:
    data = read_studies(made / "data/studies", root=made)
    assert {finding.level for finding in data.findings} <= {"note"}
    assert {row.outcome for row in data.rows} == {"orr", "grade3_ae"}
    assert len({row.arm for row in data.rows}) == 2
    assert len(data.rows) == 4
    for row in data.rows:
        assert "invented" in row.study
        assert row.events is not None and row.total is not None
        assert f"{100 * row.events / row.total:.1f}" == row.cells["percent"]
    readme = (made / "README.md").read_text(encoding="utf-8")
    assert "Delete `data/studies/example2020.csv`" in readme


def test_the_second_analysis_only_waits_for_its_marks_to_go(made: Path) -> None:
    path = made / "config/config.yaml"
    text = path.read_text(encoding="utf-8")
    head, ask, rest = text.partition("# For a second analysis")
    _, *lines = rest.splitlines()
    assert ask and len(lines) == 3
    path.write_text(head + "\n".join(line.removeprefix("# ") for line in lines), encoding="utf-8")
    plan = make_plan(load_config(path), root=made)
    assert [planned.settings.outcome for planned in plan.runnable] == ["orr", "grade3_ae"]


def test_the_template_is_not_read_as_a_study_file(made: Path) -> None:
    assert (made / TABLE).is_file()
    assert read_studies(made / "data/studies", root=made).files == ("data/studies/example2020.csv",)


def test_every_file_that_the_readme_names_is_there(made: Path) -> None:
    readme = (made / "README.md").read_text(encoding="utf-8")
    for name in FILES[1:]:
        assert f"`{name}`" in readme
    assert "rechallenge check data/studies" in readme
    assert "rechallenge run" in readme


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    write_review(tmp_path)
    assert list(tree(tmp_path)) == list(FILES)


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("mine")
    with pytest.raises(ConfigError, match="is not empty, and nothing in it is overwritten"):
        write_review(tmp_path)
    assert tree(tmp_path) == {".hidden": b"mine"}


def test_what_is_not_a_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("file", "link"):
        with pytest.raises(ConfigError, match="this is not a folder"):
            write_review(tmp_path / name)
    with pytest.raises(ConfigError):
        write_review(tmp_path / "file" / "below")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_no_folder_is_made_outside(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no folder .*missing to make it in"):
        write_review(tmp_path / "missing" / "review")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x" * 300, "nul\x00byte"])
def test_impossible_names_are_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError) as refused:
        write_review(tmp_path / name)
    assert len(refused.value.messages) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(review, "write_bytes", full)
    with pytest.raises(ConfigError, match=r"cannot be written there \(No space left on device\)"):
        write_review(tmp_path / "new")
