"""Where a setting was written, how it was typed, and messages that say both."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from rechallenge.config.documents import DEEPEST, Document, KeyPath
from rechallenge.errors import ConfigError

MOST_VALUES = 20_000
LARGEST_NUMBER = 10**300


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one setting, and how to mend it."""

    path: KeyPath
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Origins:
    """The files that a configuration was merged from; a later file overrides an earlier one."""

    name: str
    documents: Sequence[Document] = ()

    def message(self, problem: Problem) -> str:
        """Return the whole sentence: place, problem, remedy."""
        place = self._place(problem.path)
        key = shown_key(problem.path)
        place += f", “{key}”" if key else ""
        return f"{place}: {problem.what}; {problem.remedy}."

    def typed(self, path: KeyPath, value: object) -> str | None:
        """Return a value as it was typed, or None when that is not known."""
        for document in reversed(self.documents):
            found = _lookup(document, path)
            if type(found) is type(value) and found == value:
                return document.texts.get(path)
        return None

    def _place(self, path: KeyPath) -> str:
        for end in range(len(path), 0, -1):
            for document in reversed(self.documents):
                if path[:end] in document.lines:
                    return f"{document.name}, line {document.lines[path[:end]]}"
        return self.name


def plain(raw: Mapping[Any, Any], *, name: str) -> dict[str, Any]:
    """Copy a merged configuration as dictionaries with text keys, lists and single values.

    Raises
    ------
    ConfigError
        When it is nested too deeply or holds too many values.
    """
    left = MOST_VALUES

    def copy(value: object, depth: int) -> Any:
        nonlocal left
        left -= 1
        if left < 0 or depth > DEEPEST:
            raise ConfigError(
                f"{name}: the configuration holds too many or too deeply nested values; "
                "remove what repeats."
            )
        if isinstance(value, Mapping):
            return {key_text(key): copy(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [copy(item, depth + 1) for item in value]
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            return math.inf
        return str(value) if isinstance(value, PurePath) else value

    copied: dict[str, Any] = copy(raw, 0)
    return copied


def key_text(key: object) -> str:
    """Return a key as text; a date as year-month-day."""
    if isinstance(key, bool) or key is None:
        return json.dumps(key)
    return key.isoformat() if isinstance(key, date) else str(key)


def shown_key(path: KeyPath) -> str:
    """Return a path of keys as ``analyses.melanoma-orr.where.cancer, item 2``."""
    keys = ".".join(shortened(str(key)) for key in path if isinstance(key, str))
    items = "".join(f", item {key + 1}" for key in path if isinstance(key, int))
    return keys + items


def shown(value: object) -> str:
    """Quote a value in a message: one line, 60 characters at most."""
    if isinstance(value, str):
        return f"“{shortened(value)}”"
    if isinstance(value, Mapping):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    return shortened("nothing" if value is None else json.dumps(value, default=str))


def shortened(text: str) -> str:
    """Return a text on one line without control characters, 60 characters at most."""
    visible = "".join(sign if sign.isprintable() else "�" for sign in text)
    return visible if len(visible) <= 60 else visible[:59] + "…"


def _lookup(document: Document, path: KeyPath) -> object:
    try:
        found: object = document.at(path)
    except (KeyError, IndexError, TypeError):
        return None
    return found
