"""Whether a flow adds up; every number by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from flow_tables import NEW, OTHER, PREVIOUS, flow

from rechallenge.prisma.checks import check_flow

WHOLE = NEW | OTHER | PREVIOUS | {"total_studies": "32", "total_reports": "37"}


def messages(folder: Path, numbers: dict[str, str], *, pooled: int = 18) -> list[str]:
    found = check_flow(flow(folder, numbers), pooled=pooled, listed=24)
    return [finding.message for finding in found]


def test_flows_that_add_up_are_silent(tmp_path: Path) -> None:
    assert messages(tmp_path, NEW) == []
    assert messages(tmp_path, NEW | OTHER, pooled=22) == []
    assert messages(tmp_path, WHOLE, pooled=32) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"duplicates": "80"},
            "row 7, column “n”: 500 records identified less 90 removed before screening are 410, "
            "but 400 were screened",
        ),
        (
            {"records_excluded": "340"},
            "row 9, column “n”: 400 records screened less 340 excluded are 60, but 50 reports were "
            "sought for retrieval",
        ),
        (
            {"dbr_notretrieved_reports": "3"},
            "row 11, column “n”: 50 reports sought less 3 not retrieved are 47, but 48 were "
            "assessed",
        ),
        (
            {"dbr_excluded": "Wrong outcome, 20; No counts, 9"},
            "row 14, column “n”: 48 reports assessed less 29 excluded are 19, but 20 reports were "
            "included",
        ),
        (
            {"new_reports": "NA", "new_studies": "21"},
            "row 13, column “n”: 21 studies were included, but only 20 reports are left after "
            "exclusion",
        ),
        (
            {"database_specific_results": "Alpha, 300; Beta, 170"},
            "row 15, column “n”: the single numbers add up to 470, but “database_results” is 480",
        ),
    ],
)
def test_a_step_that_does_not_add_up(tmp_path: Path, changed: dict[str, str], told: str) -> None:
    pooled = int(changed.get("new_studies", 18))
    assert messages(tmp_path, NEW | changed, pooled=pooled) == [
        f"prisma.csv, {told}; correct the numbers that are wrong. [W401]"
    ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"other_assessed": "10", "new_reports": "24", "total_reports": "36"},
            "12 reports sought less 1 not retrieved are 11, but 10 were assessed",
        ),
        (
            {"total_studies": "33"},
            "10 studies of the previous version and 22 new ones are 32, but the total is 33",
        ),
        ({"website_results": "2"}, "12 reports were sought, but other methods identified 11"),
        ({"previous_reports": "9", "total_reports": "34"}, "10 studies have only 9 reports"),
        (
            {"total_studies_ma": "33"},
            "33 studies in the meta-analysis, but 32 in the review",
        ),
    ],
)
def test_other_methods_and_previous_versions(
    tmp_path: Path, changed: dict[str, str], told: str
) -> None:
    pooled = int(changed.get("total_studies_ma", changed.get("total_studies", 32)))
    (message,) = messages(tmp_path, WHOLE | changed, pooled=pooled)
    assert told in message


def test_the_studies_included_are_those_pooled(tmp_path: Path) -> None:
    assert messages(tmp_path, NEW, pooled=15) == [
        "prisma.csv, row 13, column “n”: the flow diagram has 18 studies included, but the review "
        "pools 15 of the 24 in its files; correct the number or the study files, or add a row "
        "“total_studies_ma” with the number of studies in the meta-analysis. [W402]"
    ]
    assert messages(tmp_path, NEW, pooled=20)[0].endswith(
        "pools 20 of the 24 in its files; correct the number or the study files. [W402]"
    )


def test_studies_may_be_included_without_being_pooled(tmp_path: Path) -> None:
    assert messages(tmp_path, NEW | {"total_studies_ma": "15"}, pooled=15) == []
    (message,) = messages(tmp_path, NEW | {"total_studies_ma": "15"}, pooled=14)
    assert (
        "the flow diagram has 15 studies in the meta-analysis, but the review pools 14" in message
    )


def test_rows_of_another_name_are_told(tmp_path: Path) -> None:
    assert messages(tmp_path, NEW | {"excluded_othr": "0"}) == [
        "prisma.csv, row 15, column “data”: “excluded_othr” is no number of a flow diagram and is "
        "not shown; write the name as the template has it, or delete the row. [W403]"
    ]
