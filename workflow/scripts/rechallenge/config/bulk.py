"""The settings of many sets at once: the group ``bulk:`` of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from rechallenge.config.documents import KeyPath
from rechallenge.config.model_choice import completed, impossible, overridden
from rechallenge.config.paths import slug_problem
from rechallenge.config.settings import BulkMethod, BulkSettings, ModelSettings

COLUMNS = ("set", "study", "events", "total")
"""Our names of the columns of the table."""
_KEYS = ("method", "measure", "tau2", "test", "zero_cell")


class Reader(Protocol):
    """What is needed of the reader of the whole configuration."""

    def text(self, path: KeyPath, value: object) -> str:
        """Return a value as it was typed."""

    def path(self, path: KeyPath, value: str | None) -> str | None:
        """Check the path of a file."""

    def refuse(self, path: KeyPath, problem: tuple[str, str] | None) -> None:
        """Enter a problem."""


def bulk_settings(
    value: Mapping[str, Any], model: Mapping[str, Any], reader: Reader, *, sound: bool
) -> BulkSettings | None:
    """Read the group ``bulk:``, None where it is empty.

    Parameters
    ----------
    value : mapping
        The group, without what does not fit the schema.
    model : mapping
        The group ``model:`` of the review, whose keys a method takes over.
    reader : Reader
    sound : bool
        False where the schema refused a part of either group, so that keys may be missing.
    """
    if not value:
        return None
    if "table" not in value and sound:
        remedy = "write for example “table: library.csv” under “bulk”"
        reader.refuse(("bulk",), ("no table is named", remedy))
    headers = {
        name: reader.text(("bulk", "columns", name), header).strip()
        for name, header in value.get("columns", {}).items()
    }
    for name, header in headers.items():
        place: KeyPath = ("bulk", "columns", name)
        if not header:
            remedy = "write the header or delete the key"
            reader.refuse(place, ("no header is given", remedy))
        elif list(headers.values()).count(header) > 1:
            remedy = "give each of our columns a header of its own"
            reader.refuse(place, (f"the header “{header}” is mapped twice", remedy))
    level = float(value.get("level", model.get("level", ModelSettings().level)))
    base = {key: item for key, item in model.items() if key in _KEYS}
    named: Mapping[str, Mapping[str, Any]] = value.get("methods", {})
    if not named:
        named = {str(completed(base).method): {}}
    return BulkSettings(
        table=reader.path(("bulk", "table"), value.get("table")) or "",
        columns=headers,
        methods=tuple(
            _method(slug, own, base, level, reader, sound=sound) for slug, own in named.items()
        ),
        chunk=value.get("chunk", BulkSettings.__dataclass_fields__["chunk"].default),
    )


def _method(
    slug: str,
    own: Mapping[str, Any],
    base: Mapping[str, Any],
    level: float,
    reader: Reader,
    *,
    sound: bool,
) -> BulkMethod:
    place: KeyPath = ("bulk", "methods", slug)
    reader.refuse(place, slug_problem(slug, of="a method"))
    model = completed(overridden(base, {key: own[key] for key in _KEYS if key in own}))
    if sound and model.method == "bayes":
        remedy = "write “method: glmm”, “inverse-variance” or “beta-binomial” under a name there"
        what = "the Bayesian model of the review is not fitted to many sets"
        reader.refuse(("bulk", "methods"), (what, remedy))
    elif sound:
        if model.method != "inverse-variance" and own.get("tau2", "auto") not in (
            "auto",
            "ML",
            "FE",
        ):
            what = f"{own['tau2']} is an estimator of the two-stage model, not of {model.method}"
            remedy = "write “method: inverse-variance” beside it"
            reader.refuse((*place, "tau2"), (what, remedy))
        for key, what, remedy in impossible(model):
            reader.refuse((*place, key) if key in own else place, (what, remedy))
    return BulkMethod(
        slug=slug,
        method=model.method,
        measure=model.measure,
        tau2=model.tau2,
        test=model.test,
        level=level,
        zero_cell=model.zero_cell,
        profiles=own.get("profiles", True),
    )
