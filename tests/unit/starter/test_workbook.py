"""The template of a study table: what its cells take, and that a filled-in copy can be read."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from rechallenge.contract import COLUMNS, OUTCOME_NAMES
from rechallenge.starter.columns import NEEDED, guides
from rechallenge.starter.workbook import LAST_ROW, template_workbook
from rechallenge.studies import read_studies


@pytest.fixture(scope="module")
def data() -> bytes:
    with warnings.catch_warnings():
        # XlsxWriter only warns when it leaves out a rule that Excel would not take.
        warnings.simplefilter("error")
        return template_workbook()


@pytest.fixture
def book(data: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data))


@pytest.fixture
def rules(book: Any) -> dict[str, Any]:
    """The rule of the cells in each column, by the name in its header."""
    sheet = book["studies"]
    names = {cell.column_letter: cell.value for cell in sheet[1]}
    found = {}
    for rule in sheet.data_validations.dataValidation:
        (area,) = str(rule.sqref).split()
        first, last = area.split(":")
        letter = first.rstrip("0123456789")
        assert (first, last) == (f"{letter}2", f"{letter}{LAST_ROW}")
        found[names[letter]] = rule
    return found


def letter(book: Any, name: str) -> str:
    (cell,) = [cell for cell in book["studies"][1] if cell.value == name]
    return str(cell.column_letter)


def dimension(book: Any, place: str) -> Any:
    """Format and width of a column; columns that are alike stand together in the file."""
    index = column_index_from_string(place)
    found = book["studies"].column_dimensions.values()
    return next(known for known in found if known.min <= index <= known.max)


def test_the_header_has_every_column_once_and_what_is_needed_first(book: Any) -> None:
    sheet = book["studies"]
    header = [cell.value for cell in sheet[1]]
    assert sorted(header) == sorted(column.name for column in COLUMNS)
    assert set(NEEDED) <= set(header[:7])
    assert (header[0], header[-1]) == ("study", "notes")
    assert book.sheetnames == ["studies", "help"]
    assert sheet.max_row == 1


def test_the_header_stays_in_sight_and_fits_its_column(book: Any) -> None:
    sheet = book["studies"]
    assert sheet.freeze_panes == "B2"
    for cell in sheet[1]:
        assert dimension(book, cell.column_letter).width > len(cell.value)


def test_needed_columns_look_different(book: Any) -> None:
    colours = {cell.value: cell.fill.fgColor.rgb for cell in book["studies"][1]}
    needed = {colours[name] for name in NEEDED}
    assert len(needed) == 1
    assert needed.isdisjoint(colour for name, colour in colours.items() if name not in NEEDED)


def test_every_column_speaks_when_a_cell_is_chosen(rules: dict[str, Any]) -> None:
    assert set(rules) == {column.name for column in COLUMNS}
    for name, rule in rules.items():
        assert rule.showInputMessage
        assert rule.promptTitle == name
        assert 20 < len(rule.prompt) <= 255


@pytest.mark.parametrize(
    ("name", "words", "style"),
    [
        ("count_source", "reported,derived", "stop"),
        ("population", "itt,treated,evaluable", "stop"),
        ("include", "1,0", "stop"),
        ("outcome", ",".join(OUTCOME_NAMES), "warning"),
        (
            "design",
            "prospective_trial,retrospective_cohort,registry,expanded_access,case_series",
            "warning",
        ),
        (
            "setting",
            "rechallenge_same,second_course,resumption,rechallenge_mixed,escalation,switch",
            "warning",
        ),
    ],
)
def test_lists_stop_only_where_nothing_else_can_be_meant(
    rules: dict[str, Any], name: str, words: str, style: str
) -> None:
    rule = rules[name]
    assert (rule.type, rule.formula1) == ("list", f'"{words}"')
    assert (rule.errorStyle or "stop") == style
    assert rule.showErrorMessage


def test_counts_are_whole_numbers_that_fit_each_other(book: Any, rules: dict[str, Any]) -> None:
    events, total = letter(book, "events"), letter(book, "total")
    rule = rules["events"]
    assert (rule.type, rule.operator or "between", rule.formula1) == ("whole", "between", "0")
    assert rule.formula2 == f"IF(N({total}2)>0,{total}2,1000000000)"
    rule = rules["total"]
    assert (rule.type, rule.formula1) == ("whole", f"MAX(1,N({events}2))")
    for name in ("events", "total"):
        # Otherwise Excel takes anything as long as the other of the two is blank.
        assert not rules[name].allowBlank
        assert (rules[name].errorStyle or "stop") == "stop"
        assert "more patients with the outcome" in rules[name].error


def test_pasted_counts_that_cannot_be_are_coloured(book: Any) -> None:
    events, total = letter(book, "events"), letter(book, "total")
    ((area, (rule,)),) = book["studies"].conditional_formatting._cf_rules.items()
    assert str(area.sqref) == f"{events}2:{total}{LAST_ROW}"
    assert rule.formula == [f"AND(ISNUMBER(${events}2),ISNUMBER(${total}2),${events}2>${total}2)"]


@pytest.mark.parametrize("name", ["percent", "ci_low", "ci_high"])
def test_percentages_are_text_between_0_and_100(
    book: Any, rules: dict[str, Any], name: str
) -> None:
    place = letter(book, name)
    assert dimension(book, place).number_format == "@"
    number = f'_xlfn.NUMBERVALUE(SUBSTITUTE(SUBSTITUTE({place}2,"%",""),",","."),".","~")'
    assert (rules[name].type, rules[name].formula1) == ("custom", f"AND({number}>=0,{number}<=100)")
    assert "40.0 and not 40" in rules[name].prompt


def test_excel_does_not_mark_percentages_as_numbers_in_text(book: Any, data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    places = [letter(book, name) for name in ("percent", "ci_low", "ci_high")]
    areas = " ".join(f"{place}2:{place}{LAST_ROW}" for place in places)
    assert f'<ignoredError sqref="{areas}" numberStoredAsText="1"/>' in sheet


def test_years_and_numbers_have_their_limits(rules: dict[str, Any]) -> None:
    year = rules["year"]
    assert (year.type, year.formula1, year.formula2) == ("whole", "1900", "2100")
    followup = rules["median_followup_months"]
    assert (followup.type, followup.operator, followup.formula1) == (
        "decimal",
        "greaterThanOrEqual",
        "0",
    )
    level = rules["ci_level"]
    assert (level.type, level.formula1, level.formula2) == ("decimal", "50", "99.99")


def test_the_help_has_one_line_for_each_column(book: Any) -> None:
    lines = list(book["help"].iter_rows(values_only=True))
    top = lines.index(("Column", "Needed", "What it means", "What to type"))
    told = {line[0]: line for line in lines[top + 1 :]}
    assert list(told) == [guide.column.name for guide in guides()]
    assert len(lines) == top + 1 + len(COLUMNS)
    for name, needed, meaning, how in told.values():
        assert (needed == "yes") == (name in NEEDED)
        assert meaning.endswith(".")
        assert how.endswith(".")
    assert told["percent"][3] == "Exactly as printed, without the sign %: 40.0 and not 40."
    assert told["population"][2] == "Which patients the total counts."
    assert told["population"][3] == "Pick from the list: itt, treated, evaluable."


def test_the_template_is_the_same_to_the_byte(data: bytes) -> None:
    assert template_workbook() == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}
        assert b"2026-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def filled(data: bytes, path: Path, rows: list[dict[str, Any]]) -> None:
    """Save a copy with these rows, as a person would."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data))
    sheet = book["studies"]
    places = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, start=2):
        for name, value in row.items():
            sheet.cell(number, places[name], value)
    book.save(path)


