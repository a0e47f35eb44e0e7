"""Risk-of-bias tools: their domains in their order, and the judgements each knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rechallenge.risk_of_bias.words import (
    CRITICAL,
    GENERIC,
    HIGH,
    LOW,
    MODERATE,
    NO_INFORMATION,
    NOT_APPLICABLE,
    SERIOUS,
    SOME_CONCERNS,
    Judgement,
)


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain of a tool.

    Attributes
    ----------
    key : str
        Name of its column behind ``rob_``.
    name : str
        What it is about, as a key below a figure says it.
    aliases : tuple of str
        Other names of the column.
    """

    key: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool.

    Attributes
    ----------
    id : str
        As the configuration names it.
    name : str
        As reports name it.
    citation : str
        Where the tool was published.
    letter : str
        What the short names of its domains begin with: ``D`` gives D1, D2, …; may be empty.
    domains : tuple of Domain
        In the order of the tool; empty where the reviewer chooses them.
    judgements : tuple of Judgement
        From the best to the worst; what says nothing about the risk comes last.
    overall : tuple of Judgement
        Those of the study as a whole.
    least : int
        So many domains, the first ones, form a whole of their own; 0 where all must be there.
    scored : bool
        The judgements are points, and their sum stands for the study as a whole.
    worst : bool
        The study as a whole is judged no better than its worst domain.
    """

    id: str
    name: str
    citation: str
    letter: str = "D"
    domains: tuple[Domain, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    overall: tuple[Judgement, ...] = ()
    least: int = 0
    scored: bool = False
    worst: bool = False

    def short(self, position: int) -> str:
        """Short name of the domain at a position, from 0."""
        return f"{self.letter}{position + 1}"


_CONFOUNDING = Domain("confounding", "Bias due to confounding")
_CLASSIFICATION = Domain(
    "classification",
    "Bias in classification of interventions",
    ("classification_of_interventions", "interventions"),
)
_MISSING = Domain("missing", "Bias due to missing data", ("missing_data",))
_REPORTING = Domain(
    "reporting",
    "Bias in selection of the reported result",
    ("reported_result", "selection_of_the_reported_result"),
)
_DEVIATIONS = Domain(
    "deviations",
    "Bias due to deviations from intended interventions",
    ("deviations_from_intended_interventions",),
)
_SELECTION = ("selection_of_participants", "participants")
_OF_OUTCOME = ("measurement_of_the_outcome", "measurement_of_outcomes", "outcome")
_ROBINS_WORDS = (LOW, MODERATE, SERIOUS, CRITICAL)

ROBINS_I_2016 = Tool(
    id="robins-i-2016",
    name="ROBINS-I (2016)",
    citation="Sterne et al., BMJ 2016;355:i4919",
    domains=(
        _CONFOUNDING,
        Domain("selection", "Bias in selection of participants into the study", _SELECTION),
        _CLASSIFICATION,
        _DEVIATIONS,
        _MISSING,
        Domain("measurement", "Bias in measurement of outcomes", _OF_OUTCOME),
        _REPORTING,
    ),
    judgements=(*_ROBINS_WORDS, NO_INFORMATION),
    overall=(*_ROBINS_WORDS, NO_INFORMATION),
    worst=True,
)

_EXCEPT_CONFOUNDING = Judgement(
    "Low (except for concerns about uncontrolled confounding)",
    "reserved",
    "±",
    (
        "low risk of bias except for concerns about uncontrolled confounding",
        "low risk of bias (except for concerns about uncontrolled confounding)",
        "low except for concerns about uncontrolled confounding",
        "low (except confounding)",
        "low except confounding",
    ),
)
_ROBINS_2025_WORDS = (LOW, _EXCEPT_CONFOUNDING, MODERATE, SERIOUS, CRITICAL)

ROBINS_I_2025 = Tool(
    id="robins-i-2025",
    name="ROBINS-I V2 (2025)",
    citation="riskofbias.info, draft of 20 November 2025",
    domains=(
        _CONFOUNDING,
        _CLASSIFICATION,
        Domain(
            "selection",
            "Bias in selection of participants into the study (or into the analysis)",
            _SELECTION,
        ),
        _MISSING,
        Domain("measurement", "Bias in measurement of the outcome", _OF_OUTCOME),
        _REPORTING,
    ),
    judgements=_ROBINS_2025_WORDS,
    overall=_ROBINS_2025_WORDS,
    worst=True,
)

ROB_2 = Tool(
    id="rob2",
    name="RoB 2",
    citation="Sterne et al., BMJ 2019;366:l4898",
    domains=(
        Domain(
            "randomisation",
            "Bias arising from the randomisation process",
            ("randomisation_process",),
        ),
        _DEVIATIONS,
        Domain("missing", "Bias due to missing outcome data", ("missing_outcome_data",)),
        Domain("measurement", "Bias in measurement of the outcome", _OF_OUTCOME),
        _REPORTING,
    ),
    judgements=(LOW, SOME_CONCERNS, HIGH),
    overall=(LOW, SOME_CONCERNS, HIGH),
    worst=True,
)

JBI_PREVALENCE = Tool(
    id="jbi-prevalence",
    name="JBI checklist for prevalence studies",
    citation="Munn et al., Int J Evid Based Healthc 2015;13:147–153",
    letter="Q",
    domains=(
        Domain("frame", "Sample frame appropriate to the target population", ("sample_frame",)),
        Domain("sampling", "Participants sampled in an appropriate way"),
        Domain("size", "Sample size adequate", ("sample_size",)),
        Domain("setting", "Subjects and setting described in detail"),
        Domain("coverage", "Analysis with sufficient coverage of the sample"),
        Domain("identification", "Condition identified by valid methods", ("condition",)),
        Domain("reliability", "Condition measured reliably and alike in all", ("measurement",)),
        Domain("analysis", "Statistical analysis appropriate", ("statistics",)),
        Domain("response", "Response rate adequate, or dealt with", ("response_rate",)),
    ),
    judgements=(
        Judgement("Yes", "low", "+", ("y",)),
        Judgement("No", "high", "×", ("n",)),
        Judgement("Unclear", "unknown", "?", ("u",)),
        NOT_APPLICABLE,
    ),
    overall=(
        Judgement("Include", "low", "+", ("included",)),
        Judgement("Exclude", "high", "×", ("excluded",)),
        Judgement("Seek further info", "unknown", "?", ("seek further information",)),
        *GENERIC,
    ),
)

MINORS = Tool(
    id="minors",
    name="MINORS",
    citation="Slim et al., ANZ J Surg 2003;73:712–716",
    letter="",
    domains=(
        Domain("aim", "A clearly stated aim", ("stated_aim",)),
        Domain("consecutive", "Inclusion of consecutive patients", ("consecutive_patients",)),
        Domain("prospective", "Prospective collection of data", ("prospective_collection",)),
        Domain("endpoints", "Endpoints appropriate to the aim of the study"),
        Domain("assessment", "Unbiased assessment of the study endpoint"),
        Domain("followup", "Follow-up period appropriate to the aim", ("follow_up",)),
        Domain("loss", "Loss to follow-up less than 5 %", ("loss_to_follow_up",)),
        Domain("study_size", "Prospective calculation of the study size", ("size",)),
        Domain("control", "An adequate control group", ("control_group",)),
        Domain("contemporary", "Contemporary groups", ("contemporary_groups",)),
        Domain("baseline", "Baseline equivalence of groups", ("baseline_equivalence",)),
        Domain("statistics", "Adequate statistical analyses", ("analysis", "analyses")),
    ),
    judgements=(
        Judgement("2", "low", "2", meaning="Reported and adequate"),
        Judgement("1", "some", "1", meaning="Reported but inadequate"),
        Judgement("0", "high", "0", meaning="Not reported"),
    ),
    overall=GENERIC,
    least=8,
    scored=True,
)

ANY_TOOL = Tool(
    id="generic",
    name="Risk of bias",
    citation="",
    judgements=GENERIC,
    overall=GENERIC,
)

TOOLS: Mapping[str, Tool] = MappingProxyType(
    {
        tool.id: tool
        for tool in (ROBINS_I_2016, ROBINS_I_2025, JBI_PREVALENCE, MINORS, ROB_2, ANY_TOOL)
    }
)
"""Every tool by its name in the configuration."""
