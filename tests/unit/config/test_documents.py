"""Reading YAML: values, the text that was typed, lines, and what is refused."""

from pathlib import Path

import pytest

from rechallenge.config.documents import parse_document, read_document
from rechallenge.errors import ConfigError


def parsed(text: str):
    return parse_document(text.encode(), name="c.yaml")


def messages(data: bytes | str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        parse_document(data.encode() if isinstance(data, str) else data, name="c.yaml")
    return caught.value.messages


def test_values_lines_and_typed_text():
    document = parsed("a:\n  b: [no, 1.10, x]\n  c: 2026-10-01\n  d: ~\n  e: '5'\n")
    assert document.value == {"a": {"b": [False, 1.1, "x"], "c": "2026-10-01", "d": None, "e": "5"}}
    assert document.lines[("a",)] == 1
    assert document.lines[("a", "b", 2)] == 2
    assert document.lines[("a", "e")] == 5
    assert document.texts[("a", "b", 0)] == "no"
    assert document.texts[("a", "b", 1)] == "1.10"


def test_keys_are_text_as_typed():
    assert parsed("{no: 1, 2026: 2, 1.10: 3}").value == {"no": 1, "2026": 2, "1.10": 3}


@pytest.mark.parametrize(
    "text", ["2026-13-40", "1:99:99x", "!!int abc", "!!bool maybe", "9" * 5000]
)
def test_what_cannot_be_typed_stays_text(text):
    assert parsed(f"a: {text}").value == {"a": text.removeprefix("!!int ").removeprefix("!!bool ")}


def test_an_empty_file_has_no_keys():
    assert parsed("# nothing\n").value == {}


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: &x [1]\nb: *x\n", 2, "alias “*x”"),
        ("a: 1\nb: 2\na: 3\n", 3, "“a” stands a second time (first in line 1)"),
        ("a:\n\tb: 1\n", 2, "spaces instead of tabs"),
        ("a: b: c\n", 1, "in quotes"),
        ("a: [1, 2\n", 2, "close the bracket"),
        ("a: 'x\n", 2, "close the quotation mark"),
        ("---\na: 1\n---\nb: 2\n", 3, "one configuration per file"),
        ("a: 1\nb: !!python/object/apply:os.system [x]\n", 2, "tag"),
        ("a: !!binary aGVsbG8=\n", 1, "tag"),
        ("a: !secret x\n", 1, "not valid YAML|tag"),
        ("? [a]\n: 1\n", 1, "key must be plain text"),
        ("[" * 60, 1, "nested more than 20 deep"),
        ("a: {" * 60, 1, "nested more than 20 deep"),
    ],
)
def test_refusals_are_located(text, line, part):
    (message,) = messages(text)
    assert message.startswith(f"c.yaml, line {line}")
    assert any(choice in message for choice in part.split("|"))


def test_every_repeated_key_is_told():
    assert len(messages("a: 1\na: 2\nb: 1\nb: 2\n")) == 2


def test_a_billion_laughs_is_refused_at_its_first_alias():
    lines = ["a0: &a0 [lol, lol]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 30)]
    (message,) = messages("\n".join(lines))
    assert message.startswith("c.yaml, line 2: the alias “*a0”")


@pytest.mark.parametrize("data", [b"title: Mu\xf1oz\n", b"a: \x00\n", b"\xff\xfea"])
def test_bytes_that_are_not_text(data):
    assert "save it as UTF-8" in messages(data)[0]


def test_utf8_with_a_byte_order_mark_is_read():
    assert parse_document("\ufeffa: é\n".encode(), name="c").value == {"a": "é"}


def test_a_file_above_one_megabyte_is_refused():
    assert "larger than 1 MB" in messages(b"#" * 1_000_001)[0]


def test_missing_files_and_folders(tmp_path: Path):
    with pytest.raises(ConfigError, match="there is no such file"):
        read_document(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_document(tmp_path)


def test_the_name_is_short_below_the_current_folder(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.yaml").write_text("a: 1\n")
    assert read_document(tmp_path / "config" / "config.yaml").name == "config/config.yaml"
