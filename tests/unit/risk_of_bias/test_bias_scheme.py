"""Which tool columns belong to."""

import pytest

from rechallenge.risk_of_bias.scheme import bias_columns, scheme_of
from rechallenge.risk_of_bias.tools import TOOLS

ROBINS = [
    "confounding", "selection", "classification", "deviations", "missing", "measurement",
    "reporting",
]  # fmt: skip
MINORS = [
    "aim", "consecutive", "prospective", "endpoints", "assessment", "followup", "loss",
    "study_size", "control", "contemporary", "baseline", "statistics",
]  # fmt: skip


def columns(*keys):
    return tuple(f"rob_{key}" for key in keys)


@pytest.mark.parametrize(
    ("tool", "count"),
    [
        ("robins-i-2016", 7),
        ("robins-i-2025", 6),
        ("rob2", 5),
        ("jbi-prevalence", 9),
        ("minors", 12),
    ],
)
def test_a_tool_is_found_by_all_of_its_domains(tool, count):
    keys = [domain.key for domain in TOOLS[tool].domains]
    assert len(keys) == count
    for extra in ((), ("overall",)):
        scheme = scheme_of("auto", columns(*keys, *extra))
        assert scheme.tool.id == tool
        assert (scheme.note, scheme.unknown, scheme.absent) == ("", (), ())
        assert scheme.overall == ("rob_overall" if extra else "")


def test_the_order_of_columns_is_that_of_the_tool():
    scheme = scheme_of("auto", columns("overall", *reversed(ROBINS)))
    assert [domain.short for domain in scheme.domains] == [f"D{i}" for i in range(1, 8)]
    assert scheme.columns == columns(*ROBINS, "overall")
    assert scheme.domains[1].name == "Bias in selection of participants into the study"


def test_domains_are_found_by_their_long_names_too():
    keys = (
        "Bias due to confounding", "classification of interventions", "selection_of_participants",
        "missing data", "measurement of the outcome", "reported result",
    )  # fmt: skip
    assert scheme_of("auto", columns(*keys)).tool.id == "robins-i-2025"


def test_minors_of_a_study_without_a_comparison_has_eight_items():
    assert scheme_of("auto", columns(*MINORS[:8])).tool.id == "minors"
    assert scheme_of("auto", columns(*MINORS[:8])).absent == ()
    assert scheme_of("auto", columns(*MINORS[:9])).tool.id == "generic"


def test_what_is_nearly_a_tool_is_not_that_tool():
    scheme = scheme_of("auto", columns(*ROBINS[:3], "deviatoins", *ROBINS[4:]))
    assert scheme.tool.id == "generic"
    assert scheme.note == (
        "the columns are nearly those of ROBINS-I (2016), but “rob_deviatoins” is none of its "
        "domains and “rob_deviations” is not there"
    )
    assert [domain.name for domain in scheme.domains][3] == "Deviatoins"


def test_numbers_do_not_tell_a_tool():
    numbered = columns("d1", "d2", "d3", "d4", "d5", "d6", "d7", "overall")
    scheme = scheme_of("auto", numbered)
    assert scheme.tool.id == "generic"
    assert scheme.note == "the columns are not the domains of one known tool"
    assert scheme.domains[0].name == "Domain 1"


def test_a_named_tool_counts_its_domains():
    scheme = scheme_of("robins-i-2016", columns("d1", "d4", "overall"))
    assert [(d.short, d.name) for d in scheme.domains] == [
        ("D1", "Bias due to confounding"),
        ("D4", "Bias due to deviations from intended interventions"),
    ]
    assert "Bias due to missing data" in scheme.absent
    assert scheme_of("jbi-prevalence", columns("q9")).domains[0].short == "Q9"


def test_a_named_tool_does_not_take_domains_of_another():
    scheme = scheme_of("rob2", columns("confounding", "deviations", "d9"))
    assert scheme.unknown == columns("confounding", "d9")
    assert [domain.name for domain in scheme.domains] == [
        "Bias due to deviations from intended interventions"
    ]


def test_two_columns_of_one_domain_are_not_joined():
    scheme = scheme_of("rob2", columns("missing", "missing_data"))
    assert scheme.unknown == columns("missing_data")
    twice = columns(*(d.key for d in TOOLS["rob2"].domains), "missing_data")
    assert scheme_of("auto", twice).tool.id == "generic"


def test_nothing_is_shown_where_nothing_is_asked_for_or_there():
    assert scheme_of("none", columns("overall")) is None
    assert scheme_of("auto", ()) is None
    assert bias_columns(["study", "rob_overall", "rob_", "robust", "rob_overall"]) == (
        "rob_overall",
    )


def test_what_a_cell_says():
    scheme = scheme_of("minors", columns(*MINORS[:8], "overall"))
    assert scheme.said("rob_aim", "2") == "2"
    assert scheme.said("rob_aim", "3") is None
    assert not scheme.knows("rob_aim", "3")
    assert scheme.said("rob_overall", "14") == "14"
    free = scheme_of("generic", columns("selection"))
    assert free.said("rob_selection", "three stars") == "three stars"
    assert free.said("rob_selection", "low risk") == "Low"


def test_names_are_read_as_people_write_them():
    keys = ("Randomization", "Deviations", "Missing outcome data", "Measurement of the outcome",
            "Selection of the reported result", "Overall risk of bias")  # fmt: skip
    scheme = scheme_of("auto", columns(*keys))
    assert scheme.tool.id == "rob2"
    assert scheme.overall == "rob_Overall risk of bias"
    for word in ("Overall", "overall judgment", "Overall bias"):
        assert scheme_of("rob2", columns(word)).overall == f"rob_{word}"
