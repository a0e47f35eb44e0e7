"""What one cell says."""

from __future__ import annotations

import pytest

from rechallenge.studies.cells import (
    is_missing,
    read_choice,
    read_count,
    read_flag,
    read_level,
    read_number,
    read_percent,
    read_year,
    visible,
)


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("7", 7), ("038", 38), ("1200", 1200)])
def test_whole_numbers_are_silent(text: str, value: int) -> None:
    reading = read_count(text)
    assert reading.value == value
    assert reading.code == ""


@pytest.mark.parametrize("text", ["", "NA", "n/a", "N/A", "-", "–", "NR", ".", "nan", "n.r."])
def test_missing_marks_are_no_number_and_no_error(text: str) -> None:
    assert is_missing(text)
    assert read_count(text).value is None
    assert read_count(text).code == ""
    assert read_percent(text).value is None
    assert read_percent(text).code == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u2009234", 1234),
        ("1'234", 1234),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("１２", 12),
        ("٣٨", 38),
        ("7.0", 7),
        ("7,00", 7),
    ],
)
def test_numbers_with_one_reading_are_repaired_with_a_note(text: str, value: int) -> None:
    reading = read_count(text)
    assert (reading.value, reading.code) == (value, "N110")
    assert f"read as {value}" in reading.problem
    assert reading.remedy == f"write {value} to silence this"


@pytest.mark.parametrize("text", ["1,234", "1.234"])
def test_ambiguous_thousands_are_an_error_with_both_readings(text: str) -> None:
    reading = read_count(text)
    assert (reading.value, reading.code) == (None, "E111")
    assert reading.problem == f"“{text}” may be 1234 or 1.234"
    assert reading.remedy == "write 1234"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("34.2", "if it is a percentage, put it in a column “percent”"),
        ("0.123", "if it is a percentage, put it in a column “percent”"),
        ("18 %", "if it is a percentage, put it in a column “percent”"),
        ("7/38", "write 7 under responders and 38 under total"),
        ("7 (18.4)", "write 7 alone"),
        ("7*", "write 7 alone"),
        ("n=7", "write 7 alone"),
        ("N = 38", "write 38 alone"),
        ("20 pts", "write 20 alone"),
        ("20 patients", "write 20 alone"),
        ("2l", "write the number of patients, or leave the cell blank"),
        ("<5", "write the number of patients, or leave the cell blank"),
        ("~40", "write the number of patients, or leave the cell blank"),
        ("-3", "write the number of patients, or leave the cell blank"),
        ("seven", "write the number of patients, or leave the cell blank"),
        ("1e3", "write the number of patients, or leave the cell blank"),
        ("7²", "write the number of patients, or leave the cell blank"),
    ],
)
def test_what_is_no_count_says_how_to_mend_it(text: str, remedy: str) -> None:
    reading = read_count(text)
    assert (reading.value, reading.code) == (None, "E201")
    assert reading.remedy == remedy


def test_endless_digits_are_no_count_and_are_quoted_in_short() -> None:
    reading = read_count("9" * 5000)
    assert reading.code == "E201"
    assert len(reading.problem) < 120


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("May-34", "E108", "5/34"),
        ("34-May", "E108", "5/34"),
        ("1934-05-01", "E108", "5/34"),
        ("2026-09-12", "E108", "9/12 or 12/9"),
        ("2026-09-20", "E108", "9/20"),
        ("2026-09-01", "E108", "9/26 or 9/1 or 1/9"),
        ("2034-05-01", "E108", "5/34"),
        ("12-Sep", "E109", "9/12 or 12/9"),
        ("20-Sep", "E108", "9/20"),
    ],
)
def test_dates_in_a_count_are_recognised(text: str, code: str, said: str) -> None:
    reading = read_count(text)
    assert reading.code == code
    assert said in reading.problem
    assert "format the column as Text" in reading.remedy


@pytest.mark.parametrize("text", ["=B12*C12", "#REF!", "#div/0!", "#N/A"])
def test_formulas_and_spreadsheet_errors_are_no_counts(text: str) -> None:
    reading = read_count(text)
    assert reading.code == "E107"
    assert text in reading.problem
    assert "type the number" in reading.remedy


