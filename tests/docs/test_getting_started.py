"""The page for beginners, followed word for word in an empty folder.

Every line that the page tells to type from chapter 2 on is run, every cell and file that it shows
is written, and every answer that it prints is compared. Two things are other than for a reader. The
installation does not happen: a virtual environment with the packages of the one that runs the tests
stands in for it (``make`` finds ``.venv/ready`` there). And of the eight analyses of the shipped
review only that of renal cell carcinoma is run, because all of them take over a minute.
"""

import errno
import os
import re

import pytest
import yaml
from benchmarks.getting_started.page import LEFT_OUT, PAGE, Configuration, Filled, Typed, steps
from benchmarks.getting_started.walk import Walk

from rechallenge.cli import main
from rechallenge.healing.disk import in_words

RUN = "rcc-orr"


def same(shown, said):
    """Compare lines in any order; a line “…” stands for any others, and the last line is last."""
    if LEFT_OUT in shown:
        assert [line for line in shown if line != LEFT_OUT and line not in said] == []
    else:
        assert sorted(said) == sorted(shown)
    assert said[-1] == shown[-1]


@pytest.mark.skipif(os.name == "nt", reason="the page is for macOS, Linux and WSL")
def test_the_page_is_followed_word_for_word_to_the_report(tmp_path):
    walk = Walk(tmp_path)
    shipped = walk.project / "config/config.yaml"
    settings = yaml.safe_load(shipped.read_text("utf-8"))
    settings["analyses"] = {RUN: settings["analyses"][RUN]}
    shipped.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    typed = []
    for step in steps():
        for line, code, said in walk.follow(step):
            typed.append(line)
            wrong = step.answer is not None and any(s.startswith("error:") for s in step.answer)
            assert code == (1 if wrong else 0), said
            if line == step.lines[-1] and step.answer is not None:
                same(step.answer, sorted(said, key=lambda s: s.startswith("The report is")))
    assert typed[0] == "make results"
    assert len(typed) == 8
    assert (walk.project / "results/report.html").is_file()
    page = (walk.review / "results/report.html").read_text("utf-8")
    assert "20.5 %" in page
    assert "11.9 to 33.2" in page
    assert "Re-treatment after progression" in page


def test_the_page_is_read_as_a_reader_does():
    found = steps()
    assert [type(step) for step in found] == [
        *(Typed, Typed, Typed, Filled, Typed, Filled, Typed, Configuration, Typed, Typed),
    ]
    mistake, mended = (step.rows for step in found if isinstance(step, Filled))
    assert (mistake[1]["events"], mistake[1]["total"]) == ("8", "2")
    assert mended == ({**mistake[1], "events": "2", "total": "8"},)


def test_the_messages_of_the_page_are_those_of_the_program(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.csv").write_text(
        "study,responders,total\nAble 2020,3,20\nBaker 2021,19,17\n", encoding="utf-8"
    )
    (tmp_path / "more.csv").write_text(
        "study,outcome,responders,total\nAble,orr,May-34,34\nBaker,orr,6.5,17\nCole,orr,,17\n"
        "Dean,orr,3,17\nDean,orr,4,18\n",
        encoding="utf-8",
    )
    assert main(["check", "bad.csv"]) == 1
    assert main(["check", "more.csv"]) == 1
    (tmp_path / "config").mkdir()
    assert main(["run"]) == 1
    (tmp_path / "config/config.yaml").write_text("data: {studies: nowhere}\n", encoding="utf-8")
    assert main(["run"]) == 1
    (tmp_path / "config/config.yaml").write_text(
        "data: {studies: more.csv}\nmodel:\n  level: 95\n  tst: z\n", encoding="utf-8"
    )
    assert main(["run"]) == 1
    told = "".join(capsys.readouterr()) + str(in_words(OSError(errno.ENOSPC, "full")))
    chapters = PAGE.read_text("utf-8").partition("\n## 4. ")[2]
    (whole,) = re.findall(r"```\n(bad\.csv.+)\n```", chapters)
    shown = re.findall(r"^\| `(.+?)` \|", chapters.partition("More messages")[2], re.MULTILINE)
    messages = [message for message in shown if message.endswith((".", "]"))]
    messages += [message for message in shown if message.startswith("there is no such file")]
    messages.remove("another run is under way here (process 4711); wait for it to end.")
    assert len(messages) >= 8
    assert [message for message in [whole, *messages] if message not in told] == []