def test_a_filled_in_copy_is_read(data: bytes, tmp_path: Path) -> None:
    filled(
        data,
        tmp_path / "mine.xlsx",
        [
            {"study": "Lee 2020", "year": 2020, "arm": "1-2", "outcome": "orr", "events": 7,
             "total": 38, "percent": "18.4", "population": "itt", "include": 1},
            {"study": "Kim 2021", "year": 2021, "outcome": "orr", "total": 30, "percent": "40.0",
             "ci_low": "22.7", "ci_high": "59.4", "ci_level": 95, "include": 0},
        ],
    )  # fmt: skip
    read = read_studies(tmp_path / "mine.xlsx", root=tmp_path)
    assert read.errors == ()
    assert {"N119", "N212"} <= {finding.code for finding in read.findings}
    lee, kim = read.rows
    assert (lee.study, lee.year, lee.arm, lee.events, lee.total) == ("Lee 2020", 2020, "1-2", 7, 38)
    assert (lee.include, lee.cells["population"], lee.line) == (True, "itt", 2)
    assert (kim.events, kim.total, kim.include) == (12, 30, False)
    assert kim.cells["percent"] == "40.0"


def test_an_empty_copy_is_no_error(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "mine.xlsx").write_bytes(data)
    read = read_studies(tmp_path / "mine.xlsx", root=tmp_path)
    assert read.rows == ()
    assert {finding.code for finding in read.findings} == {"W115", "N119"}