@pytest.mark.parametrize(
    ("text", "value", "kept"),
    [
        ("18", 18, "18"),
        ("40.0", 40, "40.0"),
        ("34,2", 34.2, "34.2"),
        ("7.1%", 7.1, "7.1"),
        ("7.1 ％", 7.1, "7.1"),
        ("15·0", 15, "15.0"),
        ("65.3266331658292", 65.3266331658292, "65.3266331658"),
    ],
)
def test_percentages_keep_their_decimals_as_text(text: str, value: float, kept: str) -> None:
    reading = read_percent(text)
    assert reading.value == value
    assert reading.text == kept
    assert reading.decimal_comma == ("," in text)


@pytest.mark.parametrize("text", ["about 18", "<5", "-3", "100.1", "340"])
def test_what_is_no_percentage_is_an_error_that_quotes_it(text: str) -> None:
    reading = read_percent(text)
    assert (reading.value, reading.code) == (None, "E114")
    assert f"“{text}”" in reading.problem
    assert "leave the cell blank" in reading.remedy


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("8–34", "write 8 and 34 in columns of their own, such as ci_low and ci_high"),
        ("(8.1, 34.0)", "write 8.1 and 34.0 in columns of their own, such as ci_low and ci_high"),
        ("8 to 34", "write 8 and 34 in columns of their own, such as ci_low and ci_high"),
        ("(8.1", "write 8.1 alone"),
        ("34.0]", "write 34.0 alone"),
        ("[18%]", "write 18 alone"),
    ],
)
def test_limits_in_one_cell_and_brackets_are_told_what_to_write(text: str, remedy: str) -> None:
    reading = read_percent(text)
    assert (reading.value, reading.code, reading.remedy) == (None, "E114", remedy)


@pytest.mark.parametrize(
    ("text", "code"), [("95", ""), ("90", ""), ("0.95", "E114"), ("5", "E114")]
)
def test_confidence_levels_are_in_per_cent(text: str, code: str) -> None:
    assert read_level(text).code == code


def test_a_level_given_as_a_fraction_is_told_what_to_write() -> None:
    assert read_level("0.95").remedy == "write 95"


def test_years_are_checked_against_the_last_possible_one() -> None:
    assert read_year("2021", latest=2027).value == 2021
    assert read_year("2021.0", latest=2027).value == 2021
    assert read_year("2021", latest=2020).problem == "“2021” lies after 2020"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("20211", "write 2021"),
        ("May 2021", "write 2021"),
        ("2021-05-01", "write 2021"),
        ("2,021", "write 2021"),
        ("21", "write the year with four digits"),
        ("2019-2021", "write the year with four digits"),
    ],
)
def test_what_is_no_year_says_which_year_it_may_be(text: str, remedy: str) -> None:
    reading = read_year(text, latest=2027)
    assert (reading.value, reading.code, reading.remedy) == (None, "E308", remedy)


def test_flags_and_choices_take_fixed_values() -> None:
    assert [read_flag(text).value for text in ("1", "0", "TRUE", "no", "1.0", "")] == [
        1,
        0,
        1,
        0,
        1,
        None,
    ]
    assert read_flag("maybe").code == "E113"
    assert read_flag("maybe").remedy == "write 1 to pool the row, 0 not to"
    choices = ("itt", "treated")
    assert read_choice("ITT", choices=choices).value == "itt"
    assert read_choice("all", choices=choices).problem == "“all” is not one of “itt”, “treated”"


def test_descriptive_numbers_are_a_warning_at_most() -> None:
    assert read_number("19.5").value == 19.5
    assert read_number("19,5").value == 19.5
    assert read_number("19.5 (IQR 3–20)").code == "W121"


def test_invisible_characters_are_removed_and_text_is_composed() -> None:
    assert visible("Lee\u202e 2020\x07") == "Lee 2020"
    assert visible("Mun\u0303oz\u00a02020\n") == "Muñoz 2020"
    assert visible("Zero\u200bwidth\u2066") == "Zerowidth"
