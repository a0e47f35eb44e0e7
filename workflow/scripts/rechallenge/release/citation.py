"""How to cite an edition of a review: the Citation File Format."""

from __future__ import annotations

import yaml

from rechallenge import __version__
from rechallenge.config.settings import ReviewSettings

SOFTWARE_TITLE = "Rechallenge: from responders and totals to pooled proportions"


def citation_file(review: ReviewSettings) -> str:
    """Write ``CITATION.cff`` (format 1.2.0) of the data and results of a review.

    The format has no field for the date of the last search, so that the abstract tells it. What
    the configuration does not say is left out, but for the authors, which the format demands.
    """
    edition = review.edition
    searched = (
        f" The literature was last searched on {review.last_search}." if review.last_search else ""
    )
    content: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": "If you use these data or results, please cite them as below.",
        "type": "dataset",
        "title": review.title,
        "abstract": f"Data and pooled proportions of a systematic review.{searched}",
        "authors": [{"name": name} for name in edition.authors]
        or [{"name": "[the authors of the review]"}],
    }
    if review.version:
        content["version"] = review.version
    if edition.doi:
        content["doi"] = edition.doi
    if edition.licence:
        content["license"] = edition.licence
    content["references"] = [
        {
            "type": "software",
            "title": SOFTWARE_TITLE,
            "version": __version__,
            "authors": [{"name": "The Rechallenge authors"}],
            "license": "MIT",
        }
    ]
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
