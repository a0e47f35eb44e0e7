"""The codes of the data checks: how serious each is, its title, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rechallenge.studies.findings import LEVELS, Level


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of finding.

    Attributes
    ----------
    code : str
        Stable code; its first letter is the level.
    title : str
        What is found, in a few words.
    meaning : str
        Why it matters, or what was done about it, in one or two sentences.
    """

    code: str
    title: str
    meaning: str

    @property
    def level(self) -> Level:
        """``error``, ``warning`` or ``note``."""
        return LEVELS[self.code[0]]


_CHECKS = (
    Check(
        "E101",
        "File cannot be read",
        "The bytes are not text in a known encoding, or not a sound workbook. Which studies the "
        "file holds is unknown, so every analysis waits for it.",
    ),
    Check(
        "N101",
        "Text in Windows-1252",
        "The file is not UTF-8 and was read as Windows-1252, the older encoding of Excel; check "
        "the accents in names.",
    ),
    Check(
        "N102",
        "Harmless leftovers ignored",
        "A byte-order mark, old line ends, blank rows or blank columns, which spreadsheet "
        "programs leave behind.",
    ),
    Check(
        "E103",
        "Separator unclear",
        "More than one of comma, semicolon and tab would give a table, so the columns are "
        "uncertain.",
    ),
    Check(
        "N103",
        "Decimal commas",
        "Columns are separated by semicolons or tabs and decimals by commas, and were read that "
        "way.",
    ),
    Check(
        "E104",
        "Row does not fit the header",
        "The row has more or fewer cells than the header, or a quotation mark is not closed, so "
        "its values may stand under the wrong columns.",
    ),
    Check(
        "E105",
        "Unusable column names",
        "A title above the header, a column without a name, or two columns with one name: which "
        "values belong to which column is uncertain.",
    ),
    Check(
        "E106",
        "Column missing",
        "A column that is needed is not there, or the configuration names a header that no file "
        "has.",
    ),
    Check(
        "E107",
        "Formula without a value",
        "The cell holds a formula that was never calculated, or an error of the spreadsheet.",
    ),
    Check(
        "E108",
        "Number turned into a date",
        "Spreadsheet programs turn entries such as 5/34 into dates; the numbers are lost.",
    ),
    Check(
        "E109",
        "Date with two readings",
        "The cell became a date that may come from two different pairs of numbers.",
    ),
    Check(
        "N110",
        "Number repaired",
        "A thousands mark, a decimal comma, unusual digits or a needless decimal; only one "
        "reading is possible, and that was used.",
    ),
    Check(
        "E111",
        "Thousands or decimals",
        "The mark in the number may divide thousands or decimals, a difference of a thousandfold.",
    ),
    Check(
        "W112",
        "No number given",
        "The row has no count or no total, so it is listed but not pooled.",
    ),
    Check("E113", "Value not allowed", "The column takes a few fixed values, and this is none."),
    Check(
        "E114",
        "Percentage or level unusable",
        "A percentage must be a number from 0 to 100, a confidence level one between 50 and 100.",
    ),
    Check("W115", "File without rows", "There are column names but no rows under them."),
    Check(
        "N116",
        "Invisible characters removed",
        "Control characters and marks that change the direction of text can hide what a cell says.",
    ),
    Check(
        "E117",
        "Blank name",
        "The study or the outcome of the row is blank, so it is unclear to what it belongs.",
    ),
    Check("E118", "Sheet missing", "The workbook has no sheet of the configured name."),
    Check(
        "N119",
        "Only one sheet read",
        "The workbook has several sheets; one of them is read.",
    ),
    Check(
        "W120",
        "Kind of file not read",
        "The file looks like data but is of a kind that is not read, so its studies are missing.",
    ),
    Check(
        "W121",
        "Not a number",
        "The cell of a descriptive column is not a number and counts as blank.",
    ),
    Check(
        "N122",
        "Accepted, but not found",
        "The configuration accepts a warning that the checks no longer give.",
    ),
    Check("E201", "Not a count", "A count must be a whole number, 0 or more."),
    Check("E202", "No patients", "A total of 0 gives no proportion."),
    Check("E203", "More events than patients", "A proportion above 100 % is impossible."),
    Check(
        "E204",
        "Columns swapped",
        "Most rows of the file have more events than patients, so the two columns are probably "
        "swapped.",
    ),
    Check("E206", "Fraction for a percentage", "0.34 was written where 34 per cent is meant."),
    Check(
        "N212",
        "Count recovered",
        "The number of events follows from the printed percentage: exactly one whole number fits.",
    ),
    Check(
        "E213",
        "Several counts fit",
        "More than one whole number rounds to the printed percentage.",
    ),
    Check(
        "E214",
        "No count fits",
        "No whole number of these patients rounds to the printed percentage.",
    ),
    Check(
        "E301",
        "Duplicate row",
        "Two rows carry the same study, arm and outcome, so patients would count twice.",
    ),
    Check("E308", "Not a year", "A year of publication has four digits and is not in the future."),
    Check(
        "E310",
        "Rows of a study disagree",
        "The column belongs to the study, and the rows of the study say different things.",
    ),
    Check(
        "N311",
        "Blank filled from the study",
        "The column belongs to the study and was blank in this row; the other rows of the study "
        "agree on its value.",
    ),
)

CATALOGUE: Mapping[str, Check] = MappingProxyType({check.code: check for check in _CHECKS})
"""Every code that the checks of study files can emit."""
