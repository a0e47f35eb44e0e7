"""Labels that differ in writing only, or by a slip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from rechallenge.studies import StudyData
from rechallenge.studies.checks.spelling import same_spelling

Review = Callable[..., StudyData]


def messages(data: StudyData) -> list[str]:
    return [f.message for f in data.findings if f.code == "W307"]


def table(column: str, labels: Sequence[str]) -> str:
    rows = "".join(f'S{i:02},{3 + i % 3},{20 + i},"{text}"\n' for i, text in enumerate(labels))
    return f"study,responders,total,{column}\n{rows}"


def test_a_slip_in_a_rare_label_is_a_warning(review: Review) -> None:
    data = review(table("cancer", [*["NSCLC"] * 14, "NSLC"]))
    assert messages(data) == [
        "data/orr.csv, row 16 (study “S14”), column “cancer”: “NSLC” (1 study) resembles “NSCLC” "
        "(14 studies); correct it, or keep it if it is another label. [W307]"
    ]


def test_variants_in_writing_are_a_warning(review: Review) -> None:
    data = review(table("cancer", ["NSCLC", "nsclc ", "NSCLC", "melanoma"]))
    assert messages(data) == [
        "data/orr.csv, row 3 (study “S01”), column “cancer”: “NSCLC” (2 studies) and “nsclc” (1 "
        "study) differ in writing only; write “NSCLC” in all of them, or they form groups of "
        "their own. [W307]"
    ]


def test_an_abbreviation_beside_its_words_is_a_warning(review: Review) -> None:
    data = review(table("cancer", ["NSCLC", "non-small cell lung cancer", "NSCLC", "melanoma"]))
    assert messages(data) == [
        "data/orr.csv, row 3 (study “S01”), column “cancer”: “NSCLC” (2 studies) seems to "
        "abbreviate “non-small cell lung cancer” (1 study); write one of them in all rows, or they "
        "form groups of their own. [W307]"
    ]


@pytest.mark.parametrize("label", ["SCLC", "nsclc", "NSCL", "RCC"])
def test_other_short_labels_abbreviate_nothing(review: Review, label: str) -> None:
    assert messages(review(table("cancer", [label, "non-small cell lung cancer"]))) == []


def test_labels_in_several_files_name_their_places(review: Review) -> None:
    data = review(
        {
            "a.csv": table("cancer", ["melanoma"] * 3),
            "b.csv": table("cancer", ["Melanoma"]).replace("S0", "T0"),
            "c.csv": table("cancer", ["Melanoma"]).replace("S0", "U0"),
        }
    )
    (message,) = messages(data)
    assert message.startswith("data/c.csv, row 2, column “cancer”: “melanoma” (3 studies) and")
    assert (
        "“Melanoma” (2 studies) differ in writing only, also in data/b.csv, row 2; write" in message
    )


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["melanoma", "melanma"], 1),
        ([*["renal"] * 3, "renel"], 0),
        ([*["renal"] * 4, "renel"], 1),
        (["renal", "renal", "renla"], 1),
        (["renal", "renla"], 0),
        ([*["cutaneous melanoma"] * 3, "cutneous melnaoma"], 0),
        ([*["retrospective"] * 3, "rerospctive"], 0),
        ([*["retrospective"] * 4, "rerospctive"], 1),
        (["renal cell carcinoma", "renal cell carcinoma", "renal cel carcinoma"], 1),
        (["renal cell carcinoma", "renal cel carcinoma"], 0),
    ],
    ids=lambda value: str(value)[-28:],
)
def test_short_slips_need_a_more_frequent_label(
    review: Review, labels: Sequence[str], found: int
) -> None:
    assert len(messages(review(table("cancer", labels)))) == found


def test_a_label_counts_once_a_study(review: Review) -> None:
    header = "study,arm,outcome,responders,total,setting\n"
    rows = "".join(f"Lee,A,o{i},3,20,mixed\n" for i in range(8))
    assert messages(review(f"{header}{rows}Kim,A,o1,3,20,mixxd\n")) == []


@pytest.mark.parametrize(
    "column",
    ["cancer", "design", "country", "setting", "reason_stopped", "outcome", "Line group"],
)
def test_columns_by_which_studies_are_grouped_are_checked(review: Review, column: str) -> None:
    assert len(messages(review(table(column, [*["moderate"] * 8, "modrate"])))) == 1


@pytest.mark.parametrize("column", ["locator", "source", "notes", "confidence", "arm", "Title"])
def test_other_columns_are_not_checked(review: Review, column: str) -> None:
    assert messages(review(table(column, [*["moderate"] * 8, "modrate"]))) == []


def test_columns_of_free_text_are_not_checked(review: Review) -> None:
    texts = [f"seen by {name}" for name in ("one", "two", "six", "ten", "Anna", "anna")]
    assert messages(review(table("Checked", texts))) == []


@pytest.mark.parametrize(
    "labels",
    [
        ["melanoma"] * 9,
        [f"tumour of type {i}" for i in range(9)],
        [*["NSCLC"] * 3, "NSLC"],
        [*["61.5"] * 8, "61.50"],
        [*["ipilimumab 3 mg/kg"] * 8, "ipilimumab 10 mg/kg"],
        [*["anti-PD-1"] * 8, "anti-PD-L1", "anti-PD-(L)1"],
        [*["stage I-II"] * 8, "stage III"],
        [*["NSCLC"] * 8, "SCLC"],
        [*["NR"] * 4, "nr", "-", "melanoma"],
    ],
    ids=lambda labels: labels[-1],
)
def test_other_labels_are_fine(review: Review, labels: Sequence[str]) -> None:
    assert messages(review(table("cancer", labels))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NSCLC", "nsclc"),
        ("non-small cell lung cancer", "Non small-cell lung cancer"),
        ("retrospective_cohort", "retrospective cohort"),
        ("anti-PD-1", "anti PD1"),
        ("U.S.A.", "USA"),
        ("ipilimumab + nivolumab", "nivolumab+ipilimumab"),
        ("3 mg/kg", "3mg/kg"),
        ("non--small cell", "non-small cell"),
        ("renalcell carcinoma", "renal cell carcinoma"),
        ("Curaçao", "Curacao"),
        ("Ørland", "orland"),
    ],
)
def test_the_same_in_other_writing(one: str, other: str) -> None:
    assert same_spelling(one) == same_spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I-II", "III"),
        ("0.3 mg/kg", "3 mg/kg"),
        ("1.0", "10"),
        ("1-2", "12"),
        ("PD-L1+", "PD-L1"),
        ("anti-PD-1", "anti-PD-(L)1"),
        ("≥ 65", "< 65"),
        ("grade A", "grade B"),
    ],
)
def test_other_labels_in_similar_writing(one: str, other: str) -> None:
    assert same_spelling(one) != same_spelling(other)
