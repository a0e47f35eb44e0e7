"""The JSON Schema of the configuration, and its findings in plain words."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from rechallenge.config.documents import KeyPath, read_document
from rechallenge.config.places import Problem, shortened, shown

SCHEMA_PATH = Path(__file__).parents[3] / "schemas" / "config.schema.yaml"
_KINDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of keys",
}
_NUMBER = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]{0,300})?([eE][+-]?[0-9]{1,3})?")
Schema = Mapping[str, Any]


def load_schema() -> dict[str, Any]:
    """Read the schema of the configuration, which lies beside the scripts."""
    schema: dict[str, Any] = read_document(SCHEMA_PATH).value
    return schema


def resolved(node: Schema, root: Schema) -> dict[str, Any]:
    """Replace a ``$ref`` inside the schema by what it names; keys beside it win."""
    if "$ref" not in node:
        return dict(node)
    target: Schema = root
    for key in node["$ref"].removeprefix("#/").split("/"):
        target = target[key]
    own = {key: value for key, value in node.items() if key != "$ref"}
    return resolved(target, root) | own


def tidied(value: Any, node: Schema, root: Schema) -> Any:
    """Drop known keys without a value, and read text such as ``"0.95"`` as the number it shows.

    ``model:`` alone is the same as no such key; settings given on a command line are all text.
    """
    node = resolved(node, root)
    if isinstance(value, str) and node.get("type") == "number" and _NUMBER.fullmatch(value):
        return float(value) if set(value) & set(".eE") else int(value)
    if not isinstance(value, dict):
        return value
    known: Schema = node.get("properties", {})
    other = node.get("additionalProperties")
    kept: dict[str, Any] = {}
    for key, item in value.items():
        if key in known:
            if item is not None:
                kept[key] = tidied(item, known[key], root)
        elif isinstance(other, Mapping):
            blank_group = item is None and resolved(other, root).get("type") == "object"
            kept[key] = {} if blank_group else tidied(item, other, root)
        else:
            kept[key] = item
    return kept


def schema_problems(value: Any, schema: Schema) -> list[Problem]:
    """Return everything that the schema finds wrong, in the order of the configuration."""
    found = list(_not_finite(value, ()))
    unusable = {problem.path for problem in found}
    for error in Draft202012Validator(schema).iter_errors(value):
        path = tuple(error.absolute_path)
        if path not in unusable:
            found.extend(_problems(error, path, schema))
    order = {path: position for position, path in enumerate(_paths(value, ()))}
    return sorted(found, key=lambda problem: order.get(problem.path, -1))


def pruned(value: Any, problems: Iterable[Problem]) -> Any:
    """Return a copy without the settings that are wrong, so that the rest can be checked."""
    for problem in problems:
        named = next((i for i, key in enumerate(problem.path) if isinstance(key, int)), None)
        value = _without(value, problem.path[:named])
    return value


def nearest(text: str, known: Sequence[str]) -> str | None:
    """Return the known word that a mistyped one resembles most, if any does."""
    lowered = {word.lower(): word for word in known}
    close = difflib.get_close_matches(text.lower(), list(lowered), n=1, cutoff=0.6)
    return lowered[close[0]] if close else None


def _problems(error: ValidationError, path: KeyPath, schema: Schema) -> Iterator[Problem]:
    rule: Any = error.validator
    limit: Any = error.validator_value
    value: Any = error.instance
    node: Schema = error.schema if isinstance(error.schema, Mapping) else {}
    example = _example(node)
    if rule == "additionalProperties":
        known = list(node.get("properties", {}))
        for key in value:
            if key not in known:
                yield _unknown_key((*path, key), key, known, schema)
    elif rule == "enum":
        near = nearest(value, limit) if isinstance(value, str) else None
        choices = _last_or(", ".join(limit))
        hint = f"did you mean “{near}”? The choices are {choices}" if near else f"write {choices}"
        yield Problem(path, f"{shown(value)} is not a choice here", hint)
    elif rule == "type":
        yield Problem(path, *_wrong_kind(value, limit, example))
    elif rule in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        yield Problem(
            path, f"{shown(value)} is out of range ({_range(node)})", _as_part(value, node)
        )
    elif rule in ("minLength", "minItems", "minProperties"):
        yield Problem(path, "nothing is given here", f"{example}, or delete the key")
    else:
        yield Problem(path, shortened(error.message), example)


def _unknown_key(path: KeyPath, key: str, known: list[str], schema: Schema) -> Problem:
    near = nearest(key, known)
    if near is None:
        for section, node in schema["properties"].items():
            if key in node.get("properties", {}):
                return Problem(path, "this key is not known here", f"it belongs under “{section}”")
    remedy = f"did you mean “{near}”? The" if near else "the"
    return Problem(path, "this key is not known", f"{remedy} keys here are {', '.join(known)}")


def _wrong_kind(value: object, limit: str | list[str], example: str) -> tuple[str, str]:
    kinds = [limit] if isinstance(limit, str) else list(limit)
    wanted = _last_or(", ".join(_KINDS[kind] for kind in kinds))
    if value is None:
        return "nothing is given here", f"{example}, or put the word in quotes if it is text"
    number = _number(value) if isinstance(value, str) and "number" in kinds else None
    if number is not None:
        return (
            f"{shown(value)} is text where a number is needed",
            f"write {number:g}, without quotes",
        )
    if "string" in kinds and isinstance(value, bool | int | float):
        written = shown(value)
        return f"{written} is not text", f'put quotes around it, as in "{written}"'
    what = shown(value) if isinstance(value, str) else f"{shown(value)} stands here"
    return f"{what}, but {wanted} is needed", example


def _range(node: Schema) -> str:
    ends = [
        (f"above {node['exclusiveMinimum']}" if "exclusiveMinimum" in node else ""),
        (f"{node['minimum']} or more" if "minimum" in node else ""),
        (f"below {node['exclusiveMaximum']}" if "exclusiveMaximum" in node else ""),
        (f"{node['maximum']} or less" if "maximum" in node else ""),
    ]
    return ", ".join(end for end in ends if end)


def _as_part(value: float, node: Schema) -> str:
    """Say how a percentage is written as a proportion, or how an error rate becomes a level."""
    low = node.get("minimum", 0)
    candidates = (value / 100, 1 - value, 1 - value / 100) if low else (value / 100,)
    for meant in candidates:
        if "exclusiveMaximum" in node and low < meant < node["exclusiveMaximum"]:
            return f"write {meant:.6g}"
    return _example(node)


def _example(node: Schema) -> str:
    examples = node.get("examples")
    return f"write for example {examples[0]}" if examples else "see config/README.md"


def _number(text: str) -> float | None:
    percent = text.strip().endswith("%")
    try:
        number = float(text.strip().removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return None
    number = number / 100 if percent else number
    return number if math.isfinite(number) else None


def _last_or(listing: str) -> str:
    head, comma, tail = listing.rpartition(", ")
    return f"{head} or {tail}" if comma else listing


def _not_finite(value: object, path: KeyPath) -> Iterator[Problem]:
    if isinstance(value, float) and not math.isfinite(value):
        yield Problem(path, f"{shown(value)} is not a number", "write a number or delete the key")
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _not_finite(item, (*path, key))


def _paths(value: object, path: KeyPath) -> Iterator[KeyPath]:
    yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(item, (*path, key))


def _without(value: Any, path: KeyPath) -> Any:
    if not path or not isinstance(value, dict) or path[0] not in value:
        return value
    rest = {key: item for key, item in value.items() if key != path[0]}
    if len(path) == 1:
        return rest
    return {
        key: _without(item, path[1:]) if key == path[0] else item for key, item in value.items()
    }
