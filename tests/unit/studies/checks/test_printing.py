from __future__ import annotations

import pytest

HEADER = "study,arm,events,total"


def codes(data):
    return [(f.code, f.rows, f.column) for f in data.findings if f.code in ("W127", "N128")]


def test_one_finding_for_all_rows_of_a_label(review):
    data = review(f"{HEADER}\nL\uf8fa,A,3,20\nL\uf8fa,B,4,21\nKim,C\uf8fb,5,22\n")
    assert codes(data) == [("W127", (2, 3), "study"), ("W127", (4,), "arm")]
    assert not data.errors


def test_emoji_in_plain_form_are_told(review):
    data = review(f"{HEADER}\nLee 🇩🇪,A ❤️,3,20\n")
    assert codes(data) == [("N128", (2,), "arm"), ("N128", (2,), "study")]
    told = {f.column: f.message for f in data.findings}
    assert told["study"] == (
        "data/orr.csv, row 2 (study “Lee 🇩🇪”), column “study”: figures print “Lee 🇩🇪” as “Lee "
        "DE”; write it in words where that loses something. [N128]"
    )


def test_names_from_files_and_headers_are_checked(review):
    data = review({"L\uf8fa.csv": "events,total,ty\uf8fbpe\n3,20,x\n"})
    assert codes(data) == [("W127", (), "ty\uf8fbpe"), ("W127", (2,), "study")]


@pytest.mark.parametrize("column", ["source", "locator", "doi", "study_id", "overlap_group"])
def test_what_no_figure_shows_is_not_checked(review, column):
    assert codes(review(f"study,events,total,{column}\nLee,3,20,x\uf8fay\n")) == []


@pytest.mark.parametrize("name", ["Müller", "Иванов", "محمد علي", "Nguyễn", "≥ 2 × 5 µg – β"])
def test_names_that_are_printed_are_silent(review, name):
    assert codes(review(f"{HEADER}\n{name},A,3,20\n")) == []


def test_rows_and_files_that_cannot_be_relied_on_are_left_out(review):
    assert codes(review(f"{HEADER}\nL\uf8fa,A,3,20,7,8\n")) == []
    assert codes(review("nothing\uf8fa known\nx\uf8fa\n")) == []
