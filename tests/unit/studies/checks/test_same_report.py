"""Reports and studies under two names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rechallenge.studies import Row, StudyData
from rechallenge.studies.checks.identifiers import bare_doi, identifiers, identifying_columns

Review = Callable[..., StudyData]


def messages(data: StudyData, code: str) -> list[str]:
    return [f.message for f in data.findings if f.code == code]


def test_one_doi_under_two_names_is_a_warning(review: Review) -> None:
    data = review(
        "study,responders,total,doi\nLee 2020,3,20,10.1000/XYZ\nCho 2021,5,31,\n"
        "Kim 2021,4,25,https://doi.org/10.1000/xyz\n"
    )
    assert messages(data, "W302") == [
        "data/orr.csv, rows 2, 4, column “doi”: “10.1000/xyz” is cited by “Lee 2020” (row 2) and "
        "“Kim 2021” (row 4); if it is one report, write one study name and name the arms; if "
        "patients are shared, write one word for all in a column “overlap_group”. [W302]"
    ]


def test_one_doi_in_two_files_is_told_once(review: Review) -> None:
    header = "study,outcome,responders,total,doi\n"
    data = review(
        {
            "a.csv": f"{header}Lee 2020,orr,3,20,10.1000/xyz\nLee 2020,dcr,9,20,10.1000/xyz\n",
            "b.csv": f"{header}Kim 2021,any_ae,4,25,doi:10.1000/xyz\n",
        }
    )
    (message,) = messages(data, "W302")
    assert message.startswith("data/b.csv, row 2, column “doi”: “10.1000/xyz” is cited by “Lee")
    assert "“Lee 2020” (data/a.csv, row 2) and “Kim 2021” (row 2); if" in message


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("doi,overlap_group", "10.1000/xyz,G", "10.1000/xyz,G"),
        ("doi,include", "10.1000/xyz,1", "10.1000/xyz,0"),
        ("doi", "10.1000/xyz", "10.1000/xyz2"),
        ("doi", "NR", "NR"),
        ("doi", "in press", "in press"),
        ("source", "https://doi.org/10.1000/review", "https://doi.org/10.1000/review"),
    ],
)
def test_known_overlap_and_other_reports_are_fine(
    review: Review, header: str, first: str, second: str
) -> None:
    data = review(f"study,responders,total,{header}\nLee 2020,3,20,{first}\nKim 2021,4,25,{second}")
    assert data.findings == ()


@pytest.mark.parametrize(
    ("header", "first", "second", "shown"),
    [
        ("doi", "PMID: 29522135", "29522135", "PMID 29522135"),
        ("PMID", "29522135", "https://pubmed.ncbi.nlm.nih.gov/29522135/", "PMID 29522135"),
        ("NCT number", "NCT01866319", "nct01866319", "NCT01866319"),
        ("source", "clinicaltrials.gov/study/NCT01866319", "see NCT01866319", "NCT01866319"),
    ],
)
def test_other_identifiers_count_too(
    review: Review, header: str, first: str, second: str, shown: str
) -> None:
    data = review(f"study,responders,total,{header}\nLee 2020,3,20,{first}\nKim 2021,4,25,{second}")
    (message,) = messages(data, "W302")
    assert f"“{shown}” is cited by “Lee 2020” (row 2) and “Kim 2021” (row 3)" in message


def test_cohorts_of_one_report_by_tumour_are_fine(review: Review) -> None:
    header = "study,responders,total,doi,cancer\n"
    cohorts = "Lee 2020 melanoma,3,20,10.1000/x,melanoma\nLee 2020 lung,4,25,10.1000/x,NSCLC\n"
    assert review(header + cohorts).findings == ()
    copied = "Lee 2020,3,20,10.1000/x,melanoma\nKim 2021,4,25,10.1000/x,NSCLC\n"
    assert len(messages(review(header + copied), "W302")) == 1


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("10.1000/XYZ", "10.1000/xyz"),
        ("https://doi.org/10.1000/xyz", "10.1000/xyz"),
        ("http://dx.doi.org/10.1000/xyz", "10.1000/xyz"),
        ("doi.org/10.1000/xyz", "10.1000/xyz"),
        ("DOI: 10.1000/xyz.", "10.1000/xyz"),
        ("https://doi.org/10.1000%2Fxyz", "10.1000/xyz"),
    ],
)
def test_dois_have_one_spelling(written: str, bare: str) -> None:
    assert bare_doi(written) == bare


def test_only_columns_for_identifiers_are_searched() -> None:
    names = ("study", "doi", "PubMed ID", "Trial registration", "notes", "n_pts")
    assert identifying_columns(names) == ("doi", "source", "PubMed ID", "Trial registration")
    row = Row(file="a.csv", line=2, cells={"notes": "NCT01866319", "doi": "10.1000/x"})
    assert identifiers(row, ("doi", "source")) == {"10.1000/x": "doi"}
    faulty = Row(file="a.csv", line=2, cells={"doi": "10.1000/x"}, unusable=("doi",))
    assert identifiers(faulty, ("doi", "source")) == {}


def test_names_that_differ_in_accents_are_a_warning(review: Review) -> None:
    header = "study_id,study,responders,total\n"
    data = review(
        {"a.csv": f"{header}m1,Muñoz 2020,3,20\n", "b.csv": f"{header}m2,Munoz 2020,4,25\n"}
    )
    assert messages(data, "W312") == [
        "data/b.csv, row 2, column “study”: the names “Muñoz 2020” (data/a.csv, row 2) and “Munoz "
        "2020” (row 2) are almost the same, yet pooled as 2 studies; if it is one study, write one "
        "name and one study_id; if not, make the names differ, as 2020a and 2020b do. [W312]"
    ]


def test_identifiers_that_differ_in_case_are_a_warning(review: Review) -> None:
    header = "study_id,study,arm,responders,total\n"
    (message,) = messages(
        review(f"{header}lee2020,Lee 2020,A,3,20\nLee2020,Lee 2020,B,4,25\n"), "W312"
    )
    assert message.startswith("data/orr.csv, rows 2, 3 (study “Lee 2020”), column “study_id”: one")
    assert "the identifiers “lee2020” (row 2) and “Lee2020” (row 3), and is pooled as 2" in message
    (message,) = messages(
        review(f"{header}lee2020,Lee 2020,A,3,20\nLEE-2020,Lee trial,B,4,2\n"), "W312"
    )
    assert "the identifiers “lee2020” (row 2) and “LEE-2020” (row 3) are almost the same" in message


def test_et_al_does_not_make_another_study(review: Review) -> None:
    data = review('study,responders,total\nLee 2020,3,20\n"Lee et al., 2020",4,25\n')
    assert len(messages(data, "W312")) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lee 2020a,,,", "Lee 2020b,,,"),
        ("Lee 2020,,,", "Lee 2021,,,"),
        ("Wang 2020,,,", "Yang 2020,,,"),
        ("Lee 2020-1,,,", "Lee 20201,,,"),
        ("Lee 2020,10.1000/a,,", "LEE 2020,10.1000/b,,"),
        ("Lee 2020,,melanoma,", "LEE 2020,,NSCLC,"),
    ],
)
def test_names_of_different_studies_are_fine(review: Review, first: str, second: str) -> None:
    header = "study_id,responders,total,study,doi,cancer,overlap_group\n"
    data = review(f"{header}a,3,20,{first}\nb,4,25,{second}\n")
    assert messages(data, "W312") == []


def test_twin_names_of_one_overlap_group_are_a_warning(review: Review) -> None:
    header = "study_id,responders,total,study,overlap_group\n"
    data = review(f"{header}a,3,20,Lee 2020,G\nb,4,25,LEE 2020,G\n")
    assert len(messages(data, "W312")) == 1


def test_composed_and_decomposed_letters_are_one_study(review: Review) -> None:
    data = review("study,arm,responders,total\nMu\u00f1oz,A,3,20\nMun\u0303oz,B,4,25\n")
    assert {finding.code for finding in data.findings} == {"N305"}
