"""Studies that probably share patients."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rechallenge.studies import StudyData

Review = Callable[..., StudyData]
COLUMNS = {
    "study": "Lee 2020",
    "year": "2020",
    "outcome": "orr",
    "responders": "3",
    "total": "20",
    "doi": "10.1000/a",
    "country": "Korea",
    "cancer": "melanoma",
    "design": "retrospective_cohort",
    "initial_regimen": "anti-PD-1",
    "rechallenge_regimen": "ipilimumab 3 mg/kg",
    "overlap_group": "",
    "include": "1",
}
LATER = {"study": "Lee 2022", "year": "2022", "doi": "10.1000/b"}


def table(*changes: dict[str, str]) -> str:
    rows = [COLUMNS | change for change in changes]
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(row.get(name, "") for name in names) for row in rows]
    return "\n".join([",".join(names), *lines, ""])


def messages(data: StudyData) -> list[str]:
    return [f.message for f in data.findings if f.code == "W303"]


def test_alike_studies_near_in_time_are_a_warning(review: Review) -> None:
    assert messages(review(table({}, LATER))) == [
        "data/orr.csv, rows 2, 3, column “overlap_group”: “Lee 2020” (row 2) and “Lee 2022” (row "
        "3) may share patients: “Korea”, “melanoma”, “ipilimumab 3 mg/kg”, 2020–2022, "
        "retrospective or from a registry; if patients are shared, write one word for all in a "
        "column “overlap_group”; if not, a word of its own for each. [W303]"
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"country": "Republic of Korea"},
        {"design": "registry"},
        {"rechallenge_regimen": "Ipilimumab 10 mg/kg"},
        {"year": "2023"},
        {"overlap_group": "G"},
    ],
    ids=lambda change: next(iter(change.values())),
)
def test_likeness_does_not_hang_on_writing(review: Review, change: dict[str, str]) -> None:
    assert len(messages(review(table({}, LATER | change)))) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"country": "Japan"},
        {"country": ""},
        {"cancer": "NSCLC"},
        {"design": "prospective_trial"},
        {"rechallenge_regimen": "nivolumab"},
        {"setting": "resumption"},
        {"reason_stopped": "toxicity"},
        {"year": "2024"},
        {"year": ""},
        {"outcome": "any_ae"},
        {"doi": "https://doi.org/10.1000/A", "overlap_group": ""},
        {"include": "0"},
        {"responders": "NR"},
    ],
    ids=lambda change: "-".join(change.values()) or "blank",
)
def test_one_difference_is_enough(review: Review, change: dict[str, str]) -> None:
    assert messages(review(table({}, LATER | change))) == []


@pytest.mark.parametrize("second", ["G", "H"])
def test_overlap_groups_settle_it(review: Review, second: str) -> None:
    data = review(table({"overlap_group": "G"}, LATER | {"overlap_group": second}))
    assert data.findings == ()


def test_a_study_whose_source_is_named_is_compared_with_the_same_author_only(
    review: Review,
) -> None:
    other = LATER | {"study": "Kim 2022"}
    assert messages(review(table({"overlap_group": "G"}, other))) == []
    assert len(messages(review(table({}, other)))) == 1


def test_multinational_studies_are_not_alike(review: Review) -> None:
    everywhere = {"country": "multinational"}
    assert messages(review(table(everywhere, LATER | everywhere))) == []


def test_a_column_of_centres_tells_studies_apart(review: Review) -> None:
    data = review(table({"Hospital": "Seoul"}, LATER | {"Hospital": "Busan"}))
    assert messages(data) == []
    assert len(messages(review(table({"Hospital": "Seoul"}, LATER | {"Hospital": "Seoul"})))) == 1


def test_a_chain_of_studies_is_one_finding_for_all_outcomes(review: Review) -> None:
    last = {"study": "Cho 2025", "year": "2025", "doi": "10.1000/c"}
    rows = [{}, LATER, last, {"outcome": "dcr"}, LATER | {"outcome": "dcr"}]
    (message,) = messages(review(table(*rows)))
    assert "“Lee 2020” (row 2), “Lee 2022” (row 3) and “Cho 2025” (row 4) may share" in message
    assert "2020–2025" in message
