"""Markdown in which no text is markup."""

import pytest
from report_documents import markdown_tables

from rechallenge.report.blocks import Bullets, Cell, Paragraph, Section, Table, TableRow, text_row
from rechallenge.report.markdown import document, escaped


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", r"a\|b"),
        (r"a\|b", r"a\\\|b"),
        ("*x* _y_ `z` ~s~ $m$", r"\*x\* \_y\_ \`z\` \~s\~ \$m\$"),
        ("[a](javascript:x)", r"\[a\](javascript:x)"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("p < 0.001", "p < 0.001"),
        ("&lt; &#60; R&D &", "&amp;lt; &amp;#60; R&amp;D &"),
        ("# heading", r"\# heading"),
        ("---", r"\---"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("-0.5 points", "-0.5 points"),
        ("===", r"\==="),
        ("1. item", r"1\. item"),
        ("2) item", r"2\) item"),
        ("25 rows", "25 rows"),
        ("0.5 was added", "0.5 was added"),
        ("> quote", "&gt; quote"),
        ("two\nlines\tand  blanks", "two lines and blanks"),
        ("", ""),
    ],
)
def test_text_is_shown_as_it_is(text, written):
    assert escaped(text) == written


def test_a_whole_document():
    table = Table(
        caption="Rows",
        headers=("Study", "n"),
        rows=(text_row("Lee | Kim\n2020", "12"), text_row("1. Roe", "3.5", muted=True)),
        numeric=frozenset({1}),
        folded=True,
    )
    section = Section(
        "First",
        (
            Paragraph("Text."),
            Paragraph("Mind.", kind="caution"),
            Bullets(("a", "b"), numbered=True),
        ),
        (Section("Below", (table, Bullets(("- c",)))),),
    )
    assert document("A | title", [section], footer="End") == (
        "# A \\| title\n\n## First\n\nText.\n\n> Mind.\n\n1. a\n2. b\n\n### Below\n\nRows:\n\n"
        "| Study | n |\n| --- | ---: |\n| Lee \\| Kim 2020 | 12 |\n| 1. Roe | 3.5 |\n\n"
        "- \\- c\n\n---\n\nEnd\n"
    )


def test_a_link_cannot_leave_its_cell():
    table = Table(
        caption="Rows",
        headers=("Study", "Source"),
        rows=(TableRow((Cell("Lee"), Cell("a|b]", href="https://example.org/x|y"))),),
    )
    text = document("T", [Section("S", (table,))])
    assert r"| Lee | [a\|b\]](<https://example.org/x%7Cy>) |" in text
    assert {len(line) for line in markdown_tables(text)[0]} == {2}


def test_a_table_refuses_rows_that_do_not_fit():
    with pytest.raises(ValueError, match="does not fit"):
        Table(caption="x", headers=("a", "b"), rows=(text_row("1"),))
