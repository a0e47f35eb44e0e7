"""Whole files or none, and tables that no spreadsheet runs."""

import pytest

from rechallenge.files import (
    UNFINISHED,
    read_csv,
    read_json,
    recorded,
    sha256,
    write_bytes,
    write_csv,
    write_json,
)


def test_a_failed_write_leaves_the_earlier_file(tmp_path):
    path = tmp_path / "deep/a.json"
    write_json(path, {"x": 0.1})
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(path, {"x": float("nan")})
    assert read_json(path) == {"x": 0.1}
    assert [p.name for p in path.parent.iterdir()] == ["a.json"]


def test_tables_keep_precision_and_disarm_formulas(tmp_path):
    path = tmp_path / "t.csv"
    rows = [{"a": 0.1 + 0.2, "b": '=HYPERLINK("x")', "c": None, "d": True, "e": [2, 3]}]
    write_csv(path, ("a", "b", "c", "d", "e"), rows)
    assert path.read_text("utf-8") == (
        "a,b,c,d,e\n" + '0.30000000000000004,"\'=HYPERLINK(""x"")",,1,2 3\n'
    )
    assert read_csv(path) == [
        {"a": "0.30000000000000004", "b": '=HYPERLINK("x")', "c": "", "d": "1", "e": "2 3"}
    ]


def test_negative_numbers_stay_numbers(tmp_path):
    path = tmp_path / "t.csv"
    write_csv(path, ("mu",), [{"mu": -1.5}])
    assert path.read_text("utf-8") == "mu\n-1.5\n"


def test_the_hash_of_nothing(tmp_path):
    write_bytes(tmp_path / "e", b"")
    assert sha256(tmp_path / "e") == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def test_long_lists_of_numbers_and_what_is_short_stand_on_one_line(tmp_path):
    path = tmp_path / "a.json"
    numbers = [0.1 + 0.2, -2, 3e-12] * 60
    rows = [{"study": "[\n 1,\n 2\n]", "rate": i / 7, "none": []} for i in range(8)]
    content = {"numbers": numbers, "rows": rows, "words": ["a" * 150, "é" * 160, None]}
    write_json(path, content)
    assert read_json(path) == content
    lines = path.read_text("utf-8").splitlines()
    assert (lines[0], lines[2], lines[-1]) == ("{", ' "rows": [', "}")
    assert lines[1].startswith(' "numbers": [0.30000000000000004, -2, 3e-12, 0.3')
    assert lines[3] == '  {"study": "[\\n 1,\\n 2\\n]", "rate": 0.0, "none": []},'
    assert lines[10] == '  {"study": "[\\n 1,\\n 2\\n]", "rate": 1.0, "none": []}'
    assert lines[11:14] == [" ],", ' "words": [', f'  "{"a" * 150}",']
    assert lines[14:] == [f'  "{"é" * 160}",', "  null", " ]", "}"]


def test_what_is_written_meanwhile_is_noted(tmp_path):
    with recorded() as written:
        write_bytes(tmp_path / "e", b"x")
        write_bytes(tmp_path / "e", b"")
    write_bytes(tmp_path / "f", b"")
    assert written == {tmp_path / "e": sha256(tmp_path / "e")}


def test_the_names_of_unfinished_files_fit_their_pattern(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr("os.fsync", lambda _: seen.extend(tmp_path.glob(UNFINISHED)))
    write_bytes(tmp_path / "a.csv", b"")
    assert len(seen) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "a.csv"]
