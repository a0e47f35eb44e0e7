"""The extraction export of Covidence: columns of a team's own, and rows of several reviewers."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge.errors import DataError
from rechallenge.imports.covidence import read_covidence

OWN = "Covidence #,Study ID,Title,Reviewer Name,"
LONG = OWN + "Country in which the study conducted,Responders,Total number of participants\n"
WIDE = OWN + (
    "Objective response Experimental events,Objective response Experimental total,"
    "Objective response Control events,Objective response Control total,ORR: events,ORR: total\n"
)


def saved(tmp_path: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path = tmp_path / "review_1_data.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_the_consensus_wins_and_the_rest_is_told(tmp_path: Path) -> None:
    text = LONG + (
        "#1,Lee 2020,T,Ann,Japan,6,38\n"
        "#1,Lee 2020,T,Bob,Japan,8,38\n"
        "#1,Lee 2020,T,Consensus,Japan,7,38\n"
        "#2,Kim 2021,T,Ann,,12,30\n"
    )
    read = read_covidence(saved(tmp_path, text))
    assert [dict(row) for row in read.rows] == [
        {"study": "Lee 2020", "country": "Japan", "outcome": "Responders", "events": "7",
         "total": "38", "locator": "review_1_data.csv, row 4"},
        {"study": "Kim 2021", "country": "", "outcome": "Responders", "events": "12",
         "total": "30", "locator": "review_1_data.csv, row 5"},
    ]  # fmt: skip
    told = "\n".join(read.told)
    assert "rows 2, 3: not used, because the consensus is there" in told
    assert "row 5: taken from one reviewer" in told
    assert "not carried over: “Title”" in told


def test_reviewers_who_agree_in_what_is_used_need_no_consensus(tmp_path: Path) -> None:
    text = LONG + "#1,Lee 2020,Red,Ann,Japan,7,38\n#1,Lee 2020,Blue,Bob,Japan,7,38\n"
    read = read_covidence(saved(tmp_path, text))
    assert [(row["events"], row["total"]) for row in read.rows] == [("7", "38")]
    assert "rows 2, 3: no consensus, but the reviewers agree" in read.told[0]


def test_each_cell_in_which_reviewers_differ_is_an_error(tmp_path: Path) -> None:
    text = LONG + "#1,Lee 2020,T,Ann,Japan,7,38\n#1,Lee 2020,T,Bob,Korea,8,38\n"
    with pytest.raises(DataError) as caught:
        read_covidence(saved(tmp_path, text))
    country, events = caught.value.messages
    assert (
        "row 3, column “Country in which the study conducted”: “Korea”, but “Japan” in row 2"
        in (country)
    )
    assert "row 3, column “Responders”: “8”, but “7” in row 2" in events


def test_pairs_of_columns_become_outcomes_of_the_arm(tmp_path: Path) -> None:
    text = WIDE + "#1,Lee 2020,T,Consensus,7,38,3,40,9,50\n#2,Kim,T,Consensus,2,9,1,9,NR,\n"
    path = saved(tmp_path, text)
    with pytest.raises(DataError, match="add --arm experimental or --arm control"):
        read_covidence(path)
    read = read_covidence(path, arm="control")
    assert [(r["study"], r["outcome"], r["events"], r["total"]) for r in read.rows] == [
        ("Lee 2020", "Objective response", "3", "40"),
        ("Kim", "Objective response", "1", "9"),
        ("Lee 2020", "ORR", "9", "50"),
    ]
    assert read.rows[0]["locator"].endswith("row 2 (control arm)")
    told = "\n".join(read.told)
    assert "row 3: left out, because “ORR: events” or “ORR: total” is blank" in told
    assert "“Objective response Experimental events”" in told


def test_the_user_names_columns_whose_headers_do_not_tell(tmp_path: Path) -> None:
    text = OWN + "Antwort,Auswertbar,Tumor\n#1,Lee 2020,T,Consensus,7,38,Melanoma\n"
    path = saved(tmp_path, text)
    with pytest.raises(DataError, match=r"--column events=HEADER.*“Antwort”, “Auswertbar”"):
        read_covidence(path)
    named = {"responders": "antwort", "total": "Auswertbar", "cancer": "Tumor"}
    (row,) = read_covidence(path, columns=named).rows
    assert (row["events"], row["total"], row["cancer"], row["outcome"]) == (
        "7", "38", "Melanoma", "Antwort",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"event": "Responders"}, "“event” is no column of a study file; did you mean “events”"),
        ({"events": "Responder"}, "no column “Responder” for events; did you mean “Responders”"),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest(
    tmp_path: Path, named: dict[str, str], message: str
) -> None:
    path = saved(tmp_path, LONG + "#1,Lee,T,Consensus,,7,38\n")
    with pytest.raises(DataError, match=message):
        read_covidence(path, columns=named)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("#1,Lee,T,Ann,,7,38\n#1,Lee,T,ann,,8,38\n", "row 3: “ann” has an earlier row"),
        ("#1,Lee,T,Ann,,7,38\n#2,lee,T,Ann,,8,38\n", "row 3, .*another study in row 2"),
        ("#1,,T,Ann,,7,38\n", "row 2, column “Study ID”: the study has no name"),
        ("#1,Lee,T,Ann,,39,38\n", "row 2, column “Responders”: 39 of 38 patients is impossible"),
        ("#1,Lee,T,Ann,,=1+1,38\n", "row 2, column “Responders”: formula"),
        ("#1,Lee,T,Ann,,NR,38\n", "no row has both counts"),
        ("", "no row has both counts"),
    ],
)
def test_what_cannot_be_read_says_where(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_covidence(saved(tmp_path, LONG + rows))


def test_without_reviewers_rows_are_arms_and_outcomes(tmp_path: Path) -> None:
    text = "Study ID,Arm,Outcome,Events,Total\nLee,A,orr,1,9\nLee,B,orr,2,8\nLee,B,cr,0,8\n"
    rows = read_covidence(saved(tmp_path, text)).rows
    assert [(row["arm"], row["outcome"], row["events"]) for row in rows] == [
        ("A", "orr", "1"), ("B", "orr", "2"), ("B", "cr", "0"),
    ]  # fmt: skip


def test_the_encoding_that_was_taken_is_told(tmp_path: Path) -> None:
    text = LONG + "#1,Muñoz 2020,T,Consensus,,7,38\n"
    read = read_covidence(saved(tmp_path, text, "cp1252"))
    assert read.rows[0]["study"] == "Muñoz 2020"
    assert "Windows-1252" in read.told[0]


def test_brackets_around_the_words_for_counts_are_passed_over(tmp_path: Path) -> None:
    text = OWN + "Response (n events),Response (N),Response events (%)\n#1,Lee,T,Consensus,1,9,11\n"
    (row,) = read_covidence(saved(tmp_path, text)).rows
    assert (row["outcome"], row["events"], row["total"]) == ("Response", "1", "9")


def test_fields_of_one_name_are_told_apart_by_their_letters(tmp_path: Path) -> None:
    text = OWN + "Events,Total,Notes,notes,Events\n#1,Lee,T,Consensus,1,9,a,b,2\n"
    path = saved(tmp_path, text)
    with pytest.raises(DataError, match=r"“Events \(column E\)”.*“Events \(column I\)”"):
        read_covidence(path)
    read = read_covidence(path, columns={"events": "Events (column I)"})
    assert read.rows[0]["events"] == "2"
    assert "“Notes (column G)”, “notes (column H)”" in read.told[-1]
