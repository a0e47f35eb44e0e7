"""The description of a release as a Research Object Crate."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping
from typing import Any

from rechallenge import __version__
from rechallenge.config.settings import ReviewSettings
from rechallenge.release.citation import SOFTWARE_TITLE
from rechallenge.release.contents import Contents

CRATE_FILE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/crate/1.1"
_CONTEXT = f"{PROFILE}/context"
_SOFTWARE, _RUN = "#rechallenge", "#run"
_FORMATS = {".R": "text/x-r", ".md": "text/markdown", ".yaml": "application/yaml",
            ".bib": "application/x-bibtex", ".cff": "application/yaml",
            ".ris": "application/x-research-info-systems", ".tex": "application/x-tex"}  # fmt: skip


def crate_metadata(
    review: ReviewSettings, contents: Contents, *, written: Mapping[str, str]
) -> dict[str, Any]:
    """Describe a release in the vocabulary of RO-Crate 1.1.

    Parameters
    ----------
    review : ReviewSettings
    contents : Contents
    written : mapping of str to str
        Path and description of the files that stand beside data and results.

    Returns
    -------
    dict
        JSON-LD: the root data set, every file of it, the program, and the run that made the
        results of the data.

    References
    ----------
    Sefton P, et al. RO-Crate metadata specification 1.1, doi:10.5281/zenodo.4541002.
    """
    edition = review.edition
    inputs, outputs = sorted(contents.inputs), sorted(contents.outputs)
    authors = [{"@id": f"#author-{number}"} for number, _ in enumerate(edition.authors, start=1)]
    searched = f" Last search {review.last_search}." if review.last_search else ""
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": review.title,
        "description": f"Data, configuration and pooled results of a systematic review.{searched}",
        "hasPart": _references([*inputs, *outputs, *sorted(written)]),
        "mentions": {"@id": _RUN},
    }
    if review.last_search:
        # The specification asks for a date; a release has no other that equal runs would share.
        root["datePublished"] = review.last_search
    if review.version:
        root["version"] = review.version
    if authors:
        root["author"] = authors
    if edition.licence:
        root["license"] = {"@id": f"https://spdx.org/licenses/{edition.licence}"}
    if edition.doi:
        root["identifier"] = f"https://doi.org/{edition.doi}"
    graph = [
        {
            "@id": CRATE_FILE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": PROFILE},
            "about": {"@id": "./"},
        },
        root,
        *(_file(name, digests) for digests in (_digests(contents),) for name in inputs + outputs),
        *(
            _file(name, {}) | {"description": description}
            for name, description in sorted(written.items())
        ),
        {
            "@id": _SOFTWARE,
            "@type": "SoftwareApplication",
            "name": SOFTWARE_TITLE,
            "version": __version__,
            "license": {"@id": "https://spdx.org/licenses/MIT"},
        },
        {
            "@id": _RUN,
            "@type": "CreateAction",
            "name": "Pooling of the studies",
            "instrument": {"@id": _SOFTWARE},
            "object": _references(inputs),
            "result": _references(outputs),
        },
        *(
            {"@id": reference["@id"], "@type": "Person", "name": name}
            for reference, name in zip(authors, edition.authors, strict=True)
        ),
    ]
    return {"@context": _CONTEXT, "@graph": graph}


def _references(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": name} for name in names]


def _digests(contents: Contents) -> dict[str, str]:
    manifest = contents.manifest
    return {
        **{item["file"]: item["sha256"] for item in manifest["inputs"]},
        **{f"results/{item['file']}": item["sha256"] for item in manifest["outputs"]},
    }


def _file(name: str, digests: Mapping[str, str]) -> dict[str, Any]:
    entity: dict[str, Any] = {"@id": name, "@type": "File", "name": name.rsplit("/", 1)[-1]}
    ending = f".{name.rsplit('.', 1)[-1]}"
    kind = _FORMATS.get(ending) or mimetypes.types_map.get(ending)
    if kind:
        entity["encodingFormat"] = kind
    if name in digests:
        entity["sha256"] = digests[name]
    return entity
