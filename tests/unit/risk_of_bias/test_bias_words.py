"""Words of judgements, their signs, and levels that no tool knows."""

import pytest

from rechallenge.risk_of_bias.tools import JBI_PREVALENCE, MINORS, ROB_2, ROBINS_I_2016, TOOLS
from rechallenge.risk_of_bias.words import GENERIC, find, free_levels, is_blank, nearest


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Low", "Low"),
        ("low risk", "Low"),
        ("LOW RISK OF BIAS", "Low"),
        (" serious ", "Serious"),
        ("no  information", "No information"),
        ("No-information", "No information"),
        ("NI", "No information"),
        ("C", "Critical"),
        ("High", None),
        ("Some concerns", None),
        ("", None),
    ],
)
def test_a_word_is_read_in_any_writing_and_never_translated(text, name):
    found = find(text, ROBINS_I_2016.judgements)
    assert (found and found.name) == name


def test_na_is_a_judgement_of_the_jbi_checklist_and_blank_elsewhere():
    assert find("NA", JBI_PREVALENCE.judgements).name == "Not applicable"
    assert find("NA", ROB_2.judgements) is None
    assert is_blank("NA")
    assert is_blank("–")
    assert not is_blank("Low")


def test_a_slip_is_recognised():
    assert nearest("Seriuos", ROBINS_I_2016.judgements) == "Serious"
    assert nearest("Some concern", ROB_2.judgements) == "Some concerns"
    assert nearest("poor", ROB_2.judgements) == ""


def test_signs_are_those_of_robvis_and_tell_the_levels_of_a_tool_apart():
    signs = {level.name: level.sign for level in ROBINS_I_2016.judgements}
    assert signs == {
        "Low": "+", "Moderate": "−", "Serious": "×", "Critical": "!", "No information": "?",
    }  # fmt: skip
    assert {level.name: level.sign for level in MINORS.judgements} == {"2": "2", "1": "1", "0": "0"}
    for tool in TOOLS.values():
        looks = [(level.role, level.sign) for level in tool.judgements]
        if tool.domains:
            assert len(set(looks)) == len(looks), tool.id


def test_levels_of_a_reviewer_get_signs_of_their_own():
    levels = free_levels(["Good", "Fair", "Grim", "–"])
    assert [level.sign for level in levels] == ["G", "F", "R", "4"]
    assert {level.role for level in levels} == {"free"}
    assert not {level.sign for level in levels} & {level.sign for level in GENERIC}
