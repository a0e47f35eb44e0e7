"""Rows of the table behind a PRISMA 2020 flow diagram, named as the PRISMA2020 package names them.

Page et al., BMJ 2021;372:n71 (the statement); Haddaway et al., Campbell Syst Rev 2022;18:e1230 (the
package and its table).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Arm = Literal["previous", "databases", "other", "included"]


@dataclass(frozen=True, slots=True)
class Item:
    """A number of the flow.

    Attributes
    ----------
    key : str
        What stands in the column ``data``.
    text : str
        What the diagram says, unless the column ``boxtext`` says otherwise.
    arm : str
    needed : bool
        Every diagram has it.
    parts : bool
        It may be a list of texts with a number each: ``Wrong outcome, 12; No data, 3``.
    """

    key: str
    text: str
    arm: Arm
    needed: bool = False
    parts: bool = False


_ITEMS = (
    Item("previous_studies", "Studies included in previous version of review", "previous"),
    Item("previous_reports", "Reports of studies included in previous version of review",
         "previous"),
    Item("database_results", "Databases", "databases"),
    Item("database_specific_results", "Specific databases", "databases", parts=True),
    Item("register_results", "Registers", "databases"),
    Item("register_specific_results", "Specific registers", "databases", parts=True),
    Item("website_results", "Websites", "other"),
    Item("organisation_results", "Organisations", "other"),
    Item("citations_results", "Citation searching", "other"),
    Item("duplicates", "Duplicate records", "databases"),
    Item("excluded_automatic", "Records marked as ineligible by automation tools", "databases"),
    Item("excluded_other", "Records removed for other reasons", "databases"),
    Item("records_screened", "Records screened", "databases", needed=True),
    Item("records_excluded", "Records excluded", "databases", needed=True),
    Item("dbr_sought_reports", "Reports sought for retrieval", "databases", needed=True),
    Item("dbr_notretrieved_reports", "Reports not retrieved", "databases", needed=True),
    Item("other_sought_reports", "Reports sought for retrieval", "other"),
    Item("other_notretrieved_reports", "Reports not retrieved", "other"),
    Item("dbr_assessed", "Reports assessed for eligibility", "databases", needed=True),
    Item("dbr_excluded", "Reports excluded", "databases", needed=True, parts=True),
    Item("other_assessed", "Reports assessed for eligibility", "other"),
    Item("other_excluded", "Reports excluded", "other", parts=True),
    Item("new_studies", "New studies included in review", "included", needed=True),
    Item("new_reports", "Reports of new included studies", "included"),
    Item("total_studies", "Total studies included in review", "included"),
    Item("total_reports", "Reports of total included studies", "included"),
    Item("total_studies_ma", "Total studies included in meta-analysis", "included"),
    Item("total_reports_ma", "Reports of total included studies in meta-analysis", "included"),
)  # fmt: skip

ITEMS: Mapping[str, Item] = MappingProxyType({item.key: item for item in _ITEMS})
"""Every number by the name of its row."""

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "prevstud": "Previous studies",
        "newstud": "Identification of new studies via databases and registers",
        "othstud": "Identification of new studies via other methods",
        "identification": "Identification",
        "screening": "Screening",
        "included": "Included",
    }
)
"""Headings by what stands in the column ``box``, in rows without a number."""

FIRST_TIME: Mapping[str, str] = MappingProxyType(
    {
        "newstud": "Identification of studies via databases and registers",
        "othstud": "Identification of studies via other methods",
        "new_studies": "Studies included in review",
        "new_reports": "Reports of included studies",
        "total_studies_ma": "Studies included in meta-analysis",
        "total_reports_ma": "Reports of studies included in meta-analysis",
    }
)
"""What PRISMA 2020 writes instead in a review that has no previous version."""
