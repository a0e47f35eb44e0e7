"""Warnings that the reviewer lets stand, and findings joined for reading."""

from dataclasses import replace

from rechallenge.contract import Acceptance
from rechallenge.studies.acceptance import with_acceptances
from rechallenge.studies.findings import Finding, grouped


def finding(code="W112", file="a.csv", rows=(4,), column="events", problem="“NR” means no number"):
    return Finding(
        code=code, file=file, rows=rows, column=column, study="Lee", problem=problem,
        remedy="give a number",
    )  # fmt: skip


def test_an_acceptance_gives_its_reason_to_what_it_fits():
    here, elsewhere = finding(), finding(file="b.csv")
    entry = Acceptance("W112", "not reported", file="a.csv", row=4)
    first, second = with_acceptances([here, elsewhere], [entry])
    assert (first.accepted, second.accepted) == ("not reported", "")
    every = with_acceptances([here, elsewhere], [Acceptance("W112", "not reported")])
    assert {found.accepted for found in every} == {"not reported"}


def test_an_acceptance_that_meets_nothing_is_told():
    entry = Acceptance("W303", "two hospitals", file="c.csv", row=2)
    kept, told = with_acceptances([finding()], [entry])
    assert kept == finding()
    assert told.message == (
        "the configuration, column “accept”: a finding W303 in c.csv, row 2 was not found; take "
        "the entry out, or correct its file and row. [N122]"
    )


def test_five_alike_are_joined_and_four_are_not():
    many = [finding(rows=(row,)) for row in (3, 4, 5, 9, 12)]
    (joined,) = grouped(many)
    assert joined.message == (
        "a.csv, rows 3–5, 9, 12, column “events”: “NR” means no number, and 4 more alike; give a "
        "number. [W112]"
    )
    assert grouped(many[:4]) == tuple(many[:4])
    assert len(grouped([*many[:4], finding(column="total", rows=(9,))])) == 5


def test_a_remedy_of_one_row_is_not_given_for_all():
    many = [replace(finding(rows=(row,)), remedy=f"write {row}") for row in (3, 4, 5, 9, 12)]
    assert grouped(many)[0].message == (
        "a.csv, rows 3–5, 9, 12, column “events”: “NR” means no number, and 4 more alike; in row 3 "
        "write 3, and mend the others likewise. [W112]"
    )
