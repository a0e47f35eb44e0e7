"""Temporary files and broken records of runs that were killed."""

import json

import pytest

from rechallenge.healing.leftovers import remove_leftovers
from rechallenge.healing.records import remove_broken_records


def test_unfinished_files_go_and_nothing_else(tmp_path):
    (tmp_path / "renal").mkdir()
    kept = ["report.html", ".hidden", "renal/forest.png", "renal/notes.tmp", ".a.tmp"]
    for name in [*kept, ".report.html.123.tmp", "renal/.forest.png.7.tmp"]:
        (tmp_path / name).touch()
    remove_leftovers(tmp_path)
    left = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()]
    assert sorted(left) == sorted(kept)
    remove_leftovers(tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"\0" * 50, b'{"rule": "po', b"\xff\xfe{", b"[1]"])
def test_broken_records_go(tmp_path, content):
    for kind in ("metadata", "incomplete"):
        folder = tmp_path / kind / "@long"
        folder.mkdir(parents=True)
        (folder / "broken").write_bytes(content)
        (folder / "whole").write_text(json.dumps({"rule": "pool_analysis"}))
    remove_broken_records(tmp_path)
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"whole"}
    remove_broken_records(tmp_path / "nowhere")
