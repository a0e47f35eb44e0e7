"""Where each item of PRISMA 2020 is found, and what the authors must write themselves.

Page et al., BMJ 2021;372:n71. Topics are in our own words.
"""

from __future__ import annotations

from rechallenge.report.blocks import Paragraph, Section, Table, text_row

TITLE = "Where the items of PRISMA 2020 are"
AUTHORS = "For the authors"
_METHODS = "Methods in words"
_RESULTS = "Results in words"

ITEMS: tuple[tuple[str, str, str, str], ...] = (
    ("1", "Title", AUTHORS, "name the report as a systematic review"),
    ("2", "Abstract", AUTHORS, "write it with the list for abstracts of PRISMA 2020"),
    ("3", "Why the review is needed", AUTHORS, "say what is known already"),
    ("4", "Question or aim", AUTHORS, "state it"),
    ("5", "Which studies are eligible, and how they were grouped", "In part",
     "“Rows used” in the settings; write the criteria of the review"),
    ("6", "Where studies were looked for, and when last", "In part",
     "the date of the last search stands below the title; list the sources"),
    ("7", "Search strategies in full", AUTHORS, "give each of them with its limits"),
    ("8", "How studies were selected", AUTHORS, "how many people screened, and with which tools"),
    ("9", "How data were collected", "In part",
     "recovered counts are marked with their origin; say who extracted and how it was checked"),
    ("10a", "Outcomes that data were sought for", "In part",
     "the outcome of each analysis; define it, and say which results were taken"),
    ("10b", "Other variables that data were sought for", "In part",
     "study characteristics in the supplement; say what was assumed where data were missing"),
    ("11", "How risk of bias was judged", "In part",
     "the tool and its judgements where the data hold them; say who judged, and how"),
    ("12", "Effect measure", "Here", f"{_METHODS}: the pooled proportion and its scale"),
    ("13a", "Which studies entered each synthesis", "Here",
     "data and sources of each analysis; settings"),
    ("13b", "How data were prepared", "Here",
     f"{_METHODS}; recovered counts under “What was done, and why”"),
    ("13c", "How results were tabled and drawn", "Here",
     "figures and tables of each analysis; their captions say what is drawn"),
    ("13d", "How results were combined, and with which software", "In part",
     f"{_METHODS}; say why this model was chosen"),
    ("13e", "How causes of heterogeneity were explored", "Here",
     f"{_METHODS}: subgroups and meta-regression"),
    ("13f", "Sensitivity analyses", "Here", f"{_METHODS}: other models, leaving studies out"),
    ("14", "How bias from missing results was assessed", "In part",
     "small studies, where the test was asked for; a funnel of proportions cannot show it alone"),
    ("15", "How certainty was assessed", AUTHORS, "for example by GRADE; this software does not"),
    ("16a", "Flow of records and studies", "In part",
     "the flow diagram, where the review gives its numbers"),
    ("16b", "Studies that seem to fit and were left out", "In part",
     "rows that match and were not pooled, with the reason; add reports excluded earlier"),
    ("17", "Characteristics of each study", "In part",
     "sheet “Studies” of the supplement, and data and sources; cite each report"),
    ("18", "Risk of bias in each study", "In part",
     "beside the forest plots where the data hold judgements"),
    ("19", "Results of each study", "Here", "forest plot, and data and sources, of each analysis"),
    ("20a", "Characteristics and bias of the studies of each synthesis", AUTHORS,
     "sum them up in a sentence or two"),
    ("20b", "Results of each synthesis", "Here", f"{_RESULTS}; cards at the top"),
    ("20c", "Results on causes of heterogeneity", "Here", "subgroups and meta-regression"),
    ("20d", "Results of sensitivity analyses", "Here", "sensitivity, in each analysis"),
    ("21", "Bias from missing results", AUTHORS,
     "judge it for each synthesis; “Small studies” can only help"),
    ("22", "Certainty of the evidence", AUTHORS, "give it for each outcome"),
    ("23a", "Interpretation beside other evidence", "In part",
     "earlier published pooled values where the review lists them; interpret them"),
    ("23b", "Limits of the evidence", AUTHORS, "discuss them"),
    ("23c", "Limits of the review", AUTHORS,
     "discuss them; the data checks name some"),
    ("23d", "What follows for practice, policy and research", AUTHORS, "discuss it"),
    ("24a", "Registration", AUTHORS, "give the number, or say that there is none"),
    ("24b", "Protocol", AUTHORS, "say where it can be read"),
    ("24c", "Changes since the protocol", AUTHORS,
     f"complete the bracketed gap in “{_METHODS}”"),
    ("25", "Support and funders", AUTHORS, "name them and their role"),
    ("26", "Competing interests", AUTHORS, "declare them"),
    ("27", "Data, code and other material", "In part",
     "hashes, versions and the command under “Provenance”; say where the files are public"),
)  # fmt: skip
"""Number, topic, who gives it, and where it is or what to write."""


def prisma_section() -> Section:
    """Table every item with its place, or with what the authors must write."""
    text = (
        "PRISMA 2020 is the list of what a report of a systematic review should tell. Software "
        "cannot answer all of it: “Here” means that this page or the supplement gives the item, "
        "“In part” that the authors must add to it, “For the authors” that they must write it. "
        "The wording is a summary; the list itself is at doi.org/10.1136/bmj.n71."
    )
    table = Table(
        caption="Items of PRISMA 2020",
        headers=("Item", "Topic", "Given", "Where it is, or what to write"),
        rows=tuple(text_row(*item) for item in ITEMS),
    )
    return Section(TITLE, (Paragraph(text), table))
