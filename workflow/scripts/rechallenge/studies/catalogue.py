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
        "its values may stand under the wrong columns; or it is a footnote or the header again.",
    ),
    Check(
        "E105",
        "Unusable column names",
        "A title above the header, no header, names in two rows, a column without a name, or two "
        "columns with one name: which values belong to which column is uncertain.",
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
        "The workbook has several sheets; the first that is not hidden is read, or the only one "
        "that names columns of studies where the first names none.",
    ),
    Check(
        "W120",
        "Kind of file not read",
        "The file looks like data but is of a kind that is not read, so any studies in it are "
        "missing.",
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
    Check(
        "W123",
        "Judgement not known",
        "The tool by which the risk of bias was judged does not know the word, so it is shown as "
        "no judgement. A word of another tool is never translated.",
    ),
    Check(
        "W124",
        "Domain not known",
        "The configuration names the tool by which the risk of bias was judged, and it has no "
        "domain of this name.",
    ),
    Check(
        "N124",
        "Risk of bias without a tool",
        "The columns of judgements do not name all domains of exactly one tool, so they are shown "
        "under their own names.",
    ),
    Check(
        "W125",
        "Score differs from its items",
        "The total score of a study is not the sum of its items.",
    ),
    Check(
        "W126",
        "Better than its worst domain",
        "ROBINS-I and RoB 2 judge a study as a whole no better than its worst domain.",
    ),
    Check(
        "W127",
        "Character that figures cannot print",
        "No font of this computer has the character, so figures show “�” in its place; what is "
        "found depends on the fonts that are installed. Characters of private use are found "
        "everywhere: they come from programs with fonts of their own.",
    ),
    Check(
        "N128",
        "Emoji printed in plain form",
        "Figures print emoji in one colour: without tones of skin and variants, those that are "
        "joined side by side, and flags as the letters of their country.",
    ),
    Check(
        "W131",
        "Hidden rows read",
        "Rows of the workbook are hidden or filtered out; they are read and pooled like the "
        "others, though nobody sees them.",
    ),
    Check(
        "N132",
        "Merged cells",
        "Cells are merged down several rows; only the first of them holds the value, and the "
        "others are blank.",
    ),
    Check(
        "W133",
        "Further sheets of studies",
        "More than one sheet of the workbook names columns of studies, and only the first of them "
        "is read, so the studies of the others are missing.",
    ),
    Check(
        "N134",
        "Folder within the folder",
        "Study files are read from the folder itself, not from folders within it.",
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
    Check(
        "W205",
        "Percentage for a count",
        "The number of events equals the percentage, which the total does not bear out: one of "
        "the two was probably typed twice.",
    ),
    Check(
        "E206",
        "Fraction for a percentage",
        "0.34 was written where 34 per cent is meant, in the percentage or in the limits of the "
        "interval, or the reverse. True small percentages such as 1/294 = 0.34 % are spared.",
    ),
    Check(
        "W207",
        "Impossible percentage",
        "No whole number of these patients rounds to the printed percentage (the GRIM test), so "
        "the count, the total or the percentage is wrong.",
    ),
    Check(
        "W208",
        "Percentage differs from the counts",
        "The printed percentage is not that of events and total beyond rounding; another total or "
        "another count that fits is named.",
    ),
    Check(
        "W209",
        "Interval differs from the counts",
        "The printed interval is none of the Clopper–Pearson, Wilson, Wald and Agresti–Coull "
        "intervals of events and total; another level, total or count that fits is named.",
    ),
    Check(
        "W210",
        "Denominators mixed",
        "Within one outcome some totals count all patients, others those treated or evaluable, "
        "so the proportions do not measure the same.",
    ),
    Check(
        "E211",
        "Part larger than its whole",
        "More patients have the narrower outcome than the wider one that includes it, among the "
        "same patients: complete response within response within disease control, higher grades "
        "of adverse events within lower ones.",
    ),
    Check(
        "W211",
        "Part probably larger than its whole",
        "As E211, but the totals differ, so that different patients may explain it; or the "
        "share of the narrower outcome is larger than chance explains.",
    ),
    Check(
        "N212",
        "Count recovered",
        "The number of events, and the total where only the number treated is known, follows from "
        "the printed percentage and interval: exactly one reading fits.",
    ),
    Check(
        "E213",
        "Several counts fit",
        "More than one whole number, or pair of count and total, rounds to what is printed.",
    ),
    Check(
        "E214",
        "No count fits",
        "No whole number of these patients rounds to the printed percentage, or none that rounds "
        "to it has the printed interval.",
    ),
    Check(
        "N215",
        "Decimals cut off",
        "The printed percentage or interval is that of the counts when further decimals are cut "
        "off instead of rounded.",
    ),
    Check(
        "E301",
        "Duplicate row",
        "Two rows carry the same study, arm and outcome, so patients would count twice.",
    ),
    Check(
        "W302",
        "One report, two studies",
        "Two studies cite one DOI, PMID or trial number, so the same patients may count twice. "
        "Studies that carry one overlap_group, rows that are not pooled, and cohorts of one "
        "report by tumour are left out.",
    ),
    Check(
        "W303",
        "Probable overlap",
        "Retrospective studies or registries of one country, tumour, setting and regimen, at most "
        "three years apart and with the same outcome, may share patients.",
    ),
    Check(
        "E304",
        "Arms beside their total",
        "One row is the sum of the other arms of its study, or of the studies of its file, so "
        "every patient would count twice.",
    ),
    Check(
        "W304",
        "Arms probably beside their total",
        "A row named like the whole study stands beside its arms, or one like all studies beside "
        "them, or one arm happens to be the sum of the others, so patients may count twice.",
    ),
    Check(
        "N305",
        "Several arms of a study",
        "Arms of one study are more alike than studies are; the pooled rate treats them as "
        "separate rows unless configured otherwise.",
    ),
    Check(
        "W306",
        "Case reports among cohorts",
        "Reports of three patients or fewer are published because they are unusual, and pull "
        "the pooled rate towards the unusual.",
    ),
    Check(
        "W307",
        "Near-duplicate labels",
        "Two labels of a column differ in writing only, or by a slip in one word, or one "
        "abbreviates the other, and they would form two subgroups.",
    ),
    Check("E308", "Not a year", "A year of publication has four digits and is not in the future."),
    Check(
        "N309",
        "Far from the other studies",
        "The count lies in the outer 0.05/k of what the other rows predict, where k is the "
        "number of rows: a typing error, or a study unlike the others.",
    ),
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
    Check(
        "W312",
        "Twin names of studies",
        "The names or identifiers of two studies differ in case, accents or marks only, or by a "
        "slip where totals, source or overlap group agree, and are pooled as two studies.",
    ),
    Check(
        "W313",
        "Arms judged apart",
        "The risk of bias was judged differently in rows of one study and outcome. It belongs to "
        "its row, since a result is what is judged; but it is most often the same in all of them.",
    ),
    Check(
        "W401",
        "Flow does not add up",
        "In the table of the flow diagram a number is not what the numbers before it leave.",
    ),
    Check(
        "W402",
        "Studies included are not those pooled",
        "The flow diagram includes another number of studies than the analyses pool together.",
    ),
    Check(
        "W403",
        "Row of the flow not known",
        "The table of the flow diagram has a row with a name that is none of the template.",
    ),
)

CATALOGUE: Mapping[str, Check] = MappingProxyType({check.code: check for check in _CHECKS})
"""Every code that the checks of study files and of the flow diagram can emit."""
