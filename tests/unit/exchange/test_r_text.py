"""Texts and numbers of users as R reads them."""

import shutil
import subprocess

import pytest

from rechallenge.exchange.r_text import comment, number, text, vector

HOSTILE = (
    'a"); system("touch evil"); ("',
    "back\\slash",
    "line\nbreak\r\ttab",
    "’quotes‘ «é» 名 😀",
    "%d %s `x`",
    "#",
    "",
)


def test_texts_are_plain_ascii_strings():
    assert text('say "no"\\') == '"say \\"no\\"\\\\"'
    assert text("é\n😀") == '"\\u00e9\\u000a\\U0001f600"'
    assert text("\x00\ud800a") == '"a"'


def test_r_reads_every_text_as_it_was_written(tmp_path):
    assert shutil.which("Rscript"), "R is needed for this test: install r-base-core"
    script = tmp_path / "texts.R"
    script.write_text(
        f"x <- {vector(map(text, HOSTILE), indent=0)}\n"
        "cat(vapply(x, function(s) paste(utf8ToInt(s), collapse = ' '), ''), sep = '\\n')\n",
        encoding="ascii",
    )
    told = subprocess.run(
        ["Rscript", str(script)], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout
    codes = [[int(code) for code in line.split()] for line in told.split("\n")[: len(HOSTILE)]]
    assert codes == [[ord(character) for character in value] for value in HOSTILE]
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "NA"), (float("nan"), "NA"), (float("inf"), "NA"), (3, "3"), (0.1, "0.1"),
     (1e-300, "1e-300"), (1 / 3, "0.3333333333333333")],
)  # fmt: skip
def test_numbers_keep_their_digits(value, written):
    assert number(value) == written


def test_a_comment_is_one_line_of_ascii():
    assert comment("Édition\n1") == "# \\u00c9dition 1"


def test_long_vectors_are_broken_between_values():
    lines = vector((str(i) for i in range(100)), indent=3).split("\n")
    assert len(lines) > 3
    assert max(map(len, lines)) <= 100
    assert eval("(" + " ".join(lines)[2:]) == tuple(range(100))
