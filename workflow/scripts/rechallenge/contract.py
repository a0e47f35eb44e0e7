"""Names that files, configuration and results share: columns, result keys and slugs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ESTIMATES_SCHEMA = "rechallenge/estimates/1"
CHANGES_SCHEMA = "rechallenge/changes/1"
DATA_FILE = "data.csv"
"""Every row of every study file, at the top of the results folder."""
UNPACKED = 50
"""Analyses of a review at most that have jobs of their own, and all their tables in every file."""
SLUG = re.compile(r"[a-z0-9-]{1,40}")
DOI = re.compile(r"10\.\d{4,9}/\S+")
_WORD = re.compile(r"[a-z0-9]+")

Status = Literal["current", "stale", "blocked"]
"""Of what is shown of an analysis: this run's, an earlier run's because of data errors, or none."""
Condition = tuple[str, ...] | Mapping[str, float]
"""Allowed values of a column as text, or ``{"min": …, "max": …}`` for numbers, both inclusive."""

Kind = Literal["text", "count", "percent", "number", "year", "flag", "choice"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the study files.

    Attributes
    ----------
    name : str
        Our name of the column.
    kind : str
        How its cells are typed.
    meaning : str
        One sentence for the data dictionary.
    of_study : bool
        True where all rows of a study must agree, False where the cell belongs to its row.
    choices : tuple of str
        The allowed values of a ``choice`` column.
    """

    name: str
    kind: Kind
    meaning: str
    of_study: bool = False
    choices: tuple[str, ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("study_id", "text", "Short identifier of the study; a slug of study when left out."),
    Column("study", "text", "Name of the study as shown in tables and figures.", of_study=True),
    Column("year", "year", "Year of publication.", of_study=True),
    Column("arm", "text", "Arm or cohort within the study."),
    Column("outcome", "text", "Which outcome the counts belong to."),
    Column("events", "count", "Patients with the outcome (also: responders)."),
    Column("total", "count", "Patients assessed for the outcome."),
    Column("percent", "percent", "The percentage as printed, 0 to 100, with its trailing zeros."),
    Column("ci_low", "percent", "Lower limit of the printed interval, in per cent."),
    Column("ci_high", "percent", "Upper limit of the printed interval, in per cent."),
    Column("ci_level", "number", "Confidence level of the printed interval, in per cent."),
    Column("locator", "text", "Where in the source the numbers stand."),
    Column("source", "text", "Address or citation of the source."),
    Column("doi", "text", "DOI of the report.", of_study=True),
    Column(
        "count_source",
        "choice",
        "Whether the count was printed or recovered from a percentage.",
        choices=("reported", "derived"),
    ),
    Column("confidence", "text", "How sure the extraction is."),
    Column("cancer", "text", "Tumour type.", of_study=True),
    Column("design", "text", "Study design.", of_study=True),
    Column("country", "text", "Country or region.", of_study=True),
    Column("setting", "text", "Kind of re-treatment."),
    Column("initial_regimen", "text", "First course."),
    Column("rechallenge_regimen", "text", "Second course."),
    Column("reason_stopped", "text", "Why the first course ended."),
    Column("line", "text", "Line of treatment."),
    Column("median_followup_months", "number", "Median follow-up in months."),
    Column(
        "overlap_group", "text", "Studies that may share patients carry one name.", of_study=True
    ),
    Column(
        "population",
        "choice",
        "Which patients the total counts.",
        choices=("itt", "treated", "evaluable"),
    ),
    Column("total_max", "count", "Patients treated: an upper bound for an unprinted total."),
    Column("include", "flag", "1 pooled, 0 shown in grey and not pooled; 1 when left out."),
    Column("notes", "text", "Anything a reader of the data should know."),
)
"""The columns this program knows, in the order in which it writes them."""

COLUMN = {column.name: column for column in COLUMNS}
ALIASES = {"responders": "events"}
STUDY_COLUMNS = tuple(column.name for column in COLUMNS if column.of_study)
RISK_OF_BIAS_PREFIX = "rob_"

OUTCOME_NAMES = {
    "orr": "Objective response",
    "dcr": "Disease control",
    "cr": "Complete response",
    "any_ae": "Adverse events of any grade",
    "grade2_ae": "Adverse events of grade 2 or higher",
    "grade3_ae": "Adverse events of grade 3 or higher",
    "any_recurrent_ae": "Recurrent adverse events of any grade",
    "grade3_recurrent_ae": "Recurrent adverse events of grade 3 or higher",
}
"""Titles for outcome codes of the field; an outcome that is not here is shown as written."""


INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
)
"""Characters, for a class of a regular expression, that hide or turn what a text says."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding that the reviewer lets stand; without file or row, every one of its code.

    Attributes
    ----------
    code : str
        Of a warning or note.
    reason : str
        What the report prints.
    file : str
        As messages name it; empty for any.
    row : int or None
    """

    code: str
    reason: str
    file: str = ""
    row: int | None = None


MOST_ROWS = 1000
"""Rows that one analysis pools at most: leaving out each in turn takes the square of their time."""

MEASURES = {
    "PR": "raw proportion",
    "PLN": "log proportion",
    "PLO": "logit",
    "PAS": "arcsine square root",
    "PFT": "Freeman–Tukey double arcsine",
}
BIAS_FIGURE = "risk-of-bias"
FIGURES = (
    "forest", BIAS_FIGURE, "leave-one-out", "cumulative", "influence", "baujat", "gosh",
    "agreement", "specification", "drapery", "radial", "predictive", "shrunken", "funnel", "bubble",
)  # fmt: skip
"""Names of the figures of an analysis, in the order in which reports show them."""
FAMILIES = ("bubble",)
"""Figures of which there are as many as the data ask for, each with an ending: ``bubble-year``."""
FLOW_FIGURE = "prisma"
"""Name of the flow diagram of the whole review."""
FORMATS = ("svg", "pdf", "png")

WITHHELD = "Not to be shown as an estimate"
"""How the note of an estimate begins that was computed and must not be shown."""

TAU2_NAMES = {
    "DL": "DerSimonian–Laird",
    "PM": "Paule–Mandel",
    "REML": "REML",
    "ML": "maximum likelihood",
    "EB": "empirical Bayes",
    "HE": "Hedges",
    "SJ": "Sidik–Jonkman",
    "HS": "Hunter–Schmidt",
}
INTERVAL_NAMES = {
    "z": "Wald interval",
    "t": "t interval",
    "knha": "Hartung–Knapp interval",
    "adhoc": "ad hoc Hartung–Knapp interval",
    "profile": "profile-likelihood interval",
    "profile-t": "profile-likelihood interval with t cut-off",
    "exact": "exact (Clopper–Pearson) interval",
    "cr2": "cluster-robust (CR2) interval",
    "credible": "credible interval",
    "none": "no interval",
}

TAU2_METHODS = ("DL", "PM", "REML", "ML", "EB", "HE", "SJ", "HS", "FE")


def is_slug(text: str) -> bool:
    """Tell whether a text is safe as the name of a folder: ``[a-z0-9-]{1,40}``."""
    return SLUG.fullmatch(text) is not None


def slugify(text: str) -> str:
    """Make a slug of a text: ASCII, lower case, words joined by hyphens, 40 characters at most.

    Returns
    -------
    str
        The slug; empty when the text holds no letter or digit that ASCII can show.
    """
    slug = text.lower().replace(" ", "-")
    # Most names are a slug by now, which is told faster than made.
    if not text.isascii() or "--" in slug or not slug.replace("-", "").isalnum():
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        slug = "-".join(_WORD.findall(plain.lower()))
    return slug.strip("-")[:40].strip("-")
