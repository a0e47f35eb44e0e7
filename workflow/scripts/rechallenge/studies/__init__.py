"""Reading, typing and checking of study files, and the choice of rows for an analysis."""

from rechallenge.studies.catalogue import CATALOGUE, Check
from rechallenge.studies.findings import Finding, in_order
from rechallenge.studies.reading import StudyData, read_studies
from rechallenge.studies.recovery.recover import candidate_counts, readings
from rechallenge.studies.rows import Row
from rechallenge.studies.selection import Selection, select

__all__ = [
    "CATALOGUE",
    "Check",
    "Finding",
    "Row",
    "Selection",
    "StudyData",
    "candidate_counts",
    "in_order",
    "read_studies",
    "readings",
    "select",
]
