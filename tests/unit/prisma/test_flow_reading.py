"""Reading the table of a flow diagram."""

from __future__ import annotations

from pathlib import Path

import pytest
from flow_tables import NEW, OTHER, PREVIOUS, flow, table

from rechallenge.errors import DataError
from rechallenge.prisma.checks import check_flow
from rechallenge.prisma.reading import read_flow
from rechallenge.starter.review import TEMPLATES


def problems(folder: Path, text: str) -> tuple[str, ...]:
    (folder / "prisma.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_flow("prisma.csv", root=folder)
    return caught.value.messages


def test_no_file_is_no_flow(tmp_path: Path) -> None:
    assert read_flow(None, root=tmp_path) is None


def test_a_new_review(tmp_path: Path) -> None:
    read = flow(tmp_path, NEW)
    assert read.numbers["records_screened"] == 400
    assert read.parts["dbr_excluded"] == (("Wrong outcome", 20), ("No counts", 8))
    assert read.numbers["dbr_excluded"] == 28
    assert (read.updates, read.other_methods) == (False, False)
    assert read.included == ("new_studies", 18)
    assert read.text("new_studies") == "Studies included in review"
    assert read.lines["records_screened"] == 7


def test_an_update_with_other_methods(tmp_path: Path) -> None:
    read = flow(tmp_path, NEW | OTHER | PREVIOUS)
    assert (read.updates, read.other_methods) == (True, True)
    assert read.included == ("total_studies", 28)
    assert read.text("new_studies") == "New studies included in review"
    without_total = {k: n for k, n in (NEW | PREVIOUS).items() if k != "total_studies"}
    assert flow(tmp_path, without_total).included == ("total_studies", 28)


def test_words_of_the_file_win_and_the_rest_is_from_the_template(tmp_path: Path) -> None:
    texts = {"records_screened": "Titles screened", "newstud": "Search of 2026", "included": "In"}
    read = flow(tmp_path, NEW, texts=texts)
    assert read.text("records_screened") == "Titles screened"
    assert read.text("newstud") == "Search of 2026"
    assert read.text("included") == "In"
    assert read.text("screening") == "Screening"


def test_an_arm_that_is_not_used_may_stay_as_the_template_has_it(tmp_path: Path) -> None:
    unused = dict.fromkeys(OTHER, "0") | {
        "other_excluded": "Reason1, xxx; Reason2, xxx; Reason3, xxx",
        "database_specific_results": "Database 1, xxx; Database 2, xxx",
        "previous_studies": "0",
        "previous_reports": "NA",
        "total_studies": "0",
    }
    read = flow(tmp_path, unused | NEW)
    assert (read.updates, read.other_methods) == (False, False)
    assert "other_excluded" not in read.numbers


def test_a_number_of_reports_may_stand_for_their_reasons(tmp_path: Path) -> None:
    read = flow(tmp_path, NEW | {"dbr_excluded": "28"})
    assert read.numbers["dbr_excluded"] == 28
    assert "dbr_excluded" not in read.parts


def test_a_reason_may_hold_a_comma(tmp_path: Path) -> None:
    read = flow(tmp_path, NEW | {"dbr_excluded": "Letter, no data, 12; Other, 16"})
    assert read.parts["dbr_excluded"] == (("Letter, no data", 12), ("Other", 16))


def test_everything_wrong_is_told_at_once_with_its_row(tmp_path: Path) -> None:
    numbers = NEW | {
        "duplicates": "ninety",
        "records_screened": "-3",
        "dbr_assessed": "NA",
        "dbr_excluded": "Reason1, xxx; No counts, 8",
    }
    del numbers["records_excluded"]
    numbers["records_excludd"] = "350"
    assert problems(tmp_path, table(numbers)) == (
        "prisma.csv, row 4, column “n”: “ninety” is no whole number of 0 or more; write the number "
        "of “Duplicate records”, or NA where there is none.",
        "prisma.csv, row 7, column “n”: “-3” is no whole number of 0 or more; write the number of "
        "“Records screened”, or NA where there is none.",
        "prisma.csv, row 11, column “n”: “Reason1, xxx” is no text with a number; write “text, "
        "number”, with “;” between several, such as “Wrong outcome, 12; No data, 3”.",
        "prisma.csv: there is no row “records_excluded” (Records excluded); rename "
        "“records_excludd” in row 14, with its number in the column “n”.",
        "prisma.csv, row 10, column “n”: no number is given for “dbr_assessed” (Reports assessed "
        "for eligibility); write it; 0 is a number too.",
    )


def test_a_row_stands_once(tmp_path: Path) -> None:
    text = table(NEW) + "new_studies,,,,,,,19\n"
    assert problems(tmp_path, text) == (
        "prisma.csv, row 15, column “n”: “new_studies” stands in row 13 already; keep one of the "
        "two.",
    )


def test_databases_or_registers_must_be_there(tmp_path: Path) -> None:
    registers = {k: n for k, n in NEW.items() if k != "database_results"}
    assert flow(tmp_path, registers).numbers["register_results"] == 20
    neither = {k: n for k, n in registers.items() if k != "register_results"}
    assert problems(tmp_path, table(neither))[0].startswith(
        "prisma.csv: there is no row “database_results” (Databases)"
    )


def test_an_empty_template_is_told(tmp_path: Path) -> None:
    (message,) = problems(tmp_path, table(dict.fromkeys(NEW, "0")))
    assert message.startswith("prisma.csv: every number is 0, as in the empty template")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "prisma.csv: the file is empty"),
        ("data,number\nnew_studies,3\n", "prisma.csv, row 1: no column “n”"),
    ],
)
def test_a_file_of_another_kind_is_told(tmp_path: Path, text: str, message: str) -> None:
    assert problems(tmp_path, text)[0].startswith(message)


def test_the_example_of_the_manual_adds_up() -> None:
    manual = Path(__file__).resolve().parents[3] / "docs"
    read = read_flow("examples/prisma.csv", root=manual)
    assert read is not None
    assert (read.updates, read.other_methods) == (False, True)
    assert check_flow(read, pooled=22, listed=22) == ()


def test_the_empty_table_of_a_new_review_asks_for_its_numbers(tmp_path: Path) -> None:
    messages = problems(tmp_path, (TEMPLATES / "prisma.csv").read_text(encoding="utf-8"))
    assert len(messages) == 8
    assert all("no number is given for" in message for message in messages)
